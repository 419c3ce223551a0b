import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type BatchPage, client } from '../api/client.ts';
import { PageSkeleton } from '../app/PageSkeleton.tsx';
import { usePageTitle } from '../app/use-page-title.ts';
import { formatAgo } from '../i18n/format.ts';
import { Problem } from '../ui/Problem.tsx';
import { BatchBar } from './BatchBar.tsx';
import { NewBatch } from './NewBatch.tsx';

/** All batches, newest first, and the way to make one. */
export default function BatchesPage() {
  const { t, i18n } = useTranslation();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['batches'],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) => client.batches(pageParam),
    initialPageParam: undefined,
    getNextPageParam: (page: BatchPage) => page.nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.batches.some(({ status }) => status !== 'done')) ? 1000 : false,
  });
  const batches = data?.pages.flatMap((page) => page.batches) ?? [];
  usePageTitle(t('layout.batches'));
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{t('layout.batches')}</h1>
          <p className="muted">{t('batches.text')}</p>
        </div>
      </header>
      <NewBatch />
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <PageSkeleton />}
      {data && batches.length === 0 && <p className="card empty muted">{t('batches.none')}</p>}
      <ul className="batch-cards">
        {batches.map((batch) => (
          <li key={batch.id} className="card">
            <div className="row spread">
              <h2>
                <Link href={`/batches/${batch.id}`}>
                  {batch.model} · {t('batches.files', { count: batch.files })}
                </Link>
              </h2>
              <span className="muted">{formatAgo(batch.createdAt, i18n.language)}</span>
            </div>
            <BatchBar batch={batch} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('batches.more')}
        </button>
      )}
    </>
  );
}
