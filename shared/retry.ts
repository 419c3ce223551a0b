/** The database or the queue is away, as against a statement that is wrong: the same call may work later. */
export function isConnectionError(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  if (code === 'ENOENT') return syscall === 'connect';
  return typeof code === 'string' && (CONNECTION_CODES.has(code) || /^(08|57P0|53)/.test(code));
}

/** Of Node, of postgres.js, and (as prefixes above) of Postgres: connection, shutdown and resource classes. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
]);

/**
 * Calls again while the connection is at fault, with growing pauses, until `forMs` have passed. For calls that are
 * safe to repeat: the one that failed may have been carried out.
 */
export async function retryWhileAway<T>(call: () => Promise<T>, { forMs }: { forMs: number }): Promise<T> {
  const deadline = Date.now() + forMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(1000, pauseMs * 2)) {
    try {
      return await call();
    } catch (error) {
      if (!isConnectionError(error) || Date.now() + pauseMs > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
