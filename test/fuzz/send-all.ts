import { HttpConnection, type Outcome } from './http-connection.ts';
import type { HttpRequest, Subject } from './http-request.ts';
import { judgeAnswer } from './judge-answer.ts';

const CONNECTIONS = 16;
const ANSWERED_WITHIN_MS = 5000;

/** Sends requests for every call, one call after the other and some requests at a time, and judges each answer. */
export async function sendAll(
  url: string,
  subjects: readonly Subject[],
  tally: Tally,
  requestsFor: (subject: Subject) => Iterable<HttpRequest>,
): Promise<void> {
  for (const subject of subjects) {
    const requests = requestsFor(subject)[Symbol.iterator]();
    await Promise.all(Array.from({ length: CONNECTIONS }, () => sendSome(subject, requests)));
  }

  async function sendSome(subject: Subject, requests: Iterator<HttpRequest>): Promise<void> {
    const connection = new HttpConnection(url);
    for (let next = requests.next(); !next.done; next = requests.next())
      tally.add(subject, next.value, await connection.send(next.value, ANSWERED_WITHIN_MS));
    connection.close();
  }
}

type Case = { readonly request: HttpRequest; readonly outcome: Outcome; readonly subject: Subject };

/** What has come of requests. */
export class Tally {
  sent = 0;
  /** Not refused. */
  served = 0;
  readonly #outcomes = new Map<string, number>();
  readonly #defects = new Map<string, Case[]>();

  add(subject: Subject, request: HttpRequest, outcome: Outcome): void {
    this.sent++;
    if (typeof outcome !== 'string' && outcome.status < 400) this.served++;
    const name = typeof outcome === 'string' ? outcome : `${outcome.status}`;
    this.#outcomes.set(name, (this.#outcomes.get(name) ?? 0) + 1);
    const defect = judgeAnswer(request, outcome);
    if (defect)
      this.#defects.set(defect, [...(this.#defects.get(defect) ?? []), { request, outcome, subject }]);
  }

  /** `123 × 404, 45 × 422` */
  listOutcomes(): string {
    const sorted = [...this.#outcomes].sort(([a], [b]) => a.localeCompare(b));
    return sorted.map(([name, count]) => `${count} × ${name}`).join(', ');
  }

  /** Every defect with how often it was seen, and the shortest request that shows it; empty without one. */
  listDefects(): string {
    return [...this.#defects]
      .map(([defect, cases]) => {
        const shortest = cases.reduce((a, b) => (b.request.bytes.length < a.request.bytes.length ? b : a));
        return `${cases.length} × ${defect}\n  ${describeCase(shortest)}`;
      })
      .join('\n');
  }
}

/** Everything that is needed to send it again by hand; the whole of a long one comes with the seed. */
function describeCase({ request, outcome, subject }: Case): string {
  const { bytes, kind } = request;
  const answer =
    typeof outcome === 'string' ? outcome : JSON.stringify({ ...outcome, body: outcome.body.slice(0, 500) });
  const sent = JSON.stringify(bytes.toString('latin1').slice(0, 1500));
  return `${subject.operation.name}, ${kind}, ${bytes.length} bytes\n  sent ${sent}\n  got ${answer}`;
}
