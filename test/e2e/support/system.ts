import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { type Product, startProduct } from '../../support/product.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

/** `npm start` on a folder of its own, with the bundled models and one that can be told to take its time. */
export type PageSystem = { readonly product: Product; readonly url: string; stop(): Promise<void> };

/** Starts what a user starts; the page is built if it has to be. The port stays when the api is started again. */
export async function startPageSystem(env: NodeJS.ProcessEnv = {}): Promise<PageSystem> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'penstock-e2e-'));
  // As root the database runs as somebody else, who must get there.
  chmodSync(dataDir, 0o755);
  const models = path.join(dataDir, 'models');
  cpSync(path.join(ROOT, 'models'), models, { recursive: true });
  cpSync(path.join(ROOT, 'test/fixtures/models/spin'), path.join(models, 'spin'), { recursive: true });
  const port = await freePort();
  const product = await startProduct(path.join(dataDir, 'data'), {
    env: { PORT: String(port), MODELS_DIR: models, ...env },
  });
  return {
    product,
    url: product.url,
    async stop() {
      await product.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
