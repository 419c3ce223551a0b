import type { RequestOf } from './closed-loop.ts';
import type { HttpRequest } from './http-send.ts';
import type { Picture } from './pictures.ts';

/** Uploads of these pictures to a model, one after the other and again from the first. */
export function uploadsOf(
  pictures: readonly Picture[],
  model: string,
  headers: Record<string, string> = {},
): RequestOf {
  const requests: HttpRequest[] = pictures.map(({ bytes, mediaType }) => ({
    path: `/v1/jobs?model=${model}`,
    method: 'POST',
    headers: { 'content-type': mediaType, ...headers },
    body: bytes,
  }));
  return (index) => requests[index % requests.length]!;
}
