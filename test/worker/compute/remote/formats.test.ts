import { describe, expect, it } from 'vitest';
import { CLASSIFIERS, DETECTORS } from '../../../../worker/compute/remote/index.ts';

const PICTURE = { bytes: Buffer.from('picture'), mediaType: 'image/png' };
const BASE64 = Buffer.from('picture').toString('base64');
const SIZE = { height: 200, width: 400 };
const BOX = { topX: 0.1, topY: 0.25, bottomX: 0.5, bottomY: 1 };

describe('the forms in which models elsewhere are spoken to', () => {
  it('sends the file itself, and reads objects and labels', () => {
    const { write, readObjects, readLabels } = { ...DETECTORS.picture, ...CLASSIFIERS.picture };
    expect(write(PICTURE)).toEqual({ contentType: 'image/png', body: PICTURE.bytes });
    const objects = [{ box: [1, 2, 3, 4], label: 'a', score: 0.5 }];
    expect(readObjects({ objects }, SIZE)).toEqual(objects);
    expect(readLabels({ labels: [{ label: 'a', score: 1.0004, more: 1 }] })).toEqual([
      { label: 'a', score: 1 },
    ]);
  });

  it('asks a seed detector with a data frame of one picture, and places its boxes in the picture', () => {
    const { write, readObjects } = DETECTORS['nachet-seed-detector'];
    const { contentType, body } = write(PICTURE);
    expect(contentType).toBe('application/json');
    expect(JSON.parse(body as string)).toEqual({
      input_data: { columns: ['image'], index: [0], data: [BASE64] },
    });
    const answer = { filename: 'x', boxes: [{ box: BOX, label: 'seed', score: 0.9 }] };
    const expected = [{ box: [40, 50, 200, 200], label: 'seed', score: 0.9 }];
    expect(readObjects(answer, SIZE)).toEqual(expected);
    expect(readObjects([answer], SIZE)).toEqual(expected);
    expect(readObjects({ boxes: [] }, SIZE)).toEqual([]);
  });

  it('asks a Swin classifier with base64, and leaves out the numbers before the labels of the older ones', () => {
    const answer = [
      { label: '12 Ambrosia artemisiifolia', score: 0.9 },
      { label: '3 Cirsium vulgare', score: 0.1 },
    ];
    expect(CLASSIFIERS['nachet-swin'].write(PICTURE)).toEqual({
      contentType: 'application/json',
      body: BASE64,
    });
    expect(CLASSIFIERS['nachet-swin'].readLabels(answer)).toEqual([
      { label: 'Ambrosia artemisiifolia', score: 0.9 },
      { label: 'Cirsium vulgare', score: 0.1 },
    ]);
    expect(CLASSIFIERS['nachet-torch-swin'].readLabels(answer)).toEqual(answer);
  });

  it.each([
    null,
    {},
    [],
    'text',
    { boxes: 'x' },
    { objects: [{ box: [1, 2, 3], label: 'a', score: 1 }] },
    { objects: [{ box: [1, 2, 3, 4], label: 1, score: 1 }] },
    { objects: [{ box: [1, 2, 3, 4], label: 'a\0', score: 1 }] },
    { objects: [{ box: [1, 2, 3, 1e9], label: 'a', score: 1 }] },
    { boxes: [{ box: { ...BOX, topX: 40 }, label: 'a', score: 1 }] },
    { boxes: [{ box: BOX, label: 'a', score: 7 }] },
    { objects: Array(10_001).fill({ box: [1, 2, 3, 4], label: 'a', score: 1 }) },
  ])('refuses an answer of another form: %#', (answer) => {
    for (const { readObjects } of Object.values(DETECTORS)) expect(() => readObjects(answer, SIZE)).toThrow();
  });

  it.each([null, {}, 'text', [{ label: 'a' }], { labels: [{ score: 1 }] }, [{ label: 'a', score: '1' }]])(
    'refuses labels of another form: %#',
    (answer) => {
      for (const { readLabels } of Object.values(CLASSIFIERS)) expect(() => readLabels(answer)).toThrow();
    },
  );
});
