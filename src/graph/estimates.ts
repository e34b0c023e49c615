import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { remembered } from '../kernel/memo.js';
import { type Cost, type Estimated, estimate, withValues } from './cost.js';
import { sizedByCount, sizedByValue } from './list-bound.js';

/** Estimates of one operation, by what sizes depend on in its variables: repeated requests are not estimated again. */
const estimates = new WeakMap<OperationDefinitionNode, { readonly sizing: readonly Sizing[]; readonly known: Map<string, Estimated> }>();
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
  const key = sizing.length === 0 ? '' : JSON.stringify(sizing.map(({ variable, sizeIn }) => sizeIn(variables[variable])));
  if (!known.has(key) && known.size >= MOST_ESTIMATES) known.clear();
  const estimated = remembered(known, key, () => estimate(schema, document, operation, variables));
  return withValues(operation, estimated, variables);
}

/** A variable, and what the estimate depends on of its value. */
interface Sizing {
  readonly variable: string;
  readonly sizeIn: (value: unknown) => unknown;
}

const itself = (value: unknown): unknown => value;
/** Of a list its length; of one id, which is no size, that it is there. */
const count = (value: unknown): unknown => (Array.isArray(value) ? value.length : typeof value === 'string' ? '' : value);

const sizeOf = new Map<string, Sizing['sizeIn']>([
  ...[...sizedByValue, 'if'].map((argument) => [argument, itself] as const),
  ...sizedByCount.map((argument) => [argument, count] as const),
]);

/** The variables that list sizes and directives are written with: first: $n, ids: $ids, @include(if: $all). */
function sizingVariables(document: DocumentNode): readonly Sizing[] {
  const found: Sizing[] = [];
  visit(document, {
    Argument: ({ name, value }) => {
      const sizeIn = sizeOf.get(name.value);
      if (sizeIn) visit(value, { [Kind.VARIABLE]: (variable) => void found.push({ variable: variable.name.value, sizeIn }) });
    },
  });
  return found;
}
