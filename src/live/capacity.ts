import type { Claims } from '../auth/token.js';
import { Fault } from '../kernel/errors.js';

/** How much of a process streams may take. */
export interface StreamLimits {
  /** Sockets and SSE responses that are open at once. */
  readonly connections: number;
  /** Of one person or client. */
  readonly connectionsOfOne: number;
}

/** Half a gigabyte of sockets, and fewer files than most systems let a process open. */
export const USUAL_LIMITS: StreamLimits = { connections: 15_000, connectionsOfOne: 1_000 };

/** Subscriptions on one socket. */
export const MOST_SUBSCRIPTIONS = 100;

/** What the subscriptions of one person or client may cost together, for each event. */
const MOST_COST = 100_000;

const nameOf = ({ issuer, subject, client }: Claims): string => `${issuer} ${client?.id ?? subject}`;

/** Counts connections. */
export class Capacity {
  #count = 0;
  readonly #ofOne = new Map<string, number>();

  constructor(private readonly limits: StreamLimits) {}

  get count(): number {
    return this.#count;
  }

  /** A place for one more, until it is given back. Throws AT_CAPACITY. */
  take(claims: Claims | null): () => void {
    if (this.#count >= this.limits.connections)
      throw new Fault('AT_CAPACITY', 'This server has no room for more streams. Try again in a while. 服务器的订阅连接已满，请稍后重试。');
    const name = claims ? nameOf(claims) : '';
    const own = this.#ofOne.get(name) ?? 0;
    if (own >= this.limits.connectionsOfOne)
      throw new Fault(
        'AT_CAPACITY',
        'You have {count} streams open here, which is as many as one may have. Close some. 您已打开 {count} 个订阅连接，已达上限，请先关闭一些。',
        {},
        { count: own },
      );
    this.#count++;
    this.#ofOne.set(name, own + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#count--;
      const left = this.#ofOne.get(name)! - 1;
      if (left > 0) this.#ofOne.set(name, left);
      else this.#ofOne.delete(name);
    };
  }
}

/** What is told to somebody by one evaluation: however many of their subscriptions it serves, it is paid for once. */
interface Told {
  readonly key: string;
  readonly price: number;
}

/** Adds up what the subscriptions of each person or client cost. */
export class Burden {
  readonly #ofOne = new Map<string, { total: number; readonly told: Map<string, { count: number; readonly price: number }> }>();

  /** Counts one more subscription of an asker. Throws AT_CAPACITY. */
  add(asker: string, { key, price }: Told): void {
    const own = this.#ofOne.get(asker) ?? { total: 0, told: new Map() };
    const told = own.told.get(key) ?? { count: 0, price };
    if (told.count === 0) {
      if (own.total + price > MOST_COST)
        throw new Fault(
          'AT_CAPACITY',
          'Your subscriptions may cost {max} for each event; with this one it would be {total}. Complete some, or ask for less. 您的订阅每个事件的总开销上限为 {max}，加上此订阅将达 {total}，请先结束一些订阅或减少内容。',
          {},
          { max: MOST_COST, total: own.total + price },
        );
      own.total += price;
    }
    told.count++;
    own.told.set(key, told);
    this.#ofOne.set(asker, own);
  }

  remove(asker: string, { key }: Told): void {
    const own = this.#ofOne.get(asker)!;
    const told = own.told.get(key)!;
    if (--told.count > 0) return;
    own.told.delete(key);
    own.total -= told.price;
    if (own.told.size === 0) this.#ofOne.delete(asker);
  }
}
