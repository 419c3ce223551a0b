import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Collection } from '../../shared/domain/collection.ts';
import { client } from '../api/client.ts';
import { useCollections } from '../api/use-models.ts';
import { PageSkeleton } from '../app/PageSkeleton.tsx';
import { usePageTitle } from '../app/use-page-title.ts';
import { formatTime } from '../i18n/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Problem } from '../ui/Problem.tsx';
import { useToasts } from '../ui/Toasts.tsx';
import { DeleteCollection } from './DeleteCollection.tsx';

/** What jobs are filed under. */
export default function CollectionsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useCollections();
  usePageTitle(t('layout.collections'));
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{t('layout.collections')}</h1>
          <p className="muted">{t('collections.text')}</p>
        </div>
      </header>
      <NewCollection />
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {!data ? (
        !error && <PageSkeleton />
      ) : data.collections.length === 0 ? (
        <p className="card empty muted">{t('collections.none')}</p>
      ) : (
        <ul className="collection-cards">
          {data.collections.map((collection) => (
            <CollectionCard key={collection.id} collection={collection} />
          ))}
        </ul>
      )}
    </>
  );
}

function NewCollection() {
  const { t } = useTranslation();
  const { complain } = useToasts();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => client.createCollection(name),
    onSuccess: async () => {
      setName('');
      await queries.invalidateQueries({ queryKey: ['collections'] });
    },
    onError: complain,
  });
  function send(event: FormEvent): void {
    event.preventDefault();
    create.mutate();
  }
  return (
    <form className="card row end" onSubmit={send}>
      <label>
        {t('collections.name')}
        <input required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <button type="submit" className="primary" disabled={create.isPending}>
        <Icon name="plus" /> {t('collections.make')}
      </button>
    </form>
  );
}

function CollectionCard({ collection }: { collection: Collection }) {
  const { t, i18n } = useTranslation();
  const { complain } = useToasts();
  const queries = useQueryClient();
  const [isDeleting, setIsDeleting] = useState(false);
  const rename = useMutation({
    mutationFn: (name: string) => client.renameCollection(collection.id, name),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['collections'] }),
    onError: complain,
  });
  function askName(): void {
    const name = prompt(t('collections.name'), collection.name)?.trim();
    if (name && name !== collection.name) rename.mutate(name);
  }
  const { jobs, inputs, verified } = collection.counts;
  return (
    <li className="card">
      <h2>
        <Icon name="folder" /> <Link href={`/jobs?collection=${collection.id}`}>{collection.name}</Link>
      </h2>
      <p>
        {t('collections.jobs', { count: jobs })} · {t('collections.inputs', { count: inputs })} ·{' '}
        {t('collections.verified', { count: verified })}
      </p>
      <p className="muted small">{formatTime(collection.createdAt, i18n.language)}</p>
      <div className="row">
        <button type="button" onClick={askName} disabled={rename.isPending}>
          <Icon name="pen" /> {t('collections.rename')}
        </button>
        {verified > 0 && (
          <a
            className="button"
            href={`/v1/feedback/export?format=folders&collection=${collection.id}`}
            download
          >
            <Icon name="download" /> {t('collections.export')}
          </a>
        )}
        <button type="button" className="danger" onClick={() => setIsDeleting(true)}>
          <Icon name="trash" /> {t('job.delete')}
        </button>
      </div>
      {isDeleting && <DeleteCollection collection={collection} onClose={() => setIsDeleting(false)} />}
    </li>
  );
}
