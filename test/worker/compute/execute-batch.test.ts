import { describe, expect, it } from 'vitest';
import type { StackableManifest } from '../../../shared/domain/manifest.ts';
import type { NamedTensor } from '../../../shared/domain/tensor.ts';
import { executeBatch } from '../../../worker/compute/execute-batch.ts';
import type { LoadedStackable } from '../../../worker/compute/loaded-model.ts';
import type { SampleInput } from '../../../worker/compute/protocol.ts';
import type { Tensors } from '../../../worker/compute/tensors/tensor-data.ts';
import { testModel } from '../../support/test-model.ts';

/** A model that doubles its input and refuses any batch with a negative number in it. */
function setup({ rows = 'N', maxSize = 8 }: { rows?: string | number; maxSize?: number } = {}) {
  const runs: (readonly number[])[] = [];
  const spec = { datatype: 'float32', shape: [rows, 'K'] };
  const loaded: LoadedStackable = {
    model: testModel<StackableManifest>({ name: 'double', task: 'tensors', batch: { maxSize } }),
    session: {
      signature: { inputs: [{ name: 'x', ...spec }], outputs: [{ name: 'y', ...spec }] },
      async run({ x }: Tensors): Promise<Tensors> {
        runs.push(x!.dims);
        const data = x!.data as Float32Array;
        if (data.some((n) => n < 0)) throw new Error('Node Sqrt: negative\nat /src/onnx.cc:12');
        return { y: { datatype: 'float32', dims: x!.dims, data: data.map((n) => n * 2) } };
      },
    },
  };
  const execute = (samples: SampleInput[]) =>
    executeBatch(loaded, samples, {
      readBlob: async () => undefined,
      streamBlob: async () => undefined,
      writeArtifact: async () => {},
    });
  return { runs, execute };
}

const sampleOf = (text: string): SampleInput => ({
  jobId: 'j',
  attempt: 1,
  bytes: Buffer.from(text),
  mediaType: 'application/json',
  params: {},
});
const sample = (shape: number[], data: number[]): SampleInput =>
  sampleOf(JSON.stringify({ tensors: [{ name: 'x', datatype: 'float32', shape, data }] }));

/** What became of each: the numbers of its output, or the code of its error. */
const ends = (outputs: Awaited<ReturnType<typeof executeBatch>>) =>
  outputs.map((output) =>
    output.ok ? (output.result as { outputs: NamedTensor[] }).outputs[0]?.data : output.error.code,
  );

describe('executeBatch', () => {
  it('runs samples of one shape in one go, and gives each its own', async () => {
    const { runs, execute } = setup();
    const outputs = await execute([
      sample([1, 2], [1, 2]),
      sample([2, 2], [3, 4, 5, 6]),
      sample([1, 2], [7, 8]),
    ]);
    expect(runs).toEqual([[4, 2]]);
    expect(ends(outputs)).toEqual([
      [2, 4],
      [6, 8, 10, 12],
      [14, 16],
    ]);
  });

  it('gives a sample in a batch what it would get alone', async () => {
    const samples = [sample([1, 2], [1, 2]), sample([1, 2], [3, 4])];
    const together = ends(await setup().execute(samples));
    const alone = await Promise.all(samples.map(async (s) => ends(await setup().execute([s]))[0]));
    expect(together).toEqual(alone);
  });

  it('runs samples of other shapes apart', async () => {
    const { runs, execute } = setup();
    const outputs = await execute([
      sample([1, 2], [1, 2]),
      sample([1, 3], [1, 2, 3]),
      sample([1, 2], [3, 4]),
    ]);
    expect(runs).toEqual([
      [2, 2],
      [1, 3],
    ]);
    expect(ends(outputs)).toEqual([
      [2, 4],
      [2, 4, 6],
      [6, 8],
    ]);
  });

  it('ends a sample that cannot be read alone, whatever is wrong with it', async () => {
    const { runs, execute } = setup();
    const outputs = await execute([
      sample([1, 1], [1]),
      sample([1, 1], [1, 2]),
      sampleOf('not json'),
      { ...sampleOf(''), bytes: null },
      sample([1, 1], [3]),
    ]);
    expect(runs).toEqual([[2, 1]]);
    expect(ends(outputs)).toEqual([[2], 'invalid-tensors', 'invalid-tensors', 'input-missing', [6]]);
    expect(JSON.stringify(outputs)).not.toMatch(/JSON at position|SyntaxError|at .*:\d+/);
  });

  it('runs a batch that the model refuses one by one, so that only the bad sample ends', async () => {
    const { runs, execute } = setup();
    const outputs = await execute([sample([1, 1], [1]), sample([1, 1], [-1]), sample([1, 1], [3])]);
    expect(runs).toEqual([
      [3, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    expect(ends(outputs)).toEqual([[2], 'model-failed', [6]]);
    expect(outputs[1]).toMatchObject({
      error: { message: expect.stringMatching(/^The model could not run.*negative$/) },
    });
  });

  it('never stacks for a model whose first dim is fixed, nor for one that does not batch', async () => {
    for (const options of [{ rows: 1 }, { maxSize: 1 }]) {
      const { runs, execute } = setup(options);
      expect(ends(await execute([sample([1, 1], [1]), sample([1, 1], [2])]))).toEqual([[2], [4]]);
      expect(runs).toEqual([
        [1, 1],
        [1, 1],
      ]);
    }
  });

  it('has nothing to do without samples', async () => {
    expect(await setup().execute([])).toEqual([]);
  });
});
