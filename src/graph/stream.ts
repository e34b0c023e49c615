import type { Viewer } from '../auth/viewer.js';
import type { LoggedEvent } from '../events/event.js';
import type { PlaceTree } from '../kernel/place.js';
import type { Statement } from '../read/sql.js';
import { type Context, signedIn } from './context.js';

/** Who watches, as of now. */
export interface Watcher {
  readonly viewer: Viewer;
  readonly tree: PlaceTree;
}

/** What every live field declares. `AuthScope` is plain data: watchers whose auth scopes are equal get the same items, as the same bytes. */
interface Live<AuthScope> {
  /**
   * All of the watcher that the items depend on, beside what the rows in them show. Throws the Fault that refuses this watcher. Asked again whenever
   * rights or places may have changed.
   */
  authScope(watcher: Watcher): AuthScope;
}

/** A live field that tells each event once, in order, and can be resumed after a cursor: every item has a field `cursor`, which live/ fills in. */
export interface EventStream<AuthScope = unknown> extends Live<AuthScope> {
  readonly kind: 'events';
  /** Where to resume; null: from now on. */
  readonly after: string | null;
  /** Routing keys of an auth scope. An event that has none of them is not tested against it. */
  routingKeysOf(authScope: AuthScope): readonly string[];
  readonly routingKeysOfEvent: (event: LoggedEvent) => readonly string[];
  /** The item that an event is to watchers of one auth scope, or null. Tested in memory. */
  item(event: LoggedEvent, authScope: AuthScope, tree: PlaceTree): Readonly<Record<string, unknown>> | null;
  /** The first item for who comes without a cursor, where that is not a heartbeat: what it refers to is read when the stream begins. */
  readonly opening?: Readonly<Record<string, unknown>>;
  /** What a quiet stream says. */
  readonly heartbeat: Readonly<Record<string, unknown>>;
}

/** A live field that tells how things stand, now and whenever it has changed. What stood in between may be left out. */
export interface StateStream<AuthScope = unknown> extends Live<AuthScope> {
  readonly kind: 'state';
  /** Whether an event may have changed it. */
  concerns(event: LoggedEvent, authScope: AuthScope, tree: PlaceTree): boolean;
  /** How things stand, rows that are to be read among it; `ask` answers a statement's one JSON column. */
  state(authScope: AuthScope, ask: (statement: Statement) => Promise<unknown>): Promise<Readonly<Record<string, unknown>>>;
}

/** What the subscriber of a live field answers. live/ follows it. */
export type Stream<AuthScope = unknown> = EventStream<AuthScope> | StateStream<AuthScope>;

/** The `subscribe` of a live field: says for somebody who is signed in what there is to follow. */
export const live =
  <Args>(stream: (args: Args) => Stream) =>
  ({ args, context }: { args: Args; context: Context }) => {
    signedIn(context);
    // type-graphql asks for an iterator; nobody iterates.
    return stream(args) as never;
  };
