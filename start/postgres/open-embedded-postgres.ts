import { resolve } from 'node:path';
import { startEmbeddedPostgres, urlAt } from './embedded-postgres.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { choosePlace } from './place.ts';
import { chooseRunFolder } from './run-folder.ts';

/**
 * The Postgres of a data folder for a short while: the one that runs there, or one that is started and stopped again.
 *
 * @throws EmbeddedPostgresError
 */
export async function openEmbeddedPostgres(
  dataDir: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const log = () => {};
  try {
    const started = await startEmbeddedPostgres({ dataDir, log });
    return { url: started.url, close: () => started.stop() };
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError) || error.code !== 'already-running') throw error;
    const { dir } = await chooseRunFolder(await choosePlace(resolve(dataDir), log));
    return { url: urlAt(dir), close: async () => {} };
  }
}
