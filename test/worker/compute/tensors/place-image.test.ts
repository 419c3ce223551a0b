import { describe, expect, it } from 'vitest';
import { imageInputSchema } from '../../../../shared/domain/image-input.ts';
import { toPicture } from '../../../../worker/compute/tensors/frame.ts';
import { placeImage } from '../../../../worker/compute/tensors/place-image.ts';

const input = (resize: string, more: object = {}) =>
  imageInputSchema.parse({ kind: 'image', tensor: 'x', height: 100, width: 200, resize, ...more });

describe('placeImage', () => {
  it('stretches all of it', () => {
    expect(placeImage({ height: 50, width: 50 }, input('stretch'))).toEqual({
      region: { left: 0, top: 0, height: 50, width: 50 },
      scaled: { height: 100, width: 200 },
      padding: { left: 0, top: 0, right: 0, bottom: 0 },
      frame: { height: 50, width: 50, scaleX: 4, scaleY: 2, offsetX: 0, offsetY: 0 },
    });
  });

  it('fills around what keeps its shape', () => {
    const { scaled, padding, frame } = placeImage({ height: 50, width: 50 }, input('letterbox'));
    expect({ scaled, padding }).toEqual({
      scaled: { height: 100, width: 100 },
      padding: { left: 50, top: 0, right: 50, bottom: 0 },
    });
    expect(toPicture([50, 0, 150, 100], frame)).toEqual([0, 0, 50, 50]);
  });

  it('takes the centre', () => {
    const { region, frame } = placeImage({ height: 400, width: 400 }, input('cover'));
    expect(region).toEqual({ left: 0, top: 100, height: 200, width: 400 });
    expect(toPicture([0, 0, 200, 100], frame)).toEqual([0, 100, 400, 300]);
  });

  it('takes less of the centre where the shortest side is to be longer', () => {
    const { region } = placeImage({ height: 400, width: 400 }, input('cover', { shortestSide: 400 }));
    expect(region).toEqual({ left: 100, top: 150, height: 100, width: 200 });
  });

  it.each(['stretch', 'letterbox', 'cover'])('makes the size of the model of anything by %s', (resize) => {
    for (const height of [1, 3, 99, 1000])
      for (const width of [1, 7, 201, 999]) {
        const { region, scaled, padding } = placeImage({ height, width }, input(resize));
        expect(scaled.width + padding.left + padding.right).toBe(200);
        expect(scaled.height + padding.top + padding.bottom).toBe(100);
        expect(Math.min(region.width, region.height, scaled.width, scaled.height)).toBeGreaterThan(0);
        expect(region.left + region.width).toBeLessThanOrEqual(width);
        expect(region.top + region.height).toBeLessThanOrEqual(height);
      }
  });

  it('cuts boxes at the edges of the picture', () => {
    const { frame } = placeImage({ height: 100, width: 200 }, input('stretch'));
    expect(toPicture([-5, -5, 300, 50], frame)).toEqual([0, 0, 200, 50]);
  });
});
