/** An array as numpy has written it, flat and in row-major order. */
export type NpyArray = {
  readonly shape: readonly number[];
  readonly values: Uint8Array | Float32Array | Float64Array | BigInt64Array | readonly string[];
};

/**
 * Reads a file in numpy's format, versions 1 to 3. Source:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @throws Error for what is no such file, and for types and orders that no data set here has
 */
export function parseNpy(bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== '\x93NUMPY')
    throw new Error('This is not a file of numpy');
  const isShort = bytes[6] === 1;
  const start = isShort ? 10 : 12;
  const end = start + (isShort ? view.getUint16(8, true) : view.getUint32(8, true));
  const header = Buffer.from(bytes.subarray(start, end)).toString('utf8');
  const [, descr] = /'descr': '([^']+)'/.exec(header) ?? [];
  const [, dims] = /'shape': \(([^)]*)\)/.exec(header) ?? [];
  if (descr === undefined || dims === undefined || !header.includes("'fortran_order': False"))
    throw new Error(`This array cannot be read: ${header}`);
  const shape = dims.split(',').flatMap((dim) => (dim.trim() === '' ? [] : [Number(dim)]));
  const count = shape.reduce((product, dim) => product * dim, 1);
  // Typed arrays want their bytes aligned.
  const body = new Uint8Array(bytes.subarray(end));
  const values = readValues(descr, body, count);
  if (values.length !== count) throw new Error(`The array has ${values.length} of ${count} values`);
  return { shape, values };
}

function readValues(descr: string, { buffer, length }: Uint8Array<ArrayBuffer>, count: number) {
  if (descr === '|u1') return new Uint8Array(buffer);
  if (descr === '<f4') return new Float32Array(buffer);
  if (descr === '<f8') return new Float64Array(buffer);
  if (descr === '<i8') return new BigInt64Array(buffer);
  // Characters of four bytes each, filled up with zeros.
  if (/^<U\d+$/.test(descr)) return readStrings(new Uint32Array(buffer), length / 4 / count);
  throw new Error(`Arrays of ${descr} are not read`);
}

function readStrings(codes: Uint32Array, size: number): string[] {
  return Array.from({ length: codes.length / size }, (_, i) =>
    String.fromCodePoint(...codes.subarray(i * size, (i + 1) * size)).replace(/\0+$/, ''),
  );
}
