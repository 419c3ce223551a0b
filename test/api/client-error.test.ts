import { expect, it, vi } from 'vitest';
import { answerOutsideApp } from '../../api/client-error.ts';
import { RequestError } from '../../api/node-bindings.ts';

function setup() {
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  return { log, answer: answerOutsideApp(log) };
}

it('takes a request of which no URL can be made for a fault of the client', async () => {
  const { log, answer } = setup();
  const response = answer(new RequestError('Invalid host header'));
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({
    code: 'malformed-request',
    requestId: response.headers.get('x-request-id'),
  });
  expect(log.error).not.toHaveBeenCalled();
});

it('keeps to the log what else comes out of the app', async () => {
  const { log, answer } = setup();
  const response = answer('the inside');
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ code: 'internal', detail: 'Internal error' });
  expect(text).not.toContain('inside');
  expect(log.error).toHaveBeenCalledWith(
    'request.failed',
    expect.objectContaining({ err: { message: 'the inside' } }),
  );
});
