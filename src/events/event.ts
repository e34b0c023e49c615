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
  /** Organisations, grids or appointments changed: trees and viewers kept in memory are out of date. */
  house: { readonly reason: string };
}
export type Topic = keyof Topics;

/** What scopes and filters test of a row. */
export type Facts = { readonly place: string } & Readonly<Record<string, unknown>>;

export type NewEvent = { [T in Topic]: { readonly topic: T; readonly jurisdictionId: string; readonly payload: Topics[T] } }[Topic];
/** An event at its place in the log: positions only grow, and what is visible is complete up to the last one. */
export type LoggedEvent = NewEvent & { readonly pos: number; readonly at: string };
