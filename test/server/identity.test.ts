import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { KeyStore } from '../../src/auth/key-file.js';
import { demoToken } from '../../src/demo/issuer.js';
import { type Running, start } from '../../src/server/start.js';
import { Client } from '../kit/client.js';
import { demoDatabase, freshDatabase, type TestDatabase } from '../kit/database.js';
import { newKeyFile } from '../kit/keys.js';

/** An identity provider, as far as the server needs one: a list of public keys. */
class Provider {
  readonly issuer = 'https://id.example';
  readonly keys: JWK[] = [];
  asked = 0;
  readonly #server: Server = createServer((_request, response) => {
    this.asked++;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: this.keys }));
  });

  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get jwksUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}

let keys: KeyStore;
let provider: Provider;
let database: TestDatabase;
let server: Running;
let key: { readonly privateKey: CryptoKey; readonly kid: string };
const bugs: unknown[] = [];

async function makeKey(kid: string, alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, kid, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}
const startFor = (database: TestDatabase, provider: Provider) =>
  start(
    {
      ...{ port: 0, host: 'localhost', databaseUrl: database.url, dataDir: '', keyFile: keys.where },
      auth: { issuer: provider.issuer, audience: 'mulin-api', jwksUrl: provider.jwksUrl },
    },
    { info: () => {}, bug: (_id, error) => bugs.push(error) },
  );

beforeAll(async () => {
  keys = await newKeyFile();
  provider = await new Provider().open();
  const { jwk, ...made } = await makeKey('one');
  key = made;
  provider.keys.push(jwk);
  database = await demoDatabase();
  // The provider's subject for the grid leader.
  await database.query(
    `insert into account (id, jurisdiction_id, issuer, subject, person_id)
     select gen_random_uuid(), jurisdiction_id, $1, 'u-1001', person_id from account where subject = 'grid-leader@000'`,
    [provider.issuer],
  );
  server = await startFor(database, provider);
});
afterAll(async () => {
  await server.stop();
  await provider.close();
  await database.close();
});

interface Claims {
  readonly [claim: string]: unknown;
}
async function sign(
  claims: Claims = {},
  header: Claims = {},
  by: { readonly privateKey: CryptoKey; readonly kid: string } = key,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: provider.issuer, aud: 'mulin-api', sub: 'u-1001', jti: 'j', iat: now, exp: now + 3600, ...claims };
  const present = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
  return new SignJWT(present).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: by.kid, ...header }).sign(by.privateKey);
}

const ROLES = '{ viewer { roles { role } } }';
const REFUSED = ['UNAUTHENTICATED'];
async function attempt(token: string, url = server.url) {
  const { data, errors } = await new Client(url, token).ask(ROLES);
  return errors ? errors.map(({ extensions }) => extensions?.code) : data.viewer.roles.map(({ role }: { role: string }) => role).sort();
}

test('a token of the provider speaks for the person its subject is linked to, over HTTP and on a socket', async () => {
  expect(await attempt(await sign())).toEqual(['GRID_LEADER', 'RESIDENT']);
  const stream = new Client(server.url, await sign()).subscribe('subscription { incidentEvents { change } }');
  onTestFinished(() => stream.close());
  expect(await stream.next()).toEqual({ incidentEvents: { change: 'HEARTBEAT' } });
});

test('a client of the provider speaks for itself', async () => {
  const token = await sign({ sub: 'wall', client_id: 'wall', role: 'DASHBOARD', jurisdiction: '000' });
  expect(await attempt(token)).toEqual(['DASHBOARD']);
});

test('a token of the demo is nobody here, although the database holds the demo and its key', async () => {
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const token = await demoToken(pool, 'grid-leader', '000');
  await pool.end();
  expect(await attempt(token)).toEqual(REFUSED);
  const socket = new Client(server.url, token).subscribe('subscription { incidentEvents { change } }');
  onTestFinished(() => socket.close());
  await expect(socket.next()).rejects.toMatchObject({ code: 4403 });
});

test('and the provider is nobody in the demo', async () => {
  const demo = await start(
    { port: 0, host: 'localhost', databaseUrl: database.url, dataDir: '', keyFile: keys.where, auth: null },
    { info: () => {}, bug: () => {} },
  );
  onTestFinished(() => demo.stop());
  expect(await attempt(await sign(), demo.url)).toEqual(REFUSED);
});

