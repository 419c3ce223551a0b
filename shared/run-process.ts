import { type Config, ConfigError, parseConfig } from './config.ts';
import { createLog, type Log } from './log.ts';

/** A process that is up: what to say about it, and how to end it. */
export type Running = {
  /** Told to the supervisor and the log. */
  readonly ready: Record<string, unknown>;
  /** Lets what is under way end for at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
};

/** What a process tells its supervisor, when it has one. */
export type ReadyMessage = { readonly kind: 'ready' } & Record<string, unknown>;

/** What every part but `npm start` needs: somebody else's database. */
export type ServiceConfig = Config & { readonly DATABASE_URL: string };

/** After the grace time, this long for closing connections; then the process ends whatever hangs. */
const CLOSE_MS = 5000;

/**
 * The life of an api or worker process: read the configuration, start, say that it is ready, and stop on SIGTERM,
 * on SIGINT, or when the supervisor that forked it is gone.
 */
export async function runProcess(
  name: string,
  start: (config: ServiceConfig, log: Log) => Promise<Running>,
): Promise<void> {
  const config = readConfig();
  const log = createLog(name, config.LOG_LEVEL);
  process.on('uncaughtException', (err) => {
    log.error('process.crashed', { err: { message: err.message, stack: err.stack } });
    process.exit(1);
  });

  let running: Running | undefined;
  let isStopping = false;
  const stop = async (reason: string) => {
    // A second Ctrl-C, or the terminal's and the supervisor's signal together, ask for nothing new.
    if (isStopping) return;
    isStopping = true;
    log.info('process.stopping', { reason });
    setTimeout(() => process.exit(1), config.SHUTDOWN_GRACE_MS + CLOSE_MS).unref();
    await running
      ?.stop(config.SHUTDOWN_GRACE_MS)
      .catch((err: Error) => log.warn('process.stop-failed', { err: { message: err.message } }));
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('disconnect', () => void stop('supervisor gone'));

  try {
    running = await start(config, log);
  } catch (err) {
    log.error('process.start-failed', {
      err: { message: (err as Error).message, stack: (err as Error).stack },
    });
    process.exit(1);
  }
  log.info('process.ready', running.ready);
  process.send?.({ kind: 'ready', ...running.ready } satisfies ReadyMessage);
}

function readConfig(): ServiceConfig {
  try {
    const config = parseConfig(process.env);
    if (!config.DATABASE_URL)
      throw new ConfigError(
        'Bad configuration:\n  DATABASE_URL: is missing (only `npm start` brings a database)',
      );
    return { ...config, DATABASE_URL: config.DATABASE_URL };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}
