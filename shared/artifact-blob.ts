/**
 * The name under which an artifact lies in the blob store. It has the attempt in it: one that has lost its job may go on
 * for a while, and must not write over what the job has ended with.
 */
export function artifactBlob(attempt: number, name: string): string {
  return `${attempt}-${name}`;
}
