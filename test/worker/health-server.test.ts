import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../shared/config.ts';
import { startHealthServer } from '../../worker/health-server.ts';
import { freePort } from '../support/free-port.ts';

test.each([
  [undefined, undefined, 200],
  ['a token of sixteen', undefined, 401],
  ['a token of sixteen', 'Bearer another token', 401],
  ['a token of sixteen', 'Bearer a token of sixteen', 200],
])('with METRICS_TOKEN %j its metrics are shown to who sends %j: %i', async (wanted, given, status) => {
  const port = await freePort();
  const config = parseConfig({ WORKER_PORT: String(port), METRICS_TOKEN: wanted });
  const worker = { id: 'w', models: [], readMetrics: async () => 'metric 1\n', stop: async () => {} };
  const server = await startHealthServer(config, worker);
  onTestFinished(() => void server!.close());
  const headers: Record<string, string> = given ? { Authorization: given } : {};
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
  expect(response.status).toBe(status);
  expect((await response.text()).includes('metric 1')).toBe(status === 200);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
});
