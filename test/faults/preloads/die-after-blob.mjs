/* In an api: once told so, it is killed when it has just committed a blob, which is right before an insert. */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

if (process.argv[1]?.endsWith('api/main.js')) {
  const { rename } = fs;
  let isOn = false;
  process.on('message', (message) => {
    if (message.fault === 'die-after-blob') isOn = message.isOn;
  });
  fs.rename = async (from, to) => {
    await rename(from, to);
    if (isOn && String(from).endsWith('.partial')) process.kill(process.pid, 'SIGKILL');
  };
  syncBuiltinESMExports();
}
