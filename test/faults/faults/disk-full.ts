import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { last, until } from './conditions.ts';
import { type Fault, must } from './fault.ts';

const DISK_BYTES = 16 * 1024 * 1024;

/** The disk of the blob store is full: who would need it is refused before the 202, all others go on. */
export const diskFull: Fault = {
  name: 'disk-full',
  title: 'The disk of the blob store full for 2 s: 507 before the 202, and on as soon as there is room',
  backends: ['redis'],
  leaveOut() {
    const folder = mkdtempSync(path.join(tmpdir(), 'penstock-mount-'));
    try {
      mount(folder);
      execFileSync('umount', [folder]);
      return undefined;
    } catch {
      return 'a disk of its own cannot be mounted here';
    } finally {
      rmdirSync(folder);
    }
  },
  async prepare({ blobsDir }) {
    mkdirSync(blobsDir, { recursive: true });
    mount(blobsDir);
  },
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, client }) {
    const filler = path.join(system.blobsDir, 'filler');
    fill(filler);
    await until('an upload is refused for want of room', () => client.http.count(/^POST 507$/) > 0);
    await last(2000);
    rmSync(filler);
    const others = client.http.count(/^POST 5/) - client.http.count(/^POST 507$/);
    must(others === 0, `${others} uploads were refused with something else than 507`);
  },
  async undo({ blobsDir }) {
    execFileSync('umount', [blobsDir]);
  },
};

function mount(folder: string): void {
  const options = ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folder];
  execFileSync('mount', options, { stdio: 'ignore' });
}

/** Takes all the room there is, to the last block. */
function fill(file: string): void {
  for (let bytes = DISK_BYTES; bytes >= 4096; bytes /= 2)
    try {
      for (;;) writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
}
