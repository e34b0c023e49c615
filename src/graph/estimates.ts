import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { remembered } from '../kernel/memo.js';
import { type Cost, type Estimated, estimate, withValues } from './cost.js';

/** Estimates of one operation, by what sizes depend on in its variables: repeated requests are not estimated again. */
const estimates = new WeakMap<OperationDefinitionNode, { readonly sizing: readonly string[]; readonly known: Map<string, Estimated> }>();
const MOST_ESTIMATES = 16;

/**
 * What an operation may cost, before anything runs. Throws COST_LIMIT for what costs too much, BAD_USER_INPUT for a value that is too long or a page
 * that is too large.
 */
export function estimateOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Cost {
  const { sizing, known } = remembered(estimates, operation, () => ({ sizing: sizingVariables(document), known: new Map() }));
  const key = sizing.length === 0 ? '' : JSON.stringify(sizing.map((name) => sizeIn(variables[name])));
  if (!known.has(key) && known.size >= MOST_ESTIMATES) known.clear();
  const estimated = remembered(known, key, () => estimate(schema, document, operation, variables));
  return withValues(operation, estimated, variables);
}

/** Of a list its length; of a text, which is no size, that it is there. */
const sizeIn = (value: unknown): unknown => (Array.isArray(value) ? value.length : typeof value === 'string' ? '' : value);

/** The variables that list sizes and directives are written with: first: $n, ids: $ids, @include(if: $all). */
function sizingVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Argument: ({ name, value }) => {
      if (!['first', 'last', 'ids', 'representations', 'if'].includes(name.value)) return;
      visit(value, { [Kind.VARIABLE]: (variable) => void names.add(variable.name.value) });
    },
  });
  return [...names];
}
