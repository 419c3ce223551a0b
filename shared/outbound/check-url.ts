import { isIP } from 'node:net';
import { AppError } from '../domain/errors.ts';
import type { AddressPolicy } from './address-policy.ts';

/**
 * What a URL is for: a webhook must be https, an input may be http as well. That of a model is the operator's own, so
 * it may have any port; it must be https, for what it is sent.
 */
export type Purpose = 'webhook' | 'input' | 'model';

/** A URL that may be followed as far as can be told without asking DNS. */
export type CheckedUrl = {
  readonly url: URL;
  /** Name or address, without the brackets of IPv6. */
  readonly host: string;
  /** Why it may only be followed to addresses that the operator has allowed; null when it needs none. */
  readonly needsTrust: string | null;
};

const MOST_CHARACTERS = 2048;

/** Where web servers listen; whatever listens elsewhere is more likely something that must not be talked to. */
const PORTS: Readonly<Record<string, readonly number[]>> = {
  'http:': [80, 8080, 8443],
  'https:': [443, 8080, 8443],
};

/** Names that mean something else on each network, and nothing on the internet. */
const LOCAL_NAME = /^[^.]+$|(^|\.)(localhost|local|internal|home\.arpa)$/;

/**
 * Holds a URL against the rules, after parsing it as browsers do: so `2130706433`, `0x7f.1` and `127.0.0.1` are one.
 *
 * @throws AppError `url-not-allowed`
 */
export function checkUrl(text: string, purpose: Purpose, policy: AddressPolicy): CheckedUrl {
  const refuse = (reason: string) => urlNotAllowed(purpose, reason);
  const url = parseUrl(text);
  if (!url) throw refuse('is not a URL');
  if (Math.max(text.length, url.href.length) > MOST_CHARACTERS)
    throw refuse(`may have at most ${MOST_CHARACTERS} characters`);
  const ports = PORTS[url.protocol];
  if (!ports) throw refuse(`must begin with https://${purpose === 'input' ? ' or http://' : ''}`);
  if (url.username || url.password) throw refuse('must not hold a user or a password');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host.endsWith('.')) throw refuse('the name of the host must not end in a dot');

  const needsTrust = whyTrusted(url, host, ports, purpose);
  const isAddress = isIP(host) !== 0;
  if (isAddress && !policy.isAllowed(host)) throw refuse(NOT_PUBLIC);
  // Where a name leads is seen when it is followed; without a network of the operator's own it can lead nowhere.
  if (needsTrust && (isAddress ? !policy.isTrusted(host) : !policy.trustsAny)) throw refuse(needsTrust);
  return { url, host, needsTrust };
}

/**
 * Holds the addresses that the host of a checked URL has against the rules. One that is not allowed spoils all.
 *
 * @throws AppError `url-not-allowed`, which does not say which address it is
 */
export function checkAddresses(
  { needsTrust }: CheckedUrl,
  addresses: readonly string[],
  purpose: Purpose,
  policy: AddressPolicy,
): void {
  if (!addresses.every((address) => policy.isAllowed(address))) throw urlNotAllowed(purpose, NOT_PUBLIC);
  if (needsTrust && !addresses.every((address) => policy.isTrusted(address)))
    throw urlNotAllowed(purpose, needsTrust);
}

/** The refusal of a URL, with the field of the request that it stands in. */
export function urlNotAllowed(purpose: Purpose, reason: string): AppError {
  const path = `${purpose}.url`;
  return new AppError('url-not-allowed', `${path}: ${reason}`, { errors: [{ path, message: reason }] });
}

const NOT_PUBLIC = 'the host is not one of the public internet';

function whyTrusted(url: URL, host: string, ports: readonly number[], purpose: Purpose): string | null {
  if (purpose !== 'input' && url.protocol !== 'https:') return 'must begin with https://';
  if (isIP(host) === 0 && LOCAL_NAME.test(host)) return NOT_PUBLIC;
  if (purpose !== 'model' && url.port && !ports.includes(Number(url.port)))
    return `the port must be one of ${ports.join(', ')}`;
  return null;
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
