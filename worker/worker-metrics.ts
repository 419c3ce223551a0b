import { Counter, Gauge, Histogram } from 'prom-client';
import { TIMING_STAGES } from '../shared/domain/timing-stages.ts';
import type { DeliveryOutcome } from '../shared/domain/webhook-outcome.ts';
import { createRegistry, LATENCY_BUCKETS } from '../shared/metrics.ts';
import type { BatchReport } from './batcher.ts';
import type { ExecutedAttempt } from './execute-attempt.ts';

const STAGES = [...TIMING_STAGES, 'totalMs'] as const;

/** Counts what a worker does. `read` gives the Prometheus text. */
export function createWorkerMetrics(now: {
  running: () => number;
  busyChildren: () => number;
  children: () => number;
}) {
  const registry = createRegistry();
  const registers = [registry];
  const attempts = new Counter({
    name: 'penstock_attempts_total',
    help: 'Attempts ended, by outcome; fenced ones had lost their job',
    labelNames: ['model', 'outcome'],
    registers,
  });
  const stages = new Histogram({
    name: 'penstock_stage_seconds',
    help: 'Time of succeeded jobs by stage of the ledger',
    labelNames: ['model', 'stage'],
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const steps = new Histogram({
    name: 'penstock_step_seconds',
    help: 'Time of succeeded jobs in each step of their pipeline',
    labelNames: ['model', 'step'],
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const batchSizes = new Histogram({
    name: 'penstock_batch_size',
    help: 'Samples per batch; sum / count is the mean',
    labelNames: ['model'],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const released = new Counter({
    name: 'penstock_batches_released_total',
    help: 'Batches by why they were let go: full, idle child, delay',
    labelNames: ['model', 'reason'],
    registers,
  });
  const webhooks = new Counter({
    name: 'penstock_webhook_attempts_total',
    help: 'Attempts to deliver a webhook, by what follows: delivered, retry, failed',
    labelNames: ['outcome'],
    registers,
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('penstock_attempts_running', 'Attempts claimed and not ended', now.running);
  gauge('penstock_compute_children', 'Compute children', now.children);
  gauge('penstock_compute_children_busy', 'Compute children in a batch', now.busyChildren);
  gauge('penstock_worker_memory_bytes', 'Resident memory of the supervisor', () => process.memoryUsage.rss());

  return {
    read: () => registry.metrics(),
    countWebhook(outcome: DeliveryOutcome['kind']): void {
      webhooks.inc({ outcome });
    },
    countBatch({ model, size, reason }: BatchReport): void {
      batchSizes.observe({ model }, size);
      released.inc({ model, reason });
    },
    countAttempt(model: string, { outcome, timings, settled }: ExecutedAttempt): void {
      attempts.inc({ model, outcome: settled ? outcome.kind : 'fenced' });
      if (!settled || outcome.kind !== 'succeeded') return;
      for (const stage of STAGES)
        stages.observe({ model, stage: stage.replace(/Ms$/, '') }, timings[stage] / 1000);
      for (const { name, ms } of timings.steps ?? []) steps.observe({ model, step: name }, ms / 1000);
    },
  };
}
