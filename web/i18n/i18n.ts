import i18next, { type TFunction } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { en } from './en.ts';

/** The languages of the page, by their own names. */
export const LANGUAGES = { en: 'English', fr: 'Français' } as const;

export type Language = keyof typeof LANGUAGES;

/** Gives the text for a key, in the language of the page. */
export type Translate = TFunction;

const STORED_AS = 'penstock.language';
/** Namespace of texts that come from the api, by their English. */
const OF_API = 'api';

/** Starts with the language that was chosen last, else the browser's. English is there, others are loaded. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  const stored = localStorage.getItem(STORED_AS) ?? navigator.language.slice(0, 2);
  await setLanguage(stored === 'fr' ? 'fr' : 'en');
}

/** Changes the language now, and for the next time. */
export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED_AS, language);
  await setLanguage(language);
}

async function setLanguage(language: Language): Promise<void> {
  if (language === 'fr' && !i18next.hasResourceBundle('fr', 'translation')) {
    const [{ fr }, { FRENCH_OF_API }] = await Promise.all([import('./fr.ts'), import('./fr-of-api.ts')]);
    i18next.addResourceBundle('fr', 'translation', fr);
    i18next.addResourceBundle('fr', OF_API, FRENCH_OF_API);
  }
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/**
 * Gives what the api says in English in the language of the page: the texts of the models that come with Penstock. Others
 * stay as they are.
 */
export function useSaid(): (english: string) => string {
  const { i18n } = useTranslation();
  const known: Readonly<Record<string, string>> = i18n.getResourceBundle(i18n.language, OF_API) ?? {};
  return (english) => (Object.hasOwn(known, english) ? known[english]! : english);
}
