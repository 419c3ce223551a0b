import { runProcess } from '../shared/run-process.ts';
import { waitForServices } from '../shared/wait-for-services.ts';
import { startApi } from './api.ts';

await runProcess('api', async (config, log) => {
  await waitForServices(config, log);
  return await startApi(config, log);
});
