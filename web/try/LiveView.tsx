import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import { isTerminal } from '../../shared/domain/job-status.ts';
import { LabelBars } from '../answers/LabelBars.tsx';
import { saidObjects } from '../answers/said-objects.ts';
import { client } from '../api/client.ts';
import { uploadJob } from '../api/upload.ts';
import { doubtSession } from '../api/use-session.ts';
import { BoxPicture } from '../boxes/BoxPicture.tsx';
import { formatNumber, formatShare } from '../i18n/format.ts';
import { titleOf } from '../ui/problem-text.ts';
import { grabFrame } from './grab-frame.ts';
import { runLive } from './live-loop.ts';

const ANSWER_WITHIN_SECONDS = 10;

type Seen = { readonly job: Job; readonly size: { width: number; height: number }; readonly rate: number };

/** The video, and over it what the newest answer says. */
export function LiveView({
  video,
  model,
  params,
  isLive,
  isKept,
}: {
  video: RefObject<HTMLVideoElement | null>;
  model: string;
  params: Record<string, unknown>;
  isLive: boolean;
  isKept: boolean;
}) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [seen, setSeen] = useState<Seen>();
  const [error, setError] = useState<Error>();
  const paramsText = JSON.stringify(params);

  useEffect(() => {
    if (!isLive) return setSeen(undefined);
    const stop = new AbortController();
    void runLive({
      signal: stop.signal,
      ask: () => askOfFrame(video.current, { model, params: JSON.parse(paramsText), isKept }),
      onAnswer: ({ job, size }, rate) => {
        setError(undefined);
        setSeen({ job, size, rate });
      },
      onError: (cause) => {
        doubtSession(queries, cause);
        setError(cause as Error);
      },
    });
    return () => stop.abort();
  }, [isLive, isKept, model, paramsText, video, queries]);

  const result = seen?.job.result;
  const objects = result && 'objects' in result ? saidObjects(result) : [];
  return (
    <>
      <BoxPicture
        size={seen?.size ?? { width: 4, height: 3 }}
        boxes={objects.map(({ box, label, score }, i) => ({
          key: String(i),
          box,
          label,
          note: formatShare(score, i18n.language, 0),
        }))}
        active={undefined}
        onActive={() => {}}
        label={t('answer.objects', { count: objects.length })}
      >
        <video ref={video} playsInline muted />
      </BoxPicture>
      {seen && (
        <p className="muted" data-testid="frame-rate">
          {t('camera.rate', { rate: formatNumber(seen.rate, i18n.language, 1) })} ·{' '}
          {t('answer.objects', { count: objects.length })}
        </p>
      )}
      {result && 'labels' in result && !('objects' in result) && <LabelBars labels={result.labels} />}
      {error && <p className="notice notice-error">{titleOf(error, t)}</p>}
    </>
  );
}

async function askOfFrame(
  video: HTMLVideoElement | null,
  { model, params, isKept }: { model: string; params: Record<string, unknown>; isKept: boolean },
): Promise<{ job: Job; size: { width: number; height: number } } | undefined> {
  const frame = video && (await grabFrame(video));
  if (!frame) return undefined;
  const { file, ...size } = frame;
  const job = await uploadJob({
    model,
    file,
    name: 'frame.jpg',
    params,
    metadata: { source: 'camera' },
    waitSeconds: ANSWER_WITHIN_SECONDS,
  });
  // What was only to be looked at leaves nothing behind; should that fail, retention does it.
  if (!isKept) void client.deleteJob(job.id).catch(() => {});
  if (!isTerminal(job.status)) return undefined;
  if (job.error) throw new Error(job.error.message);
  return { job, size };
}
