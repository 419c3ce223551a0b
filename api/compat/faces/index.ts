import type { CompatSystem } from '../compat-system.ts';
import { accountPages } from './account-pages.ts';
import { historyPages } from './history-pages.ts';
import { pages } from './pages.ts';
import { predict } from './predict.ts';

/** Face emotions for the web pages and the Android app of the face emotion project. */
export const faces: CompatSystem = {
  port: 8000,
  mount(app, tools) {
    predict(app, tools);
    pages(app, tools);
    accountPages(app, tools);
    historyPages(app, tools);
  },
};
