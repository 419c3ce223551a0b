import { useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from './client.ts';
import { live } from './live.ts';

/** Who is signed in. */
export function useSession() {
  return useQuery({ queryKey: ['session'], queryFn: client.session, staleTime: 60_000 });
}

/** Forgets everything that was shown in a session that has ended. */
export function useForgetSession(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    live.close();
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
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
