import type { EntityMetadata } from '@mikro-orm/core';
import type { Expression, RowRef } from './noun.js';
import type { Run } from './run-input.js';
import { join, literal, raw, type Sql, sql } from './sql.js';

/**
 * The needs of a computed field for one row, as a statement for a command: so that a rule which a read and a command both follow is written once.
 * Answers one column `needs`. Parameters are `?`, as work.sql takes them.
 */
export function needsStatement(
  meta: EntityMetadata,
  needs: Readonly<Record<string, Expression>>,
  id: string,
  run: Pick<Run, 'viewer' | 'today'>,
): { text: string; parameters: unknown[] } {
  const alias = raw('own');
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
  const asking = { args: {}, opens: () => raw('true') };
  const entries = Object.entries(needs).map(([name, expression]) => sql`${literal(name)} : ${expression(row, asking)}`);
  const statement = sql`select json_object(${join(entries, ', ')}) as needs from ${raw(meta.tableName)} own where own.id = ${{ type: 'uuid', read: () => id }}`;
  return parametersOf(statement, run as Run);
}

/** A fragment with its values, as the ORM takes it. Lists go as PostgreSQL writes them: the ORM would spread an array. */
export function parametersOf({ parts }: Sql, run: Run): { text: string; parameters: unknown[] } {
  const parameters: unknown[] = [];
  const text = parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = part.read(run);
      parameters.push(Array.isArray(value) ? `{${value.map((item) => JSON.stringify(item)).join(',')}}` : value);
      return `?::${part.type}`;
    })
    .join('');
  return { text, parameters };
}
