import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { GraphQLError, getVariableValues, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { Fault } from '../kernel/errors.js';
import { remembered } from '../kernel/memo.js';
import { isHuge } from '../kernel/size.js';
import type { Context } from './context.js';
import { type Cost, costOf } from './cost.js';

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

/** Estimates of one operation, by what sizes depend on in its variables: repeated requests are not estimated again. */
const estimates = new WeakMap<OperationDefinitionNode, Map<string, Cost>>();
const MOST_ESTIMATES = 64;
/** Of objects and lists in the variables. */
const MOST_PARTS = 50_000;
const DEEPEST_VARIABLES = 32;

const sizeKey = (operation: OperationDefinitionNode, variables: object): string =>
  operation.variableDefinitions?.length
    ? JSON.stringify(variables, (_, value) =>
        typeof value === 'string' || value instanceof Date ? 0 : Array.isArray(value) ? value.length : value,
      )
    : '';

/**
 * Refuses what costs too much before it runs, and answers a query whose root fields are all the reader's without graphql-js: the JSON text from
 * PostgreSQL is the response. Whatever else is wrong with a request is left to the ordinary way, which says so in the ordinary shape.
 */
export const answer: ApolloServerPlugin<Context> = {
  requestDidStart: async () => {
    let cost: Cost | undefined;
    let variables: Record<string, unknown> | undefined;
    return {
      async didResolveOperation({ schema, document, operation, request }) {
        if (!operation) throw requestFault('OPERATION_RESOLUTION_FAILURE', 'Name one of the operations in the document as operationName.');
        if (operation.operation === OperationTypeNode.SUBSCRIPTION)
          throw requestFault(
            'BAD_REQUEST',
            'Subscriptions go over a socket (graphql-transport-ws) on this path, or as server-sent events from /graphql/stream.',
          );
        if (isHuge(request.variables ?? {}, MOST_PARTS, DEEPEST_VARIABLES))
          throw requestFault('COST_LIMIT', 'The variables are nested too deeply, or too many.');
        variables = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}).coerced;
        // Variables that cannot be coerced are reported by the execution that is about to fail.
        if (!variables) return;
        const known = remembered(estimates, operation, () => new Map<string, Cost>());
        const key = sizeKey(operation, variables);
        cost = known.get(key);
        if (cost) return;
        try {
          cost = costOf(schema, document, operation, variables);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          throw requestFault(error.code, error.message);
        }
        if (known.size >= MOST_ESTIMATES) known.clear();
        known.set(key, cost);
      },
      async responseForOperation({ document, operation, contextValue }) {
        if (!variables || operation.operation !== OperationTypeNode.QUERY) return null;
        try {
          const json = await contextValue.reader.operation(document, operation, contextValue.runOf(variables));
          if (json === null) return null;
          const data = new RawData(json) as unknown as Record<string, unknown>;
          return { http: { headers: new HeaderMap(), status: undefined }, body: { kind: 'single', singleResult: { data } } };
        } catch (error) {
          if (error instanceof Fault) return null;
          throw error;
        }
      },
      async willSendResponse({ request, response }) {
        if (cost && request.extensions?.cost === true && response.body.kind === 'single') {
          response.body.singleResult.extensions = { ...response.body.singleResult.extensions, cost };
        }
      },
    };
  },
};
