import { readSleepNights } from './datasets/sleep-nights.ts';
import type { Evaluation } from './evaluation.ts';
import { agreement } from './metrics/agreement.ts';
import { percent } from './metrics/confusion.ts';
import { rebuildRecording } from './rebuild-recording.ts';

/** Made of one night each, in the order of the nights. */
const OF_ONE_NIGHT = ['sleep-of-night-1', 'sleep-of-night-2'];

/**
 * Two nights are all that is scored, and the bundled model was made of both: its figure is that of two others, made in
 * the same way of one night each, on the night that they have not seen. Of the nights only spectra are at hand, so
 * recordings are made of them, which have these spectra but for the noise of an estimate.
 */
export const sleepEvaluation: Evaluation = {
  alsoRuns: OF_ONE_NIGHT,
  dataset: {
    name: 'two nights rebuilt from spectra, each by a model of the other',
    unit: 'epochs',
    folder: 'sleep',
  },
  params: {},
  async measure(folder, run) {
    const nights = await readSleepNights(folder);
    const samples = nights.map((night) => {
      const recording = rebuildRecording(night);
      return {
        name: night.name,
        contentType: 'application/octet-stream',
        makeFile: async () => recording,
        truth: night.stages,
      };
    });
    const unseen = samples.map((sample, i) => ({ ...sample, model: OF_ONE_NIGHT[1 - i]! }));
    const results = await run([...unseen, ...samples]);
    const staged = results.map((result, i) => {
      const said = result && 'stages' in result ? result.stages : [];
      return nights[i % nights.length]!.stages.map((truth, epoch) => ({ truth, said: said[epoch] ?? null }));
    });
    const figures = agreement(staged.slice(0, nights.length).flat());
    return {
      ...figures,
      rows: [
        ...figures.rows,
        ...staged.map((pairs, i): [string, string] => [
          `${nights[i % nights.length]!.name}, ${i < nights.length ? 'by the model of the other' : 'by the bundled model, which knows it'}`,
          percent(agreement(pairs).value),
        ]),
      ],
      samples: nights.reduce((sum, { stages }) => sum + stages.length, 0),
    };
  },
};
