import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModels } from '../api/use-models.ts';
import { formatMs, formatNumber } from '../i18n/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { ModelSelect } from '../ui/ModelSelect.tsx';
import { useToasts } from '../ui/Toasts.tsx';
import { countDots, type DotState, MOST_DOTS } from './burst-run.ts';
import { useBurst } from './use-burst.ts';

const SHOWN = [
  'waiting',
  'sending',
  'refused',
  'queued',
  'running',
  'succeeded',
  'failed',
  'canceled',
  'lost',
] as const;

/** Fires a burst from this page, and shows each of its jobs as a dot that turns colour. */
export function Burst() {
  const { t, i18n } = useTranslation();
  const { complain } = useToasts();
  const { data } = useModels();
  const models = data?.models.filter(({ sample, status }) => sample !== null && status === 'ready') ?? [];
  const [chosen, setChosen] = useState('');
  const [plan, setPlan] = useState({ n: 50, everySeconds: 1, rounds: 4 });
  const { dots, isRunning, isOver, tookMs, start } = useBurst();
  const model = chosen || models[0]?.name;
  const total = plan.n * plan.rounds;
  const counts = countDots(dots);

  function send(event: FormEvent): void {
    event.preventDefault();
    if (model) void start(model, plan).catch(complain);
  }
  const number = (name: keyof typeof plan, label: string, min: number, max: number, step = 1) => (
    <label>
      {label}
      <input
        type="number"
        min={min}
        max={max}
        step={step}
        required
        value={plan[name]}
        onChange={(event) => setPlan({ ...plan, [name]: Number(event.target.value) })}
      />
    </label>
  );
  return (
    <section className="card burst" aria-labelledby="burst-title">
      <h2 id="burst-title">{t('burst.title')}</h2>
      <p className="muted">{t('burst.text')}</p>
      <form className="row end" onSubmit={send}>
        <ModelSelect models={models} value={model} onChange={setChosen} />
        {number('n', t('burst.n'), 1, 1000)}
        {number('everySeconds', t('burst.t'), 0, 60, 0.1)}
        {number('rounds', t('burst.r'), 1, 100)}
        <button type="submit" className="primary" disabled={!model || isRunning || total > MOST_DOTS}>
          <Icon name="play" /> {t('burst.fire', { count: total })}
        </button>
      </form>
      {total > MOST_DOTS && <p className="notice">{t('burst.too-many', { count: MOST_DOTS })}</p>}
      {dots.length > 0 && (
        <>
          <Dots dots={dots} />
          <ul className="legend" data-testid="burst-counts">
            {SHOWN.filter((state) => counts.has(state)).map((state) => (
              <li key={state} data-state={state} data-count={counts.get(state)}>
                <span className={`swatch status-fill-${state}`} aria-hidden="true" />
                {t(`burst.${state}`)} <span className="number">{counts.get(state)}</span>
              </li>
            ))}
          </ul>
          <p role="status">
            {isOver &&
              tookMs !== undefined &&
              t('burst.over', {
                time: formatMs(tookMs, i18n.language),
                rate: formatNumber(dots.length / (tookMs / 1000), i18n.language, 1),
              })}
          </p>
        </>
      )}
    </section>
  );
}

const DOT_PX = 10;

/** All dots on one canvas: thousands of elements would cost more than the burst. */
function Dots({ dots }: { dots: readonly DotState[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const width = element.parentElement!.clientWidth;
    const columns = Math.max(1, Math.floor(width / DOT_PX));
    const ratio = devicePixelRatio;
    element.width = columns * DOT_PX * ratio;
    element.height = Math.ceil(dots.length / columns) * DOT_PX * ratio;
    element.style.width = `${columns * DOT_PX}px`;
    const context = element.getContext('2d')!;
    const style = getComputedStyle(element);
    context.scale(ratio, ratio);
    dots.forEach((state, i) => {
      context.fillStyle = style.getPropertyValue(`--${state}`).trim() || '#888';
      context.beginPath();
      context.arc(
        (i % columns) * DOT_PX + DOT_PX / 2,
        Math.floor(i / columns) * DOT_PX + DOT_PX / 2,
        3.5,
        0,
        7,
      );
      context.fill();
    });
  }, [dots]);
  return (
    <div className="dots" aria-hidden="true">
      <canvas ref={canvas} />
    </div>
  );
}
