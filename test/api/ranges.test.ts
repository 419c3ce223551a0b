import { describe, expect, it } from 'vitest';
import { contentDisposition, parseRange } from '../../api/ranges.ts';

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=2-4', 2, 4],
    ['bytes=2-', 2, 9],
    ['bytes=2-99', 2, 9],
    ['bytes=-3', 7, 9],
    ['bytes=-99', 0, 9],
  ])('reads %s of ten bytes', (header, start, end) => {
    expect(parseRange(header, 10)).toEqual({ start, end });
  });

  it.each([
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=0-1,3-4',
    'items=0-1',
    'bytes=0 - 1',
    'bytes=1',
  ])('sends the whole for %j', (header) => expect(parseRange(header, 10)).toBeUndefined());

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0', 'bytes=5-4', 'bytes=999999999999999-'])(
    'refuses %s',
    (header) => {
      expect(() => parseRange(header, 10)).toThrow(
        expect.objectContaining({ code: 'range-not-satisfiable' }),
      );
    },
  );
});

describe('contentDisposition', () => {
  it.each([
    ['seven.png', `attachment; filename="seven.png"; filename*=UTF-8''seven.png`],
    ['a "b"\\.png', `attachment; filename="a _b__.png"; filename*=UTF-8''a%20%22b%22%5C.png`],
    [
      "l'été (1)*.png",
      `attachment; filename="l'_t_ (1)*.png"; filename*=UTF-8''l%27%C3%A9t%C3%A9%20%281%29%2A.png`,
    ],
    ['100%.png', `attachment; filename="100_.png"; filename*=UTF-8''100%25.png`],
    [
      'a\r\nSet-Cookie: x',
      `attachment; filename="a__Set-Cookie: x"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x`,
    ],
  ])('names a download %j in ASCII and in full', (name, header) => {
    expect(contentDisposition(name)).toBe(header);
  });
});
