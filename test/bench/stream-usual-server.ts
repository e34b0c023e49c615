/**
 * Subscriptions as usually wired: graphql-ws, an emitter that each subscriber iterates over, and one execution for each of them and each event. To its
 * favour the event brings all that is asked for, so that no resolver asks the database, and nobody's rights are looked at.
 */
import { EventEmitter, on } from 'node:events';
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import pg from 'pg';
import { WebSocketServer } from 'ws';

const [url, port] = process.argv.slice(2);
const schema = buildSchema(`
  scalar Cursor
  scalar DateTime
  enum StreamChange { ENTERED CHANGED LEFT HEARTBEAT }
  type Organization { id: ID! name: String! }
  type Grid { id: ID! name: String! }
  type Incident { id: ID! serialNumber: String! title: String! state: String! urgency: String! reportedAt: DateTime! grid: Grid! holder: Organization! }
  type IncidentEvent { id: ID! kind: String! to: String! at: DateTime! incident: Incident }
  type IncidentStreamItem { cursor: Cursor! change: StreamChange! incidentId: ID event: IncidentEvent }
  input DateTimeRange { from: DateTime to: DateTime }
  input IncidentFilter { updatedAt: DateTimeRange }
  type Query { ok: Boolean }
  type Subscription { incidentEvents(filter: IncidentFilter): IncidentStreamItem! }
`);

interface Item {
  readonly event: { readonly at: string };
}
interface Filter {
  readonly updatedAt?: { readonly from?: string };
}

const emitter = new EventEmitter().setMaxListeners(0);
async function* incidentEvents({ filter }: { filter?: Filter }) {
  for await (const [item] of on(emitter, 'incident') as AsyncIterable<[Item]>)
    if (!filter?.updatedAt?.from || item.event.at >= filter.updatedAt.from) yield { incidentEvents: item };
}

const client = new pg.Client({ connectionString: url });
await client.connect();
client.on('notification', ({ payload }) => emitter.emit('incident', JSON.parse(payload!)));
await client.query('listen stream_bench');

const server = createServer();
const sockets = new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false });
useServer({ schema, roots: { subscription: { incidentEvents } } }, sockets);
server.listen(Number(port), '127.0.0.1', () => console.info('ready'));
process.on('SIGTERM', () => process.exit(0));
