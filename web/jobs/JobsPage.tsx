import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { Job } from '../../shared/domain/job.ts';
import { client, type JobPage } from '../api/client.ts';
import { type LiveNews, useLiveNews } from '../api/live.ts';
import { PageSkeleton } from '../app/PageSkeleton.tsx';
import { usePageTitle } from '../app/use-page-title.ts';
import { Icon } from '../ui/Icon.tsx';
import { Problem } from '../ui/Problem.tsx';
import { JobFilters } from './JobFilters.tsx';
import { JobRows } from './JobRows.tsx';
import { filterOf } from './job-filter.ts';
import { SelectionBar } from './SelectionBar.tsx';

const PAGE = 100;
/** A burst changes jobs many times a second; the list is read again this often at most. */
const REFRESH_MS = 2000;

/** All jobs, newest first, as a table or a gallery; the filter stands in the address. */
export default function JobsPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const view = search.get('view') === 'gallery' ? 'gallery' : 'table';
  const filterText = JSON.stringify(filterOf(search));
  const filter = useMemo(() => JSON.parse(filterText) as ReturnType<typeof filterOf>, [filterText]);
  const query = useInfiniteQuery({
    queryKey: ['jobs', filter],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) => client.jobs(filter, pageParam, PAGE),
    initialPageParam: undefined,
    // While the next is on its way the list stays as it is.
    placeholderData: keepPreviousData,
    getNextPageParam: (page: JobPage) => page.nextCursor ?? undefined,
  });
  usePageTitle(t('layout.jobs'));
  useFreshStart(filterText);

  const jobs = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.jobs), [query.data]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isError, isFetchNextPageError } = query;
  const onEnd = useCallback(() => {
    // What was refused is asked for again when somebody says so.
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isError]);

  const onSelect = useCallback((job: Job, isSelected: boolean) => {
    setSelected((all) => {
      const next = new Set(all);
      if (isSelected) next.add(job.id);
      else next.delete(job.id);
      return next;
    });
  }, []);

  function set(name: string, value: string): void {
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  }

  return (
    <>
      <header className="page-head">
        <div>
          <h1>{t('layout.jobs')}</h1>
          <p className="muted">{t('jobs.text')}</p>
        </div>
        <div className="row">
          <button
            type="button"
            className="icon-button"
            aria-pressed={view === 'table'}
            aria-label={t('jobs.table')}
            onClick={() => set('view', '')}
          >
            <Icon name="table" />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-pressed={view === 'gallery'}
            aria-label={t('jobs.gallery')}
            onClick={() => set('view', 'gallery')}
          >
            <Icon name="grid" />
          </button>
        </div>
      </header>
      <JobFilters search={search} onSet={set} />
      {selected.size > 0 && (
        <SelectionBar
          jobs={jobs.filter(({ id }) => selected.has(id))}
          onDone={() => setSelected(new Set())}
        />
      )}
      {query.error && !isFetchNextPageError && (
        <Problem error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isPending ? (
        <PageSkeleton />
      ) : jobs.length === 0 && !hasNextPage ? (
        <p className="card empty muted">{t('jobs.none')}</p>
      ) : (
        <JobRows
          jobs={jobs}
          view={view}
          hasMore={hasNextPage && !isError}
          isFetchingMore={isFetchingNextPage}
          onEnd={onEnd}
          selected={selected}
          onSelect={onSelect}
        />
      )}
      {query.error && isFetchNextPageError && (
        <Problem error={query.error} onRetry={() => void fetchNextPage()} />
      )}
    </>
  );
}

/** Reads the list again when jobs have changed, a while after the first of them. */
function useFreshStart(filterText: string): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useLiveNews(
    useCallback(
      (news: LiveNews) => {
        if (news.kind === 'progress' || timer.current) return;
        timer.current = setTimeout(() => {
          timer.current = undefined;
          void queries.invalidateQueries(
            { queryKey: ['jobs', JSON.parse(filterText)] },
            // A page that is on its way is worth more than one asked for again.
            { cancelRefetch: false },
          );
        }, REFRESH_MS);
      },
      [queries, filterText],
    ),
  );
  useEffect(() => () => clearTimeout(timer.current), []);
}
