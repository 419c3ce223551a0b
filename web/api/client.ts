import type { z } from 'zod';
import type { Account } from '../../shared/domain/account.ts';
import type { Key, NewKey, ShownKey } from '../../shared/domain/api-key.ts';
import type { Batch, batchWithRefusalsSchema } from '../../shared/domain/batch.ts';
import type { Collection } from '../../shared/domain/collection.ts';
import type { Feedback, Judgement } from '../../shared/domain/feedback/feedback.ts';
import type { Job } from '../../shared/domain/job.ts';
import type { ModelList, ModelWithFeedback } from '../../shared/domain/model.ts';
import type { Session } from '../../shared/domain/session.ts';
import type { System } from '../../shared/domain/system.ts';
import type { SystemHistory } from '../../shared/domain/system-history.ts';
import type { Usage } from '../../shared/domain/usage.ts';
import { apiErrorOf, unreachable } from './api-error.ts';

/** A page of a list, and where the next one begins. */
export type JobPage = { readonly jobs: Job[]; readonly nextCursor: string | null };
export type BatchPage = { readonly batches: Batch[]; readonly nextCursor: string | null };
export type BatchWithRefusals = z.output<typeof batchWithRefusalsSchema>;
export type CollectionPage = { readonly collections: Collection[]; readonly nextCursor: string | null };

/** What a list of jobs may be narrowed to. */
export type JobFilter = {
  readonly status?: string | undefined;
  readonly model?: string | undefined;
  readonly collection?: string | undefined;
  readonly batch?: string | undefined;
  readonly label?: string | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
};

/** Sent with every change made by cookie; of the last session that was looked at. */
let csrfToken: string | null = null;

/** The headers that every change needs. */
export function changeHeaders(): Record<string, string> {
  return csrfToken ? { 'X-CSRF-Token': csrfToken } : {};
}

/** The public API, one function a call. Each throws `ApiError`. */
export const client = {
  session: async (): Promise<Session> => remember(await request<Session>('GET', '/v1/session')),
  signIn: async (email: string, password: string): Promise<Session> =>
    remember(await request<Session>('POST', '/v1/session', { body: { email, password } })),
  signOut: () => request<void>('DELETE', '/v1/session'),
  register: (email: string, password: string) =>
    request<Account>('POST', '/v1/account', { body: { email, password } }),
  account: () => request<Account>('GET', '/v1/account'),
  changePassword: (password: string, newPassword: string) =>
    request<void>('PUT', '/v1/account/password', { body: { password, newPassword } }),

  deleteAccount: (password: string) => request<void>('DELETE', '/v1/account', { body: { password } }),
  usage: () => request<Usage>('GET', '/v1/usage'),

  models: () => request<ModelList>('GET', '/v1/models'),
  model: (name: string) => request<ModelWithFeedback>('GET', `/v1/models/${encodeURIComponent(name)}`),
  sample: (name: string) => requestFile(`/v1/models/${encodeURIComponent(name)}/sample`),

  job: (id: string) => request<Job>('GET', `/v1/jobs/${id}`),
  jobs: (filter: JobFilter, cursor: string | undefined, limit: number) =>
    request<JobPage>('GET', '/v1/jobs', { query: { ...filter, cursor, limit: String(limit) } }),
  submitJson: (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
    request<Job>('POST', '/v1/jobs', { body, headers }),
  cancel: (id: string) => request<Job>('POST', `/v1/jobs/${id}/cancel`),
  deleteJob: (id: string) => request<void>('DELETE', `/v1/jobs/${id}`),
  input: (id: string) => requestFile(`/v1/jobs/${id}/input`),
  moveJobs: (jobs: readonly string[], collection: string | null) =>
    request<{ moved: number }>('PATCH', '/v1/jobs', { body: { jobs, collection } }),
  judge: (id: string, judgement: Judgement) =>
    request<Feedback>('PUT', `/v1/jobs/${id}/feedback`, { body: judgement }),
  takeBack: (id: string) => request<void>('DELETE', `/v1/jobs/${id}/feedback`),

  collections: () => request<CollectionPage>('GET', '/v1/collections', { query: { limit: '200' } }),
  createCollection: (name: string) => request<Collection>('POST', '/v1/collections', { body: { name } }),
  renameCollection: (id: string, name: string) =>
    request<Collection>('PATCH', `/v1/collections/${id}`, { body: { name } }),
  deleteCollection: (id: string, options: { jobs?: 'keep'; force?: 'true' }) =>
    request<void>('DELETE', `/v1/collections/${id}`, { query: options }),

  batches: (cursor?: string) => request<BatchPage>('GET', '/v1/batches', { query: { cursor, limit: '50' } }),
  batch: (id: string) => request<BatchWithRefusals>('GET', `/v1/batches/${id}`),
  cancelBatch: (id: string) => request<BatchWithRefusals>('POST', `/v1/batches/${id}/cancel`),
  deleteBatch: (id: string) => request<void>('DELETE', `/v1/batches/${id}`),

  keys: () => request<{ keys: Key[] }>('GET', '/v1/keys'),
  createKey: (key: NewKey) => request<ShownKey>('POST', '/v1/keys', { body: key }),
  revokeKey: (id: string) => request<Key>('DELETE', `/v1/keys/${id}`),

  system: () => request<System>('GET', '/v1/system'),
  systemHistory: () => request<SystemHistory>('GET', '/v1/system/history'),
};

function remember(session: Session): Session {
  csrfToken = session.csrfToken;
  return session;
}

type Options = {
  readonly query?: Record<string, string | undefined>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};

async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options);
  const text = await response.text();
  if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
  throw apiErrorOf(response.status, text, {
    requestId: response.headers.get('X-Request-Id'),
    retryAfter: response.headers.get('Retry-After'),
  });
}

/** A file, under the name that the server gives it. */
async function requestFile(path: string): Promise<File> {
  const response = await send('GET', path, {});
  if (!response.ok)
    throw apiErrorOf(response.status, await response.text(), {
      requestId: response.headers.get('X-Request-Id'),
      retryAfter: null,
    });
  const disposition = response.headers.get('Content-Disposition') ?? '';
  const name = /filename="([^"]+)"/.exec(disposition)?.[1] ?? 'file';
  const type = response.headers.get('Content-Type') ?? '';
  return new File([await response.blob()], name, { type });
}

async function send(method: string, path: string, { query, body, headers }: Options): Promise<Response> {
  const given = Object.entries(query ?? {}).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(given).toString();
  try {
    return await fetch(search ? `${path}?${search}` : path, {
      method,
      headers: {
        ...(method !== 'GET' && changeHeaders()),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch {
    throw unreachable();
  }
}
