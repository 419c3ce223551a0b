import type { Bin } from './load/histogram-bins.ts';
import {
  type Axis,
  axesOf,
  COLOURS,
  legendOf,
  look,
  PAPER,
  type PlotOptions,
  renderPlot,
} from './render-plot.ts';

/** `y` null leaves a gap. */
export type Point = readonly [x: number, y: number | null];

/** A colour is a number from 0 to 7; without one, series take them in turn. */
export type Series = {
  readonly name: string;
  readonly points: readonly Point[];
  readonly colour?: number;
  readonly isDashed?: boolean;
};

/** Lines over a numeric axis, as a standalone SVG. */
export function lineChart({ x, y, series, ...options }: PlotOptions & XY<Series>): string {
  return renderPlot(options, {
    ...axesOf(x, y),
    ...legendOf(series, 28),
    series: series.map(({ name, points, colour, isDashed = false }, i) => ({
      ...look(name, colour ?? i),
      type: 'line',
      data: dataOf(points),
      showSymbol: points.length <= 40,
      symbol: 'circle',
      symbolSize: 5,
      lineStyle: { width: 2, type: isDashed ? 'dashed' : 'solid' },
    })),
  });
}

/** Dots over a numeric axis, as a standalone SVG. */
export function scatterChart({ x, y, series, ...options }: PlotOptions & XY<Series>): string {
  return renderPlot(options, {
    ...axesOf(x, y),
    ...legendOf(series),
    series: series.map(({ name, points, colour }, i) => ({
      ...look(name, colour ?? i),
      type: 'scatter',
      data: dataOf(points),
      symbolSize: 4,
      // Else dots are drawn in chunks, the later ones over the earlier.
      progressive: 0,
      itemStyle: { color: COLOURS[colour ?? i]!, opacity: 0.55 },
    })),
  });
}

/** One value per category; null leaves a gap. */
export type Bars = {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly colour?: number;
};

/** Bars over categories, side by side or on top of each other, as a standalone SVG. */
export function barChart({
  x,
  y,
  series,
  isStacked = false,
  ...options
}: PlotOptions & {
  x: Axis & { readonly categories: readonly string[] };
  y: Axis;
  series: readonly Bars[];
  isStacked?: boolean;
}): string {
  const { xAxis, yAxis } = axesOf(x, y);
  return renderPlot(options, {
    xAxis: { ...xAxis, type: 'category', data: [...x.categories], axisTick: { show: false } },
    yAxis,
    ...legendOf(series),
    series: series.map(({ name, values, colour }, i) => ({
      ...look(name, colour ?? i),
      type: 'bar',
      data: [...values],
      barMaxWidth: 36,
      barGap: '12%',
      ...(isStacked && { stack: 'all' }),
    })),
  });
}

/** How many values lie in each of bins of one width, as a standalone SVG. One without an end is grey, and explained. */
export function histogram({
  x,
  y,
  bins,
  note = '',
  ...options
}: PlotOptions & { x: Axis; y: Axis; bins: readonly Bin[] }): string {
  const first = bins[0];
  const width = first?.to ? first.to - first.from : 1;
  const bars = bins.map(({ from, to, count }) => [from, to ?? from + width, count, to === null ? 1 : 0]);
  const open = bins.find(({ to }) => to === null);
  const { xAxis, yAxis } = axesOf(x, y);
  return renderPlot(
    { ...options, note: open ? `${note} Grey: ${open.count} from ${open.from} on.`.trim() : note },
    {
      xAxis: { ...xAxis, min: first?.from ?? 0, max: bars.at(-1)?.[1] ?? 1 },
      yAxis,
      series: {
        type: 'custom',
        data: bars,
        encode: { x: [0, 1], y: 2 },
        renderItem: (_, api) => {
          const [left, top] = api.coord([api.value(0), api.value(2)]) as [number, number];
          const [right, bottom] = api.coord([api.value(1), 0]) as [number, number];
          const shape = { x: left, y: top, width: Math.max(1, right - left - 1), height: bottom - top };
          return { type: 'rect', shape, style: { fill: COLOURS[api.value(3) === 1 ? 6 : 0]! } };
        },
      },
    },
  );
}

/** The parts of a whole as one bar, as a standalone SVG. */
export function stackedBar({
  x,
  parts,
  ...options
}: PlotOptions & { x: Axis; parts: readonly { readonly name: string; readonly value: number }[] }): string {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  const { xAxis } = axesOf(x, { name: '' });
  return renderPlot(
    { height: 190, ...options },
    {
      xAxis,
      yAxis: { type: 'category', data: [''], axisLine: { show: false }, axisTick: { show: false } },
      ...legendOf(parts),
      series: parts.map(({ name, value }, i) => ({
        ...look(name, i),
        type: 'bar',
        stack: 'all',
        barWidth: 40,
        data: [value],
        label: {
          show: value > total / 14,
          color: PAPER,
          formatter: () => value.toLocaleString('en-US', { maximumSignificantDigits: 3 }),
        },
      })),
    },
  );
}

type XY<T> = { readonly x: Axis; readonly y: Axis; readonly series: readonly T[] };

/** Echarts wants lists that it may change, and `-` for a gap. */
function dataOf(points: readonly Point[]): (number | string)[][] {
  return points.map(([x, y]) => [x, y ?? '-']);
}
