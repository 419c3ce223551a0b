import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../shared/config.ts';

function refusalOf(env: NodeJS.ProcessEnv): string {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('parseConfig', () => {
  it('works without any variable', () => {
    const config = parseConfig({});
    expect(config).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', INLINE_BYTES: 16_384, WORKERS: 1 });
    expect(config.DATA_DIR).toBe(path.resolve('data'));
    expect(config.COMPUTE_CHILDREN).toBeGreaterThanOrEqual(1);
    expect([config.DATABASE_URL, config.REDIS_URL, config.MODELS]).toEqual([undefined, undefined, undefined]);
  });

  it('takes an empty variable for an absent one', () => {
    expect(parseConfig({ PORT: '', DATABASE_URL: '', MODELS: '' })).toEqual(parseConfig({}));
  });

  it('reads numbers, lists and folders', () => {
    const config = parseConfig({ PORT: '0', MODELS: 'a, b,,c ', DATA_DIR: '/x/../y', LEASE_MS: '1000' });
    expect(config).toMatchObject({ PORT: 0, MODELS: ['a', 'b', 'c'], DATA_DIR: '/y', LEASE_MS: 1000 });
  });

  it('reads a switch and networks', () => {
    expect(parseConfig({})).toMatchObject({ ALLOW_INPUT_URLS: false });
    expect(parseConfig({}).OUTBOUND_ALLOW).toBeUndefined();
    const given = parseConfig({ ALLOW_INPUT_URLS: 'true', OUTBOUND_ALLOW: '10.0.0.0/8, ::1,127.0.0.1' });
    expect(given).toMatchObject({
      ALLOW_INPUT_URLS: true,
      OUTBOUND_ALLOW: ['10.0.0.0/8', '::1', '127.0.0.1'],
    });
    expect(refusalOf({ ALLOW_INPUT_URLS: 'yes', OUTBOUND_ALLOW: '10.0.0.0/8,hooks.example' })).toMatch(
      /ALLOW_INPUT_URLS: [\s\S]*OUTBOUND_ALLOW: /,
    );
  });

  it('reads older systems by name, each with another port if need be', () => {
    expect(parseConfig({}).COMPAT).toBeUndefined();
    expect(parseConfig({ COMPAT: 'digits, polydodo:9182' }).COMPAT).toEqual([
      { name: 'digits', port: undefined },
      { name: 'polydodo', port: 9182 },
    ]);
    for (const wrong of ['digit', 'digits:', 'digits:65536', 'digits:x'])
      expect(refusalOf({ COMPAT: wrong }), wrong).toMatch(/COMPAT: must be names such as faces,/);
  });

  it('names every bad variable and none of their values', () => {
    const message = refusalOf({
      PORT: '70000',
      DATABASE_URL: 'mysql://user:secret@host/db',
      REDIS_URL: 'http://secret',
      WORKERS: '1e1',
      LOG_LEVEL: 'secret',
    });
    for (const name of ['PORT', 'DATABASE_URL', 'REDIS_URL', 'WORKERS', 'LOG_LEVEL'])
      expect(message).toContain(`  ${name}: `);
    expect(message).not.toMatch(/secret|70000|1e1/);
  });

  it.each([
    { COMPUTE_CHILDREN: '0' },
    { COMPUTE_CHILDREN: '-1' },
    { MAX_UPLOAD_BYTES: '1.5' },
    { LEASE_MS: '999' },
    { INLINE_BYTES: '1048577' },
    { QUEUE_PREFIX: 'a:b' },
    { PORT: 'abc' },
  ])('refuses %j', (env) => {
    expect(refusalOf(env)).toContain(Object.keys(env)[0]);
  });
});
