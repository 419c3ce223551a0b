import type { Model } from '../../../shared/catalog.ts';
import type { SleepStagingManifest } from '../../../shared/domain/manifest.ts';
import type { SleepStagingParams } from '../../../shared/domain/sleep-params.ts';
import {
  EPOCH_SECONDS,
  SLEEP_STAGES,
  type SleepStage,
  sleepReport,
} from '../../../shared/domain/sleep-report.ts';
import type { SleepStagingResult } from '../../../shared/domain/sleep-result.ts';
import type { Smoothing } from '../../../shared/domain/smoothing.ts';
import type { Signature } from '../../../shared/domain/tensor.ts';
import type { NightRecording } from '../recordings/read-recording.ts';
import type { NightSpectra } from '../signals/spectra-of-night.ts';
import { viterbi } from '../signals/viterbi.ts';
import { welchFrequencies } from '../signals/welch.ts';
import { softmax } from '../tensors/softmax.ts';
import type { Tensors } from '../tensors/tensor-data.ts';
import { roundScore } from './round-score.ts';

type Stager = Model<SleepStagingManifest>;
type Epochs = Pick<NightSpectra, 'decibels' | 'missingEpochs'>;

const CHANNELS = 2;
const FREQUENCIES = welchFrequencies(100).length;

/**
 * Holds the ONNX file against the manifest.
 *
 * @returns what does not fit, for the person who added the model; undefined when all does
 */
export function checkStager(
  { manifest, labels }: Stager,
  { inputs, outputs }: Signature,
): string | undefined {
  const input = inputs.find(({ name }) => name === manifest.input.tensor);
  const output = outputs.find(({ name }) => name === manifest.output.tensor);
  const names = (specs: Signature['inputs']) => specs.map(({ name }) => name).join(', ');
  if (!input) return `There is no input "${manifest.input.tensor}", only ${names(inputs)}`;
  if (!output) return `There is no output "${manifest.output.tensor}", only ${names(outputs)}`;
  const [epochs, ...shape] = input.shape;
  if (typeof epochs !== 'string' || String(shape) !== String([CHANNELS, FREQUENCIES]))
    return `Input "${input.name}" is [${input.shape}], not [epochs, ${CHANNELS}, ${FREQUENCIES}]`;
  if (input.datatype !== 'float32') return `Input "${input.name}" is ${input.datatype}, not float32`;
  if (String(labels) !== String(SLEEP_STAGES))
    return `${manifest.output.labels} has the stages ${labels}, not ${SLEEP_STAGES}`;
  const stages = output.shape.at(-1);
  return typeof stages === 'string' || stages === SLEEP_STAGES.length
    ? undefined
    : `Output "${output.name}" has ${stages} stages, not ${SLEEP_STAGES.length}`;
}

/**
 * The spectra of a night as a model takes them: dims [epochs, 2, 75], dB. A missing epoch is shown as the last one
 * before it that is not, because the model looks at each against the whole night.
 */
export function tensorsOfNight({ decibels, missingEpochs }: Epochs, { manifest }: Stager): Tensors {
  const [first, second] = decibels;
  const data = new Float32Array(first.length * CHANNELS * FREQUENCIES);
  const missing = new Set(missingEpochs);
  let shown = first.findIndex((_, epoch) => !missing.has(epoch));
  for (const epoch of first.keys()) {
    if (!missing.has(epoch)) shown = epoch;
    data.set(first[shown]!, epoch * CHANNELS * FREQUENCIES);
    data.set(second[shown]!, (epoch * CHANNELS + 1) * FREQUENCIES);
  }
  return {
    [manifest.input.tensor]: { datatype: 'float32', dims: [first.length, CHANNELS, FREQUENCIES], data },
  };
}

/** What a job made of a night answers: softmax ─ smooth ─ sum up. */
export function sleepResult(
  outputs: Tensors,
  {
    recording,
    night,
    params,
    model,
  }: { recording: NightRecording; night: NightSpectra; params: SleepStagingParams; model: Stager },
): SleepStagingResult {
  const { stages, probabilities } = stagesOfNight(outputs, night, model);
  const { startTime, from, to } = recording.night;
  return {
    epochSeconds: EPOCH_SECONDS,
    stages,
    probabilities: probabilities.map((row) => row.map(roundScore)),
    report: sleepReport(stages, startTime + from),
    spectrogram: {
      frequencies: [...night.frequencies],
      channels: recording.channels.map(({ name }, i) => ({
        name,
        decibels: night.decibels[i as 0 | 1].map((spectrum) => Array.from(spectrum, roundDecibel)),
      })),
    },
    recording: {
      format: recording.format,
      startTime,
      endTime: startTime + recording.durationSeconds,
      bedTime: startTime + from,
      wakeUpTime: startTime + to,
      channels: recording.channels.map(({ name, sampleRate }) => ({ name, sampleRate })),
      missingSeconds: night.missingSeconds,
      missingEpochs: [...night.missingEpochs],
    },
    subject: { age: params.age ?? null, sex: params.sex ?? null },
  };
}

/** The stages of a night, smoothed, and what the model says of each epoch by itself: nothing of a missing one. */
function stagesOfNight(
  outputs: Tensors,
  { decibels, missingEpochs }: Epochs,
  { manifest: { output } }: Stager,
): { stages: SleepStage[]; probabilities: number[][] } {
  const logits = outputs[output.tensor]!.data as Float32Array;
  const count = SLEEP_STAGES.length;
  const unknown = new Set(missingEpochs);
  const probabilities = decibels[0].map((_, epoch) =>
    unknown.has(epoch)
      ? SLEEP_STAGES.map(() => 1 / count)
      : Array.from(softmax(logits.subarray(epoch * count, (epoch + 1) * count))),
  );
  const path = smooth(probabilities, unknown, output.smoothing);
  return { stages: path.map((state) => SLEEP_STAGES[state]!), probabilities };
}

/** The likeliest way through the night, by what the model has seen of each epoch and by what follows upon what. */
function smooth(
  probabilities: readonly (readonly number[])[],
  unknown: ReadonlySet<number>,
  { prior, ...chain }: Smoothing,
): number[] {
  // What the model has learnt of how frequent a stage is, the chain says as well: it is taken out.
  const likelihoods = probabilities.map((row, epoch) =>
    row.map((p, stage) => (unknown.has(epoch) ? 1 : p / prior[stage]!)),
  );
  return viterbi(chain, likelihoods);
}

/** A hundredth: finer is noise. */
function roundDecibel(value: number): number {
  return Math.round(value * 100) / 100;
}
