/** Longest time that a piece of work keeps the page from painting, in milliseconds. */
const slice = 12;

/** Does long work in pieces, so that the page stays alive; starting new work gives up what was begun. */
export class Worker {
  private run = 0;

  constructor(private readonly onBusy: (busy: boolean) => void) {}

  /** Calls done at once when the work is short. */
  start<T>(work: Generator<void, T>, done: (result: T) => void): void {
    const run = ++this.run;
    const step = (): void => {
      if (run !== this.run) return;
      const until = performance.now() + slice;
      do {
        const next = work.next();
        if (next.done) {
          this.onBusy(false);
          done(next.value);
          return;
        }
      } while (performance.now() < until);
      this.onBusy(true);
      setTimeout(step);
    };
    step();
  }
}
