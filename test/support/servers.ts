import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { inject } from 'vitest';
import { connectDatabase } from '../../shared/db/client.ts';

/** The servers that the global setup has brought up. */
export type Servers = {
  readonly postgresUrl: string;
  /** Undefined where there is no Redis. */
  readonly redisUrl: string | undefined;
  /** The Postgres that goes with Redis. */
  readonly redisHalfPostgresUrl: string;
  /** By backend, a database on its server that is migrated, to be copied: that takes a third of the time. */
  readonly migrated: Readonly<Record<Backend, string>>;
};

/** What a system under test keeps its queue on. */
export type Backend = 'postgres' | 'redis';

/** The backends that this machine can test. */
export function availableBackends(): Backend[] {
  return inject('servers').redisUrl ? ['postgres', 'redis'] : ['postgres'];
}

/** A database that is there until it is dropped. */
export type TestDatabase = { readonly name: string; readonly url: string; drop(): Promise<void> };

/** A database of the test's own, migrated or empty, on the server that goes with the backend. */
export async function createTestDatabase(
  backend: Backend,
  { isEmpty = false }: { isEmpty?: boolean } = {},
): Promise<TestDatabase> {
  const { postgresUrl, redisHalfPostgresUrl, migrated } = inject('servers');
  const server = backend === 'redis' ? redisHalfPostgresUrl : postgresUrl;
  return await createDatabase(server, isEmpty ? 'template1' : migrated[backend]);
}

/** Copies a database of a server. */
export async function createDatabase(server: string, template: string): Promise<TestDatabase> {
  const name = `penstock_test_${randomUUID().slice(0, 8)}`;
  const admin = connectDatabase(server, { max: 1, name: 'penstock-test' });
  await admin.sql`create database ${admin.sql(name)} template ${admin.sql(template)} strategy file_copy`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    async drop() {
      await admin.sql`drop database ${admin.sql(name)} with (force)`;
      await admin.close();
    },
  };
}

/** Resolves when something listens on the port. */
export async function waitForPort(port: number, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    if (Date.now() > deadline) throw new Error(`Nothing listens on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
