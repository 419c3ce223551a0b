import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { client } from './client.ts';
import { type LiveNews, useLiveNews } from './live.ts';

/** A batch is read again this often at most, however fast its jobs go. */
const REFRESH_MS = 500;
/** In case that an event was lost on the way. */
const LOOK_MS = 5000;

/** A batch, read again while its jobs change. */
export function useBatch(id: string) {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const query = useQuery({
    queryKey: ['batch', id],
    queryFn: () => client.batch(id),
    refetchInterval: ({ state }) => (state.data?.status === 'done' ? false : LOOK_MS),
  });
  const isDone = query.data?.status === 'done';
  useLiveNews(
    useCallback(
      (news: LiveNews) => {
        if (isDone || news.kind === 'progress' || timer.current) return;
        timer.current = setTimeout(() => {
          timer.current = undefined;
          void queries.invalidateQueries({ queryKey: ['batch', id] });
          void queries.invalidateQueries({ queryKey: ['batch-jobs', id] });
        }, REFRESH_MS);
      },
      [queries, id, isDone],
    ),
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  return query;
}
