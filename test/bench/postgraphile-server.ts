/**
 * PostGraphile 5 as its documentation has it for production: preset Amber, no watching, no GraphiQL, its own caches.
 * Relations by a foreign key whose index does not begin with all its columns are let in, as are orders on the functions that stand for scopes.
 */
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { makeJSONPgSmartTagsPlugin } from 'postgraphile/utils';

const [url, port] = process.argv.slice(2);
const scopes = ['street', 'community', 'grid', 'three'].map((scope) => [
  `scopes.incidents_of_${scope}`,
  { tags: { behavior: 'orderBy order resource:connection:backwards', name: `incidents_of_${scope}` } },
]);
const preset = {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  plugins: [makeJSONPgSmartTagsPlugin({ version: 1, config: { procedure: Object.fromEntries(scopes) } })],
  pgServices: [makePgService({ connectionString: url, schemas: ['public', 'scopes'] })],
  grafserv: { watch: false, graphiql: false, websockets: false },
};
const instance = postgraphile(preset);
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(port), '127.0.0.1', () => console.info('ready'));
process.on('SIGTERM', () => process.exit(0));
