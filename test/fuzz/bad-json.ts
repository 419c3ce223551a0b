import { type HttpRequest, type Mutator, type Subject, toRequest } from './http-request.ts';
import { accepts } from './json-schema.ts';
import { ODD_JSON, ODD_TEXTS } from './odd-values.ts';
import type { Random } from './random.ts';

type Json = Record<string, unknown>;

const DEEP = 100_000;
/** Stands in a document where something is to stand that JSON cannot write. */
const MARK = '\u{f8ff}';

/** Every odd value in the place of every field, at any depth. */
export function* everyOddField(subject: Subject): Generator<HttpRequest> {
  const texts = ODD_TEXTS.map((text) => JSON.stringify(text));
  for (let i = 0; i < placesIn(copyOf(subject)).length; i++)
    for (const value of [...ODD_JSON, ...texts]) {
      const json = copyOf(subject);
      const request = putAt(subject, json, placesIn(json)[i]!, value);
      if (request) yield request;
    }
}

/** Spoils a JSON body: what it says by the document's schema, and how it is written. */
export const JSON_MUTATORS = {
  'a bad value': (subject, random) => put(subject, random, random.pick(ODD_JSON)),
  'a bad text': (subject, random) => put(subject, random, JSON.stringify(random.pick(ODD_TEXTS))),
  'a field too few': (subject, random) => {
    const json = copyOf(subject);
    const { holder, name } = pickPlace(json, random);
    delete holder[name];
    return send(subject, JSON.stringify(json));
  },
  'a field too many': (subject, random) => {
    const json = copyOf(subject);
    const holders = placesIn(json).flatMap(({ holder }) => (Array.isArray(holder) ? [] : [holder]));
    define(random.pick(holders), random.pick([...ODD_TEXTS, 'admin', 'owner']), MARK);
    return send(subject, unmark(json, random.pick(ODD_JSON)));
  },
  'a document of another type': (subject, random) => send(subject, random.pick(ODD_JSON)),
  'JSON that is cut': (subject, random) => {
    const text = JSON.stringify(subject.json);
    return send(subject, text.slice(0, random.int(text.length)));
  },
  'JSON with something more': (subject, random) =>
    send(
      subject,
      `${JSON.stringify(subject.json)}${random.pick(['}', ',', '\0', '{}', '//', '\u00a0', '\n\t '])}`,
    ),
  'JSON with something before it': (subject, random) =>
    send(
      subject,
      `${random.pick(['\ufeff', ")]}',\n", '\0', '\u00a0', '/**/', '\n\t '])}${JSON.stringify(subject.json)}`,
    ),
  'deep nesting': (subject, random) => {
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
    ] as const);
    const depth = random.pick([100, DEEP]);
    const deep = `${open.repeat(depth)}1${random.int(2) ? close.repeat(depth) : ''}`;
    return random.int(2) ? send(subject, deep) : put(subject, random, deep);
  },
  'a huge array': (subject, random) =>
    put(
      subject,
      random,
      `[${Array(random.pick([1000, 100_000]))
        .fill(random.pick(ODD_JSON))
        .join()}]`,
    ),
  'a huge text': (subject, random) =>
    put(subject, random, JSON.stringify(random.pick(['a', '\0', '\u{1f600}', '\u202e']).repeat(200_000))),
  'very many fields': (subject, random) => {
    const many = Array.from({ length: random.pick([300, 20_000]) }, (_, i) => `"field ${i}":1`);
    return send(subject, `${JSON.stringify(subject.json).slice(0, -1)},${many.join()}}`);
  },
  'a field with a huge name': (subject) =>
    send(subject, `${JSON.stringify(subject.json).slice(0, -1)},"${'n'.repeat(500_000)}":1}`),
  'a field twice': (subject, random) => {
    const names = Object.keys(copyOf(subject));
    const text = JSON.stringify(subject.json);
    return send(subject, `{"${random.pick(names)}":${random.pick(ODD_JSON)},${text.slice(1)}`);
  },
  'bytes that are no UTF-8': (subject, random) => {
    const text = Buffer.from(JSON.stringify(subject.json));
    const at = random.int(text.length);
    const bytes = random.pick([
      [0xff],
      [0xc0, 0xaf],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0x80],
      [0xe2, 0x82],
    ]);
    return send(subject, Buffer.concat([text.subarray(0, at), Buffer.from(bytes), text.subarray(at)]));
  },
  'another encoding': (subject, random) =>
    send(subject, Buffer.from(JSON.stringify(subject.json), random.pick(['utf16le', 'base64'] as const))),
  'JSON that says it is something else': (subject, random) => {
    const type = random.pick([
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      '',
    ]);
    return send(subject, JSON.stringify(subject.json), type);
  },
  'random bytes': (subject, random) => send(subject, random.bytes(1 + random.int(300))),
} satisfies Record<string, Mutator>;

/** Puts a piece of JSON, or of what is none, in the place of a field at any depth. */
function put(subject: Subject, random: Random, text: string) {
  const json = copyOf(subject);
  return putAt(subject, json, pickPlace(json, random), text);
}

function putAt(subject: Subject, json: Json, { holder, name }: Place, text: string) {
  holder[name] = MARK;
  return send(subject, unmark(json, text));
}

function send(subject: Subject, body: string | Buffer, type = 'application/json') {
  const { draft, isCarriedOut } = subject;
  const bytes = Buffer.from(body);
  const isBad = !isValid(subject, bytes);
  if (!isBad && isCarriedOut) return undefined;
  const headers = [
    ...draft.headers.filter(([name]) => name !== 'Content-Type'),
    ['Content-Type', type] as const,
  ];
  return toRequest(subject, { ...draft, headers, body: bytes }, { kind: 'JSON', isBad });
}

function isValid({ operation, resolve }: Subject, bytes: Buffer): boolean {
  try {
    return accepts(operation.json ?? {}, JSON.parse(new TextDecoder().decode(bytes)), resolve);
  } catch {
    return false;
  }
}

const copyOf = ({ json }: Subject): Json => structuredClone(json ?? {});

type Place = { readonly holder: Json; readonly name: string };

function pickPlace(json: Json, random: Random): Place {
  return random.pick(placesIn(json));
}

/** Every field of every object and array in it. */
function placesIn(value: object): Place[] {
  const holder = value as Json;
  return Object.entries(value).flatMap(([name, part]) => [
    { holder, name },
    ...(typeof part === 'object' && part !== null ? placesIn(part) : []),
  ]);
}

/** A field of its own, whatever its name means to JavaScript. */
function define(holder: Json, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

function unmark(json: Json, text: string): string {
  return JSON.stringify(json).replace(`"${MARK}"`, () => text);
}
