import { destination, pino } from 'pino';

export type Log = {
  debug(event: string, fields?: Record<string, unknown>): void;
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
};

/** Characters that wait for a reader of stdout that does not read; what comes then is dropped. */
const MOST_UNWRITTEN = 16_777_216;

/**
 * JSON lines on stdout: an event name and fields. Errors go under `err`; no upload, result, key or URL with a
 * secret goes in at all.
 *
 * Lines are written in the background, all that have gathered meanwhile at once, and the rest when the process exits;
 * those of the last moment before a SIGKILL may be missing.
 */
export function createLog(process: string, level: string): Log {
  const out = destination({ dest: 1, sync: false, maxLength: MOST_UNWRITTEN });
  globalThis.process.on('exit', () => out.flushSync());
  const logger = pino(
    {
      level,
      base: { process, pid: globalThis.process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: 'event',
    },
    out,
  );
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  };
}
