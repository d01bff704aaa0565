/** Longest time that a piece of work keeps the page from painting, in milliseconds. */
const slice = 12;

/** How many numbers are added up between two looks at the clock: about a millisecond. */
const piece = 0x10000;

/** Does the same with many numbers, in pieces. */
export function* inPieces(count: number, work: (from: number, to: number) => void): Generator<void, void> {
  for (let from = 0; from < count; from += piece) {
    work(from, Math.min(count, from + piece));
    yield;
  }
}

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
