import type { Identity } from '../explorer/identity.js';
import {
  BoardCountsDocument,
  BoardFiguresDocument,
  BoardGridsDocument,
  type BoardGridsQuery,
  BoardReportedDocument,
  type BoardReportedQuery,
  BoardStatisticsDocument,
  type ShareFragment,
} from './generated/graphql.js';
import { allOf, ask } from './graph.js';
import { dayAfter, dayOf, daysBefore, startOf } from './time.js';

export type Grid = BoardGridsQuery['grids']['nodes'][number];

export interface GridCount {
  readonly open: number;
  readonly overdue: number;
}

/** What anybody may count of what they see. */
export interface Figures {
  readonly open: number;
  readonly overdue: number;
  readonly supervised: number;
  readonly today: number;
  /** By the id of the grid. */
  readonly grids: ReadonlyMap<string, GridCount>;
}

export interface Day {
  /** 2026-11-22. */
  readonly day: string;
  readonly reported: number;
  readonly completed: number;
}

export interface Statistics {
  /** The earliest first; the last is today. */
  readonly days: readonly Day[];
  /** The most frequent first. */
  readonly categories: readonly { readonly categoryId: string; readonly name: string; readonly count: number }[];
  readonly rates: readonly (readonly [name: RateName, rate: ShareFragment])[];
}

type Figure = NonNullable<BoardReportedQuery['statistics']>['reportedFigures'][number];
/** A published number that the rows can tell. */
export type Reported = Figure & { readonly computed: number };

/** The rates of the board, in their order. */
export const rateNames = [
  'completionRate',
  'onTimeRate',
  'satisfactionRate',
  'visitCoverage',
  'personDwellingCompleteness',
  'staffingRate',
  'branchCoverage',
  'meetingCompliance',
] as const;
export type RateName = (typeof rateNames)[number];

const DAYS = 30;

export const gridsOf = (identity: Identity, scope: string): Promise<readonly Grid[]> =>
  allOf(async (after) => (await ask(identity, BoardGridsDocument, { scope, after })).grids);

export async function figuresOf(identity: Identity, scope: string, now: number): Promise<Figures> {
  const day = dayOf(now);
  const [{ open, overdue, supervised, today }, grids] = await Promise.all([
    ask(identity, BoardFiguresDocument, { scope, today: { from: startOf(day), to: startOf(dayAfter(day)) } }),
    allOf(async (after) => (await ask(identity, BoardCountsDocument, { scope, after })).grids),
  ]);
  return {
    open: open.totalCount,
    overdue: overdue.totalCount,
    supervised: supervised.totalCount,
    today: today.totalCount,
    grids: new Map(grids.map(({ id, openIncidentCount, overdue }) => [id, { open: openIncidentCount, overdue: overdue.totalCount }])),
  };
}

const lastDays = (now: number) => {
  const to = dayAfter(dayOf(now));
  return { from: daysBefore(to, DAYS), to };
};

/** Of the last thirty days; null for who holds no post there or above. */
export async function statisticsOf(identity: Identity, scope: string, now: number): Promise<Statistics | null> {
  const { statistics, flow } = await ask(identity, BoardStatisticsDocument, { scope, period: lastDays(now) });
  if (!statistics || !flow) return null;
  return {
    days: flow.groups.map(({ keys, reported, completed }) => ({ day: keys[0]!.value, reported, completed })),
    categories: statistics.byCategory.toSorted((one, other) => other.count - one.count),
    rates: rateNames.map((name) => [name, statistics[name]] as const),
  };
}

/** Each figure has a period of its own. */
export async function reportedOf(identity: Identity, scope: string, now: number): Promise<readonly Reported[]> {
  const { statistics } = await ask(identity, BoardReportedDocument, { scope, period: lastDays(now) });
  return (statistics?.reportedFigures ?? []).filter((figure): figure is Reported => figure.computed !== null);
}
