import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readRecords } from '../records.ts';
import { drawPlots } from './plots.ts';
import { resultsPage } from './results-page.ts';

/** Writes RESULTS.md and its plots from all records that lie in the folder, of whatever runs they come. */
export async function writeReport(folder: string): Promise<void> {
  const records = await readRecords(path.join(folder, 'results'));
  const plots = drawPlots(records);
  await mkdir(path.join(folder, 'plots'), { recursive: true });
  for (const { name, svg } of plots) await writeFile(path.join(folder, 'plots', `${name}.svg`), `${svg}\n`);
  const links = plots.map(({ name, title }) => ({ title, file: `plots/${name}.svg` }));
  await writeFile(path.join(folder, 'RESULTS.md'), resultsPage(records, links));
}
