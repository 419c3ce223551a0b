import { useTranslation } from 'react-i18next';

/** While a view is being loaded. */
export function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <div className="skeleton-page" role="status" aria-label={t('ui.loading')}>
      <div className="skeleton skeleton-title" />
      <div className="skeleton skeleton-block" />
      <div className="skeleton skeleton-block" />
    </div>
  );
}
