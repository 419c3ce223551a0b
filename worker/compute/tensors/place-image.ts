import type { ImageInput } from '../../../shared/domain/image-input.ts';
import type { Frame } from './frame.ts';

export type PixelSize = { readonly height: number; readonly width: number };

/** What is to be done with a picture so that it fits a model, pixels. */
export type Placement = {
  /** The part of the picture that is used. */
  readonly region: PixelSize & { readonly left: number; readonly top: number };
  /** What that part is resized to. */
  readonly scaled: PixelSize;
  /** What is filled around it. */
  readonly padding: {
    readonly top: number;
    readonly bottom: number;
    readonly left: number;
    readonly right: number;
  };
  readonly frame: Frame;
};

/** How a picture of this size becomes `input.height` × `input.width`, by the rule of the manifest. */
export function placeImage(size: PixelSize, input: ImageInput): Placement {
  const region = input.resize === 'cover' ? centreOf(size, input) : { left: 0, top: 0, ...sidesOf(size) };
  const scaled = input.resize === 'letterbox' ? inside(size, input) : sidesOf(input);
  const left = Math.floor((input.width - scaled.width) / 2);
  const top = Math.floor((input.height - scaled.height) / 2);
  const scaleX = scaled.width / region.width;
  const scaleY = scaled.height / region.height;
  return {
    region,
    scaled,
    padding: {
      left,
      top,
      right: input.width - scaled.width - left,
      bottom: input.height - scaled.height - top,
    },
    frame: {
      ...sidesOf(size),
      scaleX,
      scaleY,
      offsetX: left - region.left * scaleX,
      offsetY: top - region.top * scaleY,
    },
  };
}

/** The largest size of the same shape that fits. */
function inside({ height, width }: PixelSize, input: ImageInput): PixelSize {
  const scale = Math.min(input.width / width, input.height / height);
  return {
    width: Math.min(input.width, Math.max(1, Math.round(width * scale))),
    height: Math.min(input.height, Math.max(1, Math.round(height * scale))),
  };
}

/** The part in the middle that has the model's shape: as large as can be, or what is left by `shortestSide`. */
function centreOf({ height, width }: PixelSize, input: ImageInput): Placement['region'] {
  const scale =
    input.shortestSide === undefined
      ? Math.max(input.width / width, input.height / height)
      : Math.max(input.shortestSide / Math.min(width, height), input.width / width, input.height / height);
  const partWidth = Math.min(width, Math.max(1, Math.round(input.width / scale)));
  const partHeight = Math.min(height, Math.max(1, Math.round(input.height / scale)));
  return {
    width: partWidth,
    height: partHeight,
    left: Math.floor((width - partWidth) / 2),
    top: Math.floor((height - partHeight) / 2),
  };
}

function sidesOf({ height, width }: PixelSize): PixelSize {
  return { height, width };
}
