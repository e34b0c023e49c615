import type { Asker } from './asker.js';
import { Share, type ShareFigures, type ShareLimits } from './share.js';

/** In one pass of the event loop documents are worked on for about so long. */
const PASS_MS = 2;
/** An asker whose work took longer rests for as long as that took. */
const LONG_MS = 10;

/**
 * The event loop, as far as work is concerned that cannot be interrupted: documents are parsed, checked, priced, planned and introspected one after the
 * other, askers in turn. After long work everything else in the loop goes on first, and an asker has half of the loop's time at most.
 */
export class Turns {
  /** One turn at a time for each asker: kept while they work and while they rest. */
  readonly #own: Share;
  readonly #loop = new Share({ all: 1, ofOne: 1 });
  /** Whose turn it is. */
  #asker: Asker | null = null;
  /** When the work that is not counted yet began. */
  #startedAt = 0;
  /** Worked by the asker in this turn, in ms. */
  #worked = 0;
  /** Worked by all in this pass of the event loop, in ms. */
  #inPass = 0;

  constructor(waiting: ShareLimits['waiting']) {
    this.#own = new Share({ all: Number.POSITIVE_INFINITY, ofOne: 1, waiting });
  }

  /** How many work or rest, and how many requests wait. */
  get figures(): ShareFigures {
    const [own, loop] = [this.#own.figures, this.#loop.figures];
    return { used: own.used - loop.waiting, waiting: own.waiting + loop.waiting };
  }

  /** Waits for the asker's turn; undefined where it is at once. It lasts until {@link end}, or until the asker leaves. Throws AT_CAPACITY. */
  begin(asker: Asker): Promise<void> | undefined {
    const rest = this.#own.take(asker, 1);
    if (rest) return rest.then(() => this.#enter(asker));
    return this.#enter(asker);
  }

  /** Lets the event loop go on with everything else where the turn has taken long by now. */
  async breathe(asker: Asker): Promise<void> {
    if (this.#asker !== asker) return;
    this.#count();
    if (this.#inPass < PASS_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#startedAt = performance.now();
  }

  end(asker: Asker): void {
    if (this.#asker !== asker) return;
    this.#count();
    this.#asker = null;
    const pass = () => this.#loop.give(asker, 1);
    if (this.#inPass < PASS_MS) pass();
    else setImmediate(pass);
    const rested = () => this.#own.give(asker, 1);
    if (this.#worked < LONG_MS) rested();
    else setTimeout(rested, this.#worked);
  }

  #enter(asker: Asker): Promise<void> | undefined {
    const begin = () => {
      this.#asker = asker;
      this.#worked = 0;
      this.#startedAt = performance.now();
      asker.hold(() => this.end(asker));
    };
    try {
      const others = this.#loop.take(asker, 1);
      if (!others) {
        begin();
        return undefined;
      }
      return others.then(begin, (error) => {
        this.#own.give(asker, 1);
        throw error;
      });
    } catch (error) {
      this.#own.give(asker, 1);
      throw error;
    }
  }

  #count(): void {
    const now = performance.now();
    if (this.#inPass === 0) setImmediate(() => (this.#inPass = 0));
    this.#inPass += now - this.#startedAt;
    this.#worked += now - this.#startedAt;
    this.#startedAt = now;
  }
}
