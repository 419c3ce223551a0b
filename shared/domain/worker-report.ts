/** What a worker says of itself with each heartbeat. */
export type WorkerReport = {
  readonly host: string;
  readonly pid: number;
  /** Compute children, and how many of them are in a batch just now. */
  readonly children: number;
  readonly busyChildren: number;
  readonly models: Readonly<Record<string, ModelReport>>;
  /** Prometheus text of the worker's own registry. */
  readonly metrics: string;
};

type ModelReport = {
  /** Attempts claimed and not settled. */
  readonly running: number;
  /** Jobs settled since the worker started. */
  readonly done: number;
  /** Jobs per second while there was work, over the last five seconds or so; null until measured. */
  readonly jobsPerSecond: number | null;
  /** Whether the worker could take as many jobs again as it has. */
  readonly hasRoom: boolean;
  /** Most jobs that a bell should name: a tenth of a second's work, so that a slow model spreads over workers. */
  readonly bellSize: number;
};
