import { readFileSync } from 'node:fs';

/**
 * How many CPUs the cgroup of this process may use, as a container limit sets it: version 2, then version 1.
 * Node's and ONNX Runtime's own counts see the host's cores and not this.
 *
 * @returns undefined without a limit, or where there are no cgroups
 */
export function cpuQuota(read: (path: string) => string | undefined = readIfThere): number | undefined {
  const [quota, period] = read('/sys/fs/cgroup/cpu.max')?.trim().split(' ') ?? [
    read('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'),
    read('/sys/fs/cgroup/cpu/cpu.cfs_period_us'),
  ];
  const cpus = Number(quota) / Number(period);
  // `max` in version 2 and -1 in version 1 mean no limit.
  return Number.isFinite(cpus) && cpus > 0 ? cpus : undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // No cgroups of this version, or not Linux: there is no limit to respect.
    return undefined;
  }
}
