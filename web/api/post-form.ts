import { apiErrorOf, unreachable } from './api-error.ts';
import { changeHeaders } from './client.ts';

/** Called with the bytes sent of all, as far as the browser knows. */
export type OnProgress = (sentBytes: number, totalBytes: number) => void;

/**
 * Posts a form by `XMLHttpRequest`, because `fetch` does not tell how much of an upload has been sent.
 *
 * @param options `key`: the request makes one thing, however often it arrives under this key
 * @throws ApiError
 */
export function postForm<T>(
  path: string,
  form: FormData,
  options: {
    readonly key: string;
    readonly headers?: Record<string, string>;
    readonly onProgress?: OnProgress | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted) return reject(unreachable());
    const xhr = new XMLHttpRequest();
    xhr.open('POST', path);
    const headers = { ...changeHeaders(), ...options.headers, 'Idempotency-Key': options.key };
    for (const [header, value] of Object.entries(headers)) xhr.setRequestHeader(header, value);
    xhr.upload.onprogress = ({ loaded, total }) => options.onProgress?.(loaded, total);
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) resolve(JSON.parse(xhr.responseText) as T);
      else
        reject(
          apiErrorOf(xhr.status, xhr.responseText, {
            requestId: xhr.getResponseHeader('X-Request-Id'),
            retryAfter: xhr.getResponseHeader('Retry-After'),
          }),
        );
    };
    xhr.onerror = () => reject(unreachable());
    xhr.onabort = () => reject(unreachable());
    options.signal?.addEventListener('abort', () => xhr.abort());
    xhr.send(form);
  });
}
