import type { Batch, Point } from '../events/event.js';
import type { Channel, Item, Subscriber } from './channel.js';

/** A quiet stream says so this often; the graph promises 15 s. */
const HEARTBEAT_MS = 10_000;

/** A part of the log as it is told. */
export interface Page {
  readonly items: readonly Item[];
  /** Of its last event. */
  readonly end: Point;
}

/** What an event channel needs from the server. */
export interface EventChannelParts {
  /** The last position that there is to tell. */
  head(): Point;
  /**
   * What the next events after a position are to this channel, as of now: at least one event, and no more than are built at once. Waits for a database
   * that is away for the moment. Throws CURSOR_EXPIRED where some of them are gone.
   */
  page(after: number): Promise<Page>;
  heartbeat(at: Point): Item;
  /** What is told first to who does not go on after a cursor; absent where that is a heartbeat. Waits for a database that is away. */
  readonly opening?: (at: Point) => Promise<Item>;
  /** Ends a subscription that cannot go on. */
  fail(subscriber: Subscriber, error: unknown): void;
}

/**
 * Subscribers of one document, with the same variables and rights. Those who have been told everything are told live: each event is evaluated once,
 * and all get the same bytes. Whoever comes with an older cursor, or takes slower than events come, is told from the log at their own pace, together
 * with those who are about as far, and then live again. Nothing is kept for anybody but a position.
 */
export class EventChannel implements Channel {
  /** Up to where those who are told live have been told. */
  #position: Point;
  readonly #live = new Set<Subscriber>();
  /** In the order in which it is their turn. */
  readonly #behind = new Set<Subscriber>();
  /** Those for whom it is read how things stand: they are told of events afterwards. */
  readonly #arriving = new Set<Subscriber>();
  #isTelling = false;
  #isCatchingUp = false;
  #quietSince = performance.now();

  constructor(private readonly parts: EventChannelParts) {
    this.#position = parts.head();
  }

  join(subscriber: Subscriber): void {
    const { opening, heartbeat } = this.parts;
    if (subscriber.toldAt > 0) this.#follow(subscriber);
    else if (opening && !subscriber.isResumed) void this.#open(subscriber, opening);
    // The first heartbeat says that the stream has begun, and from where.
    else this.#follow(subscriber, heartbeat(subscriber.position));
  }

  /** What is shown is no older than the position after which events are told. */
  async #open(subscriber: Subscriber, opening: (at: Point) => Promise<Item>): Promise<void> {
    this.#arriving.add(subscriber);
    try {
      const item = await opening(subscriber.position);
      if (this.#arriving.delete(subscriber)) this.#follow(subscriber, item);
    } catch (error) {
      if (this.#arriving.delete(subscriber)) this.parts.fail(subscriber, error);
    }
  }

  #follow(subscriber: Subscriber, ...first: readonly Item[]): void {
    this.#behind.add(subscriber);
    this.#take(subscriber, first);
    void this.#catchUp();
  }

  leave(subscriber: Subscriber): void {
    if (this.#live.delete(subscriber)) subscriber.position = this.#position;
    this.#behind.delete(subscriber);
    this.#arriving.delete(subscriber);
  }

  advance(): void {
    void this.#tellLive();
    void this.#catchUp();
  }

  pass({ after, events }: Batch): void {
    const isUpToDate = !this.#isTelling && this.#behind.size === 0 && this.#position.pos === after;
    if (isUpToDate) this.#position = events.at(-1)!;
    else this.advance();
  }

  resume(subscriber: Subscriber): void {
    subscriber.fullSince = null;
    if (this.#behind.has(subscriber)) void this.#catchUp();
  }

  tick(now: number): void {
    if (this.#live.size > 0 && now - this.#quietSince >= HEARTBEAT_MS) this.#giveLive([this.parts.heartbeat(this.#position)]);
    for (const subscriber of this.#behind)
      if (subscriber.fullSince === null && now - subscriber.toldAt >= HEARTBEAT_MS)
        this.#take(subscriber, [this.parts.heartbeat(subscriber.position)]);
  }

  async #tellLive(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      while (this.#live.size > 0 && this.#position.pos < this.parts.head().pos) {
        const { items, end } = await this.parts.page(this.#position.pos);
        if (items.length > 0) this.#giveLive(items);
        this.#position = end;
      }
    } catch (error) {
      for (const subscriber of [...this.#live]) this.parts.fail(subscriber, error);
    } finally {
      this.#isTelling = false;
    }
  }

  /** Whoever does not take all of it goes on from the log. */
  #giveLive(items: readonly Item[]): void {
    this.#quietSince = performance.now();
    for (const subscriber of this.#live) {
      const taken = this.#take(subscriber, items);
      if (subscriber.fullSince === null) continue;
      subscriber.position = taken === 0 ? this.#position : items[taken - 1]!.point;
      this.#live.delete(subscriber);
      this.#behind.add(subscriber);
    }
  }

  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    try {
      for (let next = this.#nextBehind(); next; next = this.#nextBehind()) await this.#tellBehind(next);
    } finally {
      this.#isCatchingUp = false;
    }
  }

  /** Whose turn it is. Whoever has caught up with those who are told live joins them. */
  #nextBehind(): Subscriber | null {
    for (const subscriber of this.#behind) {
      if (subscriber.fullSince !== null) continue;
      if (this.#live.size === 0 && !this.#isTelling && subscriber.position.pos >= this.parts.head().pos) {
        this.#position = subscriber.position;
        this.#quietSince = subscriber.toldAt;
      }
      if (subscriber.position.pos === this.#position.pos) {
        this.#behind.delete(subscriber);
        this.#live.add(subscriber);
        if (this.#position.pos < this.parts.head().pos) void this.#tellLive();
      } else if (subscriber.position.pos < this.parts.head().pos) return subscriber;
    }
    return null;
  }

  /** One page of the log, for one and for all who are within it. */
  async #tellBehind(first: Subscriber): Promise<void> {
    const start = first.position;
    let page: Page;
    try {
      page = await this.parts.page(start.pos);
    } catch (error) {
      this.parts.fail(first, error);
      return;
    }
    const { items, end } = page;
    for (const subscriber of [...this.#behind]) {
      const { pos } = subscriber.position;
      if (subscriber.fullSince !== null || pos < start.pos || pos >= end.pos) continue;
      const news = pos === start.pos ? items : items.filter(({ point }) => point.pos > pos);
      const taken = this.#take(subscriber, news);
      subscriber.position = taken === news.length ? end : taken > 0 ? news[taken - 1]!.point : subscriber.position;
      // The next one's turn.
      this.#behind.delete(subscriber);
      this.#behind.add(subscriber);
    }
  }

  /** Gives items to one subscriber, and notes whether they can take more. */
  #take(subscriber: Subscriber, items: readonly Item[]): number {
    if (items.length === 0) return 0;
    const taken = subscriber.sink.send(items);
    const now = performance.now();
    if (taken > 0) subscriber.toldAt = now;
    if (taken < items.length || subscriber.sink.isFull) subscriber.fullSince ??= now;
    return taken;
  }
}
