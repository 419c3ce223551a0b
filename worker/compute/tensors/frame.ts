/** Where the picture lies in the tensor that was made of it: tensor = picture × scale + offset, pixels. */
export type Frame = {
  /** Of the upright original. */
  readonly height: number;
  readonly width: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly offsetX: number;
  readonly offsetY: number;
};

/** xyxy in pixels. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** A box of the tensor as it is in the picture, cut at its edges. */
export function toPicture([x1, y1, x2, y2]: Box, frame: Frame): Box {
  const x = (value: number) => clamp((value - frame.offsetX) / frame.scaleX, frame.width);
  const y = (value: number) => clamp((value - frame.offsetY) / frame.scaleY, frame.height);
  return [x(x1), y(y1), x(x2), y(y2)];
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
