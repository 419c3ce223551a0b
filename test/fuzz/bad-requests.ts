import { ARCHIVE_MUTATORS } from './bad-archives.ts';
import { FORM_MUTATORS } from './bad-forms.ts';
import { FRAMING_MUTATORS } from './bad-framing.ts';
import { everyOddHeader, HEADER_MUTATORS } from './bad-headers.ts';
import { everyOddField, JSON_MUTATORS } from './bad-json.ts';
import { everyOddParameter, TARGET_MUTATORS } from './bad-targets.ts';
import type { HttpRequest, Mutator, Subject } from './http-request.ts';
import { createRandom } from './random.ts';

/** For one call: every odd value in the place of every query parameter and field of its JSON, and every odd header. */
export function* everyOddValue(subject: Subject): Generator<HttpRequest> {
  yield* everyOddParameter(subject);
  yield* everyOddHeader(subject);
  if (subject.json) yield* everyOddField(subject);
}

/** Bad requests for one call, of all kinds in turn; the same ones for the same seed. Each is made when asked for. */
export function* randomRequests(
  subject: Subject,
  { seed, count }: { seed: number; count: number },
): Generator<HttpRequest> {
  const random = createRandom(seed, subject.operation.name);
  const mutators: [kind: string, Mutator][] = Object.entries({
    ...TARGET_MUTATORS,
    ...HEADER_MUTATORS,
    ...FRAMING_MUTATORS,
    ...(subject.json && JSON_MUTATORS),
    ...(subject.operation.takesForm && FORM_MUTATORS),
    ...(subject.operation.takesArchive && ARCHIVE_MUTATORS),
  });
  for (let made = 0, i = 0; made < count; i++) {
    const [kind, mutate] = mutators[i % mutators.length]!;
    const request = mutate(subject, random);
    if (!request) continue;
    made++;
    yield { ...request, kind: `${kind} (${request.kind})` };
  }
}
