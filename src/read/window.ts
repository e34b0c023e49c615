import { type Grant, wheresOf } from '../auth/grant.js';
import type { Viewer } from '../auth/viewer.js';
import { remembered } from '../kernel/memo.js';
import { isWithin, levelOf, type Place, SEGMENT } from '../kernel/place.js';
import { placeSlot } from './filter.js';
import { type Input, isGiven } from './input.js';
import type { RowRef } from './noun.js';
import type { Run } from './run-input.js';
import { and, or, raw, type Slot, type Sql, slot, sql } from './sql.js';

/**
 * Windows page rows by scope. A scope is compared by level equality, left(place, n) = scope, which an index answers in order; a path range cannot
 * page (design: 334 ms against 0.04 ms). Several scopes are several arms, disjoint, each with its own order and limit, merged by PostgreSQL.
 */

/** Levels that have an index; below, the deepest indexed level finds the rows and the place itself narrows them. */
const INDEXED_LEVELS = 5;

type Visible = (viewer: Viewer) => readonly Grant[];

const memo = new WeakMap<Viewer, Map<Visible, readonly Grant[]>>();

/** The viewer's grants, disjoint where places alone decide: a place within another adds nothing. Computed once a viewer. */
export function grantsOf(viewer: Viewer, visible: Visible): readonly Grant[] {
  const known = remembered(memo, viewer, () => new Map());
  return remembered(known, visible, () => normalise(visible(viewer)));
}

/** Grants that open the same parts and only name places are cut down to the outermost places, in a fixed order. */
function normalise(grants: readonly Grant[]): readonly Grant[] {
  const distinct = [...new Map(grants.map((grant) => [JSON.stringify(grant), grant])).values()];
  const opensNoMore = (a: Grant, b: Grant) => (b.withhold ?? []).every((part) => a.withhold?.includes(part));
  const adds = (grant: Grant, i: number) =>
    !distinct.some(
      (other, j) =>
        i !== j &&
        !other.where &&
        !other.when &&
        opensNoMore(grant, other) &&
        (other.within === undefined || (grant.within !== undefined && isWithin(grant.within, other.within))) &&
        // Of two equal ones the first stays.
        (JSON.stringify(other.within) !== JSON.stringify(grant.within) ||
          grant.where !== undefined ||
          grant.when !== undefined ||
          !opensNoMore(other, grant) ||
          j < i),
    );
  return distinct.filter(adds).sort((a, b) => Number(!!a.where) - Number(!!b.where) || levelOf(a.within ?? '') - levelOf(b.within ?? ''));
}

/** What the statement's shape depends on in a viewer's grants: not the places, only their levels. */
export const outlineOfGrants = (grants: readonly Grant[]): string =>
  grants
    .map(
      ({ within, where, when, withhold }) =>
        `${within === undefined ? '' : levelOf(within)}${Object.keys(where ?? {})}${when ?? ''}${withhold ? `-${withhold}` : ''}`,
    )
    .join('|');

const grantSlots = new WeakMap<Visible, Map<string, Slot>>();

/** Reads one value of the i-th grant in a run: the plan knows the shape, the run the values. One parameter a statement, however often it is asked for. */
function ofGrant(visible: Visible, i: number, type: string, part: 'within' | { readonly where: string }): Slot {
  const pick = (grant: Grant) => (part === 'within' ? grant.within : grant.where![part.where]);
  const known = remembered(grantSlots, visible, () => new Map<string, Slot>());
  const name = `${i} ${type} ${part === 'within' ? '' : part.where}`;
  return remembered(known, name, () => slot(type, (run) => pick(grantsOf(run.viewer, visible)[i]!)));
}

function wherePredicate(row: RowRef, visible: Visible, grant: Grant, i: number): Sql[] {
  const when = grant.when === undefined ? [] : [row.condition(grant.when)];
  const where = wheresOf(grant).map(([property, wanted]) => {
    const type = row.type(property);
    return Array.isArray(wanted)
      ? sql`${row.col(property)} = any(${ofGrant(visible, i, `${type}[]`, { where: property })})`
      : sql`${row.col(property)} = ${ofGrant(visible, i, type, { where: property })}`;
  });
  return [...where, ...when];
}

