import type { Dataset } from '../evaluation.ts';
import type { TrueObject } from '../metrics/detection.ts';
import { ferplusTest } from './ferplus.ts';
import { layOut } from './pictures.ts';

/** As `test_sheets` in `training/emotion-onestage/emotion_scenes.py` lays them, pixels. */
const SHEET = { height: 240, width: 320, side: 96, ground: 114 };
const COLUMNS = 3;
const CELL = { height: 120, width: 106 };
/** The face within a picture of FER+, in parts of its sides: what `face-detector` finds, the median of 160. */
const FACE = [0.12, 0.16, 0.88, 0.98] as const;
const A_SHEET = 2 * COLUMNS;

/** Every test face of FER+ once, six to a sheet: it is to be found and to be named. */
export const emotionSheets: Dataset<readonly TrueObject[]> = {
  name: `sheets of six faces of ${ferplusTest.name}, place and emotion`,
  unit: 'sheets',
  folder: ferplusTest.folder,
  async read(folder) {
    const faces = await ferplusTest.read(folder);
    const sheets = Array.from({ length: Math.ceil(faces.length / A_SHEET) }, (_, i) =>
      faces.slice(i * A_SHEET, (i + 1) * A_SHEET).map((face, k) => ({
        ...face,
        left: (k % COLUMNS) * CELL.width + 5,
        top: Math.floor(k / COLUMNS) * CELL.height + 12,
      })),
    );
    return sheets.map((sheet, i) => ({
      name: `sheet ${i}`,
      contentType: 'image/png',
      makeFile: () => layOut(sheet, SHEET),
      truth: sheet.map(({ left, top, truth }) => ({ label: truth, box: placed(FACE, { left, top }) })),
    }));
  },
};

function placed([x1, y1, x2, y2]: typeof FACE, { left, top }: { left: number; top: number }) {
  const { side } = SHEET;
  return [left + x1 * side, top + y1 * side, left + x2 * side, top + y2 * side] as const;
}
