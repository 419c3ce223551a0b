import { FOLLOW } from './follow.ts';
import { type HttpAnswer, type HttpRequest, NotSent } from './http-exchange.ts';
import type { InputFile } from './input-files.ts';
import { readJob } from './read-job.ts';
import { kindOf, type Run } from './run.ts';
import type { Submission } from './submission.ts';

/** Makes the function that submits a file and follows its job to the end; it never rejects. */
export function submitter(run: Run): (file: InputFile, intendedAt: number) => Promise<void> {
  const { options, tally } = run;
  const query = new URLSearchParams({ model: options.model, metadata: JSON.stringify({ load: run.id }) });
  const path = `/v1/jobs?${query}`;
  const prefer = options.mode === 'wait' ? ['prefer', 'wait=60'] : [];
  const follow = FOLLOW[options.mode];

  return async (file, intendedAt) => {
    const submission = tally.begin(file, intendedAt);
    const isAccepted = await submit(run, submission, {
      method: 'POST',
      path,
      headers: ['content-type', file.contentType, ...prefer, ...run.headers],
      body: file.bytes,
      onSend: () => {
        if (run.stop.aborted) return false;
        submission.sentAt = run.now();
        return true;
      },
    });
    if (isAccepted && !submission.end) await follow(run, submission);
  };
}

async function submit(run: Run, submission: Submission, request: HttpRequest): Promise<boolean> {
  const { tally } = run;
  let answer: HttpAnswer;
  try {
    answer = await run.connections.request(request);
  } catch (error) {
    if (error instanceof NotSent) return false;
    tally.unanswered++;
    tally.err(run.isOver() ? 'POST not answered in time' : `POST ${kindOf(error)}`);
    return false;
  }
  if (answer.status === 429) tally.refuse(submission);
  else if (answer.status !== 200 && answer.status !== 202) tally.err(`POST ${answer.status}`);
  else {
    const job = readJob(answer.body);
    if (job) return tally.accept(submission, job);
    tally.unanswered++;
    tally.err('POST answered with something that is no job');
  }
  return false;
}
