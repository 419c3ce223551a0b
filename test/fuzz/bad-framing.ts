import { type Mutator, type Subject, toRequest, withHeader, writeRequest } from './http-request.ts';

/** Ways of saying how long a body is, and the body; all of them wrong, or at least odd. */
const FRAMINGS: readonly (readonly [headers: string, body: string])[] = [
  ['Content-Length: abc', 'x'],
  ['Content-Length: -1', 'x'],
  ['Content-Length: +1', 'x'],
  ['Content-Length: 0x1', 'x'],
  ['Content-Length: 1, 2', 'x'],
  ['Content-Length: 1\r\nContent-Length: 2', 'xx'],
  ['Content-Length: 99999999999999999999999', 'x'],
  ['Content-Length: 1\r\nTransfer-Encoding: chunked', '0\r\n\r\n'],
  ['Transfer-Encoding: chunked\r\nContent-Length: 1', '0\r\n\r\n'],
  ['Transfer-Encoding: gzip, chunked', '0\r\n\r\n'],
  ['Transfer-Encoding: chunked, gzip', '0\r\n\r\n'],
  ['Transfer-Encoding: chunked, chunked', '0\r\n\r\n'],
  ['Transfer-Encoding: xchunked', '0\r\n\r\n'],
  ['Transfer-Encoding: identity', 'x'],
  ['Transfer-Encoding:\x0bchunked', '0\r\n\r\n'],
  ['Transfer-Encoding: chunked', 'zz\r\n'],
  ['Transfer-Encoding: chunked', '-1\r\n\r\n'],
  ['Transfer-Encoding: chunked', 'ffffffffffffffffff\r\nx'],
  ['Transfer-Encoding: chunked', '1\r\nxx\r\n0\r\n\r\n'],
  ['Transfer-Encoding: chunked', '1\r\nx0\r\n\r\n'],
  ['Transfer-Encoding: chunked', `1;${'e'.repeat(20_000)}\r\nx\r\n0\r\n\r\n`],
  ['Transfer-Encoding: chunked', `0\r\nX: ${'t'.repeat(20_000)}\r\n\r\n`],
  ['Transfer-Encoding: chunked', '0\r\nContent-Length: 5\r\n\r\n'],
  ['Transfer-Encoding: chunked', '1\nx\n0\n\n'],
];

/** Lines that are no header, or one that is not as it should be. */
const LINES = [
  'no colon',
  ': no name',
  'A B: space in the name',
  'Name : space before the colon',
  'X: a\0b',
  'X: a\rb',
  'X: a\nY: b',
  'X: a\x7f',
  '\xe9: x',
  ' folded from nothing',
  'X: a\r\n folded',
  `X: ${'v'.repeat(20_000)}`,
  `${'N'.repeat(20_000)}: x`,
  'x:y\r\n'.repeat(3000).trimEnd(),
];

/** What is no request, or that of another protocol. */
const NO_REQUESTS = [
  '\r\n\r\n\r\n\r\n',
  'GET\r\n\r\n',
  'GET /\r\n\r\n',
  'GET / \r\n\r\n',
  'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n',
  'GET / HTTP/2.0\r\nHost: localhost\r\n\r\n',
  'GET / HTTP/1.1 x\r\nHost: localhost\r\n\r\n',
  'GET  /  HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET\t/\tHTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET / http/1.1\r\nHost: localhost\r\n\r\n',
  '/ GET HTTP/1.1\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03',
  'SSH-2.0-OpenSSH_9.6\r\n',
  'EHLO localhost\r\n',
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: localhost\r\nHost: elsewhere.example\r\n\r\n',
  'HTTP/1.1 200 OK\r\n\r\n',
] as const;

/** Spoils HTTP itself. Each has a connection of its own, because nobody knows where such a request ends. */
export const FRAMING_MUTATORS = {
  'an odd length': (subject, random) => {
    const [headers, body] = random.pick(FRAMINGS);
    const { draft } = subject;
    const bytes = Buffer.concat([head(subject, headers), Buffer.from(body, 'latin1')]);
    return { ...toRequest(subject, draft, { kind: headers, connection: 'cut' }), bytes };
  },
  'a line that is no header': (subject, random) => {
    const line = random.pick(LINES);
    return {
      ...toRequest(subject, subject.draft, { kind: 'bad line', connection: 'cut' }),
      bytes: head(subject, line),
    };
  },
  'no HTTP at all': (subject, random) => {
    const bytes = random.int(4)
      ? Buffer.from(random.pick(NO_REQUESTS), 'latin1')
      : random.bytes(1 + random.int(500));
    const kind = 'no HTTP';
    return { ...toRequest(subject, subject.draft, { kind, connection: 'cut' }), expects: 'any', bytes };
  },
  'a request that is cut': (subject, random) => {
    const { draft } = subject;
    const whole = writeRequest(
      random.int(2) ? draft : { ...withHeader(draft, 'Content-Type', 'image/png'), body: random.bytes(300) },
    );
    const bytes = whole.subarray(0, 1 + random.int(whole.length - 1));
    return { ...toRequest(subject, draft, { kind: 'cut', connection: 'cut' }), bytes };
  },
  'bytes changed in the head': (subject, random) => {
    const bytes = writeRequest(subject.draft);
    for (let i = 0; i < 1 + random.int(3); i++) bytes[random.int(bytes.length)] = random.int(256);
    return { ...toRequest(subject, subject.draft, { kind: 'changed', connection: 'cut' }), bytes };
  },
} satisfies Record<string, Mutator>;

/** The head of the request with these lines more. */
function head({ draft }: Subject, lines: string): Buffer {
  const text = writeRequest({ ...draft, body: undefined }).toString('latin1');
  return Buffer.from(
    text.replace('\r\n\r\n', () => `\r\n${lines}\r\n\r\n`),
    'latin1',
  );
}
