import { describe, expect, it } from 'vitest';
import { normalize } from '../../../../worker/compute/tensors/normalize.ts';

/** Two pixels of three channels: red 0, green 51, blue 102; then red 153, green 204, blue 255. */
const TWO = { data: Uint8Array.of(0, 51, 102, 153, 204, 255), height: 1, width: 2, channels: 3 as const };
const rounded = (planes: Float32Array) => Array.from(planes, (value) => Math.round(value * 1e5) / 1e5);

describe('normalize', () => {
  it('turns interleaved pixels into planes from 0 to 1', () => {
    const planes = normalize(TWO, { mean: [0], std: [1], order: 'rgb' });
    expect(rounded(planes)).toEqual([0, 0.6, 0.2, 0.8, 0.4, 1]);
  });

  it('reverses the channels for BGR', () => {
    const planes = normalize(TWO, { mean: [0], std: [1], order: 'bgr' });
    expect(rounded(planes)).toEqual([0.4, 1, 0.2, 0.8, 0, 0.6]);
  });

  it('takes mean and std of each channel of the model, in its order', () => {
    const planes = normalize(TWO, { mean: [0, 0.2, 0.4], std: [1, 0.5, 0.1], order: 'rgb' });
    expect(rounded(planes)).toEqual([0, 0.6, 0, 1.2, 0, 6]);
    const reversed = normalize(TWO, { mean: [0.4, 0.2, 0], std: [0.1, 0.5, 1], order: 'bgr' });
    expect(rounded(reversed)).toEqual([0, 6, 0, 1.2, 0, 0.6]);
  });

  it('uses one mean and std for all channels, and works on grey', () => {
    const planes = normalize(TWO, { mean: [0.5], std: [0.5], order: 'rgb' });
    expect(rounded(planes)).toEqual([-1, 0.2, -0.6, 0.6, -0.2, 1]);
    const grey = { data: Uint8Array.of(0, 255), height: 2, width: 1, channels: 1 as const };
    expect(rounded(normalize(grey, { mean: [0.5], std: [0.5], order: 'grey' }))).toEqual([-1, 1]);
  });
});
