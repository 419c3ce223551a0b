import { useEffect, useSyncExternalStore } from 'react';
import type { JobChange } from '../../shared/domain/job-change.ts';
import { JOB_STATUSES } from '../../shared/domain/job-status.ts';
import type { Progress } from '../../shared/domain/progress.ts';

/** Whether changes are being heard: `connecting` at first, `offline` while the connection is lost. */
export type LiveState = 'connecting' | 'live' | 'offline';

/** What listeners are called with: a change, how far a job is, or that some may have been missed. */
export type LiveNews =
  | { readonly kind: 'change'; readonly change: JobChange }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'resumed' };

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;

/**
 * The one event stream of this tab, however many jobs it shows. The browser itself comes back after a lost connection,
 * with the last id it has seen; where it gives up, because something on the way has answered instead, this does.
 */
class Live {
  #source: EventSource | undefined;
  #state: LiveState = 'connecting';
  #lastId = '';
  #pauseMs = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<(news: LiveNews) => void>();
  readonly #onState = new Set<() => void>();

  /** Begins to listen. Doing so again changes nothing. */
  open(): void {
    if (this.#source && this.#source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.#timer);
    const source = new EventSource(
      this.#lastId ? `/v1/events?after=${encodeURIComponent(this.#lastId)}` : '/v1/events',
    );
    this.#source = source;
    source.onopen = () => {
      const isBack = this.#state === 'offline';
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#set('live');
      if (isBack) this.#tell({ kind: 'resumed' });
    };
    source.onerror = () => {
      this.#set('offline');
      if (source.readyState !== EventSource.CLOSED) return;
      // An id that is not understood any more must not keep us out for ever.
      if (this.#pauseMs >= LONGEST_PAUSE_MS) this.#lastId = '';
      this.#timer = setTimeout(() => this.open(), this.#pauseMs);
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    };
    for (const status of JOB_STATUSES)
      source.addEventListener(status, (event) => {
        this.#lastId = event.lastEventId;
        this.#tell({ kind: 'change', change: JSON.parse(event.data) as JobChange });
      });
    source.addEventListener('progress', (event) =>
      this.#tell({ kind: 'progress', progress: JSON.parse(event.data) as Progress }),
    );
  }

  /** Ends it, as on signing out. */
  close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
    this.#lastId = '';
    this.#set('connecting');
  }

  /** @returns ends that */
  listen(listener: (news: LiveNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onState = (listener: () => void): (() => void) => {
    this.#onState.add(listener);
    return () => this.#onState.delete(listener);
  };

  state = (): LiveState => this.#state;

  #set(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#onState) listener();
  }

  #tell(news: LiveNews): void {
    for (const listener of [...this.#listeners]) listener(news);
  }
}

/** The event stream of this tab. */
export const live = new Live();

export function useLiveState(): LiveState {
  return useSyncExternalStore(live.onState, live.state);
}

/** Calls back with all news while the component is there. Keep the function stable. */
export function useLiveNews(listener: (news: LiveNews) => void): void {
  useEffect(() => live.listen(listener), [listener]);
}
