import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, getVariableValues, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { Fault, type FaultCode, tooCostly } from '../kernel/errors.js';
import { isHuge } from '../kernel/size.js';
import type { OperationPlan } from '../read/reader.js';
import type { Admission } from './admission.js';
import type { Context } from './context.js';
import type { Cost } from './cost.js';
import { checkSize } from './document-size.js';
import type { Documents } from './documents.js';
import { requestFault } from './errors.js';
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

type Variables = Readonly<Record<string, unknown>>;

/** What is refused before it runs is a fault of the request. */
function asRequestFault(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw requestFault(error);
  }
}

export const noSuchOperation = (): Fault =>
  new Fault(
    'OPERATION_RESOLUTION_FAILURE',
    'Name one of the operations in the document as operationName. 请以 operationName 指定文档中的一个操作。',
  );

/** Of objects and lists in the variables. */
const MOST_PARTS = 50_000;
const DEEPEST_VARIABLES = 32;

export const tooManyVariables = (): Fault => tooCostly('The variables are nested too deeply, or too many. 变量嵌套过深或过多。');

/** The variables of an operation; undefined where they cannot be coerced, COST_LIMIT where there are too many to look at. */
export function variablesOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Variables,
): Record<string, unknown> | undefined {
  if (isHuge(given, MOST_PARTS, DEEPEST_VARIABLES)) throw tooManyVariables();
  return getVariableValues(schema, operation.variableDefinitions ?? [], given).coerced;
}

/**
 * Refuses what costs too much before it runs, waits until the rest may, and answers a query whose root fields are all the reader's without graphql-js: the JSON text from
 * PostgreSQL is the response. Whatever else is wrong with a request is left to the ordinary way, which says so in the ordinary shape.
 */
export const answer = (documents: Documents, admission: Admission, introspection: Introspection): ApolloServerPlugin<Context> => ({
  requestDidStart: async ({ request: asked }) => {
    // GraphQL over HTTP: an empty name is none.
    if (asked.operationName === '') asked.operationName = undefined;
    let cost: Cost | undefined;
    let json: string | null = null;
    let isNew = false;
    return {
      async parsingDidStart() {
        isNew = true;
      },
      async validationDidStart({ document, contextValue: { asker } }) {
        asRequestFault(() => checkSize(document));
        await admission.turns.breathe(asker);
        demandUnconditionalRoot(document);
      },
      async didResolveOperation({ schema, document, operation, request, contextValue: context }) {
        if (!operation) throw requestFault(noSuchOperation());
        if (operation.operation === OperationTypeNode.SUBSCRIPTION)
          throw requestFault(
            new Fault(
              'BAD_REQUEST',
              'Subscriptions go over a socket (graphql-transport-ws) on this path, or as server-sent events from /graphql/stream. 订阅请通过本路径的 WebSocket（graphql-transport-ws），或以服务器推送事件从 /graphql/stream 获取。',
            ),
          );
        try {
          await admission.turns.breathe(context.asker);
          const variables = variablesOf(schema, operation, request.variables ?? {});
          // Variables that cannot be coerced are reported by the execution that is about to fail.
          if (!variables) return;
          cost = estimateOf(schema, document, operation, variables);
          await admission.turns.breathe(context.asker);
          const plan = planOf(context, document, operation, variables);
          admission.turns.end(context.asker);
          context.budget?.spend(cost.total);
          await admission.enter(context.asker, cost, operation.operation === OperationTypeNode.MUTATION);
          const read = plan && (await readWhole(context, plan, variables));
          if (!isNew && (read !== null || operation.operation === OperationTypeNode.MUTATION)) documents.remember(request.query!, document);
          json = read ?? (await introspection.answer(request.query!, document, operation, variables, context.asker));
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          throw requestFault(error);
        }
      },
      async responseForOperation() {
        if (json === null) return null;
        const data = new RawData(json) as unknown as Record<string, unknown>;
        return { http: { headers: new HeaderMap(), status: undefined }, body: { kind: 'single', singleResult: { data } } };
      },
      async willSendResponse({ request, response, contextValue: { said, budget } }) {
        if (Object.keys(said).length > 0 && response.body.kind === 'single')
          response.body.singleResult.extensions = { ...response.body.singleResult.extensions, ...said };
        if (cost && request.extensions?.cost === true && response.body.kind === 'single') {
          const told = budget ? { ...cost, throttle: budget.throttle() } : cost;
          response.body.singleResult.extensions = { ...response.body.singleResult.extensions, cost: told };
        }
      },
    };
  },
});

/** How the reader answers a query; null where graphql-js has to execute it, be it only to say what is wrong. */
export function planOf(
  { reader, runOf }: Context,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): OperationPlan | null {
  if (operation.operation !== OperationTypeNode.QUERY) return null;
  try {
    return reader.plan(document, operation, runOf(variables));
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

/** Of these graphql-js would only hear once more. */
const finalCodes = new Set<FaultCode>(['AT_CAPACITY', 'TIMEOUT', 'COST_LIMIT']);

/** The JSON text of a query's data; null where graphql-js has to execute it to say what is wrong. Throws the Faults that refuse the whole request. */
export async function readWhole({ reader, runOf }: Context, plan: OperationPlan, variables: Variables): Promise<string | null> {
  try {
    return await reader.answer(plan, runOf(variables));
  } catch (error) {
    if (error instanceof Fault && !finalCodes.has(error.code)) return null;
    throw error;
  }
}
