import type { Channel, Item, Subscriber } from './channel.js';

/** A state that changes often is told this often at most. */
const SPACING_MS = 1_000;
/** So often it is looked at again though no event says so: some figures change with the time of day, or with rows that have no events. */
const REFRESH_MS = 60_000;
/** What changes together is told together. */
const SETTLING_MS = 50;

/** What a state channel needs from the server. */
export interface StateChannelParts {
  /** How things stand now. Waits for a database that is away for the moment. */
  look(): Promise<Item>;
  fail(subscriber: Subscriber, error: unknown): void;
}

/** Subscribers who are told how things stand: looked at once for all of them, told when it is not as it was. Who is slow misses what stood in between. */
export class StateChannel implements Channel {
  readonly #members = new Set<Subscriber>();
  /** Those who do not know how things stand now. */
  readonly #unaware = new Set<Subscriber>();
  #latest: Item | null = null;
  #isStale = true;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #isLooking = false;

  constructor(private readonly parts: StateChannelParts) {}

  join(subscriber: Subscriber): void {
    this.#members.add(subscriber);
    this.#unaware.add(subscriber);
    if (this.#isStale) this.#lookSoon();
    else this.#tell();
  }

  leave(subscriber: Subscriber): void {
    this.#members.delete(subscriber);
    this.#unaware.delete(subscriber);
    if (this.#members.size > 0 || !this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** It may not be any more as it was told. */
  advance(): void {
    this.#isStale = true;
    this.#lookSoon();
  }

  resume(subscriber: Subscriber): void {
    subscriber.fullSince = null;
    this.#tell();
  }

  pass(): void {}

  tick(now: number): void {
    if (now - this.#lookedAt > REFRESH_MS) this.advance();
  }

  #lookSoon(): void {
    if (this.#timer || this.#isLooking || this.#members.size === 0) return;
    const wait = Math.max(this.#latest ? SETTLING_MS : 0, this.#lookedAt + SPACING_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#look();
    }, wait);
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    this.#isStale = false;
    this.#lookedAt = performance.now();
    try {
      const now = await this.parts.look();
      if (!this.#latest?.payload.equals(now.payload)) for (const member of this.#members) this.#unaware.add(member);
      this.#latest = now;
      this.#tell();
    } catch (error) {
      for (const member of [...this.#members]) this.parts.fail(member, error);
    } finally {
      this.#isLooking = false;
      if (this.#isStale) this.#lookSoon();
    }
  }

  #tell(): void {
    if (!this.#latest) return;
    for (const subscriber of this.#unaware) {
      if (subscriber.fullSince !== null) continue;
      if (subscriber.sink.send([this.#latest]) > 0) this.#unaware.delete(subscriber);
      if (subscriber.sink.isFull) subscriber.fullSince = performance.now();
    }
  }
}
