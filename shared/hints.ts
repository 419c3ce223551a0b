import { connectDatabase } from './db/client.ts';
import type { Progress } from './domain/progress.ts';
import type { Log } from './log.ts';
import { connectBlockingRedis, connectRedis } from './redis.ts';

/** What a hint is good for: those who wait for an end alone need not look at a job that has only started. */
type HintKind = 'started' | 'changed';

/**
 * Says which jobs have changed, never how: whoever cares reads the rows. Any hint may be lost. How far a running job is
 * goes the same way, and is all that is ever said of it: there is no row to read it from.
 */
export type Hints = {
  /** Tells all processes that these jobs have changed. Returns at once; ids gather while a message is under way. */
  ring(ids: readonly string[], kind?: HintKind): void;
  /** Tells all processes how far these jobs are. Returns at once; of each job the latest is sent. */
  tell(progress: readonly Progress[]): void;
  /**
   * Hears the hints of all processes from now on.
   *
   * @param onChange the jobs that have changed; `all` after a gap in which hints may have been lost
   */
  listen(
    onChange: (ids: readonly string[] | 'all', kind: HintKind) => void,
    onProgress: (progress: Progress) => void,
  ): Promise<void>;
  close(): Promise<void>;
};

/** How hints travel: a message to everyone, and a line on which messages are heard. */
type Channel = {
  send(message: string): Promise<unknown>;
  receive(onMessage: (message: string) => void, onGap: () => void): Promise<void>;
  close(): Promise<unknown>;
};

/** Postgres allows 8,000 bytes per notification; an id and its comma are 37, a progress in JSON is at most 400. */
const MOST_IDS = 200;
const MOST_PROGRESS = 18;

/** Redis pub/sub where there is a Redis, else Postgres NOTIFY. */
export function openHints(
  options: { redisUrl: string | undefined; databaseUrl: string; prefix: string },
  log: Log,
): Hints {
  const { redisUrl, databaseUrl, prefix } = options;
  const name = `${prefix}_jobs`;
  const channel = redisUrl ? redisChannel(redisUrl, name, log) : postgresChannel(databaseUrl, name);
  let waiting = new Map<string, HintKind>();
  let news = new Map<string, Progress>();
  let isSending = false;

  async function send(): Promise<void> {
    isSending = true;
    while (waiting.size > 0 || news.size > 0) {
      const gathered = [...waiting];
      const progress = [...news.values()];
      waiting = new Map();
      news = new Map();
      const messages = [
        ...(['started', 'changed'] as const).flatMap((kind) =>
          writeMessages(
            kind,
            gathered.filter((hint) => hint[1] === kind).map(([id]) => id),
          ),
        ),
        ...chunksOf(progress, MOST_PROGRESS).map((some) => `progress:${JSON.stringify(some)}`),
      ];
      // Followers look for themselves every now and then, so a lost hint costs them time and nothing else.
      await Promise.all(messages.map((message) => channel.send(message))).catch((err: Error) =>
        log.debug('hints.lost', { ids: gathered.length, err: { message: err.message } }),
      );
    }
    isSending = false;
  }

  return {
    ring(ids, kind = 'changed') {
      for (const id of ids) if (kind === 'changed' || !waiting.has(id)) waiting.set(id, kind);
      if (!isSending && waiting.size > 0) void send();
    },
    tell(progress) {
      for (const one of progress) news.set(one.id, one);
      if (!isSending && news.size > 0) void send();
    },
    listen: (onChange, onProgress) =>
      channel.receive(
        (message) => {
          const colon = message.indexOf(':');
          const [kind, rest] = [message.slice(0, colon), message.slice(colon + 1)];
          if (kind === 'progress') for (const one of JSON.parse(rest) as Progress[]) onProgress(one);
          else onChange(rest.split(','), kind as HintKind);
        },
        () => onChange('all', 'changed'),
      ),
    close: async () => {
      await channel.close();
    },
  };
}

/** `started:id,id,…`, each as long as may be. */
function writeMessages(kind: HintKind, ids: readonly string[]): string[] {
  return chunksOf(ids, MOST_IDS).map((some) => `${kind}:${some.join(',')}`);
}

function chunksOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

function redisChannel(url: string, name: string, log: Log): Channel {
  const publisher = connectRedis(url, log);
  let subscriber: ReturnType<typeof connectBlockingRedis> | undefined;
  return {
    send: (message) => publisher.publish(name, message),
    async receive(onMessage, onGap) {
      subscriber = connectBlockingRedis(url, log);
      subscriber.on('message', (_channel, message) => onMessage(message));
      // ioredis subscribes again by itself; what was said meanwhile is lost.
      subscriber.on('ready', onGap);
      await subscriber.subscribe(name);
    },
    close: async () => {
      publisher.disconnect();
      subscriber?.disconnect();
    },
  };
}

function postgresChannel(databaseUrl: string, name: string): Channel {
  const database = connectDatabase(databaseUrl, { max: 1, name: 'penstock-hints' });
  return {
    send: (message) => database.sql.notify(name, message),
    async receive(onMessage, onGap) {
      await database.sql.listen(name, onMessage, onGap);
    },
    close: () => database.close(1000),
  };
}
