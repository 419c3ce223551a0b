import { AppError } from '../../../shared/domain/errors.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * What a format makes of an answer.
 *
 * @throws AppError `endpoint-answer-invalid`, which tells nothing of what stood in it
 */
export function readWith<T>({ name, http }: Endpoint, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const text = `${name} gave an answer that is not in the format ${http.format}`;
    throw new AppError('endpoint-answer-invalid', text, { cause });
  }
}
