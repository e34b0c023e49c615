import type { Server } from 'node:http';
import {
  type ExecutionArgs,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  OperationTypeNode,
  parse,
  subscribe,
  validate,
} from 'graphql';
import { CloseCode } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Claims } from '../auth/token.js';
import { MOST_TOKENS } from '../graph/apollo.js';
import type { Context } from '../graph/context.js';
import { costOf } from '../graph/cost.js';
import { Fault } from '../kernel/errors.js';

export interface SocketParts {
  readonly schema: GraphQLSchema;
  readonly claimsOf: (authorization: string | undefined) => Promise<Claims | null>;
  readonly contextFor: (claims: Claims | null) => Promise<Context>;
  readonly formatError: (formatted: GraphQLError, error: unknown) => unknown;
}

const LARGEST_MESSAGE = 65_536;
const INIT_TIMEOUT_MS = 3_000;
const PING_MS = 12_000;
/** How long a peer may take to answer the close at a stop; one that is frozen never does. */
const CLOSE_MS = 2_000;
/** setTimeout counts in 32 bits. */
const LONGEST_TIMER_MS = 2_147_483_647;

interface Extra extends Record<PropertyKey, unknown> {
  claims?: Claims | null;
  expiry?: NodeJS.Timeout;
}

/** Whatever was thrown, as graphql-ws takes it; its message is written in onError alone. */
const errorOf = (error: unknown, code?: string): GraphQLError => {
  if (!(error instanceof GraphQLError))
    return new GraphQLError(String(error), { originalError: error instanceof Error ? error : new Error(String(error)) });
  return code
    ? new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { code } })
    : error;
};

/**
 * graphql-transport-ws on /graphql, for subscriptions. The token comes with connection_init as `authorization`; the socket closes with 4403
 * when it is not accepted and when it expires. graphql-ws knows nothing of Apollo's rules: documents and identity are checked here.
 */
export function serveSockets(server: Server, { schema, claimsOf, contextFor, formatError }: SocketParts): { stop(): Promise<void> } {
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });
  const shaped = (errors: readonly GraphQLError[]) =>
    errors.map((error) => formatError(error.toJSON() as GraphQLError, error)) as GraphQLError[];

  const disposable = useServer<Record<string, unknown>, Extra>(
    {
      connectionInitWaitTimeout: INIT_TIMEOUT_MS,
      async onConnect({ connectionParams, extra }) {
        const given = connectionParams?.authorization ?? connectionParams?.Authorization;
        const claims = await claimsOf(given === undefined || given === null ? undefined : String(given)).catch(() => undefined);
        if (claims === undefined) return false;
        // A token whose person or client is nobody here is not accepted either.
        const known = await contextFor(claims).catch((error: unknown) => {
          if (error instanceof Fault) return null;
          throw error;
        });
        const { socket } = extra as unknown as { socket: WebSocket };
        // A socket that closed meanwhile would leave its timer behind.
        if (!known || socket.readyState !== socket.OPEN) return false;
        extra.claims = claims;
        if (claims) {
          const left = Math.min(claims.expiresAt.getTime() - Date.now(), LONGEST_TIMER_MS);
          extra.expiry = setTimeout(() => socket.close(CloseCode.Forbidden, 'Token expired'), left);
        }
        return true;
      },
      onDisconnect: ({ extra }) => clearTimeout(extra.expiry),
      async onSubscribe({ extra }, _id, payload) {
        let document: ReturnType<typeof parse>;
        try {
          document = parse(payload.query, { maxTokens: MOST_TOKENS });
        } catch (error) {
          // A RangeError, where it is nested deeper than the parser's stack.
          const fault = error instanceof GraphQLError ? error : new GraphQLError('The document is nested too deep.');
          return [errorOf(fault, 'GRAPHQL_PARSE_FAILED')];
        }
        const faults = validate(schema, document);
        if (faults.length > 0) return faults.map((fault) => errorOf(fault, 'GRAPHQL_VALIDATION_FAILED'));
        const operation = getOperationAST(document, payload.operationName);
        if (!operation)
          return [
            new GraphQLError('Name one of the operations in the document.', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }),
          ];
        if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
          return [
            new GraphQLError('Sockets carry subscriptions; send queries and mutations over HTTP.', { extensions: { code: 'BAD_REQUEST' } }),
          ];
        }
        const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], payload.variables ?? {});
        try {
          if (coerced) costOf(schema, document, operation, coerced);
          const contextValue = await contextFor(extra.claims ?? null);
          return {
            schema,
            document,
            operationName: payload.operationName,
            variableValues: payload.variables,
            contextValue,
          } as ExecutionArgs;
        } catch (error) {
          return [errorOf(error)];
        }
      },
      execute,
      subscribe,
      onError: (_context, _id, _payload, errors) => shaped(errors),
      onNext: (_context, _id, _payload, _args, result) => (result.errors ? { ...result, errors: shaped(result.errors) } : result),
    },
    sockets,
    PING_MS,
  );
  // graphql-ws would print a stack for what a client sends amiss, such as a message beyond the largest; ws has closed the socket by then.
  sockets.on('connection', (socket) => socket.removeAllListeners('error').on('error', () => {}));
  return {
    async stop() {
      const patience = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, CLOSE_MS);
      await disposable.dispose();
      clearTimeout(patience);
    },
  };
}
