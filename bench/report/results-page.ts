import { METRICS, type Metric, type Round } from '../metrics.ts';
import type { ScenarioRecord } from '../records.ts';
import { spreadOf } from '../statistics.ts';
import { showSpread } from './show.ts';
import { TARGET_HEAD, targetRows } from './target-rows.ts';
import { markdownTable } from './text-table.ts';

/** A picture of the page, as a path from it. */
export type PlotLink = { readonly title: string; readonly file: string };

/** RESULTS.md, from whatever records there are. */
export function resultsPage(records: readonly ScenarioRecord[], plots: readonly PlotLink[]): string {
  const newest = records.toSorted((a, b) => b.measuredAt.localeCompare(a.measuredAt))[0];
  const sections = [
    '# Results of the benchmark',
    newest ? machineLines(newest) : 'Nothing was measured yet.',
    '## Targets',
    'Times are from a request to its answer unless a scenario says otherwise. Figures that compare are made round by round, each from runs that followed one another, and then the median is taken. Where one bad round is one too many, the worst one counts. A scenario that does not say otherwise has Penstock at its defaults: one api, one worker, on Redis (`ours-redis`) or on Postgres alone (`ours-embedded`). `sync` is what one would write first: it decodes and infers while the request waits, in the same compute children, each upload by itself; `sync-batched` goes on to gather them as Penstock does; `naive` is an app with BullMQ that does one insert, one `add`, one run and one update per job.',
    markdownTable(TARGET_HEAD, targetRows(records)),
    ...plots.map(({ title, file }) => `![${title}](${file})`),
    ...records.map((record) => scenarioSection(record, newest!)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function machineLines({ machine, commit, measuredAt, command }: ScenarioRecord): string {
  const servers = `Postgres ${machine.postgres}, ${machine.redis ? `Redis ${machine.redis}` : 'no Redis'}`;
  return [
    `- machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB of memory, ${machine.os}`,
    `- Node ${machine.node}, ${servers}; all of them, and the load generator, on these cores`,
    `- last measured: ${minute(measuredAt)}, commit ${commit ?? 'unknown'}, by \`${command}\``,
  ].join('\n');
}

function scenarioSection(record: ScenarioRecord, newest: ScenarioRecord): string {
  const { scenario, title, about, measuredAt, command, commit, rounds, notes, isQuick, machine } = record;
  const count = rounds.length === 1 ? 'one round' : `${rounds.length} rounds`;
  const other =
    JSON.stringify(machine) === JSON.stringify(newest.machine)
      ? ''
      : ` On another machine: ${machine.cpu}, ${machine.cores} cores.`;
  return [
    `## ${scenario}: ${title}`,
    about,
    `${minute(measuredAt)}, ${count}, commit ${commit ?? 'unknown'}, \`${command}\`.${isQuick ? ' A quick run: less of everything than the text says, and too short to rely on.' : ''}${other}`,
    ...notes.map(({ text }) => text),
    ...(rounds.length > 0 ? [metricTable(rounds)] : []),
  ].join('\n\n');
}

/** One row per metric that any subject has, one column per subject. */
function metricTable(rounds: readonly Round[]): string {
  const subjects = Object.keys(rounds[0] ?? {});
  const isKnown = (metric: Metric) => rounds.some((round) => Object.values(round).some((m) => metric in m));
  const metrics = (Object.keys(METRICS) as Metric[]).filter(isKnown);
  const rows = metrics.map((metric) => [
    METRICS[metric].label,
    ...subjects.map((subject) =>
      showSpread(spreadOf(rounds.map((round) => round[subject]?.[metric])), METRICS[metric].digits),
    ),
  ]);
  return markdownTable(['median (least–most)', ...subjects], rows);
}

/** `2026-11-21 09:30 UTC`. */
function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
