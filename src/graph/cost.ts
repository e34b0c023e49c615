import {
  DirectiveLocation,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLDirective,
  type GraphQLField,
  GraphQLIncludeDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLSchema,
  GraphQLSkipDirective,
  GraphQLString,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { Fault } from '../kernel/errors.js';

/** How many objects a list answers at most: a fixed number, or what its slicing arguments say (IBM's and federation's @listSize). */
export const listSizeDirective = new GraphQLDirective({
  name: 'listSize',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    assumedSize: { type: GraphQLInt },
    slicingArguments: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
    sizedFields: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
  },
});

/** What a field weighs beside the objects it answers. */
export const costDirective = new GraphQLDirective({
  name: 'cost',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { weight: { type: new GraphQLNonNull(GraphQLInt) } },
});

export const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 100;
const MOST_NODES = 500_000;
const DEEPEST = 12;
const MOST_ALIASES = 30;
/** Fields looked at while estimating: fragments that spread fragments can make a small document exponential. */
const MOST_FIELDS = 20_000;

export interface Cost {
  /** Objects in the answer, at most. */
  readonly nodes: number;
  /** nodes and the weights of fields that cost more than their objects. */
  readonly total: number;
  readonly depth: number;
}

const limit = (message: string): Fault => new Fault('COST_LIMIT', message);

/**
 * What an operation may cost, before anything runs: variables and list sizes resolved, never less than what the answer holds.
 * Throws COST_LIMIT or BAD_USER_INPUT for what is not run at all.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Cost {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const estimate = new Estimate(schema, fragments, variables);
  const root = schema.getRootType(operation.operation)!;
  estimate.object(root, [operation.selectionSet], 1, 1, null);
  return { nodes: estimate.nodes, total: estimate.nodes + estimate.weight, depth: estimate.depth };
}

/** What the list of a connection answers, handed down to its edges and nodes. */
interface Sizing {
  readonly fields: readonly string[];
  readonly size: number;
}

class Estimate {
  nodes = 0;
  weight = 0;
  depth = 0;
  #fields = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variables: Readonly<Record<string, unknown>>,
  ) {}

  object(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], times: number, depth: number, sizing: Sizing | null): void {
    const keys = new Map<string, { type: GraphQLCompositeType; nodes: FieldNode[] }>();
    for (const set of sets) this.#collect(type, set, keys);
    this.#refuseAliases(keys.values());
    for (const { type: parent, nodes } of keys.values()) this.#field(parent, nodes, times, depth, sizing);
  }

  /** Fields by response key. Where fragments speak of several types, each type's fields are counted: the answer holds no more. */
  #collect(type: GraphQLCompositeType, set: SelectionSetNode, keys: Map<string, { type: GraphQLCompositeType; nodes: FieldNode[] }>): void {
    for (const node of set.selections) {
      if (++this.#fields > MOST_FIELDS) throw limit(`The operation selects more than ${MOST_FIELDS} fields.`);
      if (getDirectiveValues(GraphQLSkipDirective, node, this.variables)?.if === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, node, this.variables)?.if === false) continue;
      if (node.kind === Kind.FIELD) {
        const key = `${type.name} ${node.alias?.value ?? node.name.value}`;
        const same = keys.get(key);
        if (same) same.nodes.push(node);
        else keys.set(key, { type, nodes: [node] });
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.fragments.get(node.name.value);
      const condition = fragment?.typeCondition ? this.schema.getType(fragment.typeCondition.name.value) : type;
      if (fragment && isCompositeType(condition)) this.#collect(condition, fragment.selectionSet, keys);
    }
  }

  #refuseAliases(fields: Iterable<{ readonly type: GraphQLCompositeType; readonly nodes: readonly FieldNode[] }>): void {
    const counts = new Map<string, number>();
    for (const { type, nodes } of fields) {
      const field = `${type.name}.${nodes[0]!.name.value}`;
      const count = (counts.get(field) ?? 0) + 1;
      if (count > MOST_ALIASES) throw limit(`${field} is selected under more than ${MOST_ALIASES} names in one place.`);
      counts.set(field, count);
    }
  }

  #field(parent: GraphQLCompositeType, nodes: readonly FieldNode[], times: number, depth: number, sizing: Sizing | null): void {
    const name = nodes[0]!.name.value;
    // Introspection answers from memory; graphql-js has a depth rule of its own for it.
    if (name.startsWith('__')) return;
    this.depth = Math.max(this.depth, depth);
    if (depth > DEEPEST) throw limit(`The operation is nested more than ${DEEPEST} levels deep.`);
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) return;
    const cost = field.astNode && getDirectiveValues(costDirective, field.astNode);
    if (cost) this.weight += times * (cost.weight as number);
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return;

    const sizes = nodes.map((node) => this.#size(field, node, sizing));
    const size = Math.max(...sizes.map(({ own }) => own));
    this.nodes += times * size;
    if (this.nodes > MOST_NODES) throw limit(`The operation may answer more than ${MOST_NODES.toLocaleString('en')} objects.`);
    const sets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    this.object(type, sets, times * size, depth + 1, sizes[0]!.below);
  }

  /** How many objects the field itself answers, and what it says of the size of lists directly below. */
  #size(field: GraphQLField<unknown, unknown>, node: FieldNode, sizing: Sizing | null): { own: number; below: Sizing | null } {
    const listSize =
      field.astNode &&
      (getDirectiveValues(listSizeDirective, field.astNode) as
        | { assumedSize?: number; slicingArguments?: string[]; sizedFields?: string[] }
        | undefined);
    if (listSize?.sizedFields)
      return { own: 1, below: { fields: listSize.sizedFields, size: this.#slice(node, listSize.slicingArguments ?? []) } };
    if (!isListType(getNullableType(field.type))) return { own: 1, below: null };
    if (sizing?.fields.includes(field.name)) return { own: sizing.size, below: null };
    const ids = this.#argument(node, 'ids');
    if (Array.isArray(ids)) return { own: ids.length, below: null };
    return { own: listSize?.assumedSize ?? LARGEST_PAGE, below: null };
  }

  #slice(node: FieldNode, slicing: readonly string[]): number {
    const sizes = slicing.flatMap((name) => {
      const value = this.#argument(node, name);
      if (value === undefined || value === null) return [];
      if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= LARGEST_PAGE) return [value as number];
      throw new Fault('BAD_USER_INPUT', `${name} takes 1 to ${LARGEST_PAGE}; this is ${String(value)}.`);
    });
    return sizes.length > 0 ? Math.max(...sizes) : DEFAULT_PAGE;
  }

  #argument(node: FieldNode, name: string): unknown {
    const given = node.arguments?.find((argument) => argument.name.value === name);
    return given && valueFromASTUntyped(given.value, this.variables);
  }
}
