import type pg from 'pg';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { openPool } from '../../../src/db/client.js';
import { demoToken } from '../../../src/demo/issuer.js';
import type { Persona } from '../../../src/demo/personas.js';
import { publicId } from '../../../src/kernel/ids.js';
import type { App } from '../../kit/app.js';
import { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { testInDepth } from '../../kit/depth.js';
import { build, ServerProcess, type Settings } from '../../kit/server-process.js';
import { authorityFile, localhost } from '../../kit/tls.js';
import { publish } from './kit.js';
import { accepts, Receiver } from './receiver.js';

/** Servers send over TLS, and are killed meanwhile: what was told stays told, what was not is sent by whoever lives, and nothing is lost. */

const source = 'subscription Kept { incidentEvents { incidentId event { kind } } }';

let database: TestDatabase;
let pool: pg.Pool;
let servers: ServerProcess[] = [];
let receiver: Receiver;
const started = (more: Settings = { NODE_EXTRA_CA_CERTS: authorityFile }) =>
  new ServerProcess({ DEMO: '1', DATABASE_URL: database.url, ...more });
beforeAll(async () => {
  [database, receiver] = await Promise.all([demoDatabase(), Receiver.open(localhost), build()]);
  pool = openPool({ connectionString: database.url, max: 2 });
  servers = [started(), started()];
  await Promise.all(servers.map(({ url }) => url));
}, 120_000);
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  await receiver.close();
  await pool.end();
  await database.close();
});

const as = async (server: ServerProcess, persona: Persona, client?: string) =>
  new Client(await server.url, await demoToken(pool, persona, '000', client ? { client, scope: 'graphql:adhoc' } : {}));

const register = async (partner: Client): Promise<string> => {
  const [{ id }] = (await database.query<{ id: string }>("select id from partner_document where operation_name = 'Kept'")) as [
    { id: string },
  ];
  const { registerWebhook } = await partner.data(
    'mutation ($input: RegisterWebhookInput!) { registerWebhook(input: $input) { webhook { id } userErrors { message } } }',
    { input: { documentId: publicId('PartnerDocument', id), url: receiver.url } },
  );
  expect(registerWebhook.userErrors).toEqual([]);
  return registerWebhook.webhook.id;
};

testInDepth(
  'each step of each incident comes at least once, by its id once, and in order',
  async () => {
    await publish({ as: (persona: Persona) => as(servers[0]!, persona) } as App, 'killed', [{ source }]);
    const partner = await as(servers[0]!, 'partner', 'killed');
    await register(partner);
    const { grid, incidentCategories } = await partner.data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
    const input = { gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT', title: '路灯坏了' };
    const does = async (client: Client, verb: string, type: string, given: object) => {
      const data = await client.data(`mutation ($input: ${type}!) { ${verb}(input: $input) { incident { id } userErrors { message } } }`, {
        input: given,
      });
      expect(data[verb].userErrors).toEqual([]);
      return data[verb].incident?.id as string;
    };
    // There is always something under way.
    receiver.behaviour = (message, response, nth) => void setTimeout(accepts, 20, message, response, nth);
    const incidents: string[] = [];
    const round = async (through: ServerProcess) => {
      const [client, cadre] = [await as(through, 'partner', 'killed'), await as(through, 'community-cadre')];
      for (let n = 0; n < 6; n++) {
        const incident = await does(client, 'reportIncident', 'ReportIncidentInput', input);
        await does(cadre, 'acceptIncident', 'IncidentTransitionInput', { id: incident });
        await does(cadre, 'fileIncident', 'IncidentTransitionInput', { id: incident });
        incidents.push(incident);
      }
    };
    const [first, second] = servers as [ServerProcess, ServerProcess];
    await round(first);
    await first.kill();
    const third = started();
    servers.push(third);
    await round(second);
    await third.url;
    await second.kill();
    await round(third);
    const steps = (incident: string) => {
      const seen = new Map<string, string>();
      for (const { id, body } of receiver.accepted)
        if (body.data.incidentEvents.incidentId === incident) seen.set(id, body.data.incidentEvents.event.kind);
      return [...seen.values()];
    };
    await vi.waitFor(() => expect(incidents.map(steps)).toEqual(incidents.map(() => ['REPORTED', 'ACCEPTED', 'FILED'])), {
      timeout: 60_000,
      interval: 200,
    });
    const [{ left }] = (await database.query<{ left: number }>(
      "select count(*)::int as left from webhook_delivery where state <> 'DELIVERED'",
    )) as [{ left: number }];
    expect(left).toBe(0);
  },
  120_000,
);

testInDepth('a certificate of an authority that the server was not told to trust is refused, and the delivery says so', async () => {
  await Promise.all(servers.map((server) => server.kill()));
  const stranger = started({});
  servers.push(stranger);
  const partner = await as(stranger, 'partner', 'killed');
  const id = await register(partner);
  await partner.data('mutation ($input: TestWebhookInput!) { testWebhook(input: $input) { userErrors { message } } }', { input: { id } });
  const query = 'query ($id: ID!) { webhook(id: $id) { deliveries { nodes { kind state lastError } } } }';
  await vi.waitFor(
    async () =>
      expect((await partner.data(query, { id })).webhook.deliveries.nodes).toEqual([
        { kind: 'TEST', state: 'DEAD', lastError: 'CERTIFICATE' },
      ]),
    { timeout: 20_000, interval: 100 },
  );
});
