import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Collection } from '../../shared/domain/collection.ts';
import { client } from '../api/client.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Problem } from '../ui/Problem.tsx';

/** Asks whether the jobs of a collection go with it, and says what would be lost. */
export function DeleteCollection({ collection, onClose }: { collection: Collection; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (isKept: boolean) =>
      client.deleteCollection(
        collection.id,
        isKept ? { jobs: 'keep' } : collection.counts.verified > 0 ? { force: 'true' } : {},
      ),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['collections'] });
      await queries.invalidateQueries({ queryKey: ['jobs'] });
    },
  });
  return (
    <Dialog title={t('collections.delete', { name: collection.name })} onClose={onClose}>
      <p>{t('collections.delete-text', { count: collection.counts.jobs })}</p>
      {collection.counts.verified > 0 && (
        <p className="notice notice-error">
          {t('collections.delete-verified', { count: collection.counts.verified })}
        </p>
      )}
      {remove.error && <Problem error={remove.error} />}
      <div className="row">
        <button type="button" disabled={remove.isPending} onClick={() => remove.mutate(true)}>
          {t('collections.keep-jobs')}
        </button>
        <button
          type="button"
          className="danger"
          disabled={remove.isPending}
          onClick={() => remove.mutate(false)}
        >
          {t('collections.delete-jobs')}
        </button>
      </div>
    </Dialog>
  );
}
