import type { EntitySchema } from '@mikro-orm/core';
import type { Bilingual } from '../kernel/bilingual.js';
import { dayOf } from '../kernel/clock.js';
import type { NounName } from '../kernel/ids.js';
import type { Place } from '../kernel/place.js';
import { refuse } from '../kernel/result.js';
import type { Work } from './command.js';

/**
 * What hangs on rows of other modules, and what becomes of it when those end or move. A module declares it (`keeps` in module.ts); a verb that ends or
 * moves a row goes through all declarations, and so knows no later module.
 */

/** A row ends: an organisation is dissolved, a grid closed, a household dissolved; a person moves away or dies. */
export interface Ending {
  /** Bare UUID. */
  readonly id: string;
  /** The first day on which it no longer is. */
  readonly day: string;
  /** Why, where the noun has reasons. */
  readonly reason?: string;
  /** The row that takes over, and where it lies; absent where none does. */
  readonly successor?: { readonly id: string; readonly place: Place };
  /** Of a grid that is split: the part around a point; null where that is not known. */
  readonly successorAt?: (location: Point) => string | null;
}

interface Point {
  readonly coordinates: readonly [longitude: number, latitude: number];
}

/** All rows at or below a place come to lie at another. */
export interface Move {
  readonly from: Place;
  readonly to: Place;
  /** Where grids come to another community: the old and the new one. */
  readonly community?: { readonly from: string; readonly to: string };
}

/** A row must not end while rows like these hang on it. The text may tell their {count}. */
interface Refusal {
  readonly text: Bilingual;
  /** Which rows, in SQL. */
  readonly while: string;
}

export interface Keep {
  readonly entity: EntitySchema;
  /** What it hangs on. */
  readonly on: NounName;
  /** The property that names what it hangs on. */
  readonly by: string;
  /** Its place is a copy of where the person or household lies. What hangs on both lies with the household. */
  readonly isPlacedWith?: true;
  /**
   * 'end': what lasts from a day to a day ends with it; what would begin in the future is removed. 'successor': it hangs on the successor from then on.
   * A refusal is asked before anything is changed.
   */
  readonly whenItEnds?: 'end' | 'successor' | { readonly refuse: Refusal } | ((work: Work, ending: Ending) => Promise<void>);
  /** Ids of the persons who have to do with the row that it hangs on. */
  readonly people?: (work: Work, id: string) => Promise<readonly string[]>;
  /** Refuses who must not join the household, group or team that it hangs on. */
  readonly whenSomebodyJoins?: (work: Work, joining: Joining) => Promise<void>;
}

/** A person joins a row. */
export interface Joining {
  /** Bare UUID of the row. */
  readonly id: string;
  readonly person: string;
  /** The input field that names the person. */
  readonly field: string;
}

/** Declares a keep: a property that the entity does not have, does not compile. */
export const keep = <Row>(entity: EntitySchema<Row>, how: Omit<Keep, 'entity' | 'by'> & { readonly by: keyof Row & string }): Keep => ({
  entity: entity as EntitySchema,
  ...how,
});

/** Called before rows move; what it answers is called afterwards, when they lie at their new place. */
export type Mover = (work: Work, move: Move) => Promise<() => Promise<void>>;

/** The table and column of a keep. */
export function columnOf(work: Work, { entity, by }: Keep): { readonly table: string; readonly column: string } {
  const meta = work.em.getMetadata().get(entity);
  return { table: meta.tableName, column: meta.properties[by as never]!.fieldNames[0]! };
}

/** The tables of what lies where people, or households, lie. `isOf` is the condition that a row is about one of those in a list of ids or a query. */
export function placedWith(work: Work, on: 'Person' | 'Household') {
  const kept = work.keeps.filter(({ isPlacedWith }) => isPlacedWith);
  return kept
    .filter((keep) => keep.on === on)
    .map((keep) => {
      const { table, column } = columnOf(work, keep);
      const household = on === 'Person' ? kept.find((other) => other.entity === keep.entity && other.on === 'Household') : undefined;
      const alone = household ? ` and ${columnOf(work, household).column} is null` : '';
      return { table, isOf: (ids: string) => `${column} in (${ids})${alone}` };
    });
}

/** Refuses where rows hang on it that do not let it end; then lets all that hangs on it follow. The row itself is the caller's. */
export async function endWith(work: Work, on: NounName, ending: Ending): Promise<void> {
  const keeps = work.keeps.filter((keep) => keep.on === on);
  for (const keep of keeps) await refuseWhile(work, keep, ending);
  await work.em.flush();
  for (const keep of keeps) await follow(work, keep, ending);
}

/** Refuses a person whom what hangs on the row keeps from joining it. */
export async function joinWith(work: Work, on: NounName, joining: Joining): Promise<void> {
  for (const keep of work.keeps) if (keep.on === on) await keep.whenSomebodyJoins?.(work, joining);
}

/** Who has to do with a row by what later modules hang on it. */
export async function peopleWith(work: Work, on: NounName, id: string): Promise<readonly string[]> {
  const keeps = work.keeps.filter((keep) => keep.on === on);
  return (await Promise.all(keeps.map(({ people }) => people?.(work, id) ?? []))).flat();
}

async function refuseWhile(work: Work, keep: Keep, { id }: Ending): Promise<void> {
  if (typeof keep.whenItEnds !== 'object') return;
  const { text, while: condition } = keep.whenItEnds.refuse;
  const { table, column } = columnOf(work, keep);
  const [{ count }] = (await work.sql(`select count(*)::int as count from ${table} where ${column} = ? and ${condition}`, [id])) as [
    { count: number },
  ];
  if (count > 0) refuse('INVALID', text, 'id', { count });
}

async function follow(work: Work, keep: Keep, ending: Ending): Promise<void> {
  const { whenItEnds } = keep;
  const { table, column } = columnOf(work, keep);
  const { id, day, successor } = ending;
  if (typeof whenItEnds === 'function') await whenItEnds(work, ending);
  if (whenItEnds === 'end') {
    await work.sql(`delete from ${table} where ${column} = ? and valid_from > ? and valid_from > ?`, [id, day, dayOf(work.now())]);
    await work.sql(
      `update ${table} set valid_to = greatest(valid_from, ?::date), version = version + 1 where ${column} = ? and (valid_to is null or valid_to > ?)`,
      [day, id, day],
    );
  }
  if (whenItEnds === 'successor' && successor !== undefined)
    await work.sql(`update ${table} set ${column} = ?, version = version + 1 where ${column} = ?`, [successor.id, id]);
}

/** Moves what lies at or below a place; `move` writes the new places. */
export async function moveAlong(work: Work, moving: Move, move: () => Promise<unknown>): Promise<void> {
  const afterwards: (() => Promise<void>)[] = [];
  for (const mover of work.movers) afterwards.push(await mover(work, moving));
  await move();
  for (const act of afterwards) await act();
}
