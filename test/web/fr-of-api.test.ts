import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { jsonSchemaOf } from '../../shared/domain/json-schema.ts';
import { PARAMS_SCHEMAS } from '../../shared/domain/params.ts';
import { FRENCH_OF_API } from '../../web/i18n/fr-of-api.ts';
import { nameOf } from '../../web/try/params-form.ts';

const MODELS = path.join(import.meta.dirname, '../../models');

test('all that the api says of what comes with Penstock is there in French, and nothing else', () => {
  const models = readdirSync(MODELS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => JSON.parse(readFileSync(path.join(MODELS, name, 'manifest.json'), 'utf8')));
  const params = Object.values(PARAMS_SCHEMAS).flatMap((schema) => {
    const { properties = {} } = jsonSchemaOf(schema) as {
      properties?: Record<string, { description?: string }>;
    };
    return Object.entries(properties).flatMap(([name, { description = [] }]) =>
      [nameOf(name), description].flat(),
    );
  });
  const ofModels = models.flatMap(({ description, accuracy }) => [
    description as string,
    ...(accuracy ? [accuracy.metric as string, accuracy.dataset as string] : []),
  ]);
  const said = new Set([...ofModels, ...params]);
  expect(Object.keys(FRENCH_OF_API).sort()).toEqual([...said].sort());
});
