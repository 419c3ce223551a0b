import type { TestProject } from 'vitest/node';
import { startPageSystem } from './system.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The system that the tests share, and its supervisor's process. */
    page: { url: string; pid: number };
  }
}

/** One system for all files that need no other: starting one takes longer than most tests. */
export default async function setup(project: TestProject) {
  const system = await startPageSystem();
  project.provide('page', { url: system.url, pid: system.product.supervisor.pid! });
  return () => system.stop();
}
