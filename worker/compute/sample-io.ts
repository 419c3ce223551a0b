import { AppError } from '../../shared/domain/errors.ts';
import { toFailure } from '../../shared/domain/job-error.ts';
import { roundMs, type SampleTimings } from '../../shared/domain/timings.ts';
import type { SampleInput, SampleOutput } from './protocol.ts';

/** Where inputs come from and artifacts go. */
export type SampleIo = {
  /** Fetches the bytes of a sample that were not handed over with it; undefined when they are gone. */
  readBlob(jobId: string): Promise<Uint8Array | undefined>;
  /** The same, piece by piece, where the whole would take too much memory. */
  streamBlob(jobId: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Stores a file that an attempt has made. */
  writeArtifact(sample: SampleInput, name: string, bytes: Uint8Array): Promise<void>;
};

/**
 * The input of a sample.
 *
 * @throws AppError `input-missing`
 */
export async function bytesOf(sample: SampleInput, io: SampleIo): Promise<Uint8Array> {
  const bytes = sample.bytes ?? (await io.readBlob(sample.jobId));
  if (!bytes) throw new AppError('input-missing', 'The stored input of the job is gone');
  return bytes;
}

/**
 * The input of a sample, piece by piece.
 *
 * @throws AppError `input-missing`
 */
export async function chunksOf(sample: SampleInput, io: SampleIo): Promise<AsyncIterable<Uint8Array>> {
  const { bytes } = sample;
  const chunks = bytes ? oneChunk(bytes) : await io.streamBlob(sample.jobId);
  if (!chunks) throw new AppError('input-missing', 'The stored input of the job is gone');
  return chunks;
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

type Measured = {
  readonly decodeMs: number;
  readonly inferMs?: number;
  readonly postprocessMs?: number;
  readonly steps?: NonNullable<SampleTimings['steps']>;
};

/** The end of a sample that something is wrong with. */
export function failedSample(error: unknown, measured: Measured): SampleOutput {
  return { ok: false, error: toFailure(error), timings: sampleTimings(measured) };
}

/** What was measured of a sample, as it is stored. Where there are steps, the time in the models is theirs. */
export function sampleTimings({ decodeMs, inferMs = 0, postprocessMs = 0, steps }: Measured): SampleTimings {
  return {
    decodeMs: roundMs(decodeMs),
    inferMs: roundMs(steps ? steps.reduce((sum, { ms }) => sum + ms, 0) : inferMs),
    postprocessMs: roundMs(postprocessMs),
    ...(steps && { steps: steps.map((step) => ({ ...step, ms: roundMs(step.ms) })) }),
  };
}
