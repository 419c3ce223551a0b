import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CONFIG_SCHEMA, parseConfig } from '../shared/config.ts';

/** Their default is found out on the machine, so the file cannot say it. */
const COMPUTED = ['AUTH', 'COMPUTE_CHILDREN'];

const lines = readFileSync(path.join(import.meta.dirname, '../.env.example'), 'utf8').split('\n');
const variables = lines.flatMap((line, index) => {
  const [, off, name, value] = /^(# )?([A-Z][A-Z_]*)=(.*)$/.exec(line) ?? [];
  return name === undefined
    ? []
    : [{ name, value: value ?? '', isOff: off !== undefined, above: lines[index - 1] ?? '' }];
});

test('.env.example names every variable of the schema, in its order', () => {
  expect(variables.map(({ name }) => name)).toEqual(Object.keys(CONFIG_SCHEMA));
});

test('.env.example gives every default as it is, and turns off what has none', () => {
  const defaults = parseConfig({});
  const given = variables.filter(({ isOff }) => !isOff);
  const off = variables.filter(({ isOff }) => isOff);
  expect(parseConfig(Object.fromEntries(given.map(({ name, value }) => [name, value])))).toEqual(defaults);
  expect(given.filter(({ value }) => value === '')).toEqual([]);
  expect(off.map(({ name, value }) => [name, value])).toEqual(
    Object.keys(CONFIG_SCHEMA)
      .filter((name) => COMPUTED.includes(name) || defaults[name as keyof typeof defaults] === undefined)
      .map((name) => [name, '']),
  );
});

test('.env.example says of every variable what it is', () => {
  for (const { name, above } of variables) expect(above, name).toMatch(/^# .*[^=]\.$/);
});
