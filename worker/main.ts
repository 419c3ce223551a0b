import { runProcess } from '../shared/run-process.ts';
import { waitForServices } from '../shared/wait-for-services.ts';
import { startHealthServer } from './health-server.ts';
import { startWorker } from './worker.ts';

await runProcess('worker', async (config, log) => {
  await waitForServices(config, log);
  const worker = await startWorker(config, log);
  const health = await startHealthServer(config, worker);
  return {
    ready: { worker: worker.id, models: worker.models },
    async stop(graceMs) {
      await worker.stop(graceMs);
      health?.close();
    },
  };
});
