import type { FragmentDefinitionNode } from 'graphql';
import type { NounName } from '../kernel/ids.js';
import type { Catalog, Noun } from './catalog.js';
import type { FieldRead, RowRef, Sees } from './noun.js';
import type { Run } from './run-input.js';
import { and, isAlways, join, literal, raw, type Sql, sql } from './sql.js';
import { type Arm, allOpen, visiblePredicate } from './window.js';

/** Where a TypeScript field has to be put: keys from the root field's value down, '*' for each item of a list. */
export interface Finisher {
  readonly path: readonly string[];
  /** Marks its needs in the JSON, under NEEDS_OF. */
  readonly number: number;
  readonly read: Extract<FieldRead, { kind: 'computed' }>;
  /** Gives the finished value the shape that the operation asks for. */
  readonly shape: (value: unknown) => unknown;
}

/** One planning of one operation for one outline. Fragments only ever grow out of it; nothing in it changes but the alias counter and the finishers. */
export interface Planning {
  readonly catalog: Catalog;
  readonly run: Run;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly finishers: Finisher[];
  /** Adds each object's type under TYPE_KEY, for graphql-js. */
  readonly named: boolean;
  readonly alias: () => Sql;
}

/** No name of GraphQL, so that no alias can be taken for it. */
export const TYPE_KEY = '#type';
export const NEEDS_OF = '#';

/** A JSON object of a type; where graphql-js goes over the rows, with the type's name, which also tells them from plain objects. */
export const typedObject = (planning: Planning, type: string, entries: readonly (readonly [key: string, value: Sql])[]): Sql =>
  jsonObject(planning.named ? [[TYPE_KEY, literal(type)], ...entries] : entries);

export function jsonObject(entries: readonly (readonly [key: string, value: Sql])[]): Sql {
  if (entries.length === 0) return raw(`'{}'::json`);
  return sql`json_object(${join(
    entries.map(([key, value]) => sql`${literal(key)} : ${value}`),
    ', ',
  )})`;
}

interface RowOptions {
  readonly alias?: Sql;
  readonly owner?: RowRef | null;
  readonly known?: readonly string[];
  /** Told of each column that is read of the row. */
  readonly onColumn?: (column: string) => void;
}

export function rowOf(planning: Planning, noun: NounName, proven: boolean, options: RowOptions = {}): RowRef {
  const { alias = planning.alias(), owner = null, known = [], onColumn } = options;
  const { columns, types, conditions } = nounOf(planning, noun);
  const row: RowRef = {
    noun,
    alias,
    proven,
    owner,
    col: (property) => {
      const column = columns.get(property);
      if (!column) throw new Error(`${noun} has no column for ${property}.`);
      onColumn?.(column);
      return sql`${alias}.${raw(column)}`;
    },
    type: (property) => types.get(property)!,
    condition: (name) => {
      const condition = conditions?.[name];
      if (!condition) throw new Error(`${noun} declares no condition ${name}.`);
      return known.includes(name) ? raw('true') : condition(row);
    },
    as: (other) => rowOf(planning, noun, proven, { alias: raw(other) }),
  };
  return row;
}

export const nounOf = (planning: Planning, name: NounName): Noun => planning.catalog.nouns.get(name)!;

export const tableOf = (planning: Planning, row: RowRef): Sql => sql`${raw(nounOf(planning, row.noun).table)} ${row.alias}`;

/** What the viewer must be shown by to see this row on its own; none for public rows. */
export function visibleConditions(planning: Planning, row: RowRef): Sql[] {
  const { visible } = nounOf(planning, row.noun);
  if (visible === 'public') return [];
  if (typeof visible === 'function') return [visiblePredicate(row, planning.run.viewer, visible)];
  const owner = throughOwner(planning, row, visible.through);
  return [
    sql`exists (select from ${tableOf(planning, owner)} where ${and([sql`${owner.col('id')} = ${row.col(visible.through)}`, ...visibleConditions(planning, owner)])})`,
  ];
}

export const seesOf =
  (planning: Planning): Sees =>
  (noun) => {
    const row = rowOf(planning, noun, true);
    return { row, table: tableOf(planning, row), isSeen: and(visibleConditions(planning, row)) };
  };

function throughOwner(planning: Planning, row: RowRef, property: string): RowRef {
  const read = nounOf(planning, row.noun).fields.get(property);
  if (read?.kind !== 'one') throw new Error(`${row.noun} is visible through ${property}, which is no relation.`);
  return rowOf(planning, read.target, false);
}

export function opens(planning: Planning, row: RowRef, part?: string): Sql {
  const { visible, parts } = nounOf(planning, row.noun);
  if (part !== undefined && typeof visible !== 'object' && !parts?.includes(part))
    throw new Error(`${row.noun} has no part ${part} that a grant may withhold.`);
  if (visible === 'public') return raw('true');
  if (typeof visible === 'function') {
    return row.proven && (part === undefined || allOpen(planning.run.viewer, visible, part))
      ? raw('true')
      : visiblePredicate(row, planning.run.viewer, visible, part);
  }
  if (row.owner) return opens(planning, row.owner, part);
  const owner = throughOwner(planning, row, visible.through);
  const ownerOpens = opens(planning, { ...owner, proven: row.proven }, part);
  if (isAlways(ownerOpens)) return ownerOpens;
  return sql`exists (select from ${tableOf(planning, owner)} where ${owner.col('id')} = ${row.col(visible.through)} and ${ownerOpens})`;
}

/** The one way into a list that needs no scopes. */
export const only = (condition: Sql): Arm => ({ condition, isNew: [] });

/** At or below an owner's place, for small public tables: a range that a plain index answers. */
export const below = (row: RowRef, place: Sql): Sql => sql`(${row.col('place')} >= ${place} and ${row.col('place')} < ${place} || '~')`;

/** How many rows the arms hold, each counted by the first arm it came by. */
export function countOf(planning: Planning, row: RowRef, ways: readonly Arm[], rest: readonly Sql[]): Sql {
  if (ways.length === 0) return raw('0');
  return join(
    ways.map(({ condition, isNew }) => sql`(select count(*) from ${tableOf(planning, row)} where ${and([condition, ...isNew, ...rest])})`),
    ' + ',
  );
}
