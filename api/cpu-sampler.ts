import { cpus } from 'node:os';

/** Samples the CPU use of the host in the background, so that nobody waits for a reading. */
export function startCpuSampler(periodMs = 1000): { percent: () => number | null; stop: () => void } {
  let before = read();
  let percent: number | null = null;
  const timer = setInterval(() => {
    const now = read();
    const total = now.total - before.total;
    percent = total > 0 ? Math.round((1 - (now.idle - before.idle) / total) * 1000) / 10 : percent;
    before = now;
  }, periodMs);
  timer.unref();
  return { percent: () => percent, stop: () => clearInterval(timer) };
}

function read(): { idle: number; total: number } {
  return cpus().reduce(
    (sum, { times }) => ({
      idle: sum.idle + times.idle,
      total: sum.total + times.user + times.nice + times.sys + times.idle + times.irq,
    }),
    { idle: 0, total: 0 },
  );
}
