import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/* The web page. The api serves what this makes; `npm run dev:web` serves it with reload, in front of an api. */
export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // The page's policy allows no `data:`: each file is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: { '^/(v1|docs|openapi.json|metrics)': 'http://127.0.0.1:3000' },
  },
});
