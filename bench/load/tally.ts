import { hash } from 'node:crypto';
import type { Job } from '../../shared/domain/job.ts';
import { isTerminal } from '../../shared/domain/job-status.ts';
import { findFault } from './find-fault.ts';
import type { InputFile } from './input-files.ts';
import type { Submission } from './submission.ts';

type Expect = { readonly model: string; readonly label: string | undefined };
type Hooks = { readonly now: () => number; readonly say: (line: string) => void };

/** Keeps count of what was sent and what came of it, and notices what must not be. */
export class Tally {
  readonly submissions: Submission[] = [];
  /** Connection errors and unexpected answers, by call and kind. */
  readonly errors = new Map<string, number>();
  /** What was lost, duplicated or wrong, in words. */
  readonly faults: string[] = [];
  duplicated = 0;
  /** Submissions whose answer never came whole: each may have made a job that nobody was told of. */
  unanswered = 0;
  readonly #expect: Expect;
  readonly #hooks: Hooks;
  readonly #byId = new Map<string, Submission>();

  constructor(expect: Expect, hooks: Hooks) {
    this.#expect = expect;
    this.#hooks = hooks;
  }

  /** A submission that is meant to be sent. */
  begin(file: InputFile, intendedAt: number): Submission {
    const submission = { file, intendedAt };
    this.submissions.push(submission);
    return submission;
  }

  /** A 429. */
  refuse(submission: Submission): void {
    submission.isRefused = true;
    submission.answeredAt = this.#hooks.now();
  }

  /** A 200 or 202; false when the job is another submission's. */
  accept(submission: Submission, job: Job): boolean {
    submission.answeredAt = this.#hooks.now();
    if (this.#byId.has(job.id)) {
      this.duplicate(`job ${job.id}: was given to two submissions`);
      return false;
    }
    submission.id = job.id;
    this.#byId.set(job.id, submission);
    this.look(submission, job);
    return true;
  }

  /** The job as an answer shows it. Looking twice at the same changes nothing. */
  look(submission: Submission, job: Job): void {
    const expected = { ...this.#expect, inputSha256: submission.file.sha256 };
    const fault = findFault(job, expected);
    if (fault && !submission.isWrong) {
      submission.isWrong = true;
      this.#fault(`wrong: job ${job.id} for ${submission.file.name}: ${fault}`);
    }
    const { end } = submission;
    if (!isTerminal(job.status)) {
      if (end) this.lose(submission, `was ${end.status} and is ${job.status} again`);
      return;
    }
    const result = hash('sha1', JSON.stringify(job.result ?? null));
    if (!end) {
      submission.end = { status: job.status, result };
      submission.endedAt ??= this.#hooks.now();
      submission.timings = job.timings;
      if (job.status !== 'succeeded')
        this.#hooks.say(`job ${job.id}: ${job.status}: ${job.error?.message ?? 'no reason given'}`);
    } else if (end.status !== job.status) this.lose(submission, `was ${end.status} and is ${job.status} now`);
    else if (end.result !== result && !submission.hasTwoResults) {
      submission.hasTwoResults = true;
      this.duplicate(`job ${job.id}: has two different results`);
    }
  }

  /** At most once per submission. */
  lose(submission: Submission, why: string): void {
    if (submission.isLost) return;
    submission.isLost = true;
    this.#fault(`lost: job ${submission.id}: ${why}`);
  }

  /** Once for each job that is too much. */
  duplicate(what: string): void {
    this.duplicated++;
    this.#fault(`duplicated: ${what}`);
  }

  /** Counts an error by its kind. */
  err(kind: string): void {
    this.errors.set(kind, (this.errors.get(kind) ?? 0) + 1);
    this.#hooks.say(`error: ${kind}`);
  }

  /** The submission that was given a job. */
  find(id: string): Submission | undefined {
    return this.#byId.get(id);
  }

  /** Those whose job has been accepted and not yet been seen at its end. */
  open(): Submission[] {
    return [...this.#byId.values()].filter(({ end, isLost }) => !end && !isLost);
  }

  #fault(line: string): void {
    this.faults.push(line);
    this.#hooks.say(line);
  }
}
