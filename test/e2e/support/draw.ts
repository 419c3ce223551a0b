import type { Page } from 'playwright-core';

/** Draws lines on the sheet with the mouse; points are in [0, 1] of its sides. */
export async function drawLines(page: Page, lines: readonly (readonly (readonly [number, number])[])[]) {
  const sheet = page.getByRole('application', { name: /Sheet to draw/ });
  await sheet.scrollIntoViewIfNeeded();
  const box = (await sheet.boundingBox())!;
  for (const [first, ...rest] of lines) {
    const at = ([x, y]: readonly [number, number]) =>
      [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(first!));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...at(point), { steps: 8 });
    await page.mouse.up();
  }
}

/** A seven. */
export const SEVEN_LINES = [
  [
    [0.28, 0.24],
    [0.72, 0.24],
    [0.45, 0.82],
  ],
] as const;
