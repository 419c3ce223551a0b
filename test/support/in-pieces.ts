/** Bytes as a stream that cuts them wherever it likes: here after every so many. */
export async function* inPieces(bytes: Uint8Array | string, size = 65_536): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(bytes);
  for (let start = 0; start < all.length; start += size) yield all.subarray(start, start + size);
}
