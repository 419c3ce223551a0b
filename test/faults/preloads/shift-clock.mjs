/* In an api or a worker with FAULT_CLOCK_MS: its clock is so far ahead, or behind when that is negative. */
const shiftMs = Number(process.env.FAULT_CLOCK_MS ?? 0);

if (shiftMs !== 0 && /\/(api|worker)\/main\.js$/.test(process.argv[1] ?? '')) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...args) {
      if (args.length === 0) super(RealDate.now() + shiftMs);
      else super(...args);
    }
    static now() {
      return RealDate.now() + shiftMs;
    }
  };
}
