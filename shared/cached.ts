/**
 * Keeps the last value of an asynchronous read for a while. Calls during a read share it; a failed read is not
 * kept.
 */
export function cached<T>(
  read: () => Promise<T>,
  { forMs, now = Date.now }: { forMs: number; now?: () => number },
) {
  let value: Promise<T> | undefined;
  let readAt = 0;
  return (): Promise<T> => {
    if (value && now() - readAt < forMs) return value;
    readAt = now();
    const reading = read();
    value = reading;
    reading.catch(() => {
      if (value === reading) value = undefined;
    });
    return reading;
  };
}
