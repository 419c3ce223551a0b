/**
 * Waits for something, but no longer than so many ms. What comes of it after that nobody hears, a rejection neither.
 *
 * @returns whether it was in time
 */
export async function within(ms: number, awaited: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([awaited.then(() => true), over]);
  } finally {
    clearTimeout(timer);
  }
}
