import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { open } from '../auth/cipher.js';
import type { NounName } from '../kernel/ids.js';
import { mostOf } from './bound.js';
import type { Catalog, Noun } from './catalog.js';
import { connectionOf, type Page } from './connection.js';
import { placeSlot } from './filter.js';
import { argumentsOf, type Input, isGiven } from './input.js';
import type { Asking, FieldRead, RowRef, Sees } from './noun.js';
import type { Run } from './run-input.js';
import { and, isAlways, join, literal, raw, type Sql, sql } from './sql.js';
import { idText, instantText } from './value.js';
import { type Arm, allOpen, arms, visiblePredicate } from './window.js';

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

/** What decides which fields a selection means. */
export interface Selecting {
  readonly catalog: Pick<Catalog, 'schema'>;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly run: Pick<Run, 'variables'>;
}

/** The selected fields of an object type by response key, fragments and directives resolved. Fields of one key are to be merged. */
export function fieldsOf(planning: Selecting, type: GraphQLObjectType, nodes: readonly FieldNode[]): Map<string, FieldNode[]> {
  const found = new Map<string, FieldNode[]>();
  const { variables } = planning.run;
  const visit = (set: SelectionSetNode) => {
    for (const node of set.selections) {
      if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if === false) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const same = found.get(key);
        if (same) same.push(node);
        else found.set(key, [node]);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : planning.fragments[node.name.value]!;
      if (applies(planning.catalog.schema, fragment.typeCondition?.name.value, type)) visit(fragment.selectionSet);
    }
  };
  for (const node of nodes) if (node.selectionSet) visit(node.selectionSet);
  return found;
}

export function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  return fragments;
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const other = schema.getType(condition);
  return isAbstractType(other) && schema.isSubType(other, type);
}

/** A JSON object of a type; where graphql-js goes over the rows, with the type's name, which also tells them from plain objects. */
export const typedObject = (planning: Planning, type: string, entries: readonly (readonly [key: string, value: Sql])[]): Sql =>
  jsonObject(planning.named ? [[TYPE_KEY, literal(type)], ...entries] : entries);

function jsonObject(entries: readonly (readonly [key: string, value: Sql])[]): Sql {
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
    condition: (name) => (known.includes(name) ? raw('true') : conditions![name]!(row)),
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

const askingOf = (planning: Planning, args: Readonly<Record<string, Input>>): Asking => ({
  args,
  opens: (row, part) => opens(planning, row, part),
});

function opens(planning: Planning, row: RowRef, part?: string): Sql {
  const { visible } = nounOf(planning, row.noun);
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

function fieldValue(planning: Planning, row: RowRef, type: GraphQLObjectType, nodes: readonly FieldNode[], path: readonly string[]): Sql {
  const name = nodes[0]!.name.value;
  const field = type.getFields()[name]!;
  const read = nounOf(planning, row.noun).fields.get(name)!;
  const args = argumentsOf(nodes[0]!, field.args, planning.run.variables);
  const asking = askingOf(planning, args);
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
      const rows = sql`select ${related.alias}.* from ${tableOf(planning, related)} where ${and(conditions)} order by ${order} limit ${raw(String(mostOf(field)))}`;
      return sql`(select coalesce(json_agg(${objectOf(planning, related, nodes, [...path, '*'])} order by ${order}), '[]'::json) from (${rows}) ${related.alias})`;
    }
    case 'connection': {
      const armsOf: Page['armsOf'] = (related, within) => {
        const { visible } = nounOf(planning, related.noun);
        const isScoped = !read.follows && typeof visible === 'function';
        if (read.on === 'subtree' && isScoped) return arms(related, planning.run, visible, { within, below: row.col('place') });
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
        armsOf,
        unless: read.unless,
      });
    }
    case 'count': {
      const related = rowOf(planning, read.target, true);
      const { visible } = nounOf(planning, read.target);
      const within: Input = { value: undefined, read: () => undefined, path: '' };
      const conditions =
        typeof visible === 'function'
          ? arms(related, planning.run, visible, { within, below: row.col('place') })
          : [only(and([below(related, row.col('place')), ...visibleConditions(planning, related)]))];
      return countOf(planning, related, conditions, [read.where(related, asking)]);
    }
    case 'computed': {
      const number = planning.finishers.length;
      planning.finishers.push({ path, number, read, shape: shaper(planning, field.type, nodes) });
      const needs = Object.entries(read.needs).map(([need, expression]) => [need, expression(row, asking)] as const);
      return jsonObject([[NEEDS_OF, raw(String(number))], ...needs]);
    }
  }
}

/** What opens a sealed column, given the row's ids and the bytes in base64. */
const opening = (table: string, column: string): Finisher['read'] => ({
  kind: 'computed',
  needs: {},
  finish: ({ sealed, ...row }: { jurisdictionId: string; rowId: string; sealed: string | null }, _viewer, keyring) =>
    sealed === null ? null : open(keyring, { ...row, table, column }, Buffer.from(sealed, 'base64')),
});

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

interface Relation {
  readonly target: NounName;
  readonly follows: boolean;
  readonly known?: readonly string[];
}

/** A related row is proven visible when its own visibility was asked, or when it is seen through this owner, who is. */
export function provenBy(planning: Planning, owner: RowRef, { target, follows }: Relation): { proven: boolean; owner: RowRef | null } {
  const { visible, fields } = nounOf(planning, target);
  const through = typeof visible === 'object' ? fields.get(visible.through) : undefined;
  const isThroughOwner = follows && through?.kind === 'one' && through.target === owner.noun;
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
