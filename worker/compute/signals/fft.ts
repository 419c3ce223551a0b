/**
 * Makes the discrete Fourier transform of signals of one length, a power of two: radix 2, in place.
 * Source: Cooley and Tukey 1965.
 */
export function fourier(length: number): (re: Float64Array, im: Float64Array) => void {
  const bits = Math.log2(length);
  if (!Number.isInteger(bits)) throw new Error(`${length} is not a power of two`);
  const cos = Float64Array.from({ length: length / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / length));
  const sin = Float64Array.from({ length: length / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / length));
  const mirrored = Uint32Array.from({ length }, (_, i) => mirrorBits(i, bits));
  return (re, im) => {
    for (let i = 0; i < length; i++) {
      const j = mirrored[i]!;
      if (j <= i) continue;
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
    for (let half = 1; half < length; half *= 2)
      for (let start = 0; start < length; start += 2 * half)
        for (let k = 0; k < half; k++) {
          const turn = (k * length) / (2 * half);
          const [a, b] = [start + k, start + k + half];
          const x = re[b]! * cos[turn]! - im[b]! * sin[turn]!;
          const y = re[b]! * sin[turn]! + im[b]! * cos[turn]!;
          re[b] = re[a]! - x;
          im[b] = im[a]! - y;
          re[a] = re[a]! + x;
          im[a] = im[a]! + y;
        }
  };
}

function mirrorBits(value: number, bits: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < bits; bit++) if (value & (1 << bit)) mirrored |= 1 << (bits - 1 - bit);
  return mirrored;
}
