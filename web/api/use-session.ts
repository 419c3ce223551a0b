import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Session } from '../../shared/domain/session.ts';
import { ApiError } from './api-error.ts';
import { client } from './client.ts';
import { live } from './live.ts';

/** Who is signed in. */
export function useSession() {
  return useQuery({ queryKey: ['session'], queryFn: client.session, staleTime: 60_000 });
}

/**
 * Looks who is signed in after an error which says that nobody is: the session may have ended elsewhere. Where nobody
 * was, as after a wrong password, there is nothing to look for.
 */
export function doubtSession(queries: QueryClient, error: unknown): void {
  const wasIn = queries.getQueryData<Session>(['session'])?.owner !== null;
  if (wasIn && error instanceof ApiError && error.status === 401)
    void queries.invalidateQueries({ queryKey: ['session'] });
}

/** Forgets everything that was shown in a session that has ended: the next may be somebody else's. */
export function forgetShown(queries: QueryClient): void {
  live.close();
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

/** Forgets a session that was ended here. */
export function useForgetSession(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    forgetShown(queries);
    await queries.invalidateQueries({ queryKey: ['session'] });
  };
}

/** Ends the session. */
export function useSignOut(): () => Promise<void> {
  const forgetSession = useForgetSession();
  return async () => {
    await client.signOut();
    await forgetSession();
  };
}
