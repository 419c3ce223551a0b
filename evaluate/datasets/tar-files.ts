import { list } from 'tar';

/** Every file of an archive, by its path in it. */
export async function readTar(file: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  await list({
    file,
    onReadEntry: (entry) => {
      const chunks: Buffer[] = [];
      entry.on('data', (chunk: Buffer) => chunks.push(chunk));
      entry.on('end', () => {
        if (entry.type === 'File') files.set(entry.path, Buffer.concat(chunks));
      });
    },
  });
  return files;
}
