import { expect, it } from 'vitest';
import { parseDecimal } from '../../../../worker/compute/recordings/parse-decimal.ts';
import { parseHex24 } from '../../../../worker/compute/recordings/parse-hex24.ts';

const decimal = (text: string) => parseDecimal(Buffer.from(`,${text},`), 1, text.length + 1);
const hex = (text: string) => parseHex24(Buffer.from(`,${text},`), 1, text.length + 1);

it.each([
  '0',
  '-0',
  '7',
  ' 12.5',
  '-24.6103259276',
  '+3.',
  '.5',
  '29843.20\r',
  '1e-6',
  '-1.25E+3',
  '0.1',
  '123456789012345',
])('reads %j as `Number` does', (text) => {
  expect(decimal(text)).toBe(Number(text));
});

it('rounds as `Number` does, however many digits there are', () => {
  for (let i = 0; i < 2000; i++) {
    const value = Math.sin(i) * 10 ** ((i % 40) - 20);
    for (const text of [value.toFixed(10), value.toPrecision(17), String(value)])
      expect(decimal(text)).toBe(Number(text));
  }
});

it.each(['', ' ', '-', '.', 'nan', '1.2.3', '12 3', '0x10', 'Infinity', '1e', '--1'])(
  'finds no number in %j',
  (text) => {
    expect(decimal(text)).toBeNaN();
  },
);

it.each([
  ['000000', 0],
  ['000001', 1],
  ['7FFFFF', 8_388_607],
  ['800000', -8_388_608],
  ['FFFFFF', -1],
  ['fffb1c\r', -1252],
])('reads %j in two’s complement', (text, value) => {
  expect(hex(text)).toBe(value);
});

it.each(['', 'FFFFF', '1234567', 'GGGGGG'])('finds no 24-bit number in %j', (text) => {
  expect(hex(text)).toBeNaN();
});