test('without AUTH_* being the demo, nothing of it is put into an empty database', async () => {
  const empty = await freshDatabase();
  onTestFinished(() => empty.close());
  const bare = await startFor(empty, provider);
  onTestFinished(() => bare.stop());
  expect((await fetch(`${bare.url}/readyz`)).status).toBe(200);
  expect(await attempt(await sign(), bare.url)).toEqual(REFUSED);
  expect(await empty.query('select from organization union all select from demo_key')).toEqual([]);
});

describe('refused, always in the same words', () => {
  const hour = () => Math.floor(Date.now() / 1000) + 3600;
  const cases: readonly (readonly [what: string, token: () => Promise<string>])[] = [
    ['a subject nobody is linked to', () => sign({ sub: 'u-9999' })],
    ["the right subject of another issuer's", () => sign({ iss: 'https://other.example' })],
    ['another audience', () => sign({ aud: 'other-api' })],
    ['no audience', () => sign({ aud: undefined })],
    ['an id token', () => sign({}, { typ: 'JWT' })],
    ['no type', () => sign({}, { typ: undefined })],
    ['no expiry', () => sign({ exp: undefined })],
    ['no token id', () => sign({ jti: undefined })],
    ['no subject', () => sign({ sub: undefined })],
    ['an expiry past', () => sign({ exp: hour() - 3700 })],
    ['a beginning to come', () => sign({ nbf: hour() })],
    [
      'an extension nobody knows',
      () =>
        sign({}, { crit: ['x'], x: 1 }).catch(
          async () => `${Buffer.from('{"alg":"ES256","typ":"at+jwt","crit":["x"],"x":1}').toString('base64url')}.e30.AA`,
        ),
    ],
    ['a key of nobody', async () => sign({}, {}, await makeKey('one'))],
    ['a key id of nobody', async () => sign({}, {}, await makeKey('two'))],
    [
      'a key of its own in the header',
      async () => {
        const own = await makeKey('three');
        return sign({}, { jwk: own.jwk, kid: undefined }, own);
      },
    ],
    [
      'no signature',
      async () => {
        const [, payload] = (await sign()).split('.');
        return `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`;
      },
    ],
    [
      'a secret that is the public key',
      async () => {
        const { privateKey: _, ...header } = { privateKey: null, alg: 'HS256', typ: 'at+jwt', kid: 'one' };
        const [, payload] = (await sign()).split('.');
        const head = Buffer.from(JSON.stringify(header)).toString('base64url');
        const secret = new TextEncoder().encode(JSON.stringify(provider.keys[0]));
        const hmac = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
        const signature = await crypto.subtle.sign('HMAC', hmac, new TextEncoder().encode(`${head}.${payload}`));
        return `${head}.${payload}.${Buffer.from(signature).toString('base64url')}`;
      },
    ],
    [
      'the payload of another',
      async () => {
        const [head, , signature] = (await sign()).split('.');
        const [, payload] = (await sign({ sub: 'root' })).split('.');
        return [head, payload, signature].join('.');
      },
    ],
    ['a client with a role of people', () => sign({ client_id: 'c', role: 'ADMIN', jurisdiction: '000' })],
    ['a client of no jurisdiction that is', () => sign({ client_id: 'c', role: 'DASHBOARD', jurisdiction: '999' })],
    ['a client of a jurisdiction that is none', () => sign({ client_id: 'c', role: 'DASHBOARD', jurisdiction: '000-C1' })],
  ];
  test.each(cases)('%s', async (_what, token) => {
    expect(JSON.parse((await new Client(server.url, await token()).ask(ROLES)).text)).toEqual({
      errors: [{ message: 'The token is not accepted. Get a new one and try again.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});

test('a refused token is 401, not a fault of the server', async () => {
  expect((await new Client(server.url, await sign({ sub: 'u-9999' })).ask(ROLES)).status).toBe(401);
});

test('hostile tokens do not make the server ask the provider again and again', async () => {
  const before = provider.asked;
  await Promise.all(Array.from({ length: 20 }, async (_, index) => attempt(await sign({}, {}, { ...key, kid: `guess-${index}` }))));
  expect(provider.asked - before).toBeLessThanOrEqual(1);
});

// Last: the provider does not come back.
test('while the provider is away, the keys it gave last go on being good', async () => {
  expect(await attempt(await sign())).toContain('GRID_LEADER');
  await provider.close();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  onTestFinished(() => void vi.useRealTimers());
  expect(await attempt(await sign({ jti: 'an hour later' }))).toContain('GRID_LEADER');
  expect(bugs).toEqual([]);
});
