import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';

/** An open event stream of one job. */
type Follower = {
  readonly path: string;
  /** Resolves when something has come. */
  readonly open: Promise<boolean>;
  /** When the last event of the job came (epoch ms); undefined when the stream ended without it. */
  readonly ended: Promise<number | undefined>;
  close(): Promise<void>;
};

/** The end of an event's first lines, so that a text with the word in it is not taken for one. */
const LAST_EVENT = /event: (succeeded|failed|canceled)\n/;

/** Follows a job by its event stream, on a connection of its own. */
function followEvents(url: string, jobPath: string): Follower {
  const client = new Client(url, { bodyTimeout: 0, headersTimeout: 0 });
  let onOpen: (isOpen: boolean) => void = () => {};
  let onEnd: (at: number | undefined) => void = () => {};
  const open = new Promise<boolean>((resolve) => {
    onOpen = resolve;
  });
  const ended = new Promise<number | undefined>((resolve) => {
    onEnd = resolve;
  });
  const giveUp = () => {
    onOpen(false);
    onEnd(undefined);
  };
  // An event may be cut in two by its way.
  let rest = '';
  client.dispatch(
    { path: `${jobPath}/events`, method: 'GET', headers: {} },
    {
      onConnect() {},
      onHeaders: () => true,
      onData(chunk) {
        const now = Date.now();
        onOpen(true);
        const text = rest + chunk.toString('latin1');
        if (LAST_EVENT.test(text)) onEnd(now);
        rest = text.slice(-20);
        return true;
      },
      onComplete: giveUp,
      onError: giveUp,
    },
  );
  return { path: jobPath, open, ended, close: () => client.destroy() };
}

/** Opens streams a few at a time, as clients come; resolves when all are open. */
export async function openFollowers(
  url: string,
  jobPaths: readonly string[],
  { atOnce }: { atOnce: number },
): Promise<Follower[]> {
  const followers: Follower[] = [];
  for (let i = 0; i < jobPaths.length; i += atOnce) {
    const some = jobPaths.slice(i, i + atOnce).map((path) => followEvents(url, path));
    await Promise.all(some.map(({ open }) => open));
    followers.push(...some);
  }
  // The first event may come right behind what has opened the stream.
  await delay(200);
  return followers;
}
