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
      throw new Fault('AT_CAPACITY', 'This server has no room for more streams. Try again in a while.');
    const name = claims ? nameOf(claims) : '';
    const own = this.#ofOne.get(name) ?? 0;
    if (own >= this.limits.connectionsOfOne)
      throw new Fault('AT_CAPACITY', `You have ${own} streams open here, which is as many as one may have. Close some.`);
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
