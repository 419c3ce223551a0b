import type { Client, Dispatcher } from 'undici';

/** A request as the load generators send it. */
export type HttpRequest = {
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Record<string, string>;
  readonly body?: Buffer;
};

export type Answer = {
  /** 0 when the connection was lost. */
  readonly status: number;
  /** Undefined where it was not asked for, too. */
  readonly location: string | undefined;
};

/** Sends a request and reads its answer to the end. The body is dropped. Never rejects. */
export function send(
  client: Client,
  request: HttpRequest,
  { wantsLocation = false }: { wantsLocation?: boolean } = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    let status = 0;
    let location: string | undefined;
    client.dispatch(request as Dispatcher.DispatchOptions, {
      onConnect() {},
      onHeaders(code, headers) {
        status = code;
        if (wantsLocation) location = locationIn(headers);
        return true;
      },
      onData: () => true,
      onComplete: () => resolve({ status, location }),
      onError: () => resolve({ status: 0, location: undefined }),
    });
  });
}

/** Whether an answer is what was hoped for. */
export function isGood({ status }: Answer): boolean {
  return status >= 200 && status < 400;
}

function locationIn(headers: readonly Buffer[]): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2)
    if (headers[i]!.length === 8 && headers[i]!.toString('latin1').toLowerCase() === 'location')
      return headers[i + 1]!.toString('latin1');
  return undefined;
}
