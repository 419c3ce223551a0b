/* In an api or a worker: while told so, every bell is rung a second time, under an id of its own. */
import { randomUUID } from 'node:crypto';

if (/\/(api|worker)\/main\.js$/.test(process.argv[1] ?? '')) {
  const { default: bullmq } = await import('bullmq');
  const { addBulk } = bullmq.Queue.prototype;
  let isOn = false;
  process.on('message', (message) => {
    if (message.fault === 'ring-twice') isOn = message.isOn;
  });
  bullmq.Queue.prototype.addBulk = function (bells) {
    const again = bells.map((bell) => ({ ...bell, opts: { ...bell.opts, jobId: randomUUID() } }));
    return addBulk.call(this, isOn ? [...bells, ...again] : bells);
  };
}
