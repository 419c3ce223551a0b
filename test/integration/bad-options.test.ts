import { describe, expect, test } from 'vitest';
import { SEVEN, submit } from '../support/client.ts';
import { type BadRequest, testRefusals } from '../support/problems.ts';

const DATA = `data:image/png;base64,${SEVEN.toString('base64')}`;

const field = (fields: Record<string, string>) => (url: string) => submit(url, { fields });
const header = (headers: Record<string, string>) => (url: string) => submit(url, { headers });

const raw = (query: string, headers: Record<string, string> = { 'Content-Type': 'image/png' }) => {
  return (url: string) =>
    fetch(`${url}/v1/jobs${query}`, { method: 'POST', body: new Uint8Array(SEVEN), headers });
};

/** A JSON body exactly as written here: escapes such as \u0000 go over the wire as they are. */
const json = (body: string, query = '') => {
  return (url: string) =>
    fetch(`${url}/v1/jobs${query}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json' },
    });
};

const jsonJob = (more: string, input = `{"data":"${DATA}"}`) =>
  json(`{"model":"digits","input":${input}${more && `,${more}`}}`);

const refuse = (status: number, code: string, title: string, send: BadRequest['send'], says?: RegExp) =>
  ({ title, send, status, code, ...(says && { says }) }) satisfies BadRequest;

const REQUEST = [422, 'invalid-request'] as const;
const PARAMS = [422, 'invalid-params'] as const;
const STRING = [422, 'invalid-string'] as const;
const UNKNOWN = [422, 'unknown-field'] as const;
const KEY = [400, 'idempotency-key-invalid'] as const;
const TYPE = [415, 'unsupported-media-type'] as const;
const JSON_ERROR = [400, 'malformed-json'] as const;
const pairs = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v'])));

const CASES: BadRequest[] = [
  refuse(422, 'unknown-model', 'an unknown model', field({ model: 'digit' }), /"digit".*digits@1/),
  refuse(422, 'unknown-model', 'an unknown version', field({ model: 'digits@9' }), /"digits@9"/),
  refuse(422, 'unknown-model', 'a model that is a path', field({ model: '../digits' })),
  refuse(422, 'unknown-model', 'a model named __proto__', field({ model: '__proto__' })),
  refuse(422, 'missing-field', 'no model', raw(''), /^model:/),
  refuse(422, 'missing-field', 'an empty model', field({ model: '' })),
  refuse(422, 'missing-field', 'no model in JSON', json(`{"input":{"data":"${DATA}"}}`)),
  refuse(...REQUEST, 'a model of 200 characters', field({ model: 'x'.repeat(200) }), /^model:/),
  refuse(...REQUEST, 'a model that is a number', json(`{"model":1,"input":{"data":"${DATA}"}}`)),

  refuse(...JSON_ERROR, 'params that are not JSON', field({ params: '{topK:1}' }), /^params:/),
  refuse(...JSON_ERROR, 'empty params', field({ params: '' })),
  refuse(...REQUEST, 'params that are an array', field({ params: '[]' }), /^params:/),
  refuse(...REQUEST, 'params that are null', field({ params: 'null' })),
  ...['"5"', '-1', '0', '1.5', 'null', '1e9', '[1]', 'true'].map((topK) =>
    refuse(...PARAMS, `topK ${topK}`, field({ params: `{"topK":${topK}}` }), /^params\.topK:/),
  ),
  refuse(...PARAMS, 'topK that is too large for a number', field({ params: '{"topK":1e999}' })),
  refuse(...PARAMS, 'an unknown parameter', field({ params: '{"topk":1}' }), /params\.topk: Unknown field/),
  refuse(...UNKNOWN, '__proto__ in params', field({ params: '{"__proto__":{"topK":1}}' }), /__proto__/),
  refuse(...PARAMS, 'constructor in params', field({ params: '{"constructor":{"prototype":1}}' })),
  refuse(...PARAMS, 'params 1,000 deep', field({ params: `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}` })),

  refuse(...UNKNOWN, 'an unknown form field', field({ prioritty: '1' }), /prioritty/),
  refuse(...UNKNOWN, 'a form field named __proto__', field({ ['__proto__']: '1' })),
  refuse(...UNKNOWN, 'an unknown JSON field', jsonJob('"prioritty":1'), /prioritty/),
  refuse(...UNKNOWN, '__proto__ as a JSON field', jsonJob('"__proto__":{"priority":1}'), /__proto__/),
  refuse(...UNKNOWN, 'an unknown parameter of a raw upload', raw('?model=digits&prioritty=1'), /prioritty/),
  refuse(
    ...UNKNOWN,
    'a hundred thousand unknown fields: it is told of some',
    jsonJob(Array.from({ length: 100_000 }, (_, i) => `"field ${i}":1`).join()),
    /^field 0: Unknown field.{1900,2000}…$/,
  ),
  refuse(
    ...UNKNOWN,
    'a field with a name of a million characters: it is told of its beginning',
    jsonJob(`"${'n'.repeat(1e6)}":1`),
    /^n{2000}…$/,
  ),
  refuse(...UNKNOWN, 'a query besides JSON', json('{}', '?priority=1'), /priority/),
  refuse(...UNKNOWN, 'a query besides a form', (url) =>
    fetch(`${url}/v1/jobs?priority=1`, { method: 'POST', body: new FormData() }),
  ),
  refuse(422, 'duplicate-field', 'a query parameter given twice', raw('?model=digits&model=digits'), /model/),
  refuse(422, 'duplicate-field', 'a form field given twice', async (url) => {
    const form = new FormData();
    for (const _ of [1, 2]) form.append('model', 'digits');
    form.append('file', new Blob([new Uint8Array(SEVEN)]), 'seven.png');
    return await fetch(`${url}/v1/jobs`, { method: 'POST', body: form });
  }),

  ...['10', '-1', 'x', '1.5', '', '0x1', '1e1'].map((priority) =>
    refuse(...REQUEST, `priority "${priority}"`, field({ priority }), /^priority:/),
  ),
  refuse(...REQUEST, 'priority as text in JSON', jsonJob('"priority":"1"'), /^priority:/),
  ...['0', '-5', 'soon', '1.5', '99999999999999'].map((deadlineMs) =>
    refuse(...REQUEST, `deadlineMs ${deadlineMs}`, field({ deadlineMs }), /^deadlineMs:/),
  ),
  refuse(...REQUEST, 'metadata with 17 pairs', field({ metadata: pairs(17) }), /at most 16/),
  refuse(...REQUEST, 'metadata that are not strings', field({ metadata: '{"a":1}' }), /^metadata\.a:/),
  refuse(...REQUEST, 'metadata with a long value', field({ metadata: `{"a":"${'x'.repeat(513)}"}` })),
  refuse(...REQUEST, 'metadata with a long name', field({ metadata: `{"${'x'.repeat(65)}":"a"}` })),
  refuse(...UNKNOWN, '__proto__ in metadata', field({ metadata: '{"__proto__":"x"}' }), /__proto__/),
  refuse(...STRING, 'a NUL in metadata', jsonJob('"metadata":{"a":"x\\u0000"}'), /^metadata\.a:/),
  refuse(...STRING, 'a lone surrogate in metadata', jsonJob('"metadata":{"a":"\\ud800"}')),
  refuse(...STRING, 'a NUL in a name of metadata', jsonJob('"metadata":{"a\\u0000":"x"}')),
  refuse(...STRING, 'a NUL in the model', json(`{"model":"digits\\u0000","input":{"data":"${DATA}"}}`)),
  refuse(...STRING, 'a NUL in metadata of a form', field({ metadata: '{"a":"\\u0000"}' })),

  refuse(...JSON_ERROR, 'JSON that is cut', json('{"model":"digits"')),
  refuse(...JSON_ERROR, 'JSON that is empty', json('')),
  refuse(...REQUEST, 'JSON that is an array', json('[]'), /object/),
  refuse(...REQUEST, 'JSON that is null', json('null')),
  refuse(422, 'missing-field', 'JSON without input', json('{"model":"digits"}'), /^input:/),
  refuse(...REQUEST, 'an input that is no data URL', jsonJob('', '{"data":"aGVsbG8="}'), /data URL/),
  refuse(...REQUEST, 'a data URL that is not base64', jsonJob('', '{"data":"data:image/png,hello"}')),
  refuse(...REQUEST, 'a data URL with bad base64', jsonJob('', '{"data":"data:image/png;base64,%%%"}')),
  refuse(
    422,
    'url-not-allowed',
    'a URL to fetch',
    jsonJob('', '{"url":"https://1.1.1.1/"}'),
    /ALLOW_INPUT_URLS=true/,
  ),
  refuse(...REQUEST, 'a URL that is a number', jsonJob('', '{"url":5}'), /^input\.url:/),
  refuse(
    ...REQUEST,
    'a URL of 8,000 characters',
    jsonJob('', `{"url":"https://a.example/${'a'.repeat(8000)}"}`),
  ),
  refuse(
    ...REQUEST,
    'a URL and data',
    jsonJob('', `{"url":"https://1.1.1.1/","data":"${DATA}"}`),
    /input\.data: Unknown/,
  ),

  refuse(...JSON_ERROR, 'a webhook that is not JSON', field({ webhook: 'https://a.example/' }), /^webhook:/),
  refuse(...REQUEST, 'a webhook that is text', jsonJob('"webhook":"https://a.example/"'), /^webhook:/),
  refuse(...REQUEST, 'a webhook without a URL', jsonJob('"webhook":{}'), /^webhook\.url:/),
  refuse(...REQUEST, 'a webhook of no events', jsonJob('"webhook":{"url":"https://a.example/","events":[]}')),
  refuse(
    ...REQUEST,
    'a webhook of an unknown event',
    jsonJob('"webhook":{"url":"https://a.example/","events":["queued"]}'),
    /^webhook\.events\.0:/,
  ),
  refuse(
    ...REQUEST,
    'a webhook of many events',
    jsonJob(`"webhook":{"url":"https://a.example/","events":[${'"failed",'.repeat(3)}"failed"]}`),
  ),
  refuse(
    ...REQUEST,
    'a webhook with a long URL',
    jsonJob(`"webhook":{"url":"https://a.example/${'a'.repeat(2048)}"}`),
  ),
  refuse(
    ...UNKNOWN,
    'a webhook with an unknown field',
    jsonJob('"webhook":{"url":"https://a.example/","secret":"x"}'),
    /webhook\.secret/,
  ),
  refuse(
    ...STRING,
    'a webhook with a NUL',
    jsonJob('"webhook":{"url":"https://a.example/\\u0000"}'),
    /^webhook\.url:/,
  ),
  ...[
    'http://a.example/',
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://localhost/',
    'https://hooks.internal/',
    'https://a.example:5432/',
    'https://user:pass@a.example/',
    'ftp://a.example/',
    'a.example',
  ].map((url) =>
    refuse(
      422,
      'url-not-allowed',
      `a webhook to ${url}`,
      field({ webhook: JSON.stringify({ url }) }),
      /^webhook\.url:/,
    ),
  ),
  refuse(...REQUEST, 'a data URL that is a number', jsonJob('', '{"data":5}'), /^input\.data:/),
  refuse(422, 'empty-file', 'a data URL of nothing', jsonJob('', '{"data":"data:image/png;base64,"}')),
  refuse(422, 'invalid-tensors', 'data and tensors', jsonJob('', `{"data":"${DATA}","tensors":[]}`)),
  refuse(
    ...TYPE,
    'tensors for a model of pictures',
    jsonJob('', '{"tensors":[{"name":"x","datatype":"float32","shape":[1],"data":[1]}]}'),
    /takes an image/,
  ),

  refuse(
    ...TYPE,
    'a body in gzip',
    raw('?model=digits', { 'Content-Type': 'image/png', 'Content-Encoding': 'gzip' }),
  ),
  {
    ...refuse(...TYPE, 'a body of text/html', raw('?model=digits', { 'Content-Type': 'text/html' })),
    headers: { 'Accept-Post': /multipart\/form-data.*application\/json/ },
  },
  refuse(...TYPE, 'a body of image/svg+xml', raw('?model=digits', { 'Content-Type': 'image/svg+xml' })),
  { ...refuse(...TYPE, 'no Content-Type', raw('?model=digits', {})), headers: { 'Accept-Post': /json/ } },

  refuse(...KEY, 'an empty Idempotency-Key', header({ 'Idempotency-Key': '' })),
  refuse(...KEY, 'an Idempotency-Key of quotes', header({ 'Idempotency-Key': '""' })),
  refuse(...KEY, 'an Idempotency-Key with spaces', header({ 'Idempotency-Key': 'a b' })),
  refuse(...KEY, 'an Idempotency-Key of 256 characters', header({ 'Idempotency-Key': 'k'.repeat(256) })),
  refuse(...KEY, 'an Idempotency-Key that is not ASCII', header({ 'Idempotency-Key': 'é' })),
];

describe('a submission with a bad option', () => {
  const system = testRefusals(CASES);

  test('leaves the api as well as before', async () => {
    expect((await submit(system().url)).status).toBe(202);
  });
});
