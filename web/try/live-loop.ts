/** Endings of the last answers, from which frames per second are told. */
const REMEMBERED = 10;
const PAUSE_AFTER_FAILURE_MS = 1000;

/**
 * Sends one frame after another while the signal lets it: the next is taken when the last was answered, so there is one
 * on its way at a time and it is always the newest.
 *
 * @param ask takes a frame and resolves with its answer; undefined when there was nothing to take
 * @param onAnswer is given each answer, and how many a second there are
 */
export async function runLive<Answer>({
  ask,
  onAnswer,
  onError,
  signal,
  now = () => performance.now(),
  pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}: {
  ask: () => Promise<Answer | undefined>;
  onAnswer: (answer: Answer, framesPerSecond: number) => void;
  onError: (error: unknown) => void;
  signal: AbortSignal;
  now?: () => number;
  pause?: (ms: number) => Promise<unknown>;
}): Promise<void> {
  const endings: number[] = [now()];
  while (!signal.aborted) {
    try {
      const answer = await ask();
      if (signal.aborted) return;
      if (answer === undefined) {
        await pause(50);
        continue;
      }
      endings.push(now());
      if (endings.length > REMEMBERED) endings.shift();
      const seconds = (endings.at(-1)! - endings[0]!) / 1000;
      onAnswer(answer, seconds > 0 ? (endings.length - 1) / seconds : 0);
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
      await pause(PAUSE_AFTER_FAILURE_MS);
    }
  }
}
