export type EdfFileSignal = {
  readonly label: string;
  readonly unit?: string;
  readonly samplesPerRecord: number;
  /** Digital value of sample `i` of the whole signal; or the bytes of record `r`, for annotations. */
  readonly at?: (i: number) => number;
  readonly text?: (record: number) => string;
  readonly physical?: readonly [number, number];
  readonly digital?: readonly [number, number];
};

type EdfFile = {
  readonly signals: readonly EdfFileSignal[];
  readonly records: number;
  readonly recordSeconds?: number;
  readonly kind?: '' | 'EDF+C' | 'EDF+D';
  readonly start?: readonly [string, string];
  /** What the header says instead of `records`. */
  readonly saysRecords?: number;
};

/** An EDF file, made as its specification says and by none of the product's code. */
export function edfFile({
  signals,
  records,
  recordSeconds = 1,
  kind = '',
  start = ['23.02.20', '05.38.00'],
  saysRecords = records,
}: EdfFile): Buffer {
  const field = (value: string | number, width: number) => String(value).padEnd(width).slice(0, width);
  const all = (width: number, value: (signal: EdfFileSignal) => string | number) =>
    signals.map((signal) => field(value(signal), width)).join('');
  const header = [
    field('0', 8),
    field('X X X X', 80),
    field('Startdate X X X X', 80),
    field(start[0], 8),
    field(start[1], 8),
    field(256 * (signals.length + 1), 8),
    field(kind, 44),
    field(saysRecords, 8),
    field(recordSeconds, 8),
    field(signals.length, 4),
    all(16, ({ label }) => label),
    all(80, () => ''),
    all(8, ({ unit = 'uV' }) => unit),
    all(8, ({ physical }) => physical?.[0] ?? -3276.8),
    all(8, ({ physical }) => physical?.[1] ?? 3276.7),
    all(8, ({ digital }) => digital?.[0] ?? -32_768),
    all(8, ({ digital }) => digital?.[1] ?? 32_767),
    all(80, () => ''),
    all(8, ({ samplesPerRecord }) => samplesPerRecord),
    all(32, () => ''),
  ].join('');
  const data = Array.from({ length: records }, (_, record) =>
    signals.map(({ samplesPerRecord, at, text }) => {
      const bytes = Buffer.alloc(2 * samplesPerRecord);
      if (text) bytes.write(text(record));
      else
        for (let i = 0; i < samplesPerRecord; i++)
          bytes.writeInt16LE(at?.(record * samplesPerRecord + i) ?? 0, 2 * i);
      return bytes;
    }),
  ).flat();
  return Buffer.concat([Buffer.from(header, 'latin1'), ...data]);
}
