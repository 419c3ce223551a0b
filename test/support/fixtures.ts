import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Cases and files of other systems; a user's clone has none of them. */
export const FIXTURES = path.join(import.meta.dirname, '../../../shared/fixtures');

export const hasFixtures = existsSync(FIXTURES);
if (!hasFixtures) console.log('LEFT OUT: cases of other systems, because ../shared/fixtures is absent');

/** A file of cases, parsed; `absent` where there are none. */
export function readCases<T>(file: string, absent: T): T {
  const found = path.join(FIXTURES, file);
  return existsSync(found) ? (JSON.parse(readFileSync(found, 'utf8')) as T) : absent;
}
