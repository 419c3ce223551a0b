/** A picture as JSON brings it: base64, with or without `data:…;base64,` before it. Undefined when it is neither. */
export function readImage(text: string): Uint8Array | undefined {
  const base64 = text.replace(/^data:[^,]*;base64,/i, '').replace(/\s/g, '');
  if (base64 === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return undefined;
  return Buffer.from(base64, 'base64');
}
