/**
 * Turns a function over many items into one over a single item, whose calls are gathered while earlier batches
 * are under way: under load one round trip serves many, and an item alone waits for nothing.
 *
 * A batch that fails as a whole is tried again item by item when `isItemFault` says that one of its items may be
 * to blame, so that a bad item fails alone.
 *
 * @param run gets at most `maxSize` items and returns one result per item, in order
 * @example const find = coalesce((ids) => findMany(ids), { maxSize: 500 }); await find(id);
 */
export function coalesce<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  options: { maxSize: number; maxInFlight?: number; isItemFault?: (error: unknown) => boolean },
): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
  const { maxSize, maxInFlight = 1, isItemFault = () => false } = options;
  const waiting: Waiting[] = [];
  let inFlight = 0;

  async function settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await run(batch.map((w) => w.item));
      if (results.length !== batch.length)
        throw new Error(`coalesce: ${batch.length} items gave ${results.length} results`);
      batch.forEach((w, i) => {
        w.resolve(results[i]!);
      });
    } catch (error) {
      if (batch.length > 1 && isItemFault(error)) for (const w of batch) await settle([w]);
      else for (const w of batch) w.reject(error);
    }
  }

  function pump(): void {
    while (inFlight < maxInFlight && waiting.length > 0) {
      inFlight++;
      void settle(waiting.splice(0, maxSize)).finally(() => {
        inFlight--;
        pump();
      });
    }
  }

  return (item) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // After the current turn, so that all calls made in it share the first batch.
      if (waiting.length === 1) queueMicrotask(pump);
    });
}
