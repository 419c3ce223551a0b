export type EmbeddedPostgresErrorCode =
  | 'already-running'
  | 'unsupported-platform'
  | 'incompatible-data'
  | 'failed-to-start'
  | 'inaccessible';

/** Why there is no embedded Postgres. The message is for the person at the terminal and says how to go on. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}

const REFUSED = ['EACCES', 'EPERM', 'EROFS'];

/** Gives what the operating system threw a code and a way on; leaves an `EmbeddedPostgresError` as it is. */
export function toEmbeddedPostgresError(error: unknown): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code && REFUSED.includes(code))
    return new EmbeddedPostgresError(
      'inaccessible',
      `The embedded Postgres may not use ${path ?? 'its data folder'} (${code}). Give this user the right to read and write there, or set DATABASE_URL to a Postgres of your own.`,
      { cause: error },
    );
  const why = code === 'ENOSPC' ? 'the disk is full' : message;
  return new EmbeddedPostgresError(
    'failed-to-start',
    `The embedded Postgres did not start: ${why}. Mend that and start again, or set DATABASE_URL to a Postgres of your own.`,
    { cause: error },
  );
}

/** The error code of a failed system call, if `error` is one. */
export function errnoOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
