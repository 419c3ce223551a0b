import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Model } from '../../shared/catalog.ts';
import type { LoadReport, SampleInput, SampleOutput } from '../compute/protocol.ts';
import { ComputeChild } from '../compute-child.ts';

/** A compute process as a worker has it, with nothing behind it. */
export type ModelChild = {
  /** Loads these, in place of those loaded before; one report each. Rejects when the process dies of it. */
  load(models: readonly Model[]): Promise<readonly LoadReport[]>;
  /** Runs one input; rejects when the process dies of it, or takes longer than the model may. */
  run(model: Model, input: { bytes: Uint8Array; params: SampleInput['params'] }): Promise<SampleOutput>;
};

/** Has a compute process for as long as `work` takes. It may read no file but those of models, and leaves none. */
export async function withChild<T>(work: (child: ModelChild) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-model-'));
  const child = new ComputeChild();
  try {
    return await work({
      async load(models) {
        const answer = await child.ask({ kind: 'load', models, blobsDir: folder, emptyDir: folder });
        return answer.kind === 'loaded' ? answer.reports : [];
      },
      async run({ manifest }, input) {
        const timer = setTimeout(() => child.kill(), manifest.runtime.timeoutMs);
        try {
          const sample = { jobId: 'sample', attempt: 0, mediaType: '', ...input };
          const answer = await child.ask({ kind: 'run', model: manifest.name, samples: [sample] });
          if (answer.kind !== 'ran') throw new Error(`Compute child answered "${answer.kind}" to a sample`);
          return answer.outputs[0]!;
        } finally {
          clearTimeout(timer);
        }
      },
    });
  } finally {
    child.dismiss();
    const timer = setTimeout(() => child.kill(), 2000);
    await child.exited;
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  }
}
