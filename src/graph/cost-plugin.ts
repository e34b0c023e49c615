import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, getVariableValues, type OperationDefinitionNode } from 'graphql';
import { Fault } from '../kernel/errors.js';
import type { Context } from './context.js';
import { type Cost, costOf } from './cost.js';

/** Estimates of one operation, by the variables that sizes depend on: repeated requests are not estimated again. */
const estimates = new WeakMap<OperationDefinitionNode, Map<string, Cost>>();
const MOST_ESTIMATES = 64;

/** Refuses what costs too much before it runs, and tells the cost where the request asks with `"extensions": {"cost": true}`. */
export const costLimits: ApolloServerPlugin<Context> = {
  requestDidStart: async () => {
    let cost: Cost | null = null;
    return {
      async didResolveOperation({ schema, document, operation, request }) {
        if (!operation) return;
        const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {});
        // Variables that cannot be coerced are reported by the execution that is about to fail.
        if (!coerced) return;
        const known = estimates.get(operation) ?? new Map<string, Cost>();
        const key = JSON.stringify(coerced, (name, value) =>
          name === '' || Number.isInteger(value) || typeof value === 'boolean' ? value : Array.isArray(value) ? value.length : null,
        );
        cost = known.get(key) ?? null;
        if (cost) return;
        try {
          cost = costOf(schema, document, operation, coerced);
        } catch (error) {
          if (error instanceof Fault)
            throw new GraphQLError(error.message, { originalError: error, extensions: { code: error.code, http: { status: 400 } } });
          throw error;
        }
        if (known.size >= MOST_ESTIMATES) known.clear();
        estimates.set(operation, known.set(key, cost));
      },
      async willSendResponse({ request, response }) {
        if (cost && request.extensions?.cost === true && response.body.kind === 'single') {
          response.body.singleResult.extensions = { ...response.body.singleResult.extensions, cost };
        }
      },
    };
  },
};
