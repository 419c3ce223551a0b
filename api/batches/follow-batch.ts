import type { Batch } from '../../shared/domain/batch.ts';

/** No follower is told more often, however fast its jobs end; where nothing happens it is looked less and less often. */
const LEAST_MS = 250;
const MOST_MS = 1000;

/** Tells apart the states of a batch that a follower can see, and says in which one a follower is: its event id. */
export function batchEventId({ status, counts, interrupted, canceledAt }: Batch): string {
  return [
    status,
    ...Object.values(counts),
    ...(interrupted ? ['interrupted'] : []),
    ...(canceledAt ? ['canceled'] : []),
  ].join('-');
}

/**
 * The batch as it stands whenever its counts have changed, until it is done, deleted or the abort. What changes faster
 * than anybody can read is told once.
 *
 * @param lastId of the event that was seen last; the state it stands for is not told again
 */
export async function* followBatch({
  look,
  lastId,
  signal,
}: {
  /** Undefined when it is gone. */
  look: () => Promise<Batch | undefined>;
  lastId: string | undefined;
  signal: AbortSignal;
}): AsyncGenerator<Batch> {
  let seen = lastId;
  let waitMs = LEAST_MS;
  while (!signal.aborted) {
    const batch = await look();
    if (!batch) return;
    const id = batchEventId(batch);
    waitMs = id === seen ? Math.min(MOST_MS, waitMs * 2) : LEAST_MS;
    if (id !== seen) yield batch;
    seen = id;
    if (batch.status === 'done') return;
    await pause(waitMs, signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
  });
}
