import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon.tsx';
import { drawStrokes, extendLast, type Point, type Stroke } from './strokes.ts';

/** Pixels of the picture that is sent; the model scales it down itself. */
const SIDE = 280;
const KEY_STEP = 0.05;
const [THIN, THICK, USUAL] = [0.03, 0.14, 0.08];

/** Somewhere to write a digit with mouse, finger, pen or arrow keys; sends what was drawn as a PNG. */
export function DigitCanvas({
  onSend,
  isBusy,
}: {
  onSend: (file: Blob, name: string) => void;
  isBusy: boolean;
}) {
  const { t } = useTranslation();
  const keysId = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [thickness, setThickness] = useState(USUAL);
  const [pen, setPen] = useState<Point>({ x: 0.5, y: 0.5 });
  const [isPenDown, setIsPenDown] = useState(false);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) drawStrokes(context, SIDE, strokes);
  }, [strokes]);

  function pointOf({ clientX, clientY }: { clientX: number; clientY: number }): Point {
    const { left, top, width, height } = canvas.current!.getBoundingClientRect();
    return { x: (clientX - left) / width, y: (clientY - top) / height };
  }

  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    canvas.current!.setPointerCapture(event.pointerId);
    setStrokes((all) => [...all, { points: [pointOf(event)], thickness }]);
  }

  function onPointerMove(event: PointerEvent): void {
    if (event.buttons !== 1 || !canvas.current!.hasPointerCapture(event.pointerId)) return;
    // Between two frames a pen has been in more places than one.
    const events = event.nativeEvent.getCoalescedEvents?.() ?? [];
    const points = (events.length > 0 ? events : [event]).map(pointOf);
    setStrokes((all) => points.reduce(extendLast, all as Stroke[]));
  }

  /** Arrow keys move a pen, space puts it down and lifts it. */
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'z' && (event.ctrlKey || event.metaKey)) {
      undo();
      return;
    }
    const way = {
      ArrowLeft: { x: -KEY_STEP, y: 0 },
      ArrowRight: { x: KEY_STEP, y: 0 },
      ArrowUp: { x: 0, y: -KEY_STEP },
      ArrowDown: { x: 0, y: KEY_STEP },
    }[event.key];
    if (event.key === ' ') {
      if (!isPenDown) setStrokes((all) => [...all, { points: [pen], thickness }]);
      setIsPenDown(!isPenDown);
    } else if (way) {
      const to = { x: within(pen.x + way.x), y: within(pen.y + way.y) };
      setPen(to);
      if (isPenDown) setStrokes((all) => extendLast(all, to));
    } else return;
    event.preventDefault();
  }

  // The pen is lifted with it: a line that has gone cannot go on.
  function undo(): void {
    setStrokes((all) => all.slice(0, -1));
    setIsPenDown(false);
  }

  function clear(): void {
    setStrokes([]);
    setIsPenDown(false);
  }

  function send(): void {
    canvas.current!.toBlob((blob) => blob && onSend(blob, 'drawing.png'), 'image/png');
  }

  return (
    <div className="digit-canvas">
      <div className="digit-sheet">
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes arrows and space itself */}
        <canvas
          ref={canvas}
          width={SIDE}
          height={SIDE}
          tabIndex={0}
          role="application"
          aria-label={t('draw.sheet')}
          aria-describedby={keysId}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onKeyDown={onKeyDown}
        />
        {strokes.length === 0 && (
          <span className="digit-hint" aria-hidden="true">
            {t('draw.hint')}
          </span>
        )}
        <span
          className={isPenDown ? 'digit-pen is-down' : 'digit-pen'}
          style={{ insetInlineStart: `${pen.x * 100}%`, insetBlockStart: `${pen.y * 100}%` }}
          aria-hidden="true"
        />
      </div>
      <label className="slider">
        {t('draw.thickness')}
        <input
          type="range"
          min={THIN}
          max={THICK}
          step={0.01}
          value={thickness}
          onChange={(event) => setThickness(Number(event.target.value))}
        />
      </label>
      <div className="row">
        <button type="button" className="primary" disabled={strokes.length === 0 || isBusy} onClick={send}>
          <Icon name="play" /> {t('try.run')}
        </button>
        <button type="button" disabled={strokes.length === 0} onClick={undo}>
          <Icon name="undo" /> {t('draw.undo')}
        </button>
        <button type="button" disabled={strokes.length === 0} onClick={clear}>
          <Icon name="close" /> {t('draw.clear')}
        </button>
      </div>
      <p id={keysId} className="muted small">
        {t('draw.keys')}
      </p>
    </div>
  );
}

function within(value: number): number {
  return Math.min(1, Math.max(0, value));
}
