import type { GraphQLFormattedError } from 'graphql';
import type { Batch, Point } from '../events/event.js';

/** What is told to subscribers: the bytes of an execution result, made once for all of a channel. */
export interface Item {
  /** Of the event that it tells. */
  readonly point: Point;
  /** Null where there is nothing to resume from. */
  readonly cursor: string | null;
  readonly payload: Buffer;
}

/** The way to one subscriber. */
export interface Sink {
  /** Puts items on their way, in order, and says how many it took: less than all when its budget of unsent bytes is used up. */
  send(items: readonly Item[]): number;
  /** Whether its budget of unsent bytes is used up. Whoever made the subscription says when it is not any more. */
  readonly isFull: boolean;
  /** The last that is said: why it ended; null when nothing is wrong. */
  end(error: GraphQLFormattedError | null): void;
}

/** Somebody who follows a stream. */
export interface Subscriber {
  readonly sink: Sink;
  /** Up to where they have been told; while they are told live their channel knows better. */
  position: Point;
  /** Since when nothing went out, in ms; null while their sink takes what it is given. */
  fullSince: number | null;
  /** Whether they go on after a cursor. */
  readonly isResumed: boolean;
  /** When they were last told something, in ms; 0 before they are greeted. */
  toldAt: number;
}

/** Those who are told the same, by one evaluation. */
export interface Channel {
  /** Who comes from another channel has been greeted there. */
  join(subscriber: Subscriber): void;
  leave(subscriber: Subscriber): void;
  /** There are new events. */
  advance(): void;
  /** There are new events, but none for them. */
  pass(batch: Batch): void;
  /** A sink that was full is not any more. */
  resume(subscriber: Subscriber): void;
  /** Once in a while: says to quiet subscribers that nothing happened. */
  tick(now: number): void;
}
