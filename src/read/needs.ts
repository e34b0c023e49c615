import type { EntityMetadata } from '@mikro-orm/core';
import { remembered } from '../kernel/memo.js';
import type { Noun } from './catalog.js';
import type { Asking, Expression, RowRef } from './noun.js';
import type { Run } from './run-input.js';
import { join, literal, raw, render, type Slot, type Sql, type Statement, slot, sql } from './sql.js';

/**
 * The needs of a computed field for one row, as a statement for a command: so that a rule which a read and a command both follow is written once.
 * Answers one column `needs`. Parameters are `?`, as work.sql takes them.
 */
export function needsStatement(
  meta: EntityMetadata,
  needs: Readonly<Record<string, Expression>>,
  id: string,
  run: Pick<Run, 'viewer' | 'today' | 'given'>,
): { text: string; parameters: unknown[] } {
  return bind(
    remembered(written, needs, () => write(needsOf(rowOfTable(meta, own), meta.tableName, needs))),
    { ...run, ids: [id] } as unknown as Run,
  );
}

/** The statements of needs are written once: they depend on nothing that varies. */
const written = new WeakMap<object, Written>();

/** A row of an entity's table under an alias, outside of any plan. */
export function rowOfTable(meta: EntityMetadata, alias: Sql): RowRef {
  const row: RowRef = {
    noun: meta.className as RowRef['noun'],
    alias,
    proven: false,
    owner: null,
    col: (property) => sql`${alias}.${raw((meta.properties as Record<string, { fieldNames: string[] }>)[property]!.fieldNames[0]!)}`,
    type: (property) => (meta.properties as Record<string, { columnTypes: string[] }>)[property]!.columnTypes[0]!,
    condition: () => raw('true'),
    as: () => row,
  };
  return row;
}

const own = raw('own');

/** The same as a read, of a row of the run's ids: one JSON text, null where there is no such row. */
export function needsQuery(noun: Noun, needs: Readonly<Record<string, Expression>>): Statement {
  const row = { alias: own, col: (property: string) => sql`${own}.${raw(noun.columns.get(property)!)}` } as RowRef;
  return render(sql`select needs::text as json from (${needsOf(row, noun.table, needs)}) found`);
}

function needsOf(row: RowRef, table: string, needs: Readonly<Record<string, Expression>>): Sql {
  // What a command needs of a row asks for no more.
  const asking = { args: {}, opens: () => raw('true') } as Partial<Asking> as Asking;
  const entries = Object.entries(needs).map(([name, expression]) => sql`${literal(name)} : ${expression(row, asking)}`);
  const id = slot('uuid', (run) => run.ids![0]);
  return sql`select json_object(${join(entries, ', ')}) as needs from ${raw(table)} own where own.id = ${id}`;
}

/** A fragment as text with `?` for its values, and what they are read by. */
interface Written {
  readonly text: string;
  readonly slots: readonly Slot[];
}

function write({ parts }: Sql): Written {
  const slots = parts.filter((part) => typeof part !== 'string');
  return { text: parts.map((part) => (typeof part === 'string' ? part : `?::${part.type}`)).join(''), slots };
}

/** With its values, as work.sql takes them. Lists go as PostgreSQL writes them. */
function bind({ text, slots }: Written, run: Run): { text: string; parameters: unknown[] } {
  const parameters = slots.map((slot) => {
    const value = slot.read(run);
    return Array.isArray(value) ? `{${value.map((item) => JSON.stringify(item)).join(',')}}` : value;
  });
  return { text, parameters };
}

/** A fragment with its values, as work.sql takes them. */
export const parametersOf = (fragment: Sql, run: Run): { text: string; parameters: unknown[] } => bind(write(fragment), run);
