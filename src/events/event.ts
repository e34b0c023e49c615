/** The topics of the event log and what their payloads hold: ids and what scopes and filters test, never personal data. */
export interface Topics {
  /** An incident changed. `before` is null when it was reported. */
  incident: {
    readonly incidentId: string;
    /** The step of its history; null when only its place changed, as in a re-partition. */
    readonly eventId: string | null;
    readonly version: number;
    readonly before: Facts | null;
    readonly after: Facts;
  };
  /**
   * Something changed that processes keep in memory: the posts, accounts or revoked tokens of one person or client; where neither is named, anything of
   * a jurisdiction, its organisations, grids and stairwells among it.
   */
  house: { readonly reason: string; readonly person?: string; readonly client?: string };
}
export type Topic = keyof Topics;

/** What scopes and filters test of a row. */
export type Facts = { readonly place: string } & Readonly<Record<string, unknown>>;

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
