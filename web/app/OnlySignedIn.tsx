import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { SignIn } from '../account/SignIn.tsx';
import { live } from '../api/live.ts';
import { forgetShown, useSession } from '../api/use-session.ts';
import { Problem } from '../ui/Problem.tsx';
import { PageSkeleton } from './PageSkeleton.tsx';

/** The views, once it is known that they may be shown; the way in where somebody has to sign in first. */
export function OnlySignedIn({ children }: { children: ReactNode }) {
  const { data: session, error, refetch } = useSession();
  const queries = useQueryClient();
  const isIn = session && (session.auth === 'none' || session.owner !== null);
  useEffect(() => {
    if (isIn) live.open();
    else if (isIn === false) forgetShown(queries);
  }, [isIn, queries]);
  if (error && !session) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!session) return <PageSkeleton />;
  return isIn ? children : <SignIn mayRegister={session.registration === 'open'} />;
}
