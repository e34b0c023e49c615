import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { Fault } from '../kernel/errors.js';
import { isHuge } from '../kernel/size.js';
import { Turns } from '../kernel/turns.js';
import type { Context } from './context.js';
import type { Cost } from './cost.js';
import { checkSize } from './document-size.js';
import type { Documents } from './documents.js';
import { estimateOf } from './estimates.js';
import type { Introspection } from './introspection.js';
import { demandUnconditionalRoot } from './subscription-root.js';

/** A response's data as the JSON text that the reader made. */
class RawData {
  constructor(readonly json: string) {}
}

/** Apollo's stringifyResult: raw data is written as it is. */
export function stringifyResult(result: { data?: unknown; extensions?: unknown }): string {
  const { data, extensions } = result;
  if (!(data instanceof RawData)) return JSON.stringify(result);
  return extensions === undefined ? `{"data":${data.json}}` : `{"data":${data.json},"extensions":${JSON.stringify(extensions)}}`;
}

const requestFault = (code: string, message: string) => new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/** What is refused before it runs is a fault of the request. */
function asRequestFault(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw requestFault(error.code, error.message);
  }
}

/** Of objects and lists in the variables. */
const MOST_PARTS = 50_000;
const DEEPEST_VARIABLES = 32;

/** The variables of an operation; undefined where they cannot be coerced, COST_LIMIT where there are too many to look at. */
export function variablesOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  if (isHuge(given, MOST_PARTS, DEEPEST_VARIABLES)) throw new Fault('COST_LIMIT', 'The variables are nested too deeply, or too many.');
  return getVariableValues(schema, operation.variableDefinitions ?? [], given).coerced;
}

/** Parsing and validation of a new document, and introspection, cannot be interrupted: what is short goes on between them. */
const turns = new Turns();

/**
 * Refuses what costs too much before it runs, and answers a query whose root fields are all the reader's without graphql-js: the JSON text from
 * PostgreSQL is the response. Whatever else is wrong with a request is left to the ordinary way, which says so in the ordinary shape.
 */
export const answer = (documents: Documents, introspection: Introspection): ApolloServerPlugin<Context> => ({
  requestDidStart: async ({ request: asked }) => {
    // GraphQL over HTTP: an empty name is none.
    if (asked.operationName === '') asked.operationName = undefined;
    let cost: Cost | undefined;
    let variables: Record<string, unknown> | undefined;
    let isNew = false;
    return {
      async parsingDidStart() {
        isNew = true;
        await turns.next();
      },
      async validationDidStart({ document }) {
        asRequestFault(() => checkSize(document));
        demandUnconditionalRoot(document);
      },
      async didResolveOperation({ schema, document, operation, request }) {
        if (!operation) throw requestFault('OPERATION_RESOLUTION_FAILURE', 'Name one of the operations in the document as operationName.');
        if (operation.operation === OperationTypeNode.SUBSCRIPTION)
          throw requestFault(
            'BAD_REQUEST',
            'Subscriptions go over a socket (graphql-transport-ws) on this path, or as server-sent events from /graphql/stream.',
          );
        asRequestFault(() => {
          variables = variablesOf(schema, operation, request.variables ?? {});
          // Variables that cannot be coerced are reported by the execution that is about to fail.
          if (variables) cost = estimateOf(schema, document, operation, variables);
        });
      },
      async responseForOperation({ document, operation, contextValue, request }) {
        if (!variables) return null;
        const read = await readWhole(contextValue, document, operation, variables);
        if (read !== null && !isNew) documents.remember(request.query!, document);
        const json = read ?? (await introspection.answer(request.query!, document, operation, variables, turns));
        if (json === null) return null;
        const data = new RawData(json) as unknown as Record<string, unknown>;
        return { http: { headers: new HeaderMap(), status: undefined }, body: { kind: 'single', singleResult: { data } } };
      },
      async willSendResponse({ request, response }) {
        if (cost && request.extensions?.cost === true && response.body.kind === 'single') {
          response.body.singleResult.extensions = { ...response.body.singleResult.extensions, cost };
        }
      },
    };
  },
});

/** The JSON text of a query's data; null where graphql-js has to execute it, be it only to say what is wrong. */
export async function readWhole(
  { reader, runOf }: Context,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  if (operation.operation !== OperationTypeNode.QUERY) return null;
  try {
    return await reader.operation(document, operation, runOf(variables));
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
