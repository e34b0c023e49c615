import { type DocumentNode, GraphQLError, Kind, OperationTypeNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { Fault } from '../kernel/errors.js';

const conditionalRoot = new Fault(
  'GRAPHQL_VALIDATION_FAILED',
  'The root field of a subscription takes no @skip or @include. Do not subscribe where you do not want it. 订阅的根字段不接受 @skip 或 @include，不需要时请不要订阅。',
);

/**
 * Throws GRAPHQL_VALIDATION_FAILED where @skip or @include stands at the root of a subscription: one that follows nothing cannot be (GraphQL
 * specification, CollectSubscriptionFields). graphql-js 16 does not know the rule: its validation reads such conditions without their variables, and breaks off.
 */
export function demandUnconditionalRoot(document: DocumentNode): void {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  const walked = new Set<string>();
  const conditional = ({ selections }: SelectionSetNode): SelectionNode | undefined => {
    for (const selection of selections) {
      if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return selection;
      if (selection.kind === Kind.FIELD) continue;
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!inner || (selection.kind === Kind.FRAGMENT_SPREAD && walked.has(selection.name.value))) continue;
      if (selection.kind === Kind.FRAGMENT_SPREAD) walked.add(selection.name.value);
      const found = conditional(inner.selectionSet);
      if (found) return found;
    }
    return undefined;
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.SUBSCRIPTION) continue;
    const found = conditional(definition.selectionSet);
    if (found)
      throw new GraphQLError(conditionalRoot.message, {
        nodes: found,
        originalError: conditionalRoot,
        extensions: { code: conditionalRoot.code, http: { status: 400 } },
      });
  }
}
