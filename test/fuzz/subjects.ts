import { csrfTokenOf } from '../../api/access/same-origin.ts';
import { createAccount } from '../../shared/access/accounts.ts';
import { createSession } from '../../shared/access/sessions.ts';
import { insertBatch } from '../../shared/batches/insert-batch.ts';
import { sealBatch } from '../../shared/batches/receive-batch.ts';
import { createCollection } from '../../shared/collections/create-collection.ts';
import { LOCAL_OWNER } from '../../shared/domain/access.ts';
import type { Job } from '../../shared/domain/job.ts';
import { newJobId } from '../../shared/domain/job-id.ts';
import { keyOf } from '../support/keys.ts';
import type { System } from '../support/system.ts';
import type { Headers, Subject } from './http-request.ts';
import { readOperations } from './operations.ts';

type Json = Readonly<Record<string, unknown>>;

/** Who asks, and for what jobs. */
export type Setting = {
  readonly auth: 'none' | 'keys';
  readonly model: string;
  /** An input that the model takes. */
  readonly input: Json;
  /** One that it refuses, as the last of all that is looked at. */
  readonly badInput: Json;
};

const OWNER = 'ann';
/** Of the collection that there is: another of this name is refused. */
const NAME = 'taken';
const EMAIL = 'ann@example.org';

/**
 * Makes something to ask for of every kind, and for each call of the document a request that is as it should be: one
 * that reads what is there, or is refused at the last and so changes nothing.
 */
export async function prepareSubjects(system: System, setting: Setting): Promise<Subject[]> {
  const { operations, resolve } = await readOperations(system.url);
  const hasKeys = setting.auth === 'keys';
  const callerOf = hasKeys ? await makeCallers(system) : () => [];
  const ids = await makeThings(system, setting, callerOf);
  return operations.map((operation): Subject => {
    const { name, method, path } = operation;
    const json = operation.json && bodyOf(name, setting);
    const isNobodys = /^(DELETE|POST|PUT|PATCH) .*\{id\}/.test(name) && !name.endsWith('/cancel');
    const id = Object.entries(ids).find(([start]) => path.startsWith(start))?.[1] ?? newJobId();
    return {
      operation,
      resolve,
      draft: {
        method,
        target: path.replace('{id}', isNobodys ? newJobId() : id).replace('{name}', setting.model),
        headers: [
          ['Host', new URL(system.url).host],
          ...callerOf(name),
          ...(json ? [['Content-Type', 'application/json'] as const] : []),
        ],
        body: json && Buffer.from(JSON.stringify(json)),
      },
      model: setting.model,
      json,
      isRefused: json !== undefined || isNobodys || name.endsWith('/cancel') || isAbsent(name, setting),
      isCarriedOut: name === 'POST /v1/collections' || (name === 'POST /v1/keys' && !hasKeys),
      needsKey: hasKeys && !operation.isOpen,
    };
  });
}

/** What cannot be had in a setting: an account without sign-in, a sample or a hypnogram of a model without. */
function isAbsent(name: string, { auth, model }: Setting): boolean {
  return (
    name.endsWith('/hypnogram') ||
    (name === 'GET /v1/account' && auth === 'none') ||
    (name.endsWith('/sample') && model !== 'digits')
  );
}