/** The condition that some grant shows the row (and opens the part): for single rows. Its shape is that of the grants, not of their places. */
export function visiblePredicate(row: RowRef, viewer: Viewer, visible: Visible, part?: string): Sql {
  const grants = grantsOf(viewer, visible);
  const usable = grants.map((grant, i) => ({ grant, i })).filter(({ grant }) => part === undefined || !grant.withhold?.includes(part));
  return or(usable.map(({ grant, i }) => grantPredicate(row, visible, grant, i)));
}

/** Whether every grant of the viewer opens the part, so that no row needs to be asked. */
export const allOpen = (viewer: Viewer, visible: Visible, part: string): boolean =>
  grantsOf(viewer, visible).every((grant) => !grant.withhold?.includes(part));

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
  /** The owner's place, when the window hangs below a row. */
  readonly below: Sql | null;
}

/** One way into a window, answered in page order by one index. */
export interface Arm {
  readonly condition: Sql;
  /** What keeps rows of earlier arms out of a count. A page leaves it off: telling equal rows apart there costs nothing, while this might walk a whole index. */
  readonly isNew: readonly Sql[];
}

/** The arms of a window: together they hold for just the rows that the viewer sees within the bounds. */
export function arms(row: RowRef, run: Run, visible: Visible, bounds: Bounds): Arm[] {
  const grants = grantsOf(run.viewer, visible);
  return grants.flatMap((grant, i) => {
    const rest = wherePredicate(row, visible, grant, i);
    const isNew = grants.flatMap((other, j) =>
      j < i && mayOverlap(other, grant) ? [sql`(${grantPredicate(row, visible, other, j)}) is not true`] : [],
    );
    if (grant.within === undefined) return [{ condition: and([...rest, ...insideBounds(row, bounds)]), isNew }];
    return scoped(row, run, visible, grant.within, i, bounds).map((scope) => ({ condition: and([scope, ...rest]), isNew }));
  });
}

/** Grants by place alone that open the same parts never overlap: normalise left none within another. */
const mayOverlap = (a: Grant, b: Grant): boolean =>
  !!a.where || !!b.where || !!a.when || !!b.when || String(a.withhold) !== String(b.withhold);

function grantPredicate(row: RowRef, visible: Visible, grant: Grant, i: number): Sql {
  return and([
    ...(grant.within === undefined ? [] : [sql`${row.col('place')} ^@ ${ofGrant(visible, i, 'text', 'within')}`]),
    ...wherePredicate(row, visible, grant, i),
  ]);
}

function insideBounds(row: RowRef, { within, below }: Bounds): Sql[] {
  return [
    ...(isGiven(within) ? [sql`${row.col('place')} ^@ ${placeSlot(within)}`] : []),
    ...(below ? [sql`${row.col('place')} ^@ ${below}`] : []),
  ];
}

/** One grant's place, cut by the bounds: the narrower place decides at its level; where they have nothing in common, nothing is found. */
function scoped(row: RowRef, run: Run, visible: Visible, scope: Place, i: number, { within, below }: Bounds): Sql[] {
  const scopeLevel = levelOf(scope);
  const withinPlace = isGiven(within) ? placeSlot(within).read(run) : undefined;
  const level = Math.max(scopeLevel, typeof withinPlace === 'string' ? levelOf(withinPlace) : 1);
  const readWithin = isGiven(within) ? placeSlot(within).read : null;
  const place = slot('text', (own) => {
    const grantPlace = grantsOf(own.viewer, visible)[i]!.within!;
    if (!readWithin) return grantPlace;
    const wanted = readWithin(own) as Place | null;
    if (wanted === null) return null;
    return isWithin(wanted, grantPlace) ? wanted : isWithin(grantPlace, wanted) ? grantPlace : null;
  });
  if (!below) return [atPlace(row, level, place)];
  // Below a row whose level only the database knows: one arm for owners at or above the scope, one for each level below it.
  const deeper = Array.from({ length: Math.max(0, run.tree.depth - level) }, (_, n) => level + n + 1);
  return [
    sql`length(${below}) <= ${raw(String(level * SEGMENT))} and ${place} ^@ ${below} and ${atPlace(row, level, place)}`,
    ...deeper.map((n) => sql`length(${below}) = ${raw(String(n * SEGMENT))} and ${below} ^@ ${place} and ${atPlace(row, n, below)}`),
  ];
}
