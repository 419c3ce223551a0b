import { AppError } from './errors.ts';
import type { RecordingHeader } from './recording-header.ts';
import type { SleepStagingParams } from './sleep-params.ts';

/** One channel of a recording that can be read. */
export type Channel = {
  readonly name: string;
  /** Hz */
  readonly sampleRate: number;
  readonly isVoltage: boolean;
  /** OpenBCI: its column in a row; EDF: its signal. */
  readonly place: number;
};

/** By the bandwidth of what the models look at, 0.5 … 30 Hz; and by what a recorder can give. */
const [LOWEST_RATE, HIGHEST_RATE] = [64, 16_384];

/** That an error lists. */
const MOST_NAMES = 32;

/** The channels that the models were trained on, as recorders spell them: `EEG Fpz-Cz`. */
const USUAL = [/fpz.?cz/i, /pz.?oz/i];

/**
 * The two channels to read: those that were asked for; else Fpz-Cz and Pz-Oz by name, the first two of OpenBCI, or the
 * only two that there are.
 *
 * @throws AppError `invalid-params` that lists what there is, `invalid-recording` for a rate that cannot be used
 */
export function chooseChannels(
  header: RecordingHeader,
  asked: SleepStagingParams['channels'],
): [Channel, Channel] {
  const channels = channelsOf(header);
  if (channels.length === 0)
    throw new AppError('invalid-recording', 'The recording has no signals, only annotations');
  const names = channels
    .slice(0, MOST_NAMES)
    .map(({ name }, i) => `${i} ${JSON.stringify(name)}`)
    .join(', ');
  const find = (wanted: string | number) => {
    const channel =
      typeof wanted === 'number' ? channels[wanted] : channels.find(({ name }) => name === wanted);
    if (channel) return channel;
    throw new AppError(
      'invalid-params',
      `params.channels: there is no ${JSON.stringify(wanted)}; there is ${names}`,
    );
  };
  const [first, second] = asked?.map(find) ?? usualOf(header, channels);
  if (!first || !second)
    throw new AppError('invalid-params', `params.channels: say which two to take; there is ${names}`);
  if (first === second) throw new AppError('invalid-params', 'params.channels: must be two different ones');
  for (const { name, sampleRate, isVoltage } of [first, second]) {
    if (!isVoltage) throw new AppError('invalid-recording', `Channel "${name}" is not in V, mV, uV or nV`);
    if (!(sampleRate >= LOWEST_RATE && sampleRate <= HIGHEST_RATE))
      throw new AppError(
        'invalid-recording',
        `Channel "${name}" has ${sampleRate} samples a second; it takes ${LOWEST_RATE} to ${HIGHEST_RATE}`,
      );
  }
  return [first, second];
}

function channelsOf(header: RecordingHeader): Channel[] {
  if (header.format !== 'edf')
    return header.channels.map(({ name, column }) => ({
      name,
      sampleRate: header.sampleRate,
      isVoltage: true,
      place: column,
    }));
  return header.signals.flatMap(({ label, isAnnotations, isVoltage, samplesPerRecord }, place) =>
    isAnnotations || header.recordSeconds === 0
      ? []
      : [{ name: label, sampleRate: samplesPerRecord / header.recordSeconds, isVoltage, place }],
  );
}

function usualOf({ format }: RecordingHeader, channels: readonly Channel[]): (Channel | undefined)[] {
  if (format !== 'edf') return channels.slice(0, 2);
  const named = USUAL.map((pattern) => channels.find(({ name }) => pattern.test(name)));
  if (named.every(Boolean)) return named;
  return channels.length === 2 ? [...channels] : [];
}
