import { lookup } from 'node:dns/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { AppError } from '../domain/errors.ts';
import { type AddressPolicy, createAddressPolicy } from './address-policy.ts';
import { checkAddresses, checkUrl, type Purpose, urlNotAllowed } from './check-url.ts';
import { connectTo, type Exchange } from './connect-to.ts';
import { readGuarded } from './read-guarded.ts';
import { type Deadline, startDeadline } from './start-deadline.ts';

/** A request to an address that somebody else has named. */
export type OutboundRequest = {
  readonly url: string;
  readonly purpose: Purpose;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For all of it: names, connections, redirects, and reading the answer. */
  readonly timeoutMs: number;
  /** Of the body of the answer. */
  readonly maxBytes: number;
  /** Redirects to follow; with 0 one is an answer like any other. */
  readonly maxRedirects: number;
  /** Gives the request up. */
  readonly signal?: AbortSignal;
};

/** The answer, while its body is still coming. */
export type OutboundResponse = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Whether it comes from a network of the operator's own, of which a stranger is to learn nothing. */
  readonly isTrusted: boolean;
  /**
   * Throws AppErrors alone: `content-too-large`, `url-timeout`, and `url-unreachable`, also where the body is
   * compressed: what it would grow to is not known.
   */
  readonly body: AsyncIterable<Buffer>;
};

/** The one way to make a request to an address that somebody else has named. */
export type Outbound = {
  /**
   * Whether the URL may be followed, as far as can be told without asking DNS.
   *
   * @throws AppError `url-not-allowed`
   */
  checkUrl(url: string, purpose: Purpose): URL;
  /**
   * Makes the request and hands over the answer; the connection is closed when `read` has ended. What `read` throws
   * comes out as it is.
   *
   * @throws AppError `url-not-allowed`, `url-unreachable`, `url-timeout`
   */
  request<T>(request: OutboundRequest, read: (response: OutboundResponse) => Promise<T>): Promise<T>;
};

/** Finds all addresses of a host. */
type Resolve = (host: string) => Promise<string[]>;

const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Opens the way out. Each request asks for the host's addresses once, checks all of them, and connects to those and
 * to no others: what DNS says a moment later is of no account.
 *
 * @param allow the operator's own networks, see `OUTBOUND_ALLOW`
 */
export function openOutbound({
  allow,
  resolve = resolveHost,
}: {
  allow: readonly string[];
  resolve?: Resolve;
}): Outbound {
  const policy = createAddressPolicy(allow);
  return {
    checkUrl: (url, purpose) => checkUrl(url, purpose, policy).url,
    async request(request, read) {
      const deadline = startDeadline(request.timeoutMs, request.signal, request.purpose);
      let url = request.url;
      try {
        for (let redirects = 0; ; redirects++) {
          const exchange = await exchangeOnce(url, request, { policy, resolve, deadline });
          try {
            const next = request.maxRedirects > 0 ? redirectOf(exchange.response) : undefined;
            if (next === undefined) return await read(responseOf(exchange, request, deadline));
            if (redirects === request.maxRedirects)
              throw unreachable(request.purpose, `redirects more than ${request.maxRedirects} times`);
            url = followed(next, url, request.purpose);
          } finally {
            exchange.close();
          }
        }
      } finally {
        deadline.clear();
      }
    },
  };
}

async function exchangeOnce(
  url: string,
  request: OutboundRequest,
  { policy, resolve, deadline }: { policy: AddressPolicy; resolve: Resolve; deadline: Deadline },
): Promise<Exchange & { isTrusted: boolean }> {
  const { purpose } = request;
  const target = checkUrl(url, purpose, policy);
  const addresses = await deadline.race(resolve(target.host)).catch((cause: unknown) => {
    throw cause instanceof AppError ? cause : unreachable(purpose, 'the host has no address', cause);
  });
  if (addresses.length === 0) throw unreachable(purpose, 'the host has no address');
  checkAddresses(target, addresses, purpose, policy);
  const exchange = await connectTo(target, addresses, request, deadline.signal).catch((cause: unknown) => {
    throw deadline.signal.aborted ? deadline.signal.reason : unreachable(purpose, NO_ANSWER, cause);
  });
  return { ...exchange, isTrusted: addresses.some((address) => policy.isTrusted(address)) };
}

function responseOf(
  { response, isTrusted }: Exchange & { isTrusted: boolean },
  { purpose, maxBytes }: OutboundRequest,
  deadline: Deadline,
): OutboundResponse {
  const { statusCode: status = 0, headers } = response;
  const translate = (cause: unknown) =>
    deadline.signal.aborted
      ? (deadline.signal.reason as AppError)
      : unreachable(purpose, 'the answer ended before it was complete', cause);
  const encoding = headers['content-encoding'];
  const refusal =
    encoding && encoding !== 'identity'
      ? unreachable(purpose, 'the answer is compressed, though that was not asked for')
      : undefined;
  return { status, headers, isTrusted, body: readGuarded(response, { maxBytes, refusal, translate }) };
}

function redirectOf({ statusCode, headers }: IncomingMessage): string | undefined {
  return REDIRECTS.includes(statusCode ?? 0) ? headers.location : undefined;
}

/** @throws AppError `url-not-allowed` */
function followed(location: string, from: string, purpose: Purpose): string {
  let next: URL;
  try {
    next = new URL(location, from);
  } catch {
    throw urlNotAllowed(purpose, 'redirects to what is not a URL');
  }
  if (from.startsWith('https:') && next.protocol === 'http:')
    throw urlNotAllowed(purpose, 'redirects from https to http');
  return next.href;
}

const NO_ANSWER = 'there is no server, or it does not speak HTTP';

function unreachable(purpose: Purpose, reason: string, cause?: unknown): AppError {
  const path = `${purpose}.url`;
  return new AppError('url-unreachable', `${path}: ${reason}`, {
    cause,
    errors: [{ path, message: reason }],
  });
}

async function resolveHost(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
