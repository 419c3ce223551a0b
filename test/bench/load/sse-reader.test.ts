import { expect, test } from 'vitest';
import { type SseEvent, sseReader } from '../../../bench/load/sse-reader.ts';

const STREAM = Buffer.from(
  'retry: 2000\n\n:\n\nid: 1\nevent: queued\ndata: {"name":"é"}\n\nid:2\ndata: a\ndata: b\n\n',
);

test.each([1, 3, 1000])('events come out whole, in chunks of %d bytes', (size) => {
  const events: SseEvent[] = [];
  const read = sseReader((event) => events.push(event));
  for (let at = 0; at < STREAM.length; at += size) read(STREAM.subarray(at, at + size));
  expect(events).toEqual([
    { id: '1', event: 'queued', data: '{"name":"é"}' },
    { id: '2', event: 'message', data: 'a\nb' },
  ]);
});
