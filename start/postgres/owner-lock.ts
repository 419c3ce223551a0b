import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';

/** Says that a data folder is in use, for as long as the process lives. */
export type OwnerLock = { release(): void };

/**
 * Takes a data folder for this process. The lock is a listening socket, so the kernel gives it back when the
 * process dies in whatever way: on Linux an abstract one, which leaves no file and cannot be taken twice.
 *
 * @throws EmbeddedPostgresError `already-running`, with the owner's process id
 */
export async function takeOwnerLock(dataDir: string, socketDir: string): Promise<OwnerLock> {
  const isAbstract = process.platform === 'linux';
  const name = createHash('sha256').update(dataDir).digest('hex');
  const address = isAbstract ? `\0penstock:${name}` : path.join(socketDir, 'owner.sock');
  const server = createServer((socket) => socket.end(String(process.pid)));
  if (!(await listen(server, address))) {
    const owner = await askOwner(address);
    if (owner !== undefined || isAbstract)
      throw new EmbeddedPostgresError(
        'already-running',
        `Penstock already runs in this folder (pid ${owner ?? 'unknown'})`,
      );
    // A file that nobody listens on is left over from a process that was killed.
    rmSync(address, { force: true });
    if (!(await listen(server, address)))
      throw new EmbeddedPostgresError('already-running', 'Penstock is just being started in this folder');
  }
  server.unref();
  return { release: () => server.close() };
}

function listen(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error);
    server.once('error', onError);
    server.listen(address, () => {
      server.off('error', onError);
      resolve(true);
    });
  });
}

function askOwner(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(address);
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(text || undefined));
  });
}
