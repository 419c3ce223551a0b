import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isTerminal } from '../../shared/domain/job-status.ts';
import { client } from '../api/client.ts';
import { type LiveNews, useLiveNews } from '../api/live.ts';
import { uploadJob } from '../api/upload.ts';
import { doubtSession } from '../api/use-session.ts';
import { type BurstPlan, burstTimes, type DotState } from './burst-run.ts';

/** Dots are drawn again this often at most. */
const DRAW_MS = 50;

/** Sends a burst, and tells what has become of each of its jobs. Everything of it stays in the history. */
export function useBurst() {
  const queries = useQueryClient();
  const [dots, setDots] = useState<readonly DotState[]>([]);
  const [isRunning, setIsRunning] = useState(false);
  const [startedMs, setStartedMs] = useState(0);
  const [endedMs, setEndedMs] = useState<number>();
  const states = useRef<DotState[]>([]);
  const places = useRef(new Map<string, number>());
  /** Ends that were told before the upload was answered. */
  const early = useRef(new Map<string, DotState>());
  const drawing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stop = useRef<AbortController | undefined>(undefined);

  const set = useCallback((place: number, state: DotState) => {
    const before = states.current[place];
    // What has ended does not change; news may come late.
    if (before !== undefined && isEnd(before)) return;
    states.current[place] = state;
    drawing.current ??= setTimeout(() => {
      drawing.current = undefined;
      setDots([...states.current]);
    }, DRAW_MS);
  }, []);

  useLiveNews(
    useCallback(
      (news: LiveNews) => {
        if (news.kind !== 'change' || stop.current === undefined) return;
        const { id, status } = news.change;
        const place = places.current.get(id);
        if (place === undefined) early.current.set(id, status);
        else set(place, status);
      },
      [set],
    ),
  );

  const start = useCallback(
    async (model: string, plan: BurstPlan) => {
      const ending = new AbortController();
      stop.current?.abort();
      stop.current = ending;
      setIsRunning(true);
      const sample = await client.sample(model).catch((error: unknown) => {
        doubtSession(queries, error);
        setIsRunning(false);
        throw error;
      });
      if (ending.signal.aborted) return;
      const times = burstTimes(plan);
      states.current = times.map(() => 'waiting');
      places.current = new Map();
      early.current = new Map();
      setDots([...states.current]);
      setEndedMs(undefined);
      setStartedMs(performance.now());
      const submit = async (place: number, atMs: number): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, atMs));
        if (ending.signal.aborted) return;
        set(place, 'sending');
        try {
          const job = await uploadJob(
            { model, file: sample, name: sample.name, metadata: { source: 'burst' } },
            { signal: ending.signal, onRefused: () => set(place, 'refused') },
          );
          places.current.set(job.id, place);
          set(place, early.current.get(job.id) ?? job.status);
        } catch (error) {
          doubtSession(queries, error);
          if (!ending.signal.aborted) set(place, 'lost');
        }
      };
      await Promise.all(times.map((atMs, place) => submit(place, atMs)));
      setIsRunning(false);
    },
    [set, queries],
  );

  const isOver = dots.length > 0 && dots.every(isEnd);
  useEffect(() => {
    if (isOver) setEndedMs((before) => before ?? performance.now());
  }, [isOver]);
  useEffect(
    () => () => {
      stop.current?.abort();
      clearTimeout(drawing.current);
    },
    [],
  );

  return { dots, isRunning, isOver, tookMs: isOver && endedMs ? endedMs - startedMs : undefined, start };
}

function isEnd(state: DotState): boolean {
  return (
    state === 'lost' ||
    (state !== 'waiting' && state !== 'sending' && state !== 'refused' && isTerminal(state))
  );
}
