import { describe, expect, it } from 'vitest';
import { cpuQuota } from '../../shared/cpu-quota.ts';

const files = (contents: Record<string, string>) => (path: string) =>
  contents[path.replace('/sys/fs/cgroup/', '')];

describe('cpuQuota', () => {
  it.each([
    ['two CPUs in version 2', { 'cpu.max': '200000 100000\n' }, 2],
    ['half a CPU in version 2', { 'cpu.max': '50000 100000\n' }, 0.5],
    ['no limit in version 2', { 'cpu.max': 'max 100000\n' }, undefined],
    [
      'one and a half in version 1',
      { 'cpu/cpu.cfs_quota_us': '150000\n', 'cpu/cpu.cfs_period_us': '100000\n' },
      1.5,
    ],
    [
      'no limit in version 1',
      { 'cpu/cpu.cfs_quota_us': '-1\n', 'cpu/cpu.cfs_period_us': '100000\n' },
      undefined,
    ],
    ['no cgroups', {}, undefined],
  ])('reads %s', (_title, contents, cpus) => {
    expect(cpuQuota(files(contents))).toBe(cpus);
  });

  it('prefers version 2 where both are mounted', () => {
    const both = {
      'cpu.max': '300000 100000',
      'cpu/cpu.cfs_quota_us': '100000',
      'cpu/cpu.cfs_period_us': '100000',
    };
    expect(cpuQuota(files(both))).toBe(3);
  });
});
