import sharp from 'sharp';

/** Pen strokes of some digits on a 100 × 100 grid. */
const STROKES: Record<string, string> = {
  '0': '50,10 25,30 20,50 25,70 50,90 75,70 80,50 75,30 50,10',
  '1': '50,10 50,90',
  '3': '25,20 50,10 72,25 68,42 48,48 70,56 75,75 50,90 24,80',
  '4': '62,90 62,10 20,65 82,65',
  '7': '20,12 80,12 42,90',
};

/** Drawings as people make them: dark pen on white, other sizes, places and pens; the same ones at every call. */
export async function digitPictures(count: number): Promise<{ file: Uint8Array; label: string }[]> {
  const labels = Object.keys(STROKES);
  return await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const label = labels[i % labels.length]!;
      const size = 160 + ((i * 37) % 140);
      const scale = 0.6 + ((i * 13) % 30) / 100;
      const pen = 8 + (i % 4);
      const shift = `translate(${(i * 7) % 10} ${(i * 11) % 10}) scale(${scale})`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 100 100">
        <rect width="100" height="100" fill="white"/>
        <polyline transform="${shift}" points="${STROKES[label]}" fill="none" stroke="#111" stroke-width="${pen}"
          stroke-linecap="round" stroke-linejoin="round"/></svg>`;
      return { file: await sharp(Buffer.from(svg)).png().toBuffer(), label };
    }),
  );
}
