import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LoadOptions, parseOptions } from '../../../bench/load/options.ts';
import { runLoad } from '../../../bench/load/run-load.ts';
import { startFakePenstock } from './fake-penstock.ts';

function optionsFor(url: string, args: readonly string[]): LoadOptions {
  const options = parseOptions(['--url', url, ...args]);
  if (!options) throw new Error('Help was asked for');
  return options;
}

describe('what is sent', () => {
  test('names the model, the load and the key, and no Idempotency-Key', async () => {
    await using server = await startFakePenstock();
    const args = ['-N', '1', '-R', '1', '--model', 'digits@1', '--key', 'secret'];
    const result = await runLoad(optionsFor(server.url, args));
    const [{ path: sent, headers }] = server.submissions as [(typeof server.submissions)[number]];
    const query = new URL(sent, server.url).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      model: 'digits@1',
      metadata: JSON.stringify({ load: result.runId }),
    });
    expect(headers).toMatchObject({ authorization: 'Bearer secret', prefer: 'wait=60' });
    expect(headers['idempotency-key']).toBeUndefined();
    expect(JSON.stringify(result)).not.toContain('secret');
    expect(result.counts.wrong).toBe(0);
  });

  test('is every file of a folder in turn, with its type by name', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'penstock-load-'));
    for (const name of ['b.png', 'a.json', '.hidden']) writeFileSync(path.join(folder, name), name);
    await using server = await startFakePenstock();
    const args = ['-N', '4', '-R', '1', '--connections', '1', '--file', folder];
    const { counts } = await runLoad(optionsFor(server.url, args));
    expect(server.submissions.map(({ headers }) => headers['content-type'])).toEqual([
      'application/octet-stream',
      'image/png',
      'application/octet-stream',
      'image/png',
    ]);
    expect(counts).toMatchObject({ succeeded: 4, wrong: 0 });
    rmSync(folder, { recursive: true });
  });
});

test('no more connections are opened than --connections says, and what waits for one is late', async () => {
  await using server = await startFakePenstock();
  const { counts, generator } = await runLoad(
    optionsFor(server.url, ['-N', '200', '-R', '1', '--connections', '4']),
  );
  // Two more are the tool's own.
  expect(server.mostConnections()).toBeLessThanOrEqual(6);
  expect(counts.succeeded).toBe(200);
  expect(generator.lateMs?.max).toBeGreaterThan(generator.lateMs?.p50 ?? 0);
});

test('in a closed loop each connection sends the next when the last is answered', async () => {
  let open = 0;
  let most = 0;
  let release = (): void => {};
  const allThere = new Promise<void>((resolve) => {
    release = resolve;
  });
  await using server = await startFakePenstock(undefined, {
    async onSubmit(n) {
      most = Math.max(most, ++open);
      if (n === 3) release();
      await allThere;
      open--;
    },
  });
  const { counts } = await runLoad(optionsFor(server.url, ['--connections', '3', '--duration', '0.2']));
  expect(most).toBe(3);
  expect(counts.sent).toBeGreaterThan(3);
  expect(counts.succeeded).toBe(counts.sent);
});

test('a server that stands still shows in the latency of all that was meant to be sent meanwhile', async () => {
  await using server = await startFakePenstock(undefined, {
    onSubmit: (n) => n === 20 && new Promise((resolve) => setTimeout(resolve, 400)),
  });
  const args = ['--rate', '200', '--duration', '0.5', '--seed', '7', '--connections', '1'];
  const { dots, counts, resultMs } = await runLoad(optionsFor(server.url, args));
  expect(resultMs?.max).toBeGreaterThan(390);
  // In 200 ms some 40 were due; who counts from when they were sent sees one.
  const slow = dots.result.filter(([, latencyMs]) => latencyMs > 200);
  expect(slow.length).toBeGreaterThan(20);
  expect(counts).toMatchObject({ succeeded: counts.sent, lost: 0, duplicated: 0, wrong: 0 });
});

test('when it is stopped, nothing more is sent, and what was accepted is followed to its end', async () => {
  const stop = new AbortController();
  await using server = await startFakePenstock(undefined, { onSubmit: (n) => n === 3 && stop.abort() });
  const args = ['-N', '10', '-R', '5', '-T', '60', '--connections', '1', '--mode', 'poll'];
  const { counts } = await runLoad(optionsFor(server.url, args), { stop: stop.signal });
  expect(server.submissions.length).toBe(3);
  expect(counts).toMatchObject({ sent: 3, accepted: 3, succeeded: 3, lost: 0 });
});

test('a server that does not answer in the time to settle leaves errors behind, not a hanging tool', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await using server = await startFakePenstock(undefined, { onSubmit: (n) => n === 2 && held });
  const lines: string[] = [];
  const result = await runLoad(optionsFor(server.url, ['-N', '3', '-R', '1', '--settle', '1']), {
    say: (line) => lines.push(line),
  });
  release();
  expect(result.counts).toMatchObject({ sent: 3, accepted: 2, succeeded: 2, lost: 0, duplicated: 0 });
  expect(result.errors).toEqual({ 'POST not answered in time': 1 });
  expect(lines).toContain('error: POST not answered in time');
});
