import { StringDecoder } from 'node:string_decoder';

/** One event as the stream has it; `id` is empty when it has none. */
export type SseEvent = { readonly id: string; readonly event: string; readonly data: string };

/** Cuts a stream of server-sent events into events, however its chunks fall. Comments and `retry` are passed over. */
export function sseReader(onEvent: (event: SseEvent) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let text = '';
  return (chunk) => {
    text += decoder.write(chunk);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = readEvent(text.slice(0, end));
      text = text.slice(end + 2);
      if (event.data) onEvent(event);
    }
  };
}

function readEvent(block: string): SseEvent {
  const event = { id: '', event: 'message', data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'id') event.id = value;
    else if (name === 'event') event.event = value;
    else if (name === 'data') event.data += event.data ? `\n${value}` : value;
  }
  return event;
}
