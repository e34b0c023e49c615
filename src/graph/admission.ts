import type { Asker } from '../kernel/asker.js';
import { Share, type ShareFigures } from '../kernel/share.js';
import { Turns } from '../kernel/turns.js';
import type { Cost } from './cost.js';

/** Requests that wait for anything, and for how long. Beyond: AT_CAPACITY. */
export const WAITING = { all: 2_000, ofOne: 256, ms: 5_000 };

/**
 * Price of operations that run at once. Whatever costs no more than FREE_COST, some 20 ms of PostgreSQL, only takes turns for a connection; what costs more
 * may keep a processor of PostgreSQL busy, and an asker has one or two of those at a time.
 */
const FREE_COST = 20_000;
const COST = { all: 400_000, ofOne: 100_000, waiting: WAITING };

/** Answers that are made or sent at once: as many of the largest. What has less than FREE_BYTES at most is not counted. */
const FREE_BYTES = 262_144;
const LARGEST_ANSWERS = { all: 8, ofOne: 3 };

/** Commands at once: most of the time of one is the commit's, which others share. */
const WRITES = { all: 10, ofOne: 8, waiting: WAITING };

/** Decides when an operation may run: by what it costs, the bytes of its answer, and whether it writes. Each is shared among askers. */
export class Admission {
  readonly turns = new Turns(WAITING);
  readonly #cost = new Share(COST);
  readonly #bytes: Share;
  readonly #writes = new Share(WRITES);

  /** `responseBytes`: of the largest answer. */
  constructor(private readonly responseBytes: number) {
    const { all, ofOne } = LARGEST_ANSWERS;
    this.#bytes = new Share({ all: all * responseBytes, ofOne: ofOne * responseBytes, waiting: WAITING });
  }

  get figures(): Readonly<Record<string, ShareFigures>> {
    return { documents: this.turns.figures, cost: this.#cost.figures, bytes: this.#bytes.figures, writes: this.#writes.figures };
  }

  /** Whether an operation is answered at once: it keeps a connection for no longer than a moment. */
  isSmall({ total, bytes }: Cost): boolean {
    return total <= FREE_COST && bytes <= FREE_BYTES;
  }

  /** Waits until the operation may run. What it takes is given back when the asker leaves, room for the answer when that has been sent. Throws AT_CAPACITY. */
  async enter(asker: Asker, { total, bytes }: Cost, isWrite: boolean): Promise<void> {
    if (isWrite) await hold(this.#writes, asker, 1);
    if (total > FREE_COST) await hold(this.#cost, asker, total);
    const most = Math.min(bytes, this.responseBytes);
    if (most <= FREE_BYTES) return;
    await this.#bytes.take(asker, most);
    asker.onClose(() => this.#bytes.give(asker, most));
  }
}

async function hold(share: Share, asker: Asker, weight: number): Promise<void> {
  await share.take(asker, weight);
  asker.hold(() => share.give(asker, weight));
}
