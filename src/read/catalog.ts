import { type EntityMetadata, ReferenceKind } from '@mikro-orm/core';
import { type GraphQLField, type GraphQLSchema, getNamedType, isLeafType, isListType, isObjectType } from 'graphql';
import { nouns as identities, type NounName } from '../kernel/ids.js';
import { check } from './check.js';
import { type AddedReads, column, type FieldRead, type NounReads, one, type Reads, type Root } from './noun.js';

/** A noun with everything the planner needs: its table, its columns by property, how each of its fields is read. */
export interface Noun extends Omit<NounReads, 'fields'> {
  readonly table: string;
  readonly columns: ReadonlyMap<string, string>;
  /** The PostgreSQL types of the columns, by property. */
  readonly types: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, FieldRead>;
}

export interface Catalog {
  readonly schema: GraphQLSchema;
  readonly nouns: ReadonlyMap<NounName, Noun>;
  /** Root query fields that are read, by name. `node` and `nodes` are among them, with no noun of their own. */
  readonly roots: ReadonlyMap<string, { readonly noun: Noun; readonly root: Root }>;
}

/** What a later module may add to. */
type Addable = 'conditions' | 'fields' | 'filters' | 'orders';

/**
 * Joins types, entities and declarations. Whatever could not be compiled later is an error here, at start, that names the field; so is a relation that
 * skips the visibility of what it leads to and is not among `openRelations`, where each has its reason.
 */
export function makeCatalog(
  schema: GraphQLSchema,
  reads: readonly Reads[],
  metadata: { get(entity: never): EntityMetadata },
  openRelations: Readonly<Record<string, string>>,
): Catalog {
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
    const additions = reads.filter((other): other is AddedReads => 'adds' in other && other.adds === name);
    const merged = <T>(words: string, pick: (reads: Pick<AddedReads, Addable>) => Readonly<Record<string, T>> | undefined) => {
      const all = new Map<string, T>();
      for (const [key, one] of [declared, ...additions].flatMap((reads) => Object.entries(pick(reads) ?? {}))) {
        if (all.has(key)) faults.push(`${words}${key} is declared by two modules.`);
        all.set(key, one);
      }
      return all;
    };
    const declarations = merged(`${name}.`, ({ fields }) => fields);
    const added = {
      filters: Object.fromEntries(merged(`${name}Filter.`, ({ filters }) => filters)),
      orders: Object.fromEntries(merged(`${name}OrderField.`, ({ orders }) => orders)),
      conditions: Object.fromEntries(merged(`The condition of ${name} `, ({ conditions }) => conditions)),
    };
    const fields = new Map<string, FieldRead>();
    for (const field of Object.values(type.getFields())) {
      const read = declarations.get(field.name) ?? derive(field, meta);
      if (read) fields.set(field.name, read);
      else faults.push(`${name}.${field.name} has no column, no relation and no declaration in its module's reads.`);
    }
    for (const field of declarations.keys())
      if (!type.getFields()[field]) faults.push(`${name}.${field} is declared in reads, but the type has no such field.`);
    const columns = new Map(
      meta.props.flatMap((property) => property.fieldNames?.slice(0, 1).map((field) => [property.name, field] as const) ?? []),
    );
    const types = new Map(meta.props.flatMap((property) => (property.columnTypes?.[0] ? [[property.name, property.columnTypes[0]]] : [])));
    const noun: Noun = { ...declared, ...added, table: meta.tableName, columns, types, fields };
    nouns.set(name, noun);
    for (const { roots: asked } of [declared, ...additions])
      for (const [field, root] of Object.entries(asked ?? {})) roots.set(field, { noun, root });
  }
  for (const { adds } of reads.filter((other): other is AddedReads => 'adds' in other))
    if (!nouns.has(adds)) faults.push(`${adds} is added to, but no module reads it.`);
  const catalog = { schema, nouns, roots };
  faults.push(...check(catalog, openRelations));
  if (faults.length > 0) throw new Error(`The graph cannot be read as declared:\n  ${faults.join('\n  ')}`);
  return catalog;
}

/** A field whose name is a property: its column, or the related row when the property is a relation. */
function derive(field: GraphQLField<unknown, unknown>, meta: EntityMetadata): FieldRead | null {
  const property = meta.props.find(({ name }) => name === field.name);
  const type = getNamedType(field.type);
  if (!property?.fieldNames) return null;
  if (isLeafType(type)) return column(field.name);
  const isPlainOne = property.kind === ReferenceKind.MANY_TO_ONE && !isListType(field.type) && type.name in identities;
  return isPlainOne ? one(type.name as NounName, field.name) : null;
}
