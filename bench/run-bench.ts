import path from 'node:path';
import { createBench, type Pool } from './bench.ts';
import { Endings } from './endings.ts';
import { describeCommit, describeMachine, describeNoise, type Machine } from './machine.ts';
import { METRICS } from './metrics.ts';
import type { Options } from './options.ts';
import { Progress } from './progress.ts';
import { type ScenarioRecord, writeRecord } from './records.ts';
import { showMetric } from './report/show.ts';
import { type RunDone, roundsOf, runRounds } from './run-rounds.ts';
import type { ScenarioName } from './scenarios/scenario-name.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';
import { type Servers, startServers } from './servers.ts';

type RunOptions = Extract<Options, { kind: 'run' }>;

/**
 * Runs the scenarios that were asked for, one after the other, and keeps the record of each as soon as it is there.
 * One that fails has a record without rounds, and the others go on.
 *
 * @param stop aborted when everything is being ended under it; then it rejects
 * @param endings where all that is started is kept; the caller runs them at the end, however it comes
 */
export async function runBench(
  { rounds, scenarios, isQuick, out }: RunOptions,
  {
    command,
    endings,
    stop,
    say,
  }: {
    command: string;
    endings: Endings;
    stop: AbortSignal;
    say: (line: string) => void;
  },
): Promise<ScenarioRecord[]> {
  const servers = await startServers((end) => endings.add(end));
  const machine = await describeMachine(servers);
  const noise = describeNoise(machine.cores);
  if (noise) say(noise);
  if (!servers.redis) say('LEFT OUT: everything on Redis, because there is no redis-server');
  const progress = new Progress(scenarios.reduce((sum, name) => sum + weightOf(name, rounds), 0));
  const pool: Pool | undefined = isQuick ? { contenders: new Map(), endings } : undefined;
  const records: ScenarioRecord[] = [];
  for (const name of scenarios) {
    const notes = noise ? [noise] : [];
    const running = runScenario(name, rounds, { servers, pool, notes, progress, endings, say });
    const found = await running.catch((error: Error) => {
      // Nothing has failed: it was cut off, and what was measured before is to stay.
      if (stop.aborted) throw error;
      say(`${name} FAILED: ${error.stack}`);
      notes.push(`It has FAILED: ${error.message}`);
      return [];
    });
    if (!found) continue;
    const record = recordOf(name, { command, isQuick, machine, notes, rounds: found });
    records.push(record);
    if (out) await writeRecord(path.join(out, 'results'), record);
  }
  return records;
}

async function runScenario(
  name: ScenarioName,
  asked: number,
  {
    servers,
    pool,
    notes,
    progress,
    endings: allEndings,
    say,
  }: {
    servers: Servers;
    pool: Pool | undefined;
    notes: string[];
    progress: Progress;
    endings: Endings;
    say: (line: string) => void;
  },
): Promise<ScenarioRecord['rounds'] | undefined> {
  const scenario = SCENARIOS[name];
  const rounds = roundsOf(scenario, asked);
  const endings = new Endings();
  const endScenario = allEndings.add(() => endings.run(say));
  const note = (text: string) => {
    notes.push(text);
    say(text);
  };
  say(`${progress.describe()}  ${name}: ${scenario.title}`);
  try {
    const subjects = await scenario.start(createBench({ servers, endings, pool, note }));
    progress.advance(scenario.weight.start);
    if (subjects.length === 0) {
      say(`${name}: left out, nothing of it can run here`);
      return undefined;
    }
    const onRun = ({ subject, round, measured }: RunDone) => {
      progress.advance(scenario.weight.round / subjects.length / (round === 0 ? 2 : 1));
      if (Object.keys(measured).length === 0) return;
      const { label } = METRICS[scenario.headline];
      const value = showMetric(scenario.headline, measured[scenario.headline]);
      const when = round === 0 ? 'warm-up' : `round ${round}/${rounds}`;
      const errors = measured.errors ? `, ${measured.errors} ERRORS` : '';
      say(`${progress.describe()}  ${name}, ${when}, ${subject}: ${value} ${label}${errors}`);
    };
    return await runRounds(subjects, rounds, onRun);
  } finally {
    await endScenario();
  }
}

function weightOf(name: ScenarioName, rounds: number): number {
  const { weight } = SCENARIOS[name];
  return weight.start + weight.round * (roundsOf(SCENARIOS[name], rounds) + 1 / 2);
}

function recordOf(
  name: ScenarioName,
  given: {
    command: string;
    isQuick: boolean;
    machine: Machine;
    notes: readonly string[];
    rounds: ScenarioRecord['rounds'];
  },
): ScenarioRecord {
  const { title, about } = SCENARIOS[name];
  return {
    scenario: name,
    title,
    about,
    measuredAt: new Date().toISOString(),
    commit: describeCommit(),
    ...given,
    notes: given.notes.map((text) => ({ text })),
  };
}
