import { type GraphQLField, type GraphQLObjectType, isInterfaceType, isObjectType } from 'graphql';
import { buildGraph } from '../../src/graph/schema.js';
import { modules } from '../../src/modules/index.js';

export const graph = buildGraph(modules);

export type Class = 'P0' | 'P1' | 'P2' | 'P3';
type Node = { readonly directives?: readonly { readonly name: { readonly value: string }; readonly arguments?: readonly unknown[] }[] };

const declared = (node: Node | null | undefined): Class | null => {
  const directive = node?.directives?.find(({ name }) => name.value === 'sensitive');
  return ((directive?.arguments?.[0] as { value: { value: Class } } | undefined)?.value.value ?? null) as Class | null;
};

/** What the field itself says. */
export const ownClass = (field: GraphQLField<unknown, unknown>): Class | null => declared(field.astNode as Node);
/** What it holds: as it says itself, else as its type says of all. Null where neither does. */
export const classOf = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Class | null =>
  ownClass(field) ?? declared(type.astNode as Node);

const roots = [graph.schema.getQueryType(), graph.schema.getMutationType(), graph.schema.getSubscriptionType()];
export const objects: readonly GraphQLObjectType[] = Object.values(graph.schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__') && !roots.includes(type),
);
/** Types that have an id of their own. */
export const nouns: readonly GraphQLObjectType[] = objects.filter((type) =>
  type.getInterfaces().some((one) => isInterfaceType(one) && one.name === 'Node'),
);
