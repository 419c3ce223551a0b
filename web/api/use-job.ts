import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Job } from '../../shared/domain/job.ts';
import type { Progress } from '../../shared/domain/progress.ts';
import { client } from './client.ts';
import { type LiveNews, useLiveNews } from './live.ts';

/** A queued job's place is looked up this often; one that is followed by events needs no more. */
const QUEUED_LOOK_MS = 2000;
/** In case that an event was lost on the way. */
const RUNNING_LOOK_MS = 10_000;

/** A job, read again whenever it is told to have changed; and how far it is, while it runs. */
export function useJob(id: string | undefined) {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<Progress>();
  const query = useQuery({
    queryKey: ['job', id],
    queryFn: () => client.job(id!),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => {
      const status = (state.data as Job | undefined)?.status;
      return status === 'queued' ? QUEUED_LOOK_MS : status === 'running' ? RUNNING_LOOK_MS : false;
    },
  });
  const onNews = useCallback(
    (news: LiveNews) => {
      if (news.kind === 'progress') {
        if (news.progress.id === id) setProgress(news.progress);
      } else if (news.kind === 'resumed' || news.change.id === id)
        void queries.invalidateQueries({ queryKey: ['job', id] });
    },
    [queries, id],
  );
  useLiveNews(onNews);
  const current = progress && progress.attempt === query.data?.attempt ? progress : undefined;
  return { ...query, job: query.data, progress: query.data?.status === 'running' ? current : undefined };
}
