/** Hive Gateway as a process of its own: supergraph in a file, one way upstream for subscriptions. Says its address in its first line. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createGatewayRuntime, getGraphQLWSOptions } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import http from '@graphql-mesh/transport-http';
import ws from '@graphql-mesh/transport-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const { SUPERGRAPH, ROUTER, UPSTREAM, PORT = '0' } = process.env;

const token = '{context.headers.authorization}';
/** Of a subgraph: to look for requests that are the same takes longer than to answer them. */
const request = { deduplicateInflightRequests: false };
const subscriptions = { kind: 'ws', location: '/graphql', options: { connectionParams: { authorization: token } } };
const gateway = createGatewayRuntime({
  supergraph: readFileSync(SUPERGRAPH, 'utf8'),
  // The planner of Hive Router: a list takes the gateway half as long.
  unifiedGraphHandler,
  transports: { http, ws },
  transportEntries: {
    '*': { options: request },
    mulin: {
      headers: [
        ['authorization', token],
        ['router-authorization', `Bearer ${ROUTER}`],
      ],
      options: UPSTREAM === 'ws' ? { ...request, subscriptions } : request,
    },
  },
  requestId: false,
  logging: 'error',
  maskedErrors: false,
});

// Sockets do not wait for it.
await gateway.getSchema();
const server = createServer(gateway);
useServer(
  getGraphQLWSOptions(gateway, ({ connectionParams }) => ({ headers: connectionParams })),
  new WebSocketServer({ server, path: '/graphql' }),
);
process.once('SIGTERM', () => process.exit(0));
server.listen(Number(PORT), '127.0.0.1', () => console.info(`http://127.0.0.1:${server.address().port}`));
