import type { Sql } from '../db/client.ts';

/** The bytes of a small input; undefined when it stands in the blob store, or is gone. */
export async function findInlineInput(sql: Sql, id: string): Promise<Uint8Array | undefined> {
  const [row] = await sql<{ bytes: Uint8Array }[]>`select bytes from job_inputs where job_id = ${id}`;
  return row?.bytes;
}
