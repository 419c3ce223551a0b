import type { EdfHeader, EdfSignal } from '../../../shared/domain/edf-header.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { parseAnnotations } from './parse-annotations.ts';
import { checkSampleCount, type ReadOptions, type ReadSamples } from './read-options.ts';
import { SampleStore } from './sample-store.ts';

/** Takes the samples of one signal, each at its time. */
type Sink = { readonly rate: number; readonly store: SampleStore; take(at: number, bytes: DataView): void };

/**
 * Reads two signals of an EDF or EDF+ file, record by record. What lies between the records of a discontinuous one is
 * missing. A last record that is cut short is left out.
 *
 * @throws AppError `invalid-recording`
 */
export async function readEdf(
  chunks: AsyncIterable<Uint8Array>,
  header: EdfHeader,
  { channels, from, to }: ReadOptions,
): Promise<ReadSamples> {
  const sinks = channels.map(({ place }) => sinkOf(header, header.signals[place]!, { from, to }));
  const clock = header.isContinuous ? undefined : header.signals.find(({ isAnnotations }) => isAnnotations);
  if (!header.isContinuous && !clock)
    throw new AppError(
      'invalid-recording',
      'The EDF+D file has no annotations to tell when its records begin',
    );
  let end = 0;
  let record = 0;
  await eachRecord(chunks, header, (bytes) => {
    const onset = clock ? onsetOf(bytes, clock) : record * header.recordSeconds;
    // Recorders round: a hundredth of a record is no overlap.
    if (onset < end - header.recordSeconds / 100)
      throw new AppError('invalid-recording', `Data record ${record} begins before the one before it ends`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const sink of sinks) sink.take(onset, view);
    end = onset + header.recordSeconds;
    record++;
  });
  if (record === 0) throw new AppError('invalid-recording', 'The EDF file has no data records');
  return { durationSeconds: end, volts: [sinks[0]!.store.take(), sinks[1]!.store.take()] };
}

function sinkOf(
  { recordSeconds }: EdfHeader,
  signal: EdfSignal,
  { from, to }: Pick<ReadOptions, 'from' | 'to'>,
): Sink {
  const rate = signal.samplesPerRecord / recordSeconds;
  const store = new SampleStore();
  const [begin, end] = [Math.round(from * rate), Math.round(to * rate)];
  return {
    rate,
    store,
    take(onset, bytes) {
      const first = Math.round(onset * rate);
      const missing = Math.min(first, end) - begin - store.length;
      checkSampleCount(store.length + Math.max(0, missing) + signal.samplesPerRecord);
      for (let i = 0; i < missing; i++) store.push(Number.NaN);
      for (let i = 0; i < signal.samplesPerRecord; i++) {
        // What overlaps by rounding is there already.
        if (first + i < begin + store.length || first + i >= end) continue;
        const digital = bytes.getInt16(signal.byteOffset + 2 * i, true);
        store.push(signal.offset + signal.scale * digital);
      }
    },
  };
}

function onsetOf(record: Uint8Array, { byteOffset, samplesPerRecord }: EdfSignal): number {
  const [first] = parseAnnotations(record.subarray(byteOffset, byteOffset + 2 * samplesPerRecord));
  if (!first) throw new AppError('invalid-recording', 'A data record does not say when it begins');
  return first.onset;
}

/** Hands over the data records as they come whole, as many as the header says. */
async function eachRecord(
  chunks: AsyncIterable<Uint8Array>,
  { headerBytes, recordBytes, records }: EdfHeader,
  onRecord: (bytes: Uint8Array) => void,
): Promise<void> {
  let toSkip = headerBytes;
  let left = records ?? Number.POSITIVE_INFINITY;
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    const fresh = toSkip > 0 ? chunk.subarray(toSkip) : chunk;
    toSkip -= chunk.length - fresh.length;
    rest.push(fresh);
    restBytes += fresh.length;
    if (restBytes < recordBytes) continue;
    const bytes = rest.length === 1 ? fresh : Buffer.concat(rest);
    let start = 0;
    for (; start + recordBytes <= bytes.length && left > 0; left--, start += recordBytes)
      onRecord(bytes.subarray(start, start + recordBytes));
    if (left === 0) return;
    rest = [bytes.subarray(start)];
    restBytes = bytes.length - start;
  }
  if (left > 0 && records !== null)
    throw new AppError(
      'invalid-recording',
      `The EDF file is cut short: ${left} of ${records} data records are missing`,
    );
}
