/** How a colour is written: `#ED1C24`, or three numbers. */
export type ColorFormat = 'hex' | 'rgb';

/** The original's own: eighteen, and their shades for what comes after. */
const PALETTE = (
  '#ED1C24 #005AFF #57F287 #664E88 #EA871E #FFEB00 #87633A #FF1493 #676765 ' +
  '#A6DAF4 #FF7F7F #006F46 #BD86D2 #FCBF8D #DDD59D #BF8654 #EAD0D6 #CACACA ' +
  '#981218 #003aa4 #389b57 #423258 #965714 #a49700 #574026 #a40d5f #424241 ' +
  '#6b8c9d #a45252 #00482d #795687 #a27b5b #8e8965 #7b5636 #968689 #828282'
).split(' ');

/** The colour of a label that is first seen in this place; they begin anew when all are taken. */
export function colorOf(place: number, format: ColorFormat): string | number[] {
  const hex = PALETTE[place % PALETTE.length]!;
  return format === 'hex' ? hex : [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
