import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTranslation } from 'react-i18next';
import { useThemeChanges } from '../app/use-theme-changes.ts';
import { formatClock } from '../i18n/format.ts';

/** One line of a plot; null where there is nothing to show. */
export type Line = {
  readonly name: string;
  /** Name of a custom property of the style sheet. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly isFilled?: boolean;
};

const HEIGHT_PX = 150;

/** Lines over time. The plot itself is for the eye; its last values are in words beside it. */
export function Plot({
  title,
  times,
  lines,
  format,
  ceiling,
}: {
  title: string;
  /** Unix seconds */
  times: readonly number[];
  lines: readonly Line[];
  format: (value: number) => string;
  /** Top of the scale when nothing lies above. */
  ceiling?: number | undefined;
}) {
  const { language } = useTranslation().i18n;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const theme = useThemeChanges();
  const names = lines.map(({ name }) => name).join('\n');

  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew for other lines, colours or words only
  useEffect(() => {
    const element = frame.current!;
    const style = getComputedStyle(element);
    const color = (name: string) => style.getPropertyValue(name).trim() || '#888';
    const axis = {
      stroke: color('--muted'),
      grid: { stroke: color('--line'), width: 1 },
      ticks: { stroke: color('--line'), width: 1 },
      font: '11px system-ui',
    };
    const made = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT_PX,
        legend: { show: false },
        cursor: { y: false },
        scales: {
          x: { time: true },
          y: { range: (_, __, most) => [0, Math.max(ceiling ?? 1, (most ?? 0) * 1.1)] },
        },
        axes: [
          {
            ...axis,
            size: 28,
            values: (_, splits, __, ___, stepSeconds) =>
              splits.map((at) =>
                formatClock(at * 1000, language, undefined, stepSeconds < 60 ? 'medium' : 'short'),
              ),
          },
          { ...axis, size: 56, values: (_, splits) => splits.map(format) },
        ],
        series: [
          {},
          ...lines.map(({ name, color: property, isFilled }) => ({
            label: name,
            stroke: color(property),
            width: 1.5,
            points: { size: 4 },
            ...(isFilled && { fill: `${color(property)}33` }),
          })),
        ],
      },
      dataOf(times, lines),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: HEIGHT_PX }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [names, theme, language]);

  useEffect(() => plot.current?.setData(dataOf(times, lines)), [times, lines]);

  return (
    <figure className="card plot">
      <figcaption>
        <h2>{title}</h2>
        <ul className="legend">
          {lines.map(({ name, color, values }) => (
            <li key={name}>
              <span className="swatch" style={{ background: `var(${color})` }} aria-hidden="true" />
              {name} <span className="number">{textOf(values.at(-1), format)}</span>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={frame} aria-hidden="true" />
    </figure>
  );
}

function textOf(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}

function dataOf(times: readonly number[], lines: readonly Line[]): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}
