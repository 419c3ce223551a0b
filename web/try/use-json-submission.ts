import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { client } from '../api/client.ts';

/**
 * A form that submits a job as JSON.
 *
 * @param makeBody its body; what it throws is shown as the form's error
 */
export function useJsonSubmission(
  makeBody: () => Parameters<typeof client.submitJson>[0],
  onJob: (id: string) => void,
) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => await client.submitJson(makeBody()),
  });
  function send(event: FormEvent): void {
    event.preventDefault();
    // Not called once the view has gone: who is elsewhere by then stays there.
    mutate(undefined, { onSuccess: ({ id }) => onJob(id) });
  }
  return { send, isPending, error };
}
