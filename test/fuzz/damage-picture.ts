import type { Format } from './picture-originals.ts';
import { PARTS, type Part, SIZES } from './picture-parts.ts';
import type { Random } from './random.ts';

/** A picture that is not as it should be, and what was done to it. */
export type DamagedPicture = { readonly kind: string; readonly file: Buffer };

/** Damages one of these sound pictures in one way, at random. */
export function damagePicture(originals: readonly Buffer[], format: Format, random: Random): DamagedPicture {
  const original = random.pick(originals);
  const [kind, damage] = random.pick(Object.entries(random.int(2) ? BYTES : PIECES));
  if (kind in BYTES) return { kind, file: BYTES[kind]!(Buffer.from(original), random) };
  const { split, join } = PARTS[format];
  const others = split(random.pick(originals));
  const parts = (damage as DamageParts)(split(original), random, others);
  return { kind, file: join(parts) };
}

type DamageBytes = (file: Buffer, random: Random) => Buffer;
type DamageParts = (parts: Part[], random: Random, others: readonly Part[]) => readonly Part[];

/** What can be done to any file. */
const BYTES: Readonly<Record<string, DamageBytes>> = {
  'cut off': (file, random) => file.subarray(0, random.int(file.length)),
  'cut off near the end': (file, random) =>
    file.subarray(0, file.length - 1 - random.int(Math.min(40, file.length - 1))),
  'bits flipped': (file, random) => {
    for (let i = 0; i <= random.int(12); i++) file[random.int(file.length)]! ^= 1 << random.int(8);
    return file;
  },
  'one bit flipped behind the header': (file, random) => {
    file[Math.min(file.length - 1, 40 + random.int(file.length))]! ^= 1 << random.int(8);
    return file;
  },
  'bytes overwritten': (file, random) => {
    random.bytes(1 + random.int(60)).copy(file, random.int(file.length));
    return file;
  },
  'filled with one byte from here on': (file, random) =>
    file.fill(random.pick([0, 0xff]), random.int(file.length)),
  'bytes taken out': (file, random) => {
    const at = random.int(file.length);
    return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + random.int(50))]);
  },
  'bytes put in': (file, random) => {
    const at = random.int(file.length);
    return Buffer.concat([file.subarray(0, at), random.bytes(1 + random.int(50)), file.subarray(at)]);
  },
  'garbage behind it': (file, random) => Buffer.concat([file, random.bytes(random.pick([1, 100, 5000]))]),
  'itself once more behind it': (file) => Buffer.concat([file, file]),
  'garbage in front of it': (file, random) => Buffer.concat([random.bytes(1 + random.int(8)), file]),
};

/** What can be done to a file whose pieces are known; checksums and lengths are right but where they are to lie. */
const PIECES: Readonly<Record<string, DamageParts>> = {
  'two pieces swapped': (parts, random) => {
    const [a, b] = [random.int(parts.length), random.int(parts.length)];
    [parts[a], parts[b]] = [parts[b]!, parts[a]!];
    return parts;
  },
  'a piece twice': (parts, random) => parts.toSpliced(random.int(parts.length + 1), 0, random.pick(parts)),
  'a piece many times': (parts, random) => {
    const at = random.int(parts.length);
    return parts.toSpliced(at, 0, ...Array<Part>(random.pick([10, 300])).fill(parts[at]!));
  },
  'a piece missing': (parts, random) => parts.toSpliced(random.int(parts.length), 1),
  'a piece of another picture': (parts, random, others) =>
    parts.toSpliced(random.int(parts.length), 1, random.pick(others)),
  'pieces of two pictures': (parts, random, others) => [
    ...parts.slice(0, 1 + random.int(parts.length)),
    ...others.slice(random.int(others.length)),
  ],
  'a piece without content': (parts, random) => change(parts, random, () => ({ data: Buffer.alloc(0) })),
  'a piece of zeros': (parts, random) =>
    change(parts, random, ({ data }) => ({ data: Buffer.alloc(data.length) })),
  'a piece of noise': (parts, random) =>
    change(parts, random, ({ data }) => ({ data: random.bytes(Math.min(data.length, 2000)) })),
  'a length that lies': (parts, random) =>
    change(parts, random, ({ data }) => ({
      length: random.pick([0, 1, data.length - 1, data.length + 1, 0xffff, 0x7fff_ffff, 0xffff_ffff]),
    })),
  'a wrong checksum': (parts, random) => change(parts, random, () => ({ hasBadChecksum: true })),
  'a head of a piece that lies': (parts, random) =>
    change(parts, random, ({ data }) => {
      const lying = Buffer.from(data);
      for (let i = 0; i <= random.int(3); i++)
        if (lying.length > 0)
          lying[random.int(Math.min(24, lying.length))] = random.pick([
            0, 1, 2, 4, 8, 16, 0x7f, 0x80, 0xfe, 0xff,
          ]);
      return { data: lying, hasBadChecksum: random.int(4) === 0 };
    }),
  'a size that lies': (parts, random) =>
    parts.map((part) => (part.type in SIZES ? withSize(part, random) : part)),
};

function change(parts: readonly Part[], random: Random, how: (part: Part) => Partial<Part>): readonly Part[] {
  const at = random.int(parts.length);
  return parts.map((part, i) => (i === at ? { ...part, ...how(part) } : part));
}

/** Also sizes that are just not refused at once: 50 million pixels are the most. */
function withSize(part: Part, random: Random): Part {
  const { at, bytes, isLittle } = SIZES[part.type]!;
  const data = Buffer.from(part.data);
  if (data.length < at + 2 * bytes) return part;
  const sizes = random.pick([
    [7000, 7000],
    [65_535, 762],
    [762, 65_535],
    [1, 65_535],
    [16_383, 3000],
    [16_383, 16_383],
    [0, 0],
    [0, 100],
    [1, 1],
    [99, 101],
    [random.int(300), random.int(300)],
    [0x7fff_ffff, 1],
    [0xffff_ffff, 0xffff_ffff],
  ]);
  sizes.forEach((size, i) => {
    const value = size % 2 ** (8 * bytes);
    if (isLittle) data.writeUIntLE(value, at + i * bytes, bytes);
    else data.writeUIntBE(value, at + i * bytes, bytes);
  });
  return { ...part, data, hasBadChecksum: random.int(4) === 0 };
}
