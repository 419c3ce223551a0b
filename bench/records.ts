import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Round } from './metrics.ts';
import { SCENARIO_NAMES, type ScenarioName } from './scenarios/scenario-name.ts';

const roundSchema = z.record(z.string(), z.record(z.string(), z.number()));

const recordSchema = z.object({
  scenario: z.enum(SCENARIO_NAMES),
  title: z.string(),
  about: z.string(),
  measuredAt: z.string(),
  command: z.string(),
  isQuick: z.boolean(),
  commit: z.string().nullable(),
  machine: z.object({
    cpu: z.string(),
    cores: z.number(),
    memoryGb: z.number(),
    os: z.string(),
    node: z.string(),
    postgres: z.string(),
    redis: z.string().nullable(),
  }),
  /** What a reader must know about this run. */
  notes: z.array(z.object({ text: z.string() })),
  /** Per round, per subject: the metrics of `metrics.ts`. */
  rounds: z.array(roundSchema),
});

/** A scenario as it was last measured. */
export type ScenarioRecord = Readonly<Omit<z.output<typeof recordSchema>, 'rounds'>> & {
  readonly rounds: readonly Round[];
};

/** Keeps the record of a scenario in place of the one before. */
export async function writeRecord(folder: string, record: ScenarioRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(fileOf(folder, record.scenario), `${JSON.stringify(record, null, 2)}\n`);
}

/** All records that are there, in the order of the scenarios. */
export async function readRecords(folder: string): Promise<ScenarioRecord[]> {
  const files = await readdir(folder).catch((): string[] => []);
  const names = SCENARIO_NAMES.filter((name) => files.includes(`${name}.json`));
  return await Promise.all(names.map((name) => readRecord(fileOf(folder, name))));
}

/** What an older release has measured and this one has no name for does no harm: the report asks for what it knows. */
async function readRecord(file: string): Promise<ScenarioRecord> {
  return recordSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

function fileOf(folder: string, scenario: ScenarioName): string {
  return path.join(folder, `${scenario}.json`);
}
