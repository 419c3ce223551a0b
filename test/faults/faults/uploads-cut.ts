import { mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { firstIdAt } from '../../../shared/domain/job-id.ts';
import { blobFiles } from '../../support/blob-files.ts';
import { openSocket } from '../../support/raw-http.ts';
import type { System } from '../system/system.ts';
import { until } from './conditions.ts';
import { type Fault, must } from './fault.ts';

const HEAD =
  'POST /v1/jobs?model=digits HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 2000000\r\n\r\n';
const HALF = Buffer.alloc(1_000_000, 0x41);

/** Uploads end in the middle, because the client goes or the api is killed; neither leaves a row or, for long, a file. */
export const uploadsCut: Fault = {
  name: 'uploads-cut',
  title: 'Uploads cut in the middle, and SIGKILL of an api during a large one',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, ends }) {
    const [api] = system.apis;
    for (const cut of ['destroy', 'resetAndDestroy'] as const) {
      const socket = await beginUpload(system);
      socket[cut]();
      await until('the cut upload has left nothing', () => unfinished(system).length === 0);
    }
    const socket = await beginUpload(system);
    await api!.kill();
    ends();
    socket.destroy();
    const left = unfinished(system);
    must(left.length === 1, `${left.length} unfinished uploads, expected was 1`);
    await api!.start();
    await sweepAsOld(system, left[0]!);
  },
};

async function beginUpload(system: System) {
  const socket = await openSocket(system.urls[0]!);
  socket.on('error', () => {});
  socket.write(HEAD);
  socket.write(HALF);
  await until('the upload is being stored', () => unfinished(system).length === 1);
  return socket;
}

/** Files of uploads under way; those of the load are far too small to be seen. */
function unfinished({ dataDir }: System): string[] {
  return blobFiles(dataDir).filter((file) => file.endsWith('.partial') && isLarge(file));
}

function isLarge(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > HALF.length / 10;
}

/** Makes a file look as if it had lain there for hours, and has the workers change: who begins to lead sweeps such files. */
async function sweepAsOld({ blobsDir, workers }: System, file: string): Promise<void> {
  const id = firstIdAt(Date.now() - 2 * 3_600_000);
  const folder = path.join(blobsDir, id.slice(0, 7), id);
  mkdirSync(path.dirname(folder), { recursive: true });
  renameSync(path.dirname(file), folder);
  for (const worker of workers) {
    await worker.stop();
    await worker.start();
  }
  await until(
    'the sweeper has removed what the killed api has left',
    () => !isLarge(path.join(folder, path.basename(file))),
  );
}
