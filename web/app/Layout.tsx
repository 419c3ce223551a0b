import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { PAGE_PATHS } from '../../shared/domain/page-paths.ts';
import { useLiveState } from '../api/live.ts';
import { useSession } from '../api/use-session.ts';
import { changeLanguage, LANGUAGES, type Language } from '../i18n/i18n.ts';
import { Icon } from '../ui/Icon.tsx';
import { THEMES, useTheme } from './theme.ts';
import { useArrival } from './use-arrival.ts';

const PLACES = ['try', 'jobs', 'collections', 'batches', 'system', 'models', 'developers'] as const;

/** Head of the page, and the view below it. */
export function Layout({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const view = useRef<HTMLElement>(null);
  useArrival(view);
  return (
    <>
      <a className="skip" href="#content">
        {t('layout.skip')}
      </a>
      <header className="head">
        <Link href={PAGE_PATHS.try} className="brand">
          <Icon name="logo" />
          <span>Penstock</span>
        </Link>
        <Places />
        <div className="head-tools">
          <LiveMark />
          <LanguageChoice />
          <ThemeChoice />
          <AccountLink />
        </div>
      </header>
      <OfflineBar />
      <main ref={view} id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Places() {
  const { t } = useTranslation();
  const [location] = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a phone the places are wider than the window.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is current after each change of it
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (current) nav.current?.scrollTo({ left: current.offsetLeft - nav.current.offsetLeft - 48 });
  }, [location]);
  const isHere = (path: string) => (path === '/' ? location === '/' : location.startsWith(path));
  return (
    <nav ref={nav} aria-label={t('layout.places')} className="places">
      {PLACES.map((place) => (
        <Link
          key={place}
          href={PAGE_PATHS[place]}
          aria-current={isHere(PAGE_PATHS[place]) ? 'page' : undefined}
        >
          {t(`layout.${place}`)}
        </Link>
      ))}
    </nav>
  );
}

function LiveMark() {
  const { t } = useTranslation();
  const state = useLiveState();
  return (
    <span className={`live live-${state}`} title={t(`layout.live-${state}`)}>
      <span className="dot" aria-hidden="true" />
      <span className="live-text">{t(`layout.short-${state}`)}</span>
    </span>
  );
}

function OfflineBar() {
  const { t } = useTranslation();
  const state = useLiveState();
  return (
    <div role="status" className={state === 'offline' ? 'offline-bar' : undefined}>
      {state === 'offline' && t('layout.offline')}
    </div>
  );
}

function LanguageChoice() {
  const { t, i18n } = useTranslation();
  return (
    <select
      aria-label={t('layout.language')}
      className="quiet"
      value={i18n.language}
      onChange={(event) => void changeLanguage(event.target.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}

function ThemeChoice() {
  const { t } = useTranslation();
  const [theme, setTheme] = useTheme();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={t('layout.theme', { theme: t(`layout.theme-${theme}`) })}
      title={t('layout.theme', { theme: t(`layout.theme-${theme}`) })}
      onClick={() => setTheme(next)}
    >
      <Icon name={theme} />
    </button>
  );
}

function AccountLink() {
  const { t } = useTranslation();
  const { data: session } = useSession();
  if (session?.auth !== 'keys') return null;
  return (
    <Link href={PAGE_PATHS.account} className="icon-button" aria-label={t('layout.account')}>
      <Icon name="person" />
    </Link>
  );
}
