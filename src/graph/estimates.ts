import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { remembered } from '../kernel/memo.js';
import { type Cost, costOf } from './cost.js';

/** Estimates of one operation, by what sizes depend on in its variables: repeated requests are not estimated again. */
const estimates = new WeakMap<OperationDefinitionNode, { readonly sizing: readonly string[]; readonly costs: Map<string, Cost> }>();
const MOST_ESTIMATES = 64;

/** What an operation may cost: see {@link costOf}. */
export function estimateOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Cost {
  const known = remembered(estimates, operation, () => ({ sizing: sizingVariables(document), costs: new Map<string, Cost>() }));
  const key = known.sizing.length === 0 ? '' : JSON.stringify(known.sizing.map((name) => sizeIn(variables[name])));
  if (!known.costs.has(key) && known.costs.size >= MOST_ESTIMATES) known.costs.clear();
  return remembered(known.costs, key, () => costOf(schema, document, operation, variables));
}

const sizeIn = (value: unknown): unknown => (Array.isArray(value) ? value.length : value);

/** The variables that list sizes and directives are written with: first: $n, ids: $ids, @include(if: $all). */
function sizingVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Argument: ({ name, value }) => {
      if (!['first', 'last', 'ids', 'if'].includes(name.value)) return;
      visit(value, { [Kind.VARIABLE]: (variable) => void names.add(variable.name.value) });
    },
  });
  return [...names];
}
