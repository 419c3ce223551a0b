import { connectDatabase } from './db/client.ts';
import type { Log } from './log.ts';
import { connectBlockingRedis, connectRedis } from './redis.ts';

/** What a hint is good for: those who wait for an end alone need not look at a job that has only started. */
type HintKind = 'started' | 'changed';

/** Says which jobs have changed, never how: whoever cares reads the rows. Any hint may be lost. */
export type Hints = {
  /** Tells all processes that these jobs have changed. Returns at once; ids gather while a message is under way. */
  ring(ids: readonly string[], kind?: HintKind): void;
  /**
   * Hears the hints of all processes from now on.
   *
   * @param onChange the jobs that have changed; `all` after a gap in which hints may have been lost
   */
  listen(onChange: (ids: readonly string[] | 'all', kind: HintKind) => void): Promise<void>;
  close(): Promise<void>;
};

/** How hints travel: a message to everyone, and a line on which messages are heard. */
type Channel = {
  send(message: string): Promise<unknown>;
  receive(onMessage: (message: string) => void, onGap: () => void): Promise<void>;
  close(): Promise<unknown>;
};

/** Postgres allows 8,000 bytes per notification; an id and its comma are 37. */
const MOST_IDS = 200;

/** Redis pub/sub where there is a Redis, else Postgres NOTIFY. */
export function openHints(
  options: { redisUrl: string | undefined; databaseUrl: string; prefix: string },
  log: Log,
): Hints {
  const { redisUrl, databaseUrl, prefix } = options;
  const name = `${prefix}_jobs`;
  const channel = redisUrl ? redisChannel(redisUrl, name, log) : postgresChannel(databaseUrl, name);
  let waiting = new Map<string, HintKind>();
  let isSending = false;

  async function send(): Promise<void> {
    isSending = true;
    while (waiting.size > 0) {
      const gathered = [...waiting];
      waiting = new Map();
      const messages = (['started', 'changed'] as const).flatMap((kind) =>
        writeMessages(
          kind,
          gathered.filter((hint) => hint[1] === kind).map(([id]) => id),
        ),
      );
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
    listen: (onChange) =>
      channel.receive(
        (message) => {
          const [kind, ids = ''] = message.split(':');
          onChange(ids.split(','), kind as HintKind);
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
  return Array.from(
    { length: Math.ceil(ids.length / MOST_IDS) },
    (_, i) => `${kind}:${ids.slice(i * MOST_IDS, (i + 1) * MOST_IDS).join(',')}`,
  );
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
