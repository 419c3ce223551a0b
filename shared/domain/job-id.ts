import { v7, validate, version } from 'uuid';

/** A new job id: UUIDv7, so that ids sort by the time they were made. */
export function newJobId(): string {
  return v7();
}

/** Whether the text can be a job id at all, so that Postgres is never asked for what it would refuse. */
export function isJobId(text: string): boolean {
  return validate(text) && version(text) === 7;
}

/** The smallest id that could be made at this time (epoch ms): turns a time bound into a bound on the primary key. */
export function firstIdAt(timeMs: number): string {
  const hex = Math.max(0, Math.min(timeMs, 0xffff_ffff_ffff)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** When the id was made, in epoch ms. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
