import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Job } from '../../shared/domain/job.ts';
import { isTerminal } from '../../shared/domain/job-status.ts';
import { client } from '../api/client.ts';
import { uploadJob } from '../api/upload.ts';
import { useCollections, useModels } from '../api/use-models.ts';
import { useSession } from '../api/use-session.ts';
import { inputKind } from '../try/input-kind.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Icon } from '../ui/Icon.tsx';
import { saveFile } from '../ui/save-file.ts';
import { useToasts } from '../ui/Toasts.tsx';
import { csvOf, curlOf } from './job-text.ts';

/** Everything that can be done with a job besides looking at it. */
export function JobActions({ job }: { job: Job }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { say, complain } = useToasts();
  const queries = useQueryClient();
  const { data: session } = useSession();
  const csv = csvOf(job);
  const isOver = isTerminal(job.status);

  const cancel = useMutation({
    mutationFn: () => client.cancel(job.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['job', job.id] }),
    onError: complain,
  });
  const remove = useMutation({
    mutationFn: () => client.deleteJob(job.id),
    onSuccess: () => {
      say(t('job.deleted'));
      queries.removeQueries({ queryKey: ['job', job.id] });
    },
    onError: complain,
  });
  const again = useMutation({
    mutationFn: async (model: string) => {
      const file = await client.input(job.id);
      const name = job.input.name ?? file.name;
      return await uploadJob({ model, file, name, params: model === job.model ? job.params : {} });
    },
    onError: complain,
  });
  // What is given to `mutate` is not called once the view has gone: who is elsewhere by then stays there.
  const runAgain = (model: string) =>
    again.mutate(model, {
      onSuccess: ({ id }) => navigate(model === job.model ? `/jobs/${id}` : `/compare?jobs=${job.id},${id}`),
    });

  return (
    <div className="actions">
      {!isOver && (
        <button type="button" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          <Icon name="stop" /> {t('job.cancel')}
        </button>
      )}
      <button type="button" disabled={again.isPending} onClick={() => runAgain(job.model)}>
        <Icon name="again" /> {t('job.again')}
      </button>
      <OtherModel job={job} onChoose={runAgain} />
      {job.result && (
        <button
          type="button"
          onClick={() => saveFile(`${job.id}.json`, JSON.stringify(job, null, 2), 'application/json')}
        >
          <Icon name="download" /> JSON
        </button>
      )}
      {csv !== undefined && (
        <button type="button" onClick={() => saveFile(`${job.id}.csv`, csv, 'text/csv')}>
          <Icon name="download" /> CSV
        </button>
      )}
      <CopyButton text={() => curlOf(job, location.origin, session?.auth === 'keys')} label={t('job.curl')} />
      <CopyButton text={() => `${location.origin}/jobs/${job.id}`} label={t('job.link')} icon="link" />
      <FileUnder job={job} />
      <button
        type="button"
        className="danger"
        disabled={remove.isPending}
        onClick={() =>
          confirm(t('job.delete-sure')) && remove.mutate(undefined, { onSuccess: () => navigate('/jobs') })
        }
      >
        <Icon name="trash" /> {t('job.delete')}
      </button>
    </div>
  );
}

/** Models that take the same kind of input. */
function OtherModel({ job, onChoose }: { job: Job; onChoose: (model: string) => void }) {
  const { t } = useTranslation();
  const { data } = useModels();
  const own = data?.models.find(({ name }) => name === job.model);
  const others = data?.models.filter(
    (model) => model.name !== job.model && own && inputKind(model) === inputKind(own),
  );
  if (!others?.length) return null;
  return (
    <select
      aria-label={t('job.other-model')}
      value=""
      onChange={(event) => event.target.value && onChoose(event.target.value)}
    >
      <option value="">{t('job.other-model')}</option>
      {others.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

/** Which collection it is in. */
function FileUnder({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { say, complain } = useToasts();
  const queries = useQueryClient();
  const { data } = useCollections();
  const move = useMutation({
    mutationFn: (collection: string | null) => client.moveJobs([job.id], collection),
    onSuccess: async () => {
      say(t('job.moved'));
      await queries.invalidateQueries({ queryKey: ['job', job.id] });
      await queries.invalidateQueries({ queryKey: ['collections'] });
    },
    onError: complain,
  });
  if (!data?.collections.length) return null;
  return (
    <select
      aria-label={t('job.collection')}
      value={job.collection ?? ''}
      disabled={move.isPending}
      onChange={(event) => move.mutate(event.target.value || null)}
    >
      <option value="">{t('job.no-collection')}</option>
      {data.collections.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
