import { readFileSync } from 'node:fs';

/** Connections to this port that are open, or closed by the client alone. Reads /proc, so it works on Linux only. */
export function connectionsTo(port: number): number {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local, , state]) => local?.endsWith(`:${hex}`) && (state === ESTABLISHED || state === CLOSE_WAIT),
    ).length;
}

const [ESTABLISHED, CLOSE_WAIT] = ['01', '08'];
