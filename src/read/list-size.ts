import { type GraphQLField, Kind } from 'graphql';

/** How many objects a plain list answers at most: the @listSize of its field, which the cost is estimated by. */
export function listSizeOf(field: GraphQLField<unknown, unknown>): number {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'listSize');
  const size = directive?.arguments?.find(({ name }) => name.value === 'assumedSize')?.value;
  if (size?.kind !== Kind.INT)
    throw new Error(`The plain list ${field.name} does not say how many it answers at most: declare it AtMost(…).`);
  return Number(size.value);
}
