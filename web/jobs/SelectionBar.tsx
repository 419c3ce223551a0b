import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import { ApiError } from '../api/api-error.ts';
import { client } from '../api/client.ts';
import { useCollections } from '../api/use-models.ts';
import { csvOfJobs } from '../job/job-text.ts';
import { Icon } from '../ui/Icon.tsx';
import { saveFile } from '../ui/save-file.ts';
import { useToasts } from '../ui/Toasts.tsx';

/** As many at a time as leave the page a connection of its own. */
const AT_A_TIME = 4;

/** What can be done with the chosen jobs together. */
export function SelectionBar({ jobs, onDone }: { jobs: readonly Job[]; onDone: () => void }) {
  const { t } = useTranslation();
  const { say, complain } = useToasts();
  const queries = useQueryClient();
  const { data } = useCollections();
  const finish = (text: string) => {
    say(text);
    onDone();
  };
  // After a failure too: some may have been done.
  const onSettled = async () => {
    await queries.invalidateQueries({ queryKey: ['jobs'] });
    await queries.invalidateQueries({ queryKey: ['collections'] });
  };
  const remove = useMutation({
    mutationFn: () => deleteAll(jobs.map(({ id }) => id)),
    onSuccess: () => finish(t('jobs.deleted', { count: jobs.length })),
    onError: complain,
    onSettled,
  });
  const move = useMutation({
    mutationFn: (collection: string | null) =>
      client.moveJobs(
        jobs.map(({ id }) => id),
        collection,
      ),
    onSuccess: () => finish(t('job.moved')),
    onError: complain,
    onSettled,
  });
  return (
    <div className="card selection" role="toolbar" aria-label={t('jobs.selection')}>
      <strong>{t('jobs.selected', { count: jobs.length })}</strong>
      <select
        aria-label={t('job.collection')}
        value=""
        disabled={move.isPending}
        onChange={(event) =>
          event.target.value && move.mutate(event.target.value === '-' ? null : event.target.value)
        }
      >
        <option value="">{t('jobs.move')}</option>
        <option value="-">{t('job.no-collection')}</option>
        {data?.collections.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <button
        type="button"
        onClick={() => saveFile('jobs.json', JSON.stringify(jobs, null, 2), 'application/json')}
      >
        <Icon name="download" /> JSON
      </button>
      <button type="button" onClick={() => saveFile('jobs.csv', csvOfJobs(jobs), 'text/csv')}>
        <Icon name="download" /> CSV
      </button>
      <button
        type="button"
        className="danger"
        disabled={remove.isPending}
        onClick={() => confirm(t('jobs.delete-sure', { count: jobs.length })) && remove.mutate()}
      >
        <Icon name="trash" /> {t('job.delete')}
      </button>
      <button type="button" onClick={onDone}>
        {t('ui.cancel')}
      </button>
    </div>
  );
}

/**
 * Deletes jobs; one that is not there any more counts as deleted.
 *
 * @throws ApiError after everything under way has ended, when some could not be deleted
 */
async function deleteAll(ids: readonly string[]): Promise<void> {
  const waiting = [...ids];
  const deleteNext = async (): Promise<void> => {
    for (let id = waiting.shift(); id; id = waiting.shift())
      await client.deleteJob(id).catch((error: unknown) => {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      });
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_A_TIME }, deleteNext));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}
