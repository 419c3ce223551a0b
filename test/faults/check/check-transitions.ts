import { isTerminal, TRANSITIONS } from '../../../shared/domain/job-status.ts';
import { type Transition, transitionsByJob } from '../system/audit-trail.ts';
import type { Evidence } from './evidence.ts';
import type { Findings } from './findings.ts';

/** Every job has gone from status to status as it may, each change counted, to one end that nothing has come after. */
export function checkTransitions({ rows, transitions }: Evidence, findings: Findings): void {
  const byJob = transitionsByJob(transitions);
  for (const [jobId, ofJob] of byJob)
    for (const fault of faultsOf(ofJob)) findings.duplicated.push(`job ${jobId}: ${fault}`);
  for (const { id, status, seq } of rows) {
    const last = byJob.get(id)?.at(-1);
    if (last?.became !== status || last.seq !== seq)
      findings.duplicated.push(
        `job ${id}: is ${status} (${seq}), last noted was ${last?.became} (${last?.seq})`,
      );
  }
}

function* faultsOf(transitions: readonly Transition[]): Generator<string> {
  let before: Transition | undefined;
  for (const transition of transitions) {
    const { kind, was, became, seq } = transition;
    if (before && was !== before.became)
      yield `went from ${was} to ${became}, but was ${before.became} before that`;
    else if (kind === 'insert' && (before || became !== 'queued' || seq !== 1))
      yield `was inserted as ${became} (${seq})`;
    else if (kind === 'update') yield `was written again while ${was}`;
    else if (kind === 'status' && was && became && !mayFollow(was, became))
      yield `went from ${was} to ${became}${isTerminal(was) ? ' after its end' : ''}`;
    if (before && kind === 'status' && seq !== before.seq + 1) yield `counts ${seq} after ${before.seq}`;
    before = transition;
  }
}

function mayFollow(was: keyof typeof TRANSITIONS, became: keyof typeof TRANSITIONS): boolean {
  return (TRANSITIONS[was] as readonly string[]).includes(became);
}
