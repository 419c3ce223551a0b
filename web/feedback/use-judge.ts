import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Judgement } from '../../shared/domain/feedback/feedback.ts';
import { client } from '../api/client.ts';
import { useToasts } from '../ui/Toasts.tsx';

/** Says what the truth was, or takes it back with `null`; the job is shown with it. */
export function useJudge(id: string) {
  const { t } = useTranslation();
  const { say, complain } = useToasts();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (judgement: Judgement | null): Promise<unknown> =>
      judgement ? client.judge(id, judgement) : client.takeBack(id),
    onSuccess: async (_, judgement) => {
      await queries.invalidateQueries({ queryKey: ['job', id] });
      say(t(judgement ? 'feedback.thanks' : 'feedback.taken-back'));
    },
    onError: complain,
  });
}
