/* In an api or a worker: while told so, no hint that goes by Redis gets anywhere. */
if (/\/(api|worker)\/main\.js$/.test(process.argv[1] ?? '')) {
  const { default: ioredis } = await import('ioredis');
  const { publish } = ioredis.Redis.prototype;
  let isOn = false;
  process.on('message', (message) => {
    if (message.fault === 'lose-hints') isOn = message.isOn;
  });
  ioredis.Redis.prototype.publish = function (...args) {
    return isOn ? Promise.resolve(0) : publish.apply(this, args);
  };
}
