import type { GraphQLResolveInfo } from 'graphql';
import type { Viewer } from '../auth/viewer.js';
import type { Asker } from '../kernel/asker.js';
import type { Language } from '../kernel/bilingual.js';
import { Fault } from '../kernel/errors.js';
import type { Reader } from '../read/reader.js';
import type { Run } from '../read/run-input.js';
import type { CommandContext } from '../work/command.js';
import type { Budget } from './persisted.js';

/** What every resolver gets. One a request; streams get a new one whenever rights may have changed. */
export interface Context {
  readonly viewer: Viewer;
  /** The jurisdiction that the router serves which the request came through; null where it came by itself. */
  readonly routes: number | null;
  /** In which messages are written. */
  readonly language: Language;
  readonly asker: Asker;
  /** What a partner's client may spend; null for everybody else. */
  readonly budget: Budget | null;
  /** What `extensions` of the answer say beside what was asked for. */
  readonly said: Record<string, unknown>;
  readonly reader: Reader;
  /** What a read with these variables binds from; in the context's language, unless another is named. */
  readonly runOf: (variables: Readonly<Record<string, unknown>>, language?: Language) => Run;
  readonly commandContext: () => CommandContext;
}

/** A root field of Query, through the reader. */
export const readRoot = (context: Context, info: GraphQLResolveInfo): Promise<unknown> =>
  context.reader.field(info, context.runOf(info.variableValues));

/** For what nobody does without saying who they are. */
export function signedIn(context: Context): Context {
  if (!context.viewer.jurisdiction) throw new Fault('UNAUTHENTICATED', 'Sign in first: send a bearer token. 请先登录：发送 bearer 令牌。');
  return context;
}
