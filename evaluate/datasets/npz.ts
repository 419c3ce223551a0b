import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { type NpyArray, parseNpy } from './npy.ts';

/**
 * Reads some arrays of an archive of numpy.
 *
 * @throws Error that names an array that is not there
 */
export async function readNpz<Name extends string>(
  file: string,
  names: readonly Name[],
): Promise<Record<Name, NpyArray>> {
  const zip = await openPromise(file);
  const arrays = new Map<string, NpyArray>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.replace(/\.npy$/, '');
    if (!(names as readonly string[]).includes(name)) continue;
    arrays.set(name, parseNpy(await buffer(await zip.openReadStreamPromise(entry))));
  }
  const missing = names.find((name) => !arrays.has(name));
  if (missing !== undefined) throw new Error(`${file} has no array ${missing}`);
  return Object.fromEntries(arrays) as Record<Name, NpyArray>;
}
