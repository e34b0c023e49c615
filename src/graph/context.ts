import type { GraphQLResolveInfo } from 'graphql';
import type { Viewer } from '../auth/viewer.js';
import type { LoggedEvent } from '../events/event.js';
import { Fault } from '../kernel/errors.js';
import type { Result } from '../kernel/result.js';
import type { Loaders, Reader } from '../read/reader.js';
import type { Run } from '../read/run-input.js';
import { type Command, type Done, type Idempotent, run, type Workshop } from '../work/command.js';

/** What every resolver gets. One a request; a subscription's is renewed for each event, for rights may have changed meanwhile. */
export interface Context {
  readonly viewer: Viewer;
  readonly reader: Reader;
  /** What a read with these variables binds from. */
  readonly runOf: (variables: Readonly<Record<string, unknown>>) => Run;
  readonly workshop: () => Workshop;
  readonly loaders: Loaders;
  /** The same request with the viewer's rights of now. */
  readonly renew: () => Promise<Context>;
  readonly streams: Streams;
}

/** How one subscriber's stream is made out of the event log. */
export interface StreamOf<Item> {
  /** What a quiet stream says, with a cursor that is safe to resume from. */
  readonly heartbeat: (cursor: string) => Item;
  /** What an event is to this subscriber; null when it is nothing. */
  readonly item: (event: LoggedEvent, cursor: string) => Promise<Item | null>;
}

/** The event log as subscriptions follow it. live/ makes it. */
export interface Streams {
  /** From now on, or after a cursor. Throws CURSOR_INVALID or CURSOR_EXPIRED. */
  follow<Item>(after: string | null, stream: StreamOf<Item>): AsyncIterableIterator<Item>;
}

/** A root field of Query, through the reader. */
export const readRoot = (context: Context, info: GraphQLResolveInfo): Promise<unknown> =>
  context.reader.field(info, context.runOf(info.variableValues));

/** Runs a verb for the viewer. Every mutation but an anonymous report asks for a token first. */
export function perform<Input extends Idempotent>(context: Context, command: Command<Input>, input: Input): Promise<Result<Done>> {
  return run(context.workshop(), command, input);
}

/** For what nobody does without saying who they are. */
export function signedIn(context: Context): Context {
  if (!context.viewer.jurisdiction) throw new Fault('UNAUTHENTICATED', 'Sign in first: send a bearer token.');
  return context;
}
