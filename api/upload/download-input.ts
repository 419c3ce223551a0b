import type { Config } from '../../shared/config.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { Outbound } from '../../shared/outbound/guarded-request.ts';
import { version } from '../../shared/version.ts';
import type { InputReceiver } from './receive-input.ts';
import { cleanName } from './submission.ts';

/** From the name of the host to the last byte; a client waits no longer for its `202`. */
const DOWNLOAD_TIMEOUT_MS = 60_000;
const MOST_REDIRECTS = 3;

/** Reads an input from its URL into the receiver. */
export type Download = (url: string, receiver: InputReceiver) => Promise<void>;

/**
 * Makes the way by which a request's input is downloaded: bounded as an upload is, before there is a job, and given up
 * when `signal` says that the client has left.
 *
 * @returns throws AppError `url-not-allowed`, `url-unreachable`, `url-timeout`, and what the receiver throws
 */
export function createDownload(
  { ALLOW_INPUT_URLS }: Pick<Config, 'ALLOW_INPUT_URLS'>,
  outbound: Outbound,
  signal: () => AbortSignal,
): Download {
  return async (url, receiver) => {
    if (!ALLOW_INPUT_URLS)
      throw new AppError(
        'url-not-allowed',
        'input.url: inputs by URL are turned off here; the operator turns them on with ALLOW_INPUT_URLS=true',
      );
    const request = {
      url,
      purpose: 'input',
      method: 'GET',
      headers: { Accept: '*/*', 'User-Agent': `Penstock/${version}` },
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
      maxBytes: receiver.maxBytes,
      maxRedirects: MOST_REDIRECTS,
      signal: signal(),
    } as const;
    await outbound.request(request, async ({ status, isTrusted, body }) => {
      if (status !== 200) {
        // What a network of the operator's own answers is not for the stranger who has named the URL.
        const said = isTrusted ? '' : ` but ${status}`;
        throw new AppError('url-unreachable', `input.url: the answer is not 200${said}`);
      }
      for await (const chunk of body) await receiver.write(chunk);
    });
  };
}

/** What a file is called that stands at this URL: the last part of its path, for people. */
export function nameInUrl(url: string): string | null {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return cleanName(decodeURIComponent(last));
  } catch {
    // A % that means itself.
    return cleanName(last);
  }
}
