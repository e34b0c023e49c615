import type { Place } from '../kernel/place.js';

/**
 * The topics of the event log and what their payloads hold: ids and what scopes and filters test, never personal data. A module adds its topics by
 * declaration merging, next to the facts that they carry.
 */
export interface Topics {
  /**
   * Something changed that processes keep in memory: the posts, accounts or revoked tokens of one person or client; where neither is named, anything of
   * a jurisdiction, its organisations, grids and stairwells among it.
   */
  directory: { readonly reason: string; readonly person?: string; readonly client?: string };
}
export type Topic = keyof Topics;

/** What the events of every noun carry of a row; a noun adds what its filters and grants test. */
export type Facts = {
  readonly place: Place;
  /** The place that took over, where a re-partition moved the row there. */
  readonly successor?: Place | null;
  /** Where the row's place moved together with everything below it: its own new place. */
  readonly carried?: Place;
};

export type NewEvent = { [T in Topic]: { readonly topic: T; readonly jurisdictionId: string; readonly payload: Topics[T] } }[Topic];

/**
 * A position in the event log. Positions only grow. The term is that of the sequencer which gave it out: where a database was put back to an earlier
 * state, the same number may come again, but not in the same term.
 */
export interface Point {
  readonly pos: number;
  readonly term: number;
}

/** An event at its place in the log: what is visible is complete up to the last one. */
export type LoggedEvent = NewEvent & Point & { readonly at: string };

/** Events that follow each other in the log, and the position before the first of them. */
export interface Batch {
  readonly after: number;
  readonly events: readonly LoggedEvent[];
}
