export type EmbeddedPostgresCode =
  | 'already-running'
  | 'unsupported-platform'
  | 'incompatible-data'
  | 'inaccessible'
  | 'failed-to-start';

/** The embedded Postgres cannot run; the message says to the person at the terminal how to go on. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresCode;

  constructor(code: EmbeddedPostgresCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}
