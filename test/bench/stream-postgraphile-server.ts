/** PostGraphile 5 with a subscription as its documentation writes one: a topic of LISTEN, and the row behind the id that comes with it. */
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { jsonParse } from 'postgraphile/@dataplan/json';
import { makePgService } from 'postgraphile/adaptors/pg';
import { context, listen } from 'postgraphile/grafast';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { extendSchema } from 'postgraphile/utils';

const [url, port] = process.argv.slice(2);

// biome-ignore lint/suspicious/noExplicitAny: the steps' types follow from a schema that is read at run time.
type Any = any;

const incidentChanged = extendSchema(({ input: { pgRegistry } }: Any) => {
  const { incident } = pgRegistry.pgResources;
  return {
    typeDefs: `extend type Subscription { incidentChanged: IncidentChanged } type IncidentChanged { incident: Incident }` as Any,
    objects: {
      Subscription: {
        plans: {
          incidentChanged: {
            subscribePlan: () => listen(context().get('pgSubscriber' as never) as Any, 'stream_bench', jsonParse as Any),
            plan: ($event: Any) => $event,
          },
        },
      },
      IncidentChanged: {
        plans: { incident: ($event: Any) => incident.get({ id: $event.get('id'), jurisdiction_id: $event.get('jurisdiction') }) },
      },
    },
  } as Any;
});

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [incidentChanged],
  pgServices: [makePgService({ connectionString: url, schemas: ['public'] })],
  grafserv: { watch: false, graphiql: false, websockets: true },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(port), '127.0.0.1', () => console.info('ready'));
process.on('SIGTERM', () => process.exit(0));
