import { useTranslation } from 'react-i18next';
import type { Job } from '../../shared/domain/job.ts';
import type { SleepStagingResult } from '../../shared/domain/sleep-result.ts';
import { SLEEP_STAGES } from '../../shared/domain/sleep-stages.ts';
import { formatShare, formatTime } from '../i18n/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Hypnogram } from './Hypnogram.tsx';
import { SleepReport } from './SleepReport.tsx';
import { Spectrogram } from './Spectrogram.tsx';
import { StageFeedback } from './StageFeedback.tsx';
import { zoneOf } from './zone-of.ts';

/** A night: its stages over time and in all, what it was like, and what the signals look like. */
export default function SleepAnswer({ job, result }: { job: Job; result: SleepStagingResult }) {
  const { t, i18n } = useTranslation();
  const { recording, stages, subject } = result;
  return (
    <div className="sleep-answer">
      <p className="muted">
        {formatTime(recording.bedTime * 1000, i18n.language, zoneOf(result))} –{' '}
        {formatTime(recording.wakeUpTime * 1000, i18n.language, zoneOf(result))}
        {subject.age !== null && ` · ${t('sleep.age', { count: subject.age })}`}
        {subject.sex !== null && ` · ${t(`sleep.sex-${subject.sex}`)}`}
      </p>
      <Hypnogram result={result} />
      <StageShares stages={stages} />
      <SleepReport report={result.report} timeZone={zoneOf(result)} />
      <Spectrogram spectrogram={result.spectrogram} />
      <div className="row">
        {(['edf', 'csv', 'json'] as const).map((format) => (
          <a key={format} className="button" href={`${job.links.self}/hypnogram?format=${format}`} download>
            <Icon name="download" /> {t('sleep.hypnogram')} {format.toUpperCase()}
          </a>
        ))}
      </div>
      <p className="muted small">{t('sleep.no-diagnosis')}</p>
      <StageFeedback job={job} result={result} />
    </div>
  );
}

function StageShares({ stages }: { stages: SleepStagingResult['stages'] }) {
  const { t, i18n } = useTranslation();
  const shares = SLEEP_STAGES.map((stage) => ({
    stage,
    share: stages.filter((one) => one === stage).length / Math.max(1, stages.length),
  }));
  return (
    <figure className="ledger">
      <div className="ledger-bar" aria-hidden="true">
        {shares.map(({ stage, share }) => (
          <span key={stage} className={`sleep-${stage}`} style={{ flexGrow: share }} />
        ))}
      </div>
      <figcaption>
        <ul className="legend">
          {shares.map(({ stage, share }) => (
            <li key={stage}>
              <span className={`swatch sleep-${stage}`} aria-hidden="true" />
              <span title={t(`sleep.about-${stage}`)}>{t(`sleep.${stage}`)}</span>{' '}
              <span className="number">{formatShare(share, i18n.language, 0)}</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
