import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  type TypeNode,
  validate,
  valueFromASTUntyped,
} from 'graphql';
import { Fault } from '../kernel/errors.js';
import type { CheckedDocument, DocumentCheck } from '../work/document.js';
import { DEFAULT_PAGE, estimate } from './cost.js';
import { checkSize, MOST_TOKENS } from './document-size.js';
import { demandUnconditionalRoot } from './subscription-root.js';

/** Checks and prices documents before anybody sends them. */
export const documentCheck =
  (schema: GraphQLSchema): DocumentCheck =>
  (source) => {
    try {
      const { operation, document } = readDocument(schema, source);
      if (!operation.name) return { ok: false, reason: 'Its operation has no name.' };
      const cost = Math.ceil(estimate(schema, document, operation, usual(operation)).total);
      return { ok: true, name: operation.name.value, type: operation.operation.toUpperCase() as CheckedDocument['type'], cost };
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === null) throw error;
      return { ok: false, reason };
    }
  };

/** What is wrong with a document or its variables, in English; null where the error says nothing of the kind. */
export function reasonOf(error: unknown): string | null {
  if (error instanceof GraphQLError || error instanceof Fault) return error.message;
  // It is nested deeper than the parser's stack.
  return error instanceof RangeError ? 'It is nested too deeply.' : null;
}

/** A document of one operation. Throws what is wrong with it. */
export function readDocument(
  schema: GraphQLSchema,
  source: string,
): { readonly document: DocumentNode; readonly operation: OperationDefinitionNode } {
  const document = parse(source, { maxTokens: MOST_TOKENS });
  checkSize(document);
  demandUnconditionalRoot(document);
  const [fault] = validate(schema, document, undefined, { hideSuggestions: true, maxErrors: 1 });
  if (fault) throw fault;
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1) throw new GraphQLError('It has more than one operation.');
  return { document, operation: operations[0]! };
}

/** Variables that stand for those of most calls: pages and lists of the usual length, and all that may be left out. */
const usual = ({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> =>
  Object.fromEntries(
    variableDefinitions.map(({ variable, type, defaultValue }) => [
      variable.name.value,
      defaultValue ? valueFromASTUntyped(defaultValue) : usualOf(type),
    ]),
  );

function usualOf(type: TypeNode): unknown {
  if (type.kind === Kind.NON_NULL_TYPE) return usualOf(type.type);
  if (type.kind === Kind.LIST_TYPE) return Array.from({ length: DEFAULT_PAGE }, () => null);
  return { Int: DEFAULT_PAGE, Boolean: true }[type.name.value];
}
