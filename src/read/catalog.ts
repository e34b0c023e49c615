import { type EntityMetadata, ReferenceKind } from '@mikro-orm/core';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
} from 'graphql';
import { type NounName, prefixes } from '../kernel/ids.js';
import { column, type FieldRead, type NounReads, one, type Reads, type Root } from './noun.js';

/** A noun with everything the planner needs: its table, its columns by property, how each of its fields is read. */
export interface Noun extends Omit<NounReads, 'fields'> {
  readonly table: string;
  readonly columns: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, FieldRead>;
}

export interface Catalog {
  readonly schema: GraphQLSchema;
  readonly nouns: ReadonlyMap<NounName, Noun>;
  /** Root query fields that are read, by name. `node` and `nodes` are among them, with no noun of their own. */
  readonly roots: ReadonlyMap<string, { readonly noun: Noun; readonly root: Root }>;
}

/** Joins types, entities and declarations. Whatever could not be compiled later is an error here, at start, that names the field. */
export function makeCatalog(schema: GraphQLSchema, reads: readonly Reads[], metadata: { get(entity: never): EntityMetadata }): Catalog {
  const nouns = new Map<NounName, Noun>();
  const roots = new Map<string, { noun: Noun; root: Root }>();
  const faults: string[] = [];

  for (const declared of reads) {
    if ('adds' in declared) continue;
    const { noun: name, entity } = declared;
    const type = schema.getType(name);
    if (!isObjectType(type)) {
      faults.push(`${name} is read, but the schema has no such type.`);
      continue;
    }
    const meta = metadata.get(entity as never);
    const added = reads.flatMap((other) => ('adds' in other && other.adds === name ? Object.entries(other.fields) : []));
    const declarations = { ...declared.fields, ...Object.fromEntries(added) };
    const fields = new Map<string, FieldRead>();
    for (const field of Object.values(type.getFields())) {
      const read = declarations[field.name] ?? derive(field, meta);
      if (read?.kind === 'many') mostOf(field);
      if (read) fields.set(field.name, read);
      else faults.push(`${name}.${field.name} has no column, no relation and no declaration in its module's reads.`);
    }
    for (const unknown of Object.keys(declarations).filter((field) => !type.getFields()[field])) {
      faults.push(`${name}.${unknown} is declared in reads, but the type has no such field.`);
    }
    const columns = new Map(
      meta.props.flatMap((property) => property.fieldNames?.slice(0, 1).map((field) => [property.name, field] as const) ?? []),
    );
    const noun: Noun = { ...declared, table: meta.tableName, columns, fields };
    nouns.set(name, noun);
    for (const [field, root] of Object.entries(declared.roots ?? {})) roots.set(field, { noun, root });
  }
  for (const noun of nouns.values()) faults.push(...unprovable(schema, nouns, noun), ...unknownFilters(schema, noun));
  if (faults.length > 0) throw new Error(`The graph cannot be read as declared:\n  ${faults.join('\n  ')}`);
  return { schema, nouns, roots };
}

/** A field whose name is a property: its column, or the related row when the property is a relation. */
function derive(field: GraphQLField<unknown, unknown>, meta: EntityMetadata): FieldRead | null {
  const property = meta.props.find(({ name }) => name === field.name);
  const type = getNamedType(field.type);
  if (!property?.fieldNames) return null;
  if (isLeafType(type)) return column(field.name);
  const isPlainOne = property.kind === ReferenceKind.MANY_TO_ONE && !isListType(field.type) && type.name in prefixes;
  return isPlainOne ? one(type.name as NounName, field.name) : null;
}

/** A non-null relation must not meet a row that the viewer cannot see. */
function unprovable(schema: GraphQLSchema, nouns: ReadonlyMap<NounName, Noun>, noun: Noun): string[] {
  const type = schema.getType(noun.noun) as GraphQLObjectType;
  return [...noun.fields].flatMap(([name, read]) => {
    if (read.kind !== 'one' || !isNonNullType(type.getFields()[name]!.type)) return [];
    const target = nouns.get(read.target);
    if (!target) return [`${noun.noun}.${name} leads to ${read.target}, which no module reads.`];
    return target.visible === 'public' || (read.follows && !read.part)
      ? []
      : [`${noun.noun}.${name} is non-null, but ${read.target} is not provably visible whenever its ${noun.noun} is.`];
  });
}

function unknownFilters(schema: GraphQLSchema, noun: Noun): string[] {
  const input = schema.getType(`${noun.noun}Filter`);
  if (!input || !('getFields' in input)) return [];
  return Object.keys(input.getFields())
    .filter((name) => !['and', 'or', 'not'].includes(name) && !noun.filters?.[name])
    .map((name) => `${noun.noun}Filter.${name} is not declared in the filters of its module's reads.`);
}

/** How many objects a plain list answers at most: the @listSize of its field, which the cost is estimated by. */
export function mostOf(field: GraphQLField<unknown, unknown>): number {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'listSize');
  const size = directive?.arguments?.find(({ name }) => name.value === 'assumedSize')?.value;
  if (size?.kind !== Kind.INT) throw new Error(`The plain list ${field.name} states no bound: declare it AtMost(…).`);
  return Number(size.value);
}
