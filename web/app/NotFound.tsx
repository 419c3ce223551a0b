import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { PAGE_PATHS } from '../../shared/domain/page-paths.ts';
import { usePageTitle } from './use-page-title.ts';

/** For an address that is none of ours. */
export function NotFound() {
  const { t } = useTranslation();
  usePageTitle(t('failure.nothing'));
  return (
    <section className="card narrow">
      <h1>{t('failure.nothing')}</h1>
      <p>{t('failure.nothing-text')}</p>
      <Link href={PAGE_PATHS.try} className="button primary">
        {t('layout.try')}
      </Link>
    </section>
  );
}
