import { type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';

/** What the caches of clients are told of the schema: which fields are lists in pages, which types are nodes, and which are values without an id. */
export interface Caches {
  /** By type, the fields that answer connections. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly nodes: readonly string[];
  readonly values: readonly string[];
}

/** Lists and payloads are no values: caches know the ones, and keep nothing of the others. */
const PLUMBING = /^__|^PageInfo$|(Connection|Edge|Payload)$/;

export function cachesOf(schema: GraphQLSchema): Caches {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  const lists = objects.map((type) => [type.name, listsOf(type)] as const).filter(([, fields]) => fields.length > 0);
  const hasId = (type: GraphQLObjectType) => 'id' in type.getFields();
  return {
    lists: Object.fromEntries(lists),
    nodes: objects.filter((type) => type.getInterfaces().length > 0).map(({ name }) => name),
    values: objects.filter((type) => !hasId(type) && !roots.includes(type) && !PLUMBING.test(type.name)).map(({ name }) => name),
  };
}

const listsOf = (type: GraphQLObjectType): string[] =>
  Object.values(type.getFields())
    .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
    .map(({ name }) => name);
