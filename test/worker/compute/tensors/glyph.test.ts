import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type GlyphOptions, glyph } from '../../../../worker/compute/tensors/glyph.ts';
import type { RawPixels } from '../../../../worker/compute/tensors/raw-pixels.ts';

type Case = Omit<RawPixels, 'data'> & {
  name: string;
  options: GlyphOptions;
  deflated: string;
  expected: number[];
};

const cases: Case[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/glyph.json', import.meta.url), 'utf8'),
);

function pixelsOf({ deflated, height, width, channels }: Case): RawPixels {
  return { data: inflateSync(Buffer.from(deflated, 'base64')), height, width, channels };
}

function pixelsNamed(name: string): RawPixels {
  const found = cases.find((one) => one.name === name);
  if (!found) throw new Error(`No case "${name}"`);
  return pixelsOf(found);
}

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}

describe('glyph', () => {
  it.each(cases)('equals the reference: $name', (one) => {
    const result = glyph(pixelsOf(one), one.options);
    expect(result).toHaveLength(one.expected.length);
    expect(farthest(result, one.expected)).toBeLessThan(1e-3);
  });

  it('is held to pictures that show ink and to pictures that show none', () => {
    const inked = cases.filter(({ expected }) => Math.max(...expected) === 1);
    const empty = cases.filter(({ expected }) => Math.max(...expected) === 0);
    expect(inked.length).toBeGreaterThan(15);
    expect(empty.map(({ name }) => name)).toEqual(['noise', 'blank', 'faint beyond reading', 'one pixel']);
  });

  it('reads a light digit on a dark ground as the dark one on light', () => {
    expect(glyph(pixelsNamed('light on dark'))).toEqual(glyph(pixelsNamed('dark on light')));
  });

  it('reads a digit the same wherever it stands on the page', () => {
    expect(glyph(pixelsNamed('off centre'))).toEqual(glyph(pixelsNamed('dark on light')));
    expect(glyph(pixelsNamed('not square'))).toEqual(glyph(pixelsNamed('dark on light')));
  });

  it('reads a digit drawn in alpha as the one drawn in colour', () => {
    const { data, height, width } = pixelsNamed('light on dark');
    const alpha = new Uint8Array(data.length * 2);
    data.forEach((value, i) => {
      alpha[i * 2 + 1] = value;
    });
    expect(glyph({ data: alpha, height, width, channels: 2 })).toEqual(glyph(pixelsNamed('light on dark')));
  });

  it('fills the box on the longer side, within the frame', () => {
    const result = glyph(pixelsNamed('dark on light'));
    const inked = [...result.keys()].filter((i) => result[i]! > 0).map((i) => Math.floor(i / 28));
    expect(Math.max(...inked) - Math.min(...inked) + 1).toBe(20);
    expect(Math.max(...result)).toBe(1);
  });

  it('refuses data that does not fill the picture', () => {
    expect(() => glyph({ data: new Uint8Array(11), height: 2, width: 2, channels: 3 })).toThrow(RangeError);
    expect(() => glyph({ data: new Uint8Array(0), height: 0, width: 0, channels: 1 })).toThrow(RangeError);
  });
});
