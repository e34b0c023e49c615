import { isWithin, levelOf, type Place, SEGMENT } from '../kernel/place.js';
import { placeOf, placeSlot } from './filter.js';
import { type GrantShape, grantPredicate, grantsOf, type Visible, wherePredicate } from './grants.js';
import { type Input, isGiven } from './input.js';
import type { RowRef } from './noun.js';
import { grantShapes, type Planning, tableOf } from './planning.js';
import { and, join, raw, type Slot, type Sql, slot, sql } from './sql.js';

/**
 * Pages of rows by the viewer's scopes. A scope is compared by level equality, left(place, n) = scope, which an index answers in order; a path range
 * cannot page (334 ms against 0.04 ms). Several scopes are several arms, disjoint, each with its own order and limit, merged by PostgreSQL.
 */

/** Levels that have an index; below, the deepest indexed level finds the rows and the place itself narrows them. */
const INDEXED_LEVELS = 5;

/** left(place, n) = scope, by the deepest index there is. */
function atPlace(row: RowRef, level: number, place: Sql | Slot): Sql {
  const own = row.col('place');
  if (level <= INDEXED_LEVELS) return sql`left(${own}, ${raw(String(level * SEGMENT))}) = ${place}`;
  const indexed = raw(String(INDEXED_LEVELS * SEGMENT));
  return sql`left(${own}, ${indexed}) = left(${place}, ${indexed}) and ${own} ^@ ${place}`;
}

export interface Bounds {
  /** The `within` of the filter. */
  readonly within: Input;
  /** The owner's place, when the list hangs below a row. */
  readonly below: Sql | null;
}

/** One way into a list, answered in page order by one index. */
export interface Arm {
  readonly condition: Sql;
  /** What keeps rows of earlier arms out of a count. A page leaves it off: telling equal rows apart there costs nothing, while this might walk a whole index. */
  readonly isNew: readonly Sql[];
}

/** The arms of a list: together they hold for just the rows that the viewer sees within the bounds. */
export function arms(planning: Planning, row: RowRef, visible: Visible, bounds: Bounds): Arm[] {
  const shapes = grantShapes(planning, row.noun, visible);
  return shapes.flatMap((shape, i) => {
    const rest = wherePredicate(row, visible, shape);
    const isNew = shapes
      .slice(0, i)
      .filter((other) => mayOverlap(other, shape))
      .map((other) => sql`(${grantPredicate(row, visible, other)}) is not true`);
    if (shape.level === null) return [{ condition: and([...rest, ...insideBounds(row, bounds)]), isNew }];
    return scoped(planning, row, visible, shape, shape.level, bounds).map((scope) => ({ condition: and([scope, ...rest]), isNew }));
  });
}

/** Grants by place alone that open the same parts never overlap: none lies within another. */
const mayOverlap = (a: GrantShape, b: GrantShape): boolean =>
  a.where.length > 0 || b.where.length > 0 || a.when !== null || b.when !== null || String(a.withhold) !== String(b.withhold);

function insideBounds(row: RowRef, { within, below }: Bounds): Sql[] {
  return [
    ...(isGiven(within) ? [sql`${row.col('place')} ^@ ${placeSlot(within)}`] : []),
    ...(below ? [sql`${row.col('place')} ^@ ${below}`] : []),
  ];
}

/** One grant's place, cut by the bounds: the narrower place decides at its level; where they have nothing in common, nothing is found. */
function scoped(
  planning: Planning,
  row: RowRef,
  visible: Visible,
  { index }: GrantShape,
  scopeLevel: number,
  { within, below }: Bounds,
): Sql[] {
  const isCut = isGiven(within);
  const level = isCut ? Math.max(scopeLevel, levelNamedBy(within) ?? 1) : scopeLevel;
  const place = slot('text', (run) => {
    const grantPlace = grantsOf(run.viewer, visible)[index]!.within!;
    if (!isCut) return grantPlace;
    const wanted = placeOf(within.read(run), within, run.tree);
    if (wanted === null) return null;
    return isWithin(wanted, grantPlace) ? wanted : isWithin(grantPlace, wanted) ? grantPlace : null;
  });
  if (!below) return [atPlace(row, level, place)];
  // Below a row whose level only the database knows: one arm for owners at or above the scope, one for each level below it.
  const depth = planning.key.ask('depth', ({ tree }) => tree.depth);
  const deeper = Array.from({ length: Math.max(0, depth - level) }, (_, n) => level + n + 1);
  return [
    sql`length(${below}) <= ${raw(String(level * SEGMENT))} and ${place} ^@ ${below} and ${atPlace(row, level, place)}`,
    ...deeper.map((n) => sql`length(${below}) = ${raw(String(n * SEGMENT))} and ${below} ^@ ${place} and ${atPlace(row, n, below)}`),
  ];
}

/** The level of the place that `within` names; null for an id that nobody ever gave out. */
const levelNamedBy = (within: Input): number | null =>
  within.askTree('level', (id, tree) => {
    const place: Place | null = placeOf(id, within, tree);
    return place === null ? null : levelOf(place);
  });

/** The one way into a list that needs no scopes. */
export const only = (condition: Sql): Arm => ({ condition, isNew: [] });

/** At or below an owner's place, for small public tables: a range that a plain index answers. */
export const below = (row: RowRef, place: Sql | Slot): Sql =>
  sql`(${row.col('place')} >= ${place} and ${row.col('place')} < ${place} || '~')`;

/** How many rows the arms hold, each counted by the first arm it came by. */
export function countOf(planning: Planning, row: RowRef, ways: readonly Arm[], rest: readonly Sql[]): Sql {
  if (ways.length === 0) return raw('0');
  return join(
    ways.map(({ condition, isNew }) => sql`(select count(*) from ${tableOf(planning, row)} where ${and([condition, ...isNew, ...rest])})`),
    ' + ',
  );
}
