import { Client } from './client/client.ts';
import { PICTURES, ROW } from './client/submission.ts';
import type { System } from './system/system.ts';

/** The result of each submission while nothing is broken; all later ones must be like it. */
export async function takeReferences(system: System): Promise<Map<string, unknown>> {
  const client = new Client(system.urls, 'reference');
  try {
    await Promise.all([...PICTURES, ROW].map((each) => client.submit(each, { follower: 'wait' }).ended));
    return new Map(client.promises.map(({ submission, end }) => [submission.name, end?.result]));
  } finally {
    await client.close();
    await system.forget();
  }
}
