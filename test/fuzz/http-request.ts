import type { Resolve } from './json-schema.ts';
import type { Operation } from './operations.ts';
import type { Random } from './random.ts';

/** A request as it goes over the wire, however wrong it is, and what must become of it. */
export type HttpRequest = {
  /** The kind of badness. */
  readonly kind: string;
  readonly bytes: Buffer;
  /** Whether the answer will have no body. */
  readonly isHead: boolean;
  /** `refusal`: a 4xx it must be. `any`: it may be served, because what is odd about it does not matter. */
  readonly expects: 'refusal' | 'any';
  /**
   * `shared`: goes over a connection that others use. `fresh`: has one of its own, which may be of no more use then.
   * `cut`: likewise, and it may not be complete: the client leaves when it hears nothing.
   */
  readonly connection: 'shared' | 'fresh' | 'cut';
};

/** Header lines, in order; one name may come twice. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** A request before it is written down, for the mutators to change. */
export type Draft = {
  readonly method: string;
  /** Path and query as they go over the wire. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Buffer | undefined;
  readonly version?: string;
};

/** Writes a request down: every character of its head is one byte. A body gets its `Content-Length`. */
export function writeRequest({ method, target, headers, body, version = 'HTTP/1.1' }: Draft): Buffer {
  const isFramed = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const all = body && !isFramed ? [...headers, ['Content-Length', `${body.length}`] as const] : headers;
  const lines = [`${method} ${target} ${version}`, ...all.map(([name, value]) => `${name}: ${value}`)];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body ?? Buffer.alloc(0)]);
}

/** Sets a header, in the place of one of that name. */
export function withHeader(draft: Draft, name: string, value: string): Draft {
  const others = draft.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  return { ...draft, headers: [...others, [name, value]] };
}

/** What is to be spoilt: a call of the document, and a request for it that is as it should be. */
export type Subject = {
  readonly operation: Operation;
  readonly resolve: Resolve;
  /** A request that is in order, and changes nothing. */
  readonly draft: Draft;
  /** That takes none of the files that are sent. */
  readonly model: string;
  /** Its body before it was written down; undefined when it takes no JSON. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** Whether even the request as it should be is refused, at the last. */
  readonly isRefused: boolean;
  /** Whether a body that the document accepts is carried out, and so must not be sent. */
  readonly isCarriedOut: boolean;
  /** Whether it is refused without a key. */
  readonly needsKey: boolean;
};

/** Makes a bad request of a good one; undefined where there is nothing that it could spoil. */
export type Mutator = (subject: Subject, random: Random) => HttpRequest | undefined;

/** The bad request that a spoilt draft is. */
export function toRequest(
  { isRefused }: Subject,
  draft: Draft,
  { isBad = false, ...rest }: { kind: string; isBad?: boolean; connection?: HttpRequest['connection'] },
): HttpRequest {
  return {
    bytes: writeRequest(draft),
    isHead: draft.method === 'HEAD',
    expects: isBad || isRefused ? 'refusal' : 'any',
    connection: 'shared',
    ...rest,
  };
}
