import { accept } from './accept.ts';
import { batching } from './batching.ts';
import { big } from './big.ts';
import { burst1000 } from './burst1000.ts';
import { burst10000 } from './burst10000.ts';
import { fair } from './fair.ts';
import { followers } from './followers.ts';
import { fullTable } from './full-table.ts';
import { idleLatency } from './idle-latency.ts';
import { photo } from './photo.ts';
import { reads } from './reads.ts';
import { scale } from './scale.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioName } from './scenario-name.ts';
import { tiny } from './tiny.ts';
import { twoWorkers } from './two-workers.ts';
import { uploadFlood } from './upload-flood.ts';

/** Everything that can be measured. */
export const SCENARIOS = {
  tiny,
  accept,
  photo,
  big,
  'idle-latency': idleLatency,
  burst1000,
  burst10000,
  'upload-flood': uploadFlood,
  reads,
  followers,
  'two-workers': twoWorkers,
  'full-table': fullTable,
  fair,
  batching,
  scale,
} satisfies Record<ScenarioName, Scenario>;
