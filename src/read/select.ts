import { type FieldNode, type GraphQLLeafType, type GraphQLObjectType, type GraphQLOutputType, getNamedType, isLeafType } from 'graphql';
import { open } from '../auth/cipher.js';
import type { NounName } from '../kernel/ids.js';
import { remembered } from '../kernel/memo.js';
import { connectionOf, type Page } from './connection.js';
import { placeSlot } from './filter.js';
import { absent, argumentsOf, type Input, isGiven } from './input.js';
import { listSizeOf } from './list-size.js';
import type { Aggregate, Asking, Counted, FieldRead, RowRef } from './noun.js';
import {
  type Finisher,
  isOfSubject,
  jsonObject,
  NEEDS_OF,
  nounOf,
  opens,
  type Planning,
  rowOf,
  TYPE_KEY,
  tableOf,
  typedObject,
  visibleConditions,
} from './planning.js';
import { arms, below, countOf, only } from './scoped-paging.js';
import { fieldsOf } from './selection.js';
import { and, isAlways, join, literal, raw, type Sql, sql } from './sql.js';
import { idText, instantText } from './value.js';

/** A row as the JSON object that the operation asks for. */
export function objectOf(planning: Planning, row: RowRef, nodes: readonly FieldNode[], path: readonly string[]): Sql {
  const type = planning.catalog.schema.getType(row.noun) as GraphQLObjectType;
  const entries: [string, Sql][] = [];
  for (const [key, same] of fieldsOf(planning, type, nodes)) {
    const name = same[0]!.name.value;
    entries.push([key, name === '__typename' ? literal(row.noun) : fieldValue(planning, row, type, same, [...path, key])]);
  }
  return typedObject(planning, row.noun, entries);
}

/** A value object that is being written: how its fields are read, what they are about, and the rows that they count. */
interface Inside {
  readonly fields: Readonly<Record<string, FieldRead>>;
  readonly about: unknown;
  readonly counted: Map<string, CountedRows>;
}

interface CountedRows {
  readonly row: RowRef;
  readonly where: Sql;
  readonly by: Sql | null;
  /** Counted for each value of `by`. */
  readonly firsts: Sql[];
  readonly aggregates: Map<string, Sql>;
}

