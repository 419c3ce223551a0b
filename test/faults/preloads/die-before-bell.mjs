/* In an api: once told so, it is killed when it is about to ring, which is right after an insert. */
if (process.argv[1]?.endsWith('api/main.js')) {
  const { default: bullmq } = await import('bullmq');
  const { addBulk } = bullmq.Queue.prototype;
  let isOn = false;
  process.on('message', (message) => {
    if (message.fault === 'die-before-bell') isOn = message.isOn;
  });
  bullmq.Queue.prototype.addBulk = function (bells) {
    if (isOn) process.kill(process.pid, 'SIGKILL');
    return addBulk.call(this, bells);
  };
}
