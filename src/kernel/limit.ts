import type { Label } from './bilingual.js';
import { Fault } from './errors.js';

/** The longest that a token may live. After that, the revocation of a single one is removed (modules/identity/revocation.jobs). */
export const LONGEST_TOKEN_DAYS = 366;

/** So many in so many seconds: all of them at once, and then one more whenever its part of the time has passed (a leaky bucket, GCRA). */
export interface Limit {
  readonly count: number;
  readonly seconds: number;
}

/** Refuses what comes too often. `what` is named in the message; `seconds`: after how long it may come again. */
export function rateLimited(what: Label, seconds: number): Fault {
  const retryAfter = Math.max(1, Math.ceil(seconds));
  return new Fault(
    'RATE_LIMITED',
    'There are too many {what}. Try again in {retryAfter} s. {what}过于频繁，请在 {retryAfter} 秒后重试。',
    { retryAfter },
    { what, retryAfter },
  );
}

const MOST_NAMES = 100_000;

/** Counts in the memory of this process, by name. Of very many names, those longest not seen are forgotten. */
export class Meter {
  /** When each has its whole allowance again, by the clock of performance.now(). In the order of last use. */
  readonly #wholeAt = new Map<string, number>();
  /** Milliseconds. */
  readonly #window: number;
  readonly #each: number;

  constructor({ count, seconds }: Limit) {
    this.#window = seconds * 1_000;
    this.#each = this.#window / count;
  }

  /** Seconds until the name may come again; 0: now. `underWay`: how many others may yet be counted, which matters to a name that was counted lately. */
  waitOf(name: string, underWay = 0): number {
    const now = performance.now();
    const wholeAt = this.#wholeAt.get(name) ?? 0;
    if (wholeAt <= now) return 0;
    return Math.max(0, wholeAt + this.#each * (1 + underWay) - now - this.#window) / 1_000;
  }

  count(name: string): void {
    const now = performance.now();
    const wholeAt = Math.max(this.#wholeAt.get(name) ?? 0, now) + this.#each;
    this.#wholeAt.delete(name);
    this.#wholeAt.set(name, wholeAt);
    if (this.#wholeAt.size > MOST_NAMES) this.#wholeAt.delete(this.#wholeAt.keys().next().value!);
  }
}
