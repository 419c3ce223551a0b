import { describe, expect, it } from 'vitest';
import { Backlog } from '../../../api/queue/backlog.ts';

const digits = { model: 'digits', owner: 'ann', rank: 0 };
const depth = (waiting: number, more: Partial<typeof digits> = {}) => ({
  ...digits,
  ...more,
  waiting,
  running: 0,
  oldestMs: null,
});

describe('Backlog', () => {
  it('counts what was seen and what was accepted since', async () => {
    const backlog = new Backlog();
    await backlog.look(async () => [depth(5), depth(2, { owner: 'bob' }), depth(9, { model: 'faces' })]);
    backlog.add(digits);
    expect(backlog.ahead(digits)).toEqual({ ofModel: 8, ofOwner: 6 });
    backlog.add(digits, -1);
    expect(backlog.ahead(digits)).toEqual({ ofModel: 7, ofOwner: 5 });
    expect(backlog.ahead({ model: 'other', owner: 'ann' })).toEqual({ ofModel: 0, ofOwner: 0 });
  });

  it('counts before a job what has its rank or a lower one', async () => {
    const backlog = new Backlog();
    await backlog.look(async () => [depth(5), depth(3, { rank: 2 }), depth(7, { rank: 8 })]);
    backlog.add({ ...digits, rank: 2 });
    expect([0, 1, 2, 7, 8].map((rank) => backlog.position({ model: 'digits', rank }))).toEqual([
      5, 5, 9, 9, 16,
    ]);
  });

  it('forgets nothing that is accepted while it looks, and counts nothing twice afterwards', async () => {
    const backlog = new Backlog();
    backlog.add(digits);
    await backlog.look(async () => {
      backlog.add(digits);
      expect(backlog.ahead(digits).ofModel).toBe(2);
      return [depth(1)];
    });
    expect(backlog.ahead(digits).ofModel).toBe(2);
    await backlog.look(async () => [depth(2)]);
    expect(backlog.ahead(digits).ofModel).toBe(2);
  });

  it('goes on counting from what it knew when a look fails', async () => {
    const backlog = new Backlog();
    await backlog.look(async () => [depth(4)]);
    backlog.add(digits);
    await expect(backlog.look(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    backlog.add(digits);
    expect(backlog.ahead(digits).ofModel).toBe(6);
  });
});
