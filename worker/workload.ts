import type { Model } from '../shared/catalog.ts';
import type { WorkerReport } from '../shared/domain/worker-report.ts';
import { DrainRate } from './drain-rate.ts';

type Line = { readonly model: Model; readonly rate: DrainRate; running: number };

/** How many attempts at each model a worker has in hand, and how fast it is done with them. */
export class Workload {
  readonly #lines: ReadonlyMap<string, Line>;

  constructor(models: readonly Model[]) {
    this.#lines = new Map(
      models.map((model) => [model.manifest.name, { model, rate: new DrainRate(), running: 0 }]),
    );
  }

  /** Counts an attempt in while it runs, and as settled however it ends. */
  async during<T>({ manifest: { name } }: Model, run: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(name)!;
    line.rate.update({ running: ++line.running, settled: 0 });
    try {
      return await run();
    } finally {
      line.rate.update({ running: --line.running, settled: 1 });
    }
  }

  /**
   * What the heartbeat says of each model.
   *
   * @param of `appetite`: samples that the worker wants to hold; `bellSize`: most jobs that a bell should name
   */
  report(of: {
    appetite: (model: Model) => number;
    bellSize: (model: Model) => number;
  }): WorkerReport['models'] {
    return Object.fromEntries(
      [...this.#lines].map(([name, { model, rate, running }]) => [
        name,
        {
          running,
          done: rate.done,
          jobsPerSecond: rate.perSecond,
          hasRoom: 2 * running < of.appetite(model),
          bellSize: of.bellSize(model),
        },
      ]),
    );
  }
}
