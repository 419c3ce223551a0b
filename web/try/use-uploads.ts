import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { Job } from '../../shared/domain/job.ts';
import { type Submission, uploadJob } from '../api/upload.ts';
import { doubtSession } from '../api/use-session.ts';

/** A file on its way to becoming a job. */
export type Upload = {
  readonly key: string;
  readonly name: string;
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly job: Job | undefined;
  readonly error: Error | undefined;
};

/** As many at a time as a browser opens connections to one server, less those that the page itself needs. */
const AT_A_TIME = 4;

/** Uploads files a few at a time, and says of each how far it is. */
export function useUploads() {
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const waiting = useRef<(() => Promise<void>)[]>([]);
  const running = useRef(0);

  const change = useCallback((key: string, changes: Partial<Upload>) => {
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  }, []);

  const startNext = useCallback(() => {
    while (running.current < AT_A_TIME) {
      const next = waiting.current.shift();
      if (!next) return;
      running.current++;
      void next().finally(() => {
        running.current--;
        startNext();
      });
    }
  }, []);

  /** @returns the job of the first */
  const start = useCallback(
    (submissions: readonly Submission[]): Promise<Job | undefined> => {
      const fresh = submissions.map((submission): [string, Submission] => [crypto.randomUUID(), submission]);
      setUploads(
        fresh.map(([key, { name, file }]) => ({
          key,
          name,
          sentBytes: 0,
          totalBytes: file.size,
          job: undefined,
          error: undefined,
        })),
      );
      return new Promise((resolve) => {
        fresh.forEach(([key, submission], i) => {
          waiting.current.push(async () => {
            try {
              const job = await uploadJob(submission, {
                onProgress: (sentBytes, totalBytes) => change(key, { sentBytes, totalBytes }),
              });
              change(key, { job });
              if (i === 0) resolve(job);
            } catch (error) {
              change(key, { error: error as Error });
              doubtSession(queries, error);
              if (i === 0) resolve(undefined);
            }
          });
        });
        startNext();
      });
    },
    [change, startNext, queries],
  );

  return { uploads, start, clear: useCallback(() => setUploads([]), []) };
}