/** A field of a row, or of a value object of the row, as the operation asks for it. */
export function fieldValue(
  planning: Planning,
  row: RowRef,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  path: readonly string[],
  inside?: Inside,
): Sql {
  const name = nodes[0]!.name.value;
  const field = type.getFields()[name]!;
  const read = inside ? inside.fields[name]! : nounOf(planning, row.noun).fields.get(name)!;
  const args = argumentsOf(nodes[0]!, field.args, planning.key);
  const asking = askingOf(planning, args, {
    about: inside?.about,
    selected: () => {
      const answered = getNamedType(field.type) as GraphQLObjectType;
      return new Set([...fieldsOf(planning, answered, nodes).values()].map(([node]) => node!.name.value));
    },
    anyOf: (noun) => {
      const other = rowOf(planning, noun, true);
      return { row: other, table: tableOf(planning, other) };
    },
    count: (rows, measure, aggregate) => countIn(planning, row, inside!, rows, measure, aggregate),
  });
  switch (read.kind) {
    case 'column':
      return guarded(asking, row, read.part, leaf(row.noun, field.type, row.col(read.property)));
    case 'value': {
      const computed = read.sql(row, asking);
      // An id that is no column of this noun's says itself whose it is.
      return getNamedType(field.type).name === 'ID' ? computed : leaf(row.noun, field.type, computed);
    }
    case 'sealed': {
      const { table, columns } = nounOf(planning, row.noun);
      const number = planning.finishers.length;
      planning.finishers.push({ path, number, read: opening(table, columns.get(read.property)!), shape: (value) => value });
      return jsonObject([
        [NEEDS_OF, raw(String(number))],
        ['jurisdictionId', row.col('jurisdictionId')],
        ['rowId', row.col('id')],
        ['sealed', guarded(asking, row, read.part, sql`encode(${row.col(read.property)}, 'base64')`)],
      ]);
    }
    case 'one': {
      const related = relatedTo(planning, row, read);
      const tie = typeof read.on === 'string' ? sql`${related.col('id')} = ${row.col(read.on)}` : read.on(row, related, asking);
      const conditions = [tie, ...(read.follows ? [] : visibleConditions(planning, related))];
      return guarded(
        asking,
        row,
        read.part,
        sql`(select ${objectOf(planning, related, nodes, path)} from ${tableOf(planning, related)} where ${and(conditions)})`,
      );
    }
    case 'many': {
      const related = relatedTo(planning, row, read);
      const conditions = [read.on(row, related, asking), ...(read.follows ? [] : visibleConditions(planning, related))];
      const order = read.orderBy(related, asking);
      const rows = sql`select ${related.alias}.* from ${tableOf(planning, related)} where ${and(conditions)} order by ${order} limit ${raw(String(listSizeOf(field)))}`;
      return sql`(select coalesce(json_agg(${objectOf(planning, related, nodes, [...path, '*'])} order by ${order}), '[]'::json) from (${rows}) ${related.alias})`;
    }
    case 'sequence': {
      const related = relatedTo(planning, row, read);
      const named = planning.alias();
      const visible = read.follows ? [] : visibleConditions(planning, related);
      const rows = sql`select ${related.alias}.*, ${named}.nth as nth_named from unnest(${read.ids(row, asking)}) with ordinality ${named}(id, nth) join ${tableOf(planning, related)} on ${related.col('id')} = ${named}.id where ${and(visible)} order by ${named}.nth limit ${raw(String(listSizeOf(field)))}`;
      return sql`(select coalesce(json_agg(${objectOf(planning, related, nodes, [...path, '*'])} order by ${related.alias}.nth_named), '[]'::json) from (${rows}) ${related.alias})`;
    }
    case 'connection': {
      const armsOf: Page['armsOf'] = (related, within) => {
        const { visible } = nounOf(planning, related.noun);
        const isScoped = !read.follows && typeof visible === 'function';
        if (read.on === 'subtree' && isScoped) return arms(planning, related, visible, { within, below: row.col('place') });
        const tie = read.on === 'subtree' ? below(related, row.col('place')) : read.on(row, related, asking);
        const inside = isGiven(within) ? [sql`${related.col('place')} ^@ ${placeSlot(within)}`] : [];
        return [only(and([tie, ...inside, ...(read.follows ? [] : visibleConditions(planning, related))]))];
      };
      const connectionType = getNamedType(field.type) as GraphQLObjectType;
      return connectionOf(planning, {
        noun: read.target,
        type: connectionType,
        nodes,
        args,
        path,
        ...provenBy(planning, row, read),
        objectOf,
        armsOf,
        unless: read.unless,
      });
    }
    case 'count': {
      const related = rowOf(planning, read.target, true);
      const { visible } = nounOf(planning, read.target);
      const conditions =
        typeof visible === 'function'
          ? arms(planning, related, visible, { within: absent, below: row.col('place') })
          : [only(and([below(related, row.col('place')), ...visibleConditions(planning, related)]))];
      return countOf(planning, related, conditions, [read.where(related, asking)]);
    }
    case 'computed': {
      const number = planning.finishers.length;
      planning.finishers.push({ path, number, read, shape: shaper(planning, field.type, nodes) });
      const needs = Object.entries(read.needs).map(([need, expression]) => [need, expression(row, asking)] as const);
      return jsonObject([[NEEDS_OF, raw(String(number))], ...needs]);
    }
    case 'object': {
      const own = getNamedType(field.type) as GraphQLObjectType;
      const within: Inside = { fields: read.fields, about: read.about(asking), counted: new Map() };
      const entries = [...fieldsOf(planning, own, nodes)].map(([key, same]): [string, Sql] => [
        key,
        same[0]!.name.value === '__typename' ? literal(own.name) : fieldValue(planning, row, own, same, [...path, key], within),
      ]);
      const value = overCounted(planning, typedObject(planning, own.name, entries), within);
      return read.when ? sql`case when ${read.when(row, asking)} then ${value} end` : value;
    }
    case 'self':
      return objectOf(planning, row, nodes, path);
  }
}

/** The place of an aggregate in the value object: all aggregates over the same rows are of one subquery. */
function countIn(planning: Planning, owner: RowRef, inside: Inside, rows: Counted, name: string, aggregate: Aggregate): Sql {
  const known = remembered(inside.counted, rows.name, () => {
    const row = rowOf(planning, rows.noun, true);
    const by = rows.by === undefined ? null : row.col(rows.by);
    return { row, where: rows.where(row, owner, inside.about as never), by, firsts: [], aggregates: new Map<string, Sql>() };
  });
  const each = (first: Sql): Sql => raw(`first_${known.firsts.push(first)}`);
  if (!known.aggregates.has(name)) known.aggregates.set(name, aggregate(known.row, each));
  return sql`counted_${known.row.alias}.${raw(name)}`;
}

