/** A point of the canvas, both in [0, 1]. */
export type Point = { readonly x: number; readonly y: number };

/** One line, from pen down to pen up. `thickness` is part of the canvas' width. */
export type Stroke = { readonly points: readonly Point[]; readonly thickness: number };

/** The strokes with a point added to the last one. */
export function extendLast(strokes: readonly Stroke[], point: Point): Stroke[] {
  const last = strokes.at(-1);
  return last ? [...strokes.slice(0, -1), { ...last, points: [...last.points, point] }] : [];
}

/** Draws strokes as dark lines on white, smoothed through the middles of their points. */
export function drawStrokes(
  context: CanvasRenderingContext2D,
  side: number,
  strokes: readonly Stroke[],
): void {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
  context.strokeStyle = '#111';
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const { points, thickness } of strokes) {
    const [first, ...rest] = points;
    if (!first) continue;
    context.lineWidth = thickness * side;
    context.beginPath();
    context.moveTo(first.x * side, first.y * side);
    // A dot is a line to itself.
    if (rest.length === 0) context.lineTo(first.x * side, first.y * side);
    rest.forEach((point, i) => {
      const next = rest[i + 1] ?? point;
      context.quadraticCurveTo(
        point.x * side,
        point.y * side,
        ((point.x + next.x) / 2) * side,
        ((point.y + next.y) / 2) * side,
      );
    });
    context.stroke();
  }
}
