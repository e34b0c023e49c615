import { type Grant, wheresOf } from '../auth/grant.js';
import type { Viewer } from '../auth/viewer.js';
import { remembered } from '../kernel/memo.js';
import { isWithin, levelOf } from '../kernel/place.js';
import type { RowRef } from './noun.js';
import { and, or, type Slot, type Sql, slot, sql } from './sql.js';

export type Visible = (viewer: Viewer) => readonly Grant[];

/** What planning sees of a grant: all of it but for the values, which are bound in the run. */
export interface GrantShape {
  /** Where it lies among the viewer's grants on the noun. */
  readonly index: number;
  /** The level of its place; null where it has none. */
  readonly level: number | null;
  readonly where: readonly { readonly property: string; readonly isList: boolean }[];
  readonly when: string | null;
  readonly withhold: readonly string[];
}

/** A viewer's grants on a noun, and what a plan may depend on of them. */
interface Granted {
  readonly grants: readonly Grant[];
  readonly shapes: readonly GrantShape[];
  /** The shapes as text. */
  readonly key: string;
}

const memo = new WeakMap<Viewer, Map<Visible, Granted>>();

/** Computed once a viewer. */
export function grantedTo(viewer: Viewer, visible: Visible): Granted {
  const known = remembered(memo, viewer, () => new Map<Visible, Granted>());
  return remembered(known, visible, () => {
    const grants = normalise(visible(viewer));
    const shapes = grants.map(shapeOf);
    return { grants, shapes, key: JSON.stringify(shapes) };
  });
}

/** The viewer's grants, disjoint where places alone decide: a place within another adds nothing. */
export const grantsOf = (viewer: Viewer, visible: Visible): readonly Grant[] => grantedTo(viewer, visible).grants;

const shapeOf = (grant: Grant, index: number): GrantShape => ({
  index,
  level: grant.within === undefined ? null : levelOf(grant.within),
  where: wheresOf(grant).map(([property, wanted]) => ({ property, isList: Array.isArray(wanted) })),
  when: grant.when ?? null,
  withhold: grant.withhold ?? [],
});

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

const grantSlots = new WeakMap<Visible, Map<string, Slot>>();

/** Reads one value of a grant in a run. One parameter a statement, however often it is asked for. */
function ofGrant(visible: Visible, { index }: GrantShape, type: string, part: 'within' | { readonly where: string }): Slot {
  const isList = type.endsWith('[]');
  const pick = (grant: Grant) => {
    const value = part === 'within' ? grant.within : grant.where![part.where];
    return isList ? [value].flat() : value;
  };
  const known = remembered(grantSlots, visible, () => new Map<string, Slot>());
  const name = `${index} ${type} ${part === 'within' ? '' : part.where}`;
  return remembered(known, name, () => slot(type, (run) => pick(grantsOf(run.viewer, visible)[index]!)));
}

/** What a grant asks of a row beside its place. */
export const wherePredicate = (row: RowRef, visible: Visible, shape: GrantShape): Sql[] => [
  ...shape.where.map(({ property, isList }) => {
    const type = row.type(property);
    // A list has each of its values.
    if (type.endsWith('[]')) return sql`${row.col(property)} && ${ofGrant(visible, shape, type, { where: property })}`;
    return isList
      ? sql`${row.col(property)} = any(${ofGrant(visible, shape, `${type}[]`, { where: property })})`
      : sql`${row.col(property)} = ${ofGrant(visible, shape, type, { where: property })}`;
  }),
  ...(shape.when === null ? [] : [row.condition(shape.when)]),
];

/** The condition that one grant shows the row. */
export const grantPredicate = (row: RowRef, visible: Visible, shape: GrantShape): Sql =>
  and([
    ...(shape.level === null ? [] : [sql`${row.col('place')} ^@ ${ofGrant(visible, shape, 'text', 'within')}`]),
    ...wherePredicate(row, visible, shape),
  ]);

/** The condition that some grant shows the row, and opens the part where one is named. */
export const visiblePredicate = (row: RowRef, visible: Visible, shapes: readonly GrantShape[], part?: string): Sql =>
  or(shapes.filter(({ withhold }) => part === undefined || !withhold.includes(part)).map((shape) => grantPredicate(row, visible, shape)));

/** Whether every grant opens the part, so that no row needs to be asked. */
export const allOpen = (shapes: readonly GrantShape[], part: string): boolean => shapes.every(({ withhold }) => !withhold.includes(part));