/** A value with the rows that it counts. Each of the subqueries answers one row. */
function overCounted(planning: Planning, value: Sql, { counted }: Inside): Sql {
  if (counted.size === 0) return value;
  const sources = [...counted.values()].map(({ row, where, by, firsts, aggregates }) => {
    const columns = join(
      [...aggregates].map(([name, aggregate]) => sql`${aggregate} as ${raw(name)}`),
      ', ',
    );
    const rows = sql`${tableOf(planning, row)} where ${where}`;
    if (!by) return sql`(select ${columns} from ${rows}) counted_${row.alias}`;
    const numbers = firsts.map((first, n) => sql`${first} as ${raw(`first_${n + 1}`)}`);
    return sql`(select ${columns} from (select ${join([by, ...numbers], ', ')} from ${rows} group by ${by}) ${row.alias}) counted_${row.alias}`;
  });
  return sql`(select ${value} from ${join(sources, ' cross join ')})`;
}

/** What opens a sealed column, given the row's ids and the bytes in base64. */
const opening = (table: string, column: string): Finisher['read'] => ({
  kind: 'computed',
  needs: {},
  finish: ({ sealed, ...row }: { jurisdictionId: string; rowId: string; sealed: string | null }, { keyring }) =>
    sealed === null ? null : open(keyring, { ...row, table, column }, Buffer.from(sealed, 'base64')),
});

const askingOf = (
  planning: Planning,
  args: Readonly<Record<string, Input>>,
  rest: Pick<Asking, 'about' | 'selected' | 'anyOf' | 'count'>,
): Asking => ({ args, opens: (row, part) => opens(planning, row, part), ...rest });

interface Relation {
  readonly target: NounName;
  readonly follows: boolean;
  readonly known?: readonly string[];
}

/** A related row is proven visible when its own visibility was asked, or when it is seen through this owner, who is. */
export function provenBy(planning: Planning, owner: RowRef, { target, follows }: Relation): { proven: boolean; owner: RowRef | null } {
  const { visible, fields } = nounOf(planning, target);
  const through = typeof visible === 'object' && 'through' in visible ? fields.get(visible.through) : undefined;
  const isThroughOwner = follows && (isOfSubject(visible) || (through?.kind === 'one' && through.target === owner.noun));
  return { proven: !follows || (isThroughOwner && owner.proven), owner: isThroughOwner ? owner : null };
}

function relatedTo(planning: Planning, owner: RowRef, relation: Relation): RowRef {
  const by = provenBy(planning, owner, relation);
  return rowOf(planning, relation.target, by.proven, { owner: by.owner, known: relation.known });
}

function guarded(asking: Asking, row: RowRef, part: string | undefined, value: Sql): Sql {
  if (part === undefined) return value;
  const condition = asking.opens(row, part);
  return isAlways(condition) ? value : sql`case when ${condition} then ${value} end`;
}

function leaf(noun: NounName, type: GraphQLOutputType, value: Sql): Sql {
  const name = (getNamedType(type) as GraphQLLeafType).name;
  if (name === 'ID') return idText(noun, value);
  if (name === 'DateTime') return instantText(value);
  // One jsonb among its values would make json_object answer jsonb, which sorts its keys.
  if (name === 'GeoJSON') return sql`${value}::json`;
  return value;
}

/** Projects a TypeScript value onto a selection, as graphql-js would: aliases, order of keys, __typename. */
export function shaper(planning: Planning, type: GraphQLOutputType, nodes: readonly FieldNode[]): (value: unknown) => unknown {
  const named = getNamedType(type);
  if (isLeafType(named)) return (value) => value;
  const object = named as GraphQLObjectType;
  const fields = [...fieldsOf(planning, object, nodes)].map(([key, same]) => {
    const name = same[0]!.name.value;
    if (name === '__typename') return [key, () => object.name] as const;
    const shape = shaper(planning, object.getFields()[name]!.type, same);
    return [key, (value: Record<string, unknown>) => shape(value[name] ?? null)] as const;
  });
  const project = (value: unknown): unknown => {
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) return value.map(project);
    const projected = fields.map(([key, read]) => [key, read(value as Record<string, unknown>)]);
    return Object.fromEntries(planning.named ? [[TYPE_KEY, object.name], ...projected] : projected);
  };
  return project;
}
