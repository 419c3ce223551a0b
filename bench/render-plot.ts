import { type EChartsOption, init, type SeriesOption } from 'echarts';

/** What every plot has. */
export type PlotOptions = {
  readonly title: string;
  /** A line below the title: what to look at, or how it was measured. */
  readonly note?: string;
  readonly width?: number;
  readonly height?: number;
};

/** The name carries the unit: `latency, ms`. */
export type Axis = { readonly name: string; readonly isLog?: boolean };

/* Colours of text and of lines: names for echarts; `renderPlot` puts the colours in. */
const INK = '#a1b200';
const QUIET = '#a1b201';
const RULE = '#a1b202';
/** The colour of what lies on a colour. */
export const PAPER = '#a1b203';
/** Of series: eight that colour-blind readers can tell apart by hue or lightness. */
export const COLOURS: readonly string[] = Array.from({ length: 8 }, (_, i) => `#a1b21${i}`);

/**
 * Draws what echarts is told to, as an SVG that stands alone and is readable on light and on dark ground: its colours
 * are CSS variables that follow the reader's preference.
 */
export function renderPlot(
  { title, note, width = 760, height = 340 }: PlotOptions,
  option: EChartsOption,
): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif', color: QUIET },
    title: {
      text: title,
      ...(note && { subtext: note }),
      left: 12,
      top: 6,
      itemGap: 6,
      textStyle: { fontSize: 16, fontWeight: 600, color: INK },
      subtextStyle: { fontSize: 12, color: QUIET },
    },
    grid: { left: 44, right: 28, top: option.legend ? 108 : 86, bottom: 16 },
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  const label = title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return GROUNDS.reduce(
    (text, [standIn, name]) => text.replaceAll(standIn, `var(--plot-${name})`),
    // Classes and marks serve pointers, and nothing here can be pointed at.
    svg
      .replace(/<style >[\s\S]*?<\/style>\n?/, '')
      .replaceAll(/ (class|ecmeta_\w+|pointer-events)="[^"]*"/g, ''),
  ).replace(/<svg ([^>]*)>/, `<svg $1 class="plot" role="img" aria-label="${label}"><style>${STYLE}</style>`);
}

/** The two axes of a plot. */
export function axesOf(x: Axis, y: Axis) {
  const axis = {
    nameTextStyle: { color: QUIET, fontSize: 12 },
    axisLabel: { color: QUIET, fontSize: 12, hideOverlap: true },
    axisLine: { lineStyle: { color: RULE } },
    axisTick: { lineStyle: { color: RULE } },
    splitLine: { lineStyle: { color: RULE } },
  };
  const type = ({ isLog = false }: Axis) => (isLog ? ('log' as const) : ('value' as const));
  return {
    xAxis: {
      ...axis,
      type: type(x),
      name: x.name,
      nameLocation: 'middle' as const,
      nameGap: 30,
      splitLine: { show: false },
    },
    yAxis: {
      ...axis,
      type: type(y),
      name: y.name,
      nameLocation: 'end' as const,
      nameTextStyle: { ...axis.nameTextStyle, align: 'left' as const },
      axisLine: { show: false },
      axisTick: { show: false },
    },
  };
}

/** The legend of some series. One needs none: the title says what it is. */
export function legendOf(series: readonly { readonly name: string }[], itemWidth = 12): EChartsOption {
  if (series.length < 2) return {};
  const textStyle = { color: QUIET, fontSize: 12 };
  return {
    legend: {
      left: 12,
      top: 52,
      itemWidth,
      itemHeight: 10,
      itemGap: 22,
      itemStyle: { opacity: 1 },
      textStyle,
    },
  };
}

/** The name and the colour of a series. */
export function look(name: string, colour: number) {
  return {
    name,
    silent: true,
    itemStyle: { color: COLOURS[colour % COLOURS.length]! },
  } satisfies SeriesOption;
}

/** What each stand-in is on light and on dark ground. Echarts computes with colours and knows no CSS variables. */
const GROUNDS: readonly (readonly [standIn: string, name: string, light: string, dark: string])[] = [
  [INK, 'ink', '#1b2430', '#e8ecf1'],
  [QUIET, 'quiet', '#5a6675', '#9aa7b6'],
  [RULE, 'rule', '#dfe4ea', '#2c3642'],
  [PAPER, 'paper', '#ffffff', '#10151b'],
  [COLOURS[0]!, 'c0', '#0067a5', '#4aa8e8'],
  [COLOURS[1]!, 'c1', '#d0670f', '#f0914a'],
  [COLOURS[2]!, 'c2', '#00805d', '#33b78f'],
  [COLOURS[3]!, 'c3', '#a03d80', '#d98bbf'],
  [COLOURS[4]!, 'c4', '#a98600', '#e0c040'],
  [COLOURS[5]!, 'c5', '#2b8fc4', '#8fd0f5'],
  [COLOURS[6]!, 'c6', '#6b7685', '#aab4c0'],
  [COLOURS[7]!, 'c7', '#c02633', '#f0707a'],
];

const [LIGHT, DARK] = ([2, 3] as const).map((ground) =>
  GROUNDS.map((row) => `--plot-${row[1]}:${row[ground]}`).join(';'),
);
const STYLE = `.plot{max-width:100%;height:auto;${LIGHT}}@media (prefers-color-scheme:dark){.plot{${DARK}}}`;
