import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { getVariableValues, OperationTypeNode } from 'graphql';
import { Fault } from '../kernel/errors.js';
import type { Context } from './context.js';

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

/**
 * Answers a query whose root fields are all the reader's without graphql-js: the JSON text from PostgreSQL is the response.
 * Whatever is wrong with the request is left to the ordinary way, which says so in the ordinary shape.
 */
export const passThrough: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    async responseForOperation({ document, operation, request, schema, contextValue }) {
      if (operation.operation !== OperationTypeNode.QUERY) return null;
      const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {});
      if (!coerced) return null;
      try {
        const json = await contextValue.reader.operation(document, operation, contextValue.runOf(coerced));
        if (json === null) return null;
        const data = new RawData(json) as unknown as Record<string, unknown>;
        return { http: { headers: new HeaderMap(), status: undefined }, body: { kind: 'single', singleResult: { data } } };
      } catch (error) {
        if (error instanceof Fault) return null;
        throw error;
      }
    },
  }),
};
