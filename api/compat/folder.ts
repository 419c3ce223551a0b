import type { Collection } from '../../shared/domain/collection.ts';
import { Refusal, type V1Client } from './v1-client.ts';

/** The collection of this name, which is made when there is none. */
export async function folderOf(client: V1Client, name: string): Promise<Collection> {
  const found = await findFolder(client, name);
  if (found) return found;
  try {
    return await client.send<Collection>('POST', '/v1/collections', { name });
  } catch (error) {
    // Made by another request meanwhile.
    const theirs = error instanceof Refusal && error.status === 409 && (await findFolder(client, name));
    if (theirs) return theirs;
    throw error;
  }
}

/** Undefined when there is none of this name. */
export async function findFolder(client: V1Client, name: string): Promise<Collection | undefined> {
  const query = new URLSearchParams({ name });
  const { collections } = await client.json<{ collections: Collection[] }>(`/v1/collections?${query}`);
  return collections[0];
}
