import { describe, expect, it } from 'vitest';
import { firstIdAt, isJobId, newJobId, timeOfId } from '../../../shared/domain/job-id.ts';

describe('a job id', () => {
  it('sorts by the time it was made, also within a millisecond', () => {
    const ids = Array.from({ length: 200 }, newJobId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(200);
  });

  it('tells when it was made', () => {
    const before = Date.now();
    const time = timeOfId(newJobId());
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
    expect(timeOfId('01941f29-7c00-7000-8000-000000000000')).toBe(Date.UTC(2025, 0, 1));
  });

  it.each([
    ['01941f29-7c00-7000-8000-000000000000', true],
    ['01941F29-7C00-7000-8000-000000000000', true],
    ['01941f29-7c00-4000-8000-000000000000', false],
    ['00000000-0000-0000-0000-000000000000', false],
    ['01941f297c0070008000000000000000', false],
    ["01941f29-7c00-7000-8000-000000000000'", false],
    ['', false],
  ])('%j is one: %s', (text, expected) => {
    expect(isJobId(text)).toBe(expected);
  });
});

describe('firstIdAt', () => {
  it('is an id that none of that time comes before, and all of earlier times do', () => {
    const first = firstIdAt(Date.UTC(2025, 0, 1));
    expect(first).toBe('01941f29-7c00-7000-8000-000000000000');
    expect(isJobId(first)).toBe(true);
    expect(firstIdAt(Date.UTC(2025, 0, 1) - 1) < first).toBe(true);
    const id = newJobId();
    expect(firstIdAt(timeOfId(id)) <= id).toBe(true);
    expect(firstIdAt(timeOfId(id) + 1) > id).toBe(true);
  });

  it('stays a valid id beyond the times that an id can tell', () => {
    expect(firstIdAt(-1)).toBe('00000000-0000-7000-8000-000000000000');
    expect(firstIdAt(1e18)).toBe('ffffffff-ffff-7000-8000-000000000000');
  });
});
