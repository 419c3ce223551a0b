/*
 * In a compute child: it keeps the priority that all others have. On a machine that is busy with other work it would
 * otherwise get next to nothing, and what is measured would be that work.
 */
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

if (process.argv[1]?.endsWith('/compute/main.js')) {
  os.setPriority = () => {};
  syncBuiltinESMExports();
}
