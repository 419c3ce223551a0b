/** The kinds of recording that can be read; see `recordingHeader`. */
export const RECORDING_FORMATS = ['openbci-session', 'openbci-sd', 'edf'] as const;

export type RecordingFormat = (typeof RECORDING_FORMATS)[number];
