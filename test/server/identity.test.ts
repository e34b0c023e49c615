import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { KeyStore } from '../../src/auth/key-file.js';
import { openPool } from '../../src/db/client.js';
import { demoToken } from '../../src/demo/issuer.js';
import { type Running, start } from '../../src/server/start.js';
import { graphql } from '../generated/index.js';
import { Client } from '../kit/client.js';
import { demoDatabase, freshDatabase, type TestDatabase } from '../kit/database.js';
import { newKeyFile } from '../kit/keys.js';
import { makeKey, Provider } from '../kit/provider.js';

/** Tokens of an identity provider: who they speak for, what becomes of its keys, and that the demo is somebody else. */

let keys: KeyStore;
let provider: Provider;
let database: TestDatabase;
let server: Running;
const bugs: unknown[] = [];
const said: string[] = [];

beforeAll(async () => {
  keys = await newKeyFile();
  provider = await Provider.open();
  database = await demoDatabase();
  await provider.link(database);
  server = await provider.serve(database, { keyFile: keys.where, bugs, said });
});
afterAll(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await server.stop();
  await provider.close();
  await database.close();
});

const roles = graphql(`query RolesOfToken { viewer { roles { role } } }`);
const changes = graphql(`subscription ChangesToToken { incidentEvents { change } }`);
const REFUSED = ['UNAUTHENTICATED'];
async function attempt(token: string, url = server.url) {
  const { data, errors } = await new Client(url, token).ask(roles);
  return errors ? errors.map(({ extensions }) => extensions?.code) : data!.viewer!.roles.map(({ role }) => role).sort();
}
/** Some time later, as the tokens and the keys' age see it. Time only goes on. */
const now = performance.now.bind(performance);
let passed = 0;
const later = (ms: number) => {
  passed += ms;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  vi.spyOn(performance, 'now').mockImplementation(() => now() + passed);
};

test('a token of the provider speaks for the person its subject is linked to, over HTTP and on a socket', async () => {
  expect(await attempt(await provider.sign())).toEqual(['GRID_LEADER', 'RESIDENT']);
  const stream = new Client(server.url, await provider.sign()).subscribe(changes);
  onTestFinished(() => stream.close());
  expect(await stream.next()).toEqual({ incidentEvents: { change: 'HEARTBEAT' } });
});

test('a client of the provider speaks for itself', async () => {
  const token = await provider.sign({ sub: 'wall', client_id: 'wall', role: 'DASHBOARD', jurisdiction: '000' });
  expect(await attempt(token)).toEqual(['DASHBOARD']);
});

test('a token of the demo is nobody here, although the database holds the demo and its key', async () => {
  const pool = openPool({ connectionString: database.url, max: 1 });
  const token = await demoToken(pool, 'grid-leader', '000');
  await pool.end();
  expect(await attempt(token)).toEqual(REFUSED);
  const socket = new Client(server.url, token).subscribe(changes);
  onTestFinished(() => socket.close());
  await expect(socket.next()).rejects.toMatchObject({ code: 4403 });
});

test('and the provider is nobody in the demo', async () => {
  const demo = await start(
    { port: 0, host: 'localhost', databaseUrl: database.url, dataDir: '', keyFile: keys.where, auth: null },
    { info: () => {}, bug: () => {} },
  );
  onTestFinished(() => demo.stop());
  expect(await attempt(await provider.sign(), demo.url)).toEqual(REFUSED);
});

test('without AUTH_* being the demo, nothing of it is put into an empty database', async () => {
  const empty = await freshDatabase();
  onTestFinished(() => empty.close());
  const bare = await provider.serve(empty);
  onTestFinished(() => bare.stop());
  expect((await fetch(`${bare.url}/readyz`)).status).toBe(200);
  expect(await attempt(await provider.sign(), bare.url)).toEqual(REFUSED);
  expect(await empty.query('select from organization union all select from demo_key union all select from demo_keyring')).toEqual([]);
});

test('a refused token is 401, not a fault of the server', async () => {
  expect((await new Client(server.url, await provider.sign({ sub: 'u-9999' })).ask(roles)).status).toBe(401);
});

test('hostile tokens do not make the server ask the provider again and again', async () => {
  const before = provider.asked;
  await Promise.all(Array.from({ length: 20 }, async (_, index) => attempt(await provider.sign({}, { kid: `guess-${index}` }))));
  expect(provider.asked - before).toBeLessThanOrEqual(1);
});

test.each(['ES256', 'RS256', 'EdDSA'])('a key for %s that the provider takes up is found when it is first used', async (alg) => {
  const next = await makeKey(`next-${alg}`, alg);
  provider.keys = [...provider.keys, next.jwk];
  later(31_000);
  expect(await attempt(await provider.sign({}, {}, next))).toContain('GRID_LEADER');
});

test('a key that the provider takes back is good for ten minutes at most, for tokens that were seen before, too', async () => {
  const gone = await makeKey('gone');
  provider.keys = [...provider.keys, gone.jwk];
  later(31_000);
  const token = await provider.sign({}, {}, gone);
  expect(await attempt(token)).toContain('GRID_LEADER');
  provider.keys = provider.keys.filter(({ kid }) => kid !== 'gone');
  later(601_000);
  expect(await attempt(token)).toEqual(REFUSED);
  expect(await attempt(await provider.sign({}, {}, gone))).toEqual(REFUSED);
  expect(await attempt(await provider.sign())).toContain('GRID_LEADER');
});

test.each([
  ['an error', { status: 503, body: 'busy' }],
  ['no JSON', { status: 200, body: '<html>' }],
  ['no list of keys', { status: 200, body: '{"keys": 1}' }],
])('while the provider answers with %s, the keys it gave last go on being good', async (_what, answer) => {
  expect(await attempt(await provider.sign())).toContain('GRID_LEADER');
  provider.answer = answer;
  onTestFinished(async () => {
    provider.answer = null;
  });
  later(3_600_000);
  const before = provider.asked;
  expect(await attempt(await provider.sign())).toContain('GRID_LEADER');
  expect(await attempt(await provider.sign({}, {}, await makeKey('one')))).toEqual(REFUSED);
  expect(await attempt(await provider.sign({}, {}, await makeKey('two')))).toEqual(REFUSED);
  // Nobody waits for a provider that has just failed to answer.
  expect(provider.asked - before).toBe(1);
});

// Last: the provider does not come back.
test('while the provider is away they are good for a day, and no longer', async () => {
  provider.answer = null;
  later(3_600_000);
  expect(await attempt(await provider.sign())).toContain('GRID_LEADER');
  said.length = 0;
  await provider.close();
  later(86_000_000);
  expect(await attempt(await provider.sign())).toContain('GRID_LEADER');
  later(401_000);
  expect(await attempt(await provider.sign())).toEqual(REFUSED);
  expect(said).toEqual([expect.stringMatching(/^The keys at http:\/\/127\.0\.0\.1:\d+\/keys cannot be fetched \(.+\)\./)]);
  expect(bugs).toEqual([]);
});
