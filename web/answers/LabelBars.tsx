import { useTranslation } from 'react-i18next';
import { formatShare } from '../i18n/format.ts';

/** Labels with their scores as bars, best first. */
export function LabelBars({ labels }: { labels: readonly { label: string; score: number }[] }) {
  const { i18n } = useTranslation();
  return (
    <ol className="bars">
      {labels.map(({ label, score }) => (
        <li key={label}>
          <span className="bar-label">{label}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" style={{ inlineSize: `${score * 100}%` }} />
          </span>
          <span className="bar-value">{formatShare(score, i18n.language)}</span>
        </li>
      ))}
    </ol>
  );
}
