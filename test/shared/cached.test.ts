import { describe, expect, it } from 'vitest';
import { cached } from '../../shared/cached.ts';

function setup() {
  let time = 1000;
  const reads: PromiseWithResolvers<string>[] = [];
  const read = cached(
    () => {
      let resolve = (_: string) => {};
      let reject = (_: unknown) => {};
      const promise = new Promise<string>((yes, no) => {
        [resolve, reject] = [yes, no];
      });
      reads.push({ promise, resolve, reject });
      return promise;
    },
    { forMs: 100, now: () => time },
  );
  return {
    read,
    reads,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

type PromiseWithResolvers<T> = {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
};

describe('cached', () => {
  it('shares one read among all that ask meanwhile', async () => {
    const { read, reads } = setup();
    const both = Promise.all([read(), read()]);
    reads[0]?.resolve('a');
    expect(await both).toEqual(['a', 'a']);
    expect(reads).toHaveLength(1);
  });

  it('keeps the value for its time and not longer', async () => {
    const { read, reads, pass } = setup();
    const first = read();
    reads[0]?.resolve('a');
    await first;
    pass(99);
    expect(await read()).toBe('a');
    pass(1);
    const second = read();
    reads[1]?.resolve('b');
    expect(await second).toBe('b');
  });

  it('does not keep a failed read', async () => {
    const { read, reads } = setup();
    const first = read();
    reads[0]?.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    const second = read();
    reads[1]?.resolve('b');
    expect(await second).toBe('b');
  });

  it('does not let a late failure drop a newer value', async () => {
    const { read, reads, pass } = setup();
    const slow = read();
    pass(100);
    const fresh = read();
    reads[1]?.resolve('b');
    expect(await fresh).toBe('b');
    reads[0]?.reject(new Error('away'));
    await expect(slow).rejects.toThrow('away');
    expect(await read()).toBe('b');
    expect(reads).toHaveLength(2);
  });
});
