import { createSecretKey, type KeyObject } from 'node:crypto';
import { type Bilingual, halvesOf } from '../kernel/bilingual.js';
import { Fault } from '../kernel/errors.js';
import type { Point } from './event.js';

/** The history that a database's event log tells: who gave out positions, from where on, and what is still there. */
export interface History {
  /** The database's own: one that was restored from a backup has another. */
  readonly epoch: string;
  /** What cursors are signed with; as a key, because signing with bare bytes makes one of them each time, at five times the price. */
  readonly secret: KeyObject;
  /** The least position to resume from: what came up to it is gone. */
  readonly minimum: number;
  /** The terms of the sequencers in their order, and the last position before each. */
  readonly terms: readonly { readonly term: number; readonly after: number }[];
  /** The last position. */
  readonly head: Point;
}

interface Queryable {
  query(text: string): Promise<{ rows: unknown[] }>;
}

/** One statement, so that its parts belong together. */
const HISTORY = `
  select epoch, secret, minimum::float8 as minimum,
    (select json_agg(json_build_object('term', term, 'after', after) order by n) from event_term) as terms,
    (select json_build_object('pos', pos, 'term', term) from event_log order by pos desc limit 1) as last
  from event_epoch`;

export async function readHistory(database: Queryable): Promise<History> {
  const { rows } = await database.query(HISTORY);
  const { last, secret, ...history } = rows[0] as Omit<History, 'head' | 'secret'> & {
    readonly secret: Buffer;
    readonly last: Point | null;
  };
  return { ...history, secret: createSecretKey(secret), head: last ?? { pos: history.minimum, term: history.terms.at(-1)!.term } };
}

/** Whether a position was given out in this history: its term is known, and had not ended before it. */
export function holds({ terms }: History, { pos, term }: Point): boolean {
  const index = terms.findIndex((known) => known.term === term);
  const next = terms[index + 1];
  return index >= 0 && (next === undefined || pos <= next.after);
}

export const expired = (why: Bilingual): Fault =>
  new Fault(
    'CURSOR_EXPIRED',
    '{why} Read a snapshot again and subscribe after its streamCursor. {why}请重新读取快照，并从其 streamCursor 之后订阅。',
    {},
    { why: halvesOf(why) },
  );
