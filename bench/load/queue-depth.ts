import type { Run } from './run.ts';

/** Jobs of the model on the server, whoever sent them, at a time in ms from the start of the load. */
export type QueueDepth = { readonly atMs: number; readonly waiting: number; readonly running: number };

type System = {
  readonly queues?: readonly { readonly model: string; readonly waiting: number; readonly running: number }[];
};

/** Asks how deep the model's queue is; undefined when the server does not say. */
export async function readQueueDepth(run: Run, startedAt: number): Promise<QueueDepth | undefined> {
  const name = run.options.model.split('@')[0];
  const atMs = run.now() - startedAt;
  try {
    const answer = await run.control.request({ method: 'GET', path: '/v1/system', headers: run.headers });
    if (answer.status !== 200) return undefined;
    // As in the contract; what is not there is read as not told.
    const { queues = [] } = JSON.parse(answer.body.toString()) as System;
    const queue = queues.find(({ model }) => model === name);
    return queue && { atMs, waiting: queue.waiting, running: queue.running };
  } catch {
    // A plot with a gap; that the server is away shows in what the load itself reports.
    return undefined;
  }
}
