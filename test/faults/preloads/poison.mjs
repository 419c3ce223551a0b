/*
 * In a compute child: an input that holds the number -12345 crashes the process as native code does; one that holds
 * -54321 makes it take a gigabyte and hold it.
 */
if (process.argv[1]?.endsWith('/compute/main.js')) {
  const { default: ort } = await import('onnxruntime-node');
  const { run } = ort.InferenceSession.prototype;
  const eaten = [];
  ort.InferenceSession.prototype.run = async function (feeds, ...rest) {
    const holds = (number) => Object.values(feeds).some(({ data }) => data.includes(number));
    if (holds(-12345)) process.kill(process.pid, 'SIGSEGV');
    if (holds(-54321)) {
      for (let i = 0; i < 16; i++) eaten.push(Buffer.alloc(64 * 1024 * 1024, 1));
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }
    return await run.call(this, feeds, ...rest);
  };
}
