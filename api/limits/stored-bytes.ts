import type { Sql } from '../../shared/db/client.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { findStoredBytes } from '../../shared/jobs/find-stored-bytes.ts';

/** How long a sum is believed; what this api accepts meanwhile is added to it. */
const BELIEVED_MS = 30_000;
const MOST_REMEMBERED = 10_000;

type Known = { readonly at: number; bytes: number; readonly nextExpiryMs: number | null };

/** Bounds how many bytes of inputs an owner has stored. */
export class StoredBytes {
  readonly #sql: Sql;
  readonly #mostBytes: number;
  readonly #known = new Map<string, Known>();

  /** @param mostBytes of one owner; 0 for no bound */
  constructor(sql: Sql, { mostBytes }: { mostBytes: number }) {
    this.#sql = sql;
    this.#mostBytes = mostBytes;
  }

  /**
   * Counts an input that is about to be stored.
   *
   * @throws AppError `storage-quota`: with when the next of the owner's jobs expires
   */
  async add(owner: string, sizeBytes: number): Promise<void> {
    if (this.#mostBytes === 0) return;
    let known = this.#known.get(owner);
    // A refusal is always by a fresh sum: what was deleted meanwhile makes room at once.
    if (!known || performance.now() - known.at > BELIEVED_MS || known.bytes + sizeBytes > this.#mostBytes)
      known = await this.#look(owner);
    if (known.bytes + sizeBytes <= this.#mostBytes) {
      known.bytes += sizeBytes;
      return;
    }
    const retryAfterMs =
      known.nextExpiryMs === null ? {} : { retryAfterMs: Math.max(1000, known.nextExpiryMs) };
    throw new AppError(
      'storage-quota',
      `Your inputs may have ${this.#mostBytes} bytes together and have ${known.bytes}; delete jobs, or wait until they expire`,
      retryAfterMs,
    );
  }

  async #look(owner: string): Promise<Known> {
    const { bytes, nextExpiryMs } = await findStoredBytes(this.#sql, owner);
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    const fresh = { at: performance.now(), bytes, nextExpiryMs };
    this.#known.set(owner, fresh);
    return fresh;
  }
}
