/** One entry of EDF+'s annotations: when it begins, how long it lasts, and what it says. */
export type Annotation = {
  /** Seconds from the start of the recording. */
  readonly onset: number;
  /** Null where none stands. */
  readonly duration: number | null;
  /** Empty in the first of each data record, which only says when the record begins. */
  readonly texts: readonly string[];
};

/**
 * The time-stamped annotation lists of one data record's annotation signal.
 * Source: EDF+, section 2.2.2: `+onset [0x15 duration] 0x14 text 0x14 … 0x00`.
 *
 * @returns none for what is not well formed
 */
export function parseAnnotations(bytes: Uint8Array): Annotation[] {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .split('\0')
    .flatMap((list) => {
      const [stamp = '', ...texts] = list.split(MARK);
      const [onset = '', duration] = stamp.split(DURATION_MARK);
      if (texts.length === 0 || !ONSET.test(onset) || (duration !== undefined && !DURATION.test(duration)))
        return [];
      // Behind the last mark stands nothing.
      return [
        {
          onset: Number(onset),
          duration: duration === undefined ? null : Number(duration),
          texts: texts.slice(0, -1).filter(Boolean),
        },
      ];
    });
}

const [MARK, DURATION_MARK] = ['\x14', '\x15'];
const [ONSET, DURATION] = [/^[+-]\d+(\.\d*)?$/, /^\d+(\.\d*)?$/];
