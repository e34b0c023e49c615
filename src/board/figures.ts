import type { Identity } from '../explorer/identity.js';
import {
  BoardCountsDocument,
  BoardFiguresDocument,
  type BoardFiguresQueryVariables,
  BoardGridsDocument,
  type BoardGridsQuery,
} from './generated/graphql.js';
import { allOf, ask } from './graph.js';
import { endOf, lastDays, startOf } from './time.js';

export type Grid = BoardGridsQuery['grids']['nodes'][number];

export interface GridCount {
  readonly open: number;
  readonly overdue: number;
}

export interface Figures {
  readonly open: number;
  readonly overdue: number;
  readonly supervised: number;
  /** The earliest day first; the last is today. */
  readonly days: readonly { readonly day: string; readonly count: number }[];
  readonly domains: readonly { readonly domain: string; readonly count: number }[];
  /** By the id of the grid. */
  readonly grids: ReadonlyMap<string, GridCount>;
}

const DAYS = 14;

export const gridsOf = (identity: Identity, scope: string): Promise<readonly Grid[]> =>
  allOf(async (after) => (await ask(identity, BoardGridsDocument, { scope, after })).grids);

export async function figuresOf(identity: Identity, scope: string, now: number): Promise<Figures> {
  const days = lastDays(now, DAYS);
  const spans = Object.fromEntries(days.map((day, i) => [`day${i}`, { from: startOf(day), to: endOf(day) }]));
  const [answer, grids] = await Promise.all([
    ask(identity, BoardFiguresDocument, { scope, ...spans } as BoardFiguresQueryVariables),
    allOf(async (after) => (await ask(identity, BoardCountsDocument, { scope, after })).grids),
  ]);
  const { open, overdue, supervised, ...rest } = answer;
  const counted = rest as Readonly<Record<string, { readonly totalCount: number }>>;
  return {
    open: open.totalCount,
    overdue: overdue.totalCount,
    supervised: supervised.totalCount,
    days: days.map((day, i) => ({ day, count: counted[`day${i}`]!.totalCount })),
    domains: Object.entries(counted)
      .filter(([name]) => !name.startsWith('day'))
      .map(([domain, { totalCount }]) => ({ domain, count: totalCount }))
      .sort((one, other) => other.count - one.count),
    grids: new Map(grids.map(({ id, openIncidentCount, overdue }) => [id, { open: openIncidentCount, overdue: overdue.totalCount }])),
  };
}
