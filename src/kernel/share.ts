import type { Asker } from './asker.js';
import { Fault } from './errors.js';
import { remembered } from './memo.js';

export interface ShareLimits {
  /** What there is to share, in a unit of the caller's. */
  readonly all: number;
  /** Of it, for one asker at a time; no more than `all`. */
  readonly ofOne: number;
  /** How many requests may wait, in all and of one asker; as many as come by default. */
  readonly waiting?: { readonly all: number; readonly ofOne: number; readonly ms: number };
}

export interface ShareFigures {
  readonly used: number;
  readonly waiting: number;
}

/** What requests that wait may keep in memory, in bytes of their bodies. */
const WAITING_BYTES = { all: 32 * 1_048_576, ofOne: 4 * 1_048_576 };

interface Waiter {
  readonly asker: Asker;
  readonly weight: number;
  readonly go: () => void;
}

interface Line {
  used: number;
  bytes: number;
  readonly waiters: Waiter[];
}

const busy = (): Fault =>
  new Fault('AT_CAPACITY', 'The server has more to do than it can do at once. Try again in a while. 服务器繁忙，请稍后重试。');

/**
 * Something of which there is only so much, shared among askers: nobody has more than their part at a time, and those who wait take turns by asker, not
 * by request. What one asks for beyond a whole part counts as one part.
 */
export class Share {
  /** By asker: those who have or want something. Those who wait come first when it is their turn. */
  readonly #lines = new Map<string, Line>();
  #used = 0;
  #waiting = 0;
  #waitingBytes = 0;
  /** Somebody whose own part has room waits for others to give back: nobody gets in before them. */
  #isShort = false;

  constructor(private readonly limits: ShareLimits) {}

  get figures(): ShareFigures {
    return { used: this.#used, waiting: this.#waiting };
  }

  /**
   * Takes a weight, to be given back by {@link give}: at once (undefined), or when it is the asker's turn. Throws or rejects with AT_CAPACITY where too many
   * wait, where it takes too long, and when the asker has gone.
   */
  take(asker: Asker, weight: number): Promise<void> | undefined {
    const own = Math.min(weight, this.limits.ofOne);
    const line = this.#lineOf(asker.key);
    if (line.waiters.length === 0 && !this.#isShort && this.#fits(line, own) && this.#hasRoom(own)) {
      line.used += own;
      this.#used += own;
      return undefined;
    }
    return this.#wait(asker, line, own);
  }

  give(asker: Asker, weight: number): void {
    const own = Math.min(weight, this.limits.ofOne);
    const line = this.#lineOf(asker.key);
    line.used -= own;
    this.#used -= own;
    this.#forget(asker.key, line);
    if (this.#waiting > 0) this.#callNext();
  }

  #lineOf(key: string): Line {
    return remembered(this.#lines, key, () => ({ used: 0, bytes: 0, waiters: [] }));
  }

  #forget(key: string, line: Line): void {
    if (line.used === 0 && line.waiters.length === 0) this.#lines.delete(key);
  }

  #fits(line: Line, weight: number): boolean {
    return line.used + weight <= this.limits.ofOne;
  }

  #hasRoom(weight: number): boolean {
    return this.#used + weight <= this.limits.all;
  }

  #wait(asker: Asker, line: Line, weight: number): Promise<void> {
    const { waiting } = this.limits;
    if (waiting) {
      const isMany = line.waiters.length >= waiting.ofOne || (line.bytes + asker.size > WAITING_BYTES.ofOne && line.waiters.length > 0);
      const isFull = this.#waiting >= waiting.all || this.#waitingBytes + asker.size > WAITING_BYTES.all;
      if (isMany || isFull) this.#forget(asker.key, line);
      if (isMany)
        throw new Fault(
          'AT_CAPACITY',
          '{count} of your requests wait already. Wait for their answers before you send more. 您已有 {count} 个请求在排队，请等待响应后再发送。',
          {},
          { count: line.waiters.length },
        );
      if (isFull) throw busy();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        stay();
        this.#waiting--;
        this.#waitingBytes -= asker.size;
        line.bytes -= asker.size;
      };
      const waiter: Waiter = {
        asker,
        weight,
        go: () => {
          leave();
          resolve();
        },
      };
      const giveUp = () => {
        line.waiters.splice(line.waiters.indexOf(waiter), 1);
        leave();
        this.#forget(asker.key, line);
        this.#callNext();
        reject(busy());
      };
      const timer = waiting && setTimeout(giveUp, waiting.ms);
      const stay = asker.onClose(giveUp);
      if (line.waiters.length === 0 && this.#fits(line, weight)) this.#isShort = true;
      line.waiters.push(waiter);
      line.bytes += asker.size;
      this.#waiting++;
      this.#waitingBytes += asker.size;
    });
  }

  /** Lets in whose turn it is, for as long as there is room. */
  #callNext(): void {
    this.#isShort = false;
    for (const [key, line] of this.#lines) {
      const next = line.waiters[0];
      if (!next || !this.#fits(line, next.weight)) continue;
      if (!this.#hasRoom(next.weight)) {
        this.#isShort = true;
        return;
      }
      line.waiters.shift();
      line.used += next.weight;
      this.#used += next.weight;
      // Behind all others; a map goes on to what is added while it is walked, so that one with more room comes again.
      this.#lines.delete(key);
      this.#lines.set(key, line);
      next.go();
    }
  }
}
