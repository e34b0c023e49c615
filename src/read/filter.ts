import type { NounName } from '../kernel/ids.js';
import { fieldOf, type Input, isGiven } from './input.js';
import type { FilterField, RowRef } from './noun.js';
import { and, type Sql, slot, sql } from './sql.js';
import { seatOf, uuidOf } from './value.js';

/** The questions a filter can ask. Each is one line in a module's reads, and holds in SQL and on a stream alike. */

/** The property is one of the listed values; with a noun, they are its ids. */
export const anyOf = (property: string, noun?: NounName): FilterField => ({
  sql: (row, input) =>
    noun
      ? sql`${row.col(property)} = any(${slot('uuid[]', (run) => (input.read(run) as string[]).map((id) => uuidOf(id, input.path, noun)))})`
      : sql`${row.col(property)} = any(${slot('text[]', input.read)})`,
  test: (row, wanted: readonly string[]) =>
    (noun ? wanted.map((id) => uuidOf(id, 'filter', noun)) : wanted).includes(row[property] as string),
});

/** The property is one of the listed whole numbers. */
export const anyNumberOf = (property: string): FilterField => ({
  sql: (row, input) => sql`${row.col(property)} = any(${slot('int[]', input.read)})`,
});

/** The property is this id. */
export const is = (property: string, noun: NounName): FilterField => ({
  sql: (row, input) => sql`${row.col(property)} = ${slot('uuid', (run) => uuidOf(input.read(run), input.path, noun))}`,
  test: (row, wanted: string) => row[property] === uuidOf(wanted, 'filter', noun),
});

/** The property is (or is not) the viewer's person. Nobody's rows for a viewer that is no person. */
export const isViewer = (property: string): FilterField => ({
  sql: (row, input) =>
    sql`(${row.col(property)} is not distinct from ${slot('uuid', (run) => run.viewer.person ?? NOBODY)}) = ${slot('boolean', input.read)}`,
  test: (row, wanted: boolean, viewer) => (row[property] === (viewer.person ?? NOBODY)) === wanted,
  asksWho: true,
});
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The property equals the boolean. */
export const isTrue = (property: string): FilterField => ({
  sql: (row, input) => sql`${row.col(property)} = ${slot('boolean', input.read)}`,
});

/** A condition holds, or with `false` does not. The plan knows which, so that partial indexes apply. */
export const holdsThat = (condition: (row: RowRef) => Sql, test?: FilterField['test']): FilterField => ({
  sql: (row, input) => (input.value ? condition(row) : sql`(${condition(row)}) is not true`),
  test,
});

/** from ≤ property < to; either end may be open. */
export const range = (property: string): FilterField => ({
  sql: (row, input) => {
    const [from, to] = [fieldOf(input, 'from'), fieldOf(input, 'to')];
    return and([
      ...(isGiven(from) ? [sql`${row.col(property)} >= ${slot('timestamptz', from.read)}`] : []),
      ...(isGiven(to) ? [sql`${row.col(property)} < ${slot('timestamptz', to.read)}`] : []),
    ]);
  },
  test: (row, wanted: { from?: Date | null; to?: Date | null }) => {
    const at = new Date(row[property] as string).getTime();
    return (!wanted.from || at >= wanted.from.getTime()) && (!wanted.to || at < wanted.to.getTime());
  },
});

/** Any of the properties contains the text, in any case. Never a property that may be masked or withheld. */
export const contains = (...properties: readonly string[]): FilterField => ({
  sql: (row, input: Input) => {
    const pattern = slot('text', (run) => `%${String(input.read(run)).replaceAll(/[\\%_]/g, '\\$&')}%`);
    return sql`(${properties.map((property) => sql`${row.col(property)} ilike ${pattern}`).reduce((a, b) => sql`${a} or ${b}`)})`;
  },
});

/** `within` is not a column: the planner intersects it with the viewer's scopes (window.ts) or, below or/not, tests the place. */
export const within = (): FilterField => ({
  sql: (row, input) => sql`${row.col('place')} ^@ ${placeSlot(input)}`,
});

/** The place that `within` names; null, which nothing lies in, for ids nobody ever gave out. */
export const placeSlot = (input: Input) => slot('text', (run) => run.tree.placeOf(seatOf(input.read(run), input.path)));
