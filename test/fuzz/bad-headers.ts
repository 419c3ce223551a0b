import {
  type Draft,
  type Headers,
  type HttpRequest,
  type Mutator,
  type Subject,
  toRequest,
  withHeader,
} from './http-request.ts';
import { ODD_HEADER_TEXTS, ODD_HEADERS } from './odd-headers.ts';
import { ODD_JSON } from './odd-values.ts';
import type { Random } from './random.ts';

const METHODS = [
  'HEAD',
  'OPTIONS',
  'PUT',
  'PATCH',
  'DELETE',
  'POST',
  'GET',
  'TRACE',
  'QUERY',
  'PROPFIND',
  'LINK',
  'get',
  'FOO',
  'CONNECT',
];

/** Every odd header for itself, for calls that read a body or look for something: those read most headers. */
export function* everyOddHeader(subject: Subject): Generator<HttpRequest> {
  if (!subject.json && !/^GET .*\{id\}/.test(subject.operation.name)) return;
  for (const [name, values] of Object.entries(ODD_HEADERS))
    for (const value of values) yield send(subject, withHeader(subject.draft, name, value), name);
}

/** Spoils headers, the method and the version, and sends bodies where none belongs. */
export const HEADER_MUTATORS = {
  'an odd header': (subject, random) => odd(subject, random, 1),
  'three odd headers': (subject, random) => odd(subject, random, 3),
  'a header twice': (subject, random) => {
    const [name, value] = oddHeader(random);
    const headers: Headers = [
      ...subject.draft.headers,
      [name, value],
      [name, random.pick(ODD_HEADERS[name]!)],
    ];
    return send(subject, { ...subject.draft, headers }, `${name} twice`);
  },
  'an unknown header': (subject, random) =>
    send(
      subject,
      withHeader(
        subject.draft,
        random.pick(['__proto__', 'constructor', '!', 'X-'.repeat(50)]),
        random.pick(ODD_HEADER_TEXTS),
      ),
      'unknown header',
    ),
  'many headers': (subject, random) => {
    const headers: Headers = [
      ...subject.draft.headers,
      ...Array.from({ length: 1 + random.int(900) }, (_, i) => [`X-${i}`, 'x'] as const),
    ];
    return send(subject, { ...subject.draft, headers }, 'many headers');
  },
  'another method': (subject, random) => {
    const method = random.pick(METHODS);
    const { methods } = subject.operation;
    if (methods.includes(method)) return undefined;
    const isHead = method === 'HEAD' && methods.includes('GET');
    const request = toRequest(subject, { ...subject.draft, method }, { kind: method, connection: 'fresh' });
    return { ...request, expects: isHead ? 'any' : 'refusal' };
  },
  'HTTP/1.0': (subject, random) => {
    const headers = subject.draft.headers.filter(([name]) => name !== 'Host' || random.int(2) === 0);
    return toRequest(
      subject,
      { ...subject.draft, headers, version: 'HTTP/1.0' },
      { kind: 'HTTP/1.0', connection: 'fresh' },
    );
  },
  'a body that nobody asked for': (subject, random) => {
    if (subject.operation.json) return undefined;
    const body = random.pick([
      Buffer.from(random.pick(ODD_JSON)),
      random.bytes(64),
      Buffer.alloc(100_000, 'a'),
      Buffer.alloc(0),
    ]);
    const draft = withHeader(
      subject.draft,
      'Content-Type',
      random.pick(['application/json', 'multipart/form-data; boundary=x', 'image/png']),
    );
    return send(subject, { ...draft, body }, 'unasked body');
  },
} satisfies Record<string, Mutator>;

function odd(subject: Subject, random: Random, count: number) {
  let { draft } = subject;
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    const [name, value] = oddHeader(random);
    draft = withHeader(draft, name, value);
    names.push(name);
  }
  return send(subject, draft, `odd ${names.join(', ')}`);
}

function oddHeader(random: Random): readonly [string, string] {
  const name = random.pick(Object.keys(ODD_HEADERS));
  return [name, random.pick(ODD_HEADERS[name]!)];
}

/** Some headers end a connection, or could: such a request has one of its own. */
const ENDING = /^(connection|upgrade|expect|trailer|te|host)$/i;

function send(subject: Subject, draft: Draft, kind: string) {
  const isAlone = draft.headers.some(
    (header) => !subject.draft.headers.includes(header) && ENDING.test(header[0]),
  );
  return toRequest(subject, draft, { kind, connection: isAlone ? 'fresh' : 'shared' });
}
