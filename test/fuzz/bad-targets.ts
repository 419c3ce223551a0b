import { type HttpRequest, type Mutator, type Subject, toRequest } from './http-request.ts';
import { accepts } from './json-schema.ts';
import { ODD_ENCODED, ODD_TEXTS } from './odd-values.ts';
import type { Random } from './random.ts';

/** Every odd text as the value of every query parameter. */
export function* everyOddParameter(subject: Subject): Generator<HttpRequest> {
  for (const name of Object.keys(subject.operation.query))
    for (const value of ODD_TEXTS) yield askFor(subject, name, value);
}

/** Spoils the path and the query. */
export const TARGET_MUTATORS = {
  'a bad value of a query parameter': (subject, random) => {
    const names = Object.keys(subject.operation.query);
    if (names.length === 0) return undefined;
    return askFor(subject, random.pick(names), random.pick(ODD_TEXTS));
  },
  'a query parameter that cannot be decoded': (subject, random) =>
    ask(
      subject,
      `${random.pick([...Object.keys(subject.operation.query), 'x'])}=${random.pick(ODD_ENCODED)}`,
    ),
  'an unknown query parameter': (subject, random) => {
    const name = random.pick([...ODD_TEXTS.filter(Boolean), 'limit[]', 'admin', 'LIMIT']);
    return ask(subject, `${encode(name)}=${encode(random.pick(ODD_TEXTS))}`, refusesUnknown(subject));
  },
  'a query parameter twice': (subject, random) => {
    const name = random.pick([...Object.keys(subject.operation.query), 'x', '__proto__']);
    const values = [1, 2].map(() => `${name}=${encode(random.pick(ODD_TEXTS))}`);
    return ask(subject, values.join('&'), refusesUnknown(subject));
  },
  'an odd query': (subject, random) =>
    ask(
      subject,
      random.pick([
        '',
        '&&&',
        '==&=',
        '?',
        '#',
        '%',
        '=1',
        'a'.repeat(10_000),
        'a&'.repeat(5000),
        Array.from({ length: 1000 }, (_, i) => `p${i}=${i}`).join('&'),
      ]),
    ),
  'a bad path parameter': (subject, random) => {
    const { operation, draft } = subject;
    if (!operation.path.includes('{')) return undefined;
    const value = random.int(2) ? random.pick(ODD_ENCODED) : encode(random.pick(ODD_TEXTS));
    const target = operation.path.replace(/\{\w+\}/, () => value);
    // An empty one, or one of dots, leads to another path, which may be one that there is.
    const isBad = !/^(%2e|\.){0,2}$/i.test(value);
    return toRequest(subject, { ...draft, target }, { kind: 'a bad path parameter', isBad });
  },
  'a path in disguise': (subject, random) => {
    const target = disguise(subject.draft.target, random);
    return toRequest(subject, { ...subject.draft, target }, { kind: 'a path in disguise' });
  },
  'no key, and a path in disguise': (subject, random) => {
    if (!subject.needsKey) return undefined;
    const { draft } = subject;
    const target = random.int(4) ? disguise(draft.target, random) : draft.target;
    const headers = draft.headers.filter(([name]) => !['Authorization', 'Cookie'].includes(name));
    const kind = 'no key, and a path in disguise';
    return toRequest(subject, { ...draft, target, headers }, { kind, isBad: true });
  },
} satisfies Record<string, Mutator>;

function askFor(subject: Subject, name: string, value: string) {
  const isBad = !accepts(subject.operation.query[name]!, value, subject.resolve);
  return ask(subject, `${name}=${encode(value)}`, isBad);
}

function ask(subject: Subject, query: string, isBad = false) {
  const { draft } = subject;
  return toRequest(subject, { ...draft, target: `${draft.target}?${query}` }, { kind: 'query', isBad });
}

/** The probes take no notice of a query; everything else refuses what it does not know. */
function refusesUnknown({ operation }: Subject): boolean {
  return !['/livez', '/readyz'].includes(operation.path);
}

/** As `encodeURIComponent`, which throws on a lone surrogate: that becomes the three bytes that it would have. */
function encode(text: string): string {
  return [...text]
    .map((char) => (char.isWellFormed() ? encodeURIComponent(char) : encodeSurrogate(char.charCodeAt(0))))
    .join('');
}

function encodeSurrogate(unit: number): string {
  const bytes = [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)];
  return bytes.map((byte) => `%${byte.toString(16)}`).join('');
}

/** Another way to write a path, which a router may or may not take for the same. */
function disguise(target: string, random: Random): string {
  const at = 1 + random.int(target.length - 1);
  const hex = target.charCodeAt(at).toString(16).padStart(2, '0');
  return random.pick([
    `${target}/`,
    `/${target}`,
    `//elsewhere.example${target}`,
    `/.${target}`,
    `/x/..${target}`,
    `/livez/..${target}`,
    `/livez/%2e%2e${target}`,
    `/livez/..%2f${target.slice(1)}`,
    `/livez\\..${target}`,
    `/livez;${target}`,
    `${target};x=1`,
    `${target}#x`,
    `${target}%00`,
    `${target}%20`,
    `${target}.json`,
    `${target}%2f`,
    `${target}\\`,
    target.toUpperCase(),
    target.replaceAll('/', '%2f').replace('%2f', '/'),
    target.replace('/v1', '/v1/.'),
    `${target.slice(0, at)}%${hex}${target.slice(at + 1)}`,
    `${target.slice(0, at)}%25${hex}${target.slice(at + 1)}`,
    `http://127.0.0.1${target}`,
    `http://elsewhere.example${target}`,
    `https://127.0.0.1@elsewhere.example${target}`,
    `http://[${target}`,
    `ftp://127.0.0.1${target}`,
    '*',
    `${target.slice(1)}`,
  ]);
}