/** A body without fault by the document, which is refused all the same. */
function bodyOf(name: string, { auth, model, badInput }: Setting): Json {
  const password = 'correct horse battery';
  const bodies: Record<string, Json> = {
    'POST /v1/jobs': {
      model,
      input: badInput,
      params: {},
      priority: 1,
      deadlineMs: 60_000,
      maxWaitMs: 60_000,
      cache: false,
      metadata: { name: 'value' },
      collection: null,
      webhook: { url: 'https://127.0.0.1/', events: ['failed'] },
    },
    // Its maker has no such scope to give away; without keys a field too many has to do.
    'POST /v1/keys': {
      name: 'of a fuzzer',
      scopes: ['jobs:write'],
      expiresInDays: 1,
      ...(auth === 'none' && { nobody: 1 }),
    },
    'POST /v1/session': { email: 'nobody@example.org', password },
    'POST /v1/account': { email: EMAIL, password },
    'PATCH /v1/jobs': { jobs: [newJobId()], collection: null },
    'PATCH /v1/jobs/{id}': { collection: null },
    'PUT /v1/jobs/{id}/feedback': {
      objects: [{ action: 'add', box: [1, 2, 3, 4], label: 'new', comment: 'was missed' }],
      comment: 'all in all',
    },
    'POST /v1/collections': { name: NAME },
    'PATCH /v1/collections/{id}': { name: 'another' },
    'DELETE /v1/account': { password },
    'PUT /v1/account/password': { password, newPassword: password },
  };
  const body = bodies[name];
  if (!body) throw new Error(`Say here what ${name} takes and refuses`);
  return body;
}

/** Who makes each call: a program with a key, or a person where a call is about one. */
async function makeCallers(system: System): Promise<(name: string) => Headers> {
  const { sql } = system;
  const program = Object.entries(await keyOf(system, OWNER));
  const keyMaker = Object.entries(await keyOf(system, OWNER, { scopes: ['jobs:read', 'admin'] }));
  const account = await createAccount(sql, { email: EMAIL, passwordHash: NO_PASSWORD });
  const { token } = await createSession(sql, account!.id);
  const person: Headers = [
    ['Cookie', `penstock_session=${token}`],
    ['X-CSRF-Token', csrfTokenOf(token)],
  ];
  return (name) => {
    if (name === 'POST /v1/keys') return keyMaker;
    return /^GET \/v1\/session|\/v1\/account\b/.test(name) ? person : program;
  };
}

/** A hash of 32 random bytes that were thrown away. */
const NO_PASSWORD =
  '$argon2id$v=19$m=19456,t=2,p=1$/5MW3WYJbMrnZXNsS3zuBg$gVJFaRmxuekjEr//QbgRTbvBjCNaluUPCZPY3mtMERY';

/** An ended job, a delivery and a webhook secret. @returns the ids, by the beginnings of their paths */
async function makeThings(
  { url, sql }: System,
  { auth, model, input }: Setting,
  callerOf: (name: string) => Headers,
): Promise<Record<string, string>> {
  const headers = Object.fromEntries(callerOf('POST /v1/jobs'));
  const response = await fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json', Prefer: 'wait=20', Connection: 'close' },
    body: JSON.stringify({ model, input }),
  });
  const job = (await response.json()) as Job;
  if (job.status !== 'succeeded') throw new Error(`The job to ask for: ${JSON.stringify(job)}`);
  const [delivery] = await sql<{ id: string }[]>`
    insert into webhook_deliveries (owner, job_id, event, url, status, finished_at)
    values (
      ${auth === 'keys' ? OWNER : LOCAL_OWNER}, ${job.id}, 'job.succeeded', 'https://example.org/', 'delivered', now()
    )
    returning id`;
  const collection = await createCollection(sql, {
    owner: auth === 'keys' ? OWNER : LOCAL_OWNER,
    name: NAME,
  });
  const batch = await insertBatch(sql, {
    id: newJobId(),
    owner: auth === 'keys' ? OWNER : LOCAL_OWNER,
    model,
    modelVersion: '1',
    metadata: {},
    files: 1,
    idempotencyKey: null,
    requestSha256: null,
  });
  await sealBatch(sql, batch!.id, 'complete');
  await fetch(`${url}/v1/webhook-secret`, { headers: { ...headers, Connection: 'close' } });
  return {
    '/v1/jobs': job.id,
    '/v1/batches': batch!.id,
    '/v1/collections': collection!.id,
    '/v1/webhook-deliveries': delivery!.id,
  };
}
