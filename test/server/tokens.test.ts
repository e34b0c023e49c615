import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Running } from '../../src/server/start.js';
import { graphql } from '../generated/index.js';
import { Client } from '../kit/client.js';
import { demoDatabase, type TestDatabase } from '../kit/database.js';
import { encoded, makeKey, Provider, type SigningKey } from '../kit/provider.js';

/** Tokens that are not accepted, each in the same words, over HTTP and on sockets alike: the faults of RFC 8725 and what else people try. */

let provider: Provider;
let database: TestDatabase;
let server: Running;
/** What its keys may not be used for. */
let rsa: SigningKey;
/** An attacker's list of keys, where their tokens would have it fetched. */
let trap: { url: string; asked: number; close(): void };
const bugs: unknown[] = [];

beforeAll(async () => {
  provider = await Provider.open();
  rsa = await makeKey('rsa', 'RS256');
  provider.keys.push(rsa.jwk);
  database = await demoDatabase();
  await provider.link(database);
  server = await provider.serve(database, { bugs });
  const listener = createServer((_request, response) => {
    trap.asked++;
    response.end(JSON.stringify({ keys: [attacker.jwk] }));
  });
  const attacker = await makeKey('one');
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  trap = { url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`, asked: 0, close: () => listener.close() };
});
afterAll(async () => {
  await server.stop();
  await provider.close();
  trap.close();
  await database.close();
  expect(bugs).toEqual([]);
});

const seconds = (ms = 0) => Math.floor((Date.now() + ms) / 1000);
const HOUR = 3_600_000;
const good = () => ({ iss: provider.issuer, aud: provider.audience, sub: 'u-1001', jti: 'j', iat: seconds(), exp: seconds(HOUR) });
const head = (more: object = {}) => ({ alg: 'ES256', typ: 'at+jwt', kid: 'one', ...more });
const parts = async () => (await provider.sign()).split('.') as [string, string, string];
const hmac = async (secret: string | Uint8Array, header: object) => {
  const signed = `${encoded(header)}.${encoded(good())}`;
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : new Uint8Array(secret);
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(signed));
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
};
const pem = async (key: SigningKey) => {
  const spki = await crypto.subtle.exportKey(
    'spki',
    await crypto.subtle.importKey('jwk', key.jwk as never, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']),
  );
  return `-----BEGIN PUBLIC KEY-----\n${Buffer.from(spki).toString('base64')}\n-----END PUBLIC KEY-----\n`;
};
const own = async (header: object, key?: SigningKey) => {
  const attacker = key ?? (await makeKey('one'));
  return provider.sign({}, header as never, attacker);
};

const clientOfToken = graphql(`query ClientOfToken { viewer { client } }`);

type Case = readonly [what: string, token: () => Promise<string> | string];

const noHolder: readonly Case[] = [
  ['a subject nobody is linked to', () => provider.sign({ sub: 'u-9999' })],
  ['a subject that differs in a letter', () => provider.sign({ sub: 'U-1001' })],
  ['a client with a role of people', () => provider.sign({ client_id: 'c', role: 'ADMIN', jurisdiction: '000' })],
  ['a client of no jurisdiction that is', () => provider.sign({ client_id: 'c', role: 'DASHBOARD', jurisdiction: '999' })],
  ['a client of a jurisdiction that is none', () => provider.sign({ client_id: 'c', role: 'DASHBOARD', jurisdiction: '000-C1' })],
];

const wrongClaims: readonly Case[] = [
  ["the right subject of another issuer's", () => provider.sign({ iss: 'https://other.example' })],
  ['an issuer with one more slash', () => provider.sign({ iss: `${provider.issuer}/` })],
  ['no issuer', () => provider.sign({ iss: undefined })],
  ['issuers in a list', () => provider.sign({ iss: [provider.issuer] })],
  ['another audience', () => provider.sign({ aud: 'other-api' })],
  ['other audiences', () => provider.sign({ aud: ['a', 'b'] })],
  ['no audience', () => provider.sign({ aud: undefined })],
  ['an audience that is part of ours', () => provider.sign({ aud: 'mulin' })],
  ['no expiry', () => provider.sign({ exp: undefined })],
  ['an expiry in words', () => provider.sign({ exp: String(seconds(HOUR)) })],
  ['an expiry past by more than clocks differ', () => provider.sign({ exp: seconds(-31_000) })],
  ['an expiry of long ago', () => provider.sign({ exp: 1 })],
  ['an expiry below nought', () => provider.sign({ exp: -1 })],
  ['no token id', () => provider.sign({ jti: undefined })],
  ['an empty token id', () => provider.sign({ jti: '' })],
  ['a number as token id', () => provider.sign({ jti: 7 })],
  ['no subject', () => provider.sign({ sub: undefined })],
  ['an empty subject', () => provider.sign({ sub: '' })],
  ['a number as subject', () => provider.sign({ sub: 1001 })],
  ['subjects in a list', () => provider.sign({ sub: ['u-1001'] })],
  ['a beginning to come', () => provider.sign({ nbf: seconds(31_000 + 5_000) })],
  ['a beginning in words', () => provider.sign({ nbf: 'now' })],
  ['an issue to come', () => provider.sign({ iat: seconds(HOUR) })],
  ['an issue in words', () => provider.sign({ iat: 'now' })],
  ['a subject twice', () => provider.signBytes(JSON.stringify(head()), JSON.stringify(good()).replace('{', '{"sub":"root",'))],
  ['an expiry twice', () => provider.signBytes(JSON.stringify(head()), JSON.stringify(good()).replace('{', '{"exp":1,'))],
  [
    'a subject twice, once in other letters',
    () => provider.signBytes(JSON.stringify(head()), JSON.stringify(good()).replace('{', '{"s\\u0075b":"root",')),
  ],
  ['an algorithm twice', () => provider.signBytes(JSON.stringify(head()).replace('{', '{"alg":"none",'), JSON.stringify(good()))],
  ['claims that are a list', () => provider.signBytes(JSON.stringify(head()), '[]')],
  ['claims that are a text', () => provider.signBytes(JSON.stringify(head()), '"u-1001"')],
  ['claims that are no JSON', () => provider.signBytes(JSON.stringify(head()), 'sub=u-1001')],
  ['claims of null', () => provider.signBytes(JSON.stringify(head()), 'null')],
];

const wrongHeaders: readonly Case[] = [
  ['an id token', () => provider.sign({}, { typ: 'JWT' })],
  ['a logout token', () => provider.sign({}, { typ: 'logout+jwt' })],
  ['no type', () => provider.sign({}, { typ: undefined })],
  ['a type that is a number', () => provider.sign({}, { typ: 1 })],
  ['an extension nobody knows', () => provider.sign({}, { crit: ['x'], x: 1 })],
  ['an extension that is not there', () => provider.signBytes(JSON.stringify(head({ crit: ['x'] })), JSON.stringify(good()))],
  ['extensions, but none', () => provider.signBytes(JSON.stringify(head({ crit: [] })), JSON.stringify(good()))],
  ['an extension that is known, b64', () => provider.signBytes(JSON.stringify(head({ crit: ['b64'], b64: true })), JSON.stringify(good()))],
  ['a payload that is not encoded', () => provider.signBytes(JSON.stringify(head({ crit: ['b64'], b64: false })), JSON.stringify(good()))],
  ['keys to fetch, signed by the right one', () => provider.sign({}, { jku: provider.jwksUrl })],
  ['a certificate to fetch, signed by the right one', () => provider.sign({}, { x5u: provider.jwksUrl })],
  ['its key along, signed by the right one', () => provider.sign({}, { jwk: provider.key.jwk })],
  ['a certificate along, signed by the right one', () => provider.sign({}, { x5c: ['MIIB'] })],
];

const wrongKeys: readonly Case[] = [
  ['a key of nobody', () => own({})],
  ['a key id of nobody', () => own({ kid: 'two' })],
  ['no key id, of a key of nobody', () => own({ kid: undefined })],
  [
    'a key of its own in the header',
    async () => {
      const attacker = await makeKey('three');
      return own({ jwk: attacker.jwk, kid: undefined }, attacker);
    },
  ],
  ['a key of its own to fetch', () => own({ jku: trap.url })],
  ['a certificate of its own to fetch', () => own({ x5u: trap.url })],
  ['a certificate of its own', () => own({ x5c: ['MIIB'] })],
  ['a path as key id', () => own({ kid: '../../../../dev/null' })],
  ['a URL as key id', () => own({ kid: trap.url })],
  ['SQL as key id', () => own({ kid: "' union select 'key' --" })],
  ['a key id that is an object', () => own({ kid: { $ne: null } })],
  ['a key id with a NUL', () => own({ kid: 'one\u0000' })],
  ['a key for another algorithm', () => own({ kid: 'rsa' })],
  ['no signature', async () => `${encoded(head({ alg: 'none' }))}.${(await parts())[1]}.`],
  ['no signature, in other letters', async () => `${encoded(head({ alg: 'nOnE' }))}.${(await parts())[1]}.`],
  ['no signature, and the right algorithm', async () => `${(await parts())[0]}.${(await parts())[1]}.`],
  ['an empty secret', () => hmac(new Uint8Array(1), head({ alg: 'HS256' }))],
  ['a secret that is the public key as JSON', () => hmac(JSON.stringify(provider.key.jwk), head({ alg: 'HS256' }))],
  ['a secret that is the public key as PEM', async () => hmac(await pem(provider.key), head({ alg: 'HS256' }))],
  ['a secret that is the public key in bytes', () => hmac(Buffer.from(provider.key.jwk.x!, 'base64url'), head({ alg: 'HS256' }))],
  [
    'another algorithm with the same signature',
    async () => {
      const [, payload, signature] = await parts();
      return `${encoded(head({ alg: 'ES384' }))}.${payload}.${signature}`;
    },
  ],
  [
    'the payload of another',
    async () => {
      const [header, , signature] = await parts();
      const [, payload] = (await provider.sign({ sub: 'root' })).split('.');
      return [header, payload, signature].join('.');
    },
  ],
  [
    'the header of another',
    async () => {
      const [, payload, signature] = await parts();
      return [encoded(head({ kid: 'rsa' })), payload, signature].join('.');
    },
  ],
  ['a signature of noughts', async () => [...(await parts()).slice(0, 2), Buffer.alloc(64).toString('base64url')].join('.')],
];

const noTokens: readonly Case[] = [
  ['a word', () => 'token'],
  ['two dots', () => '..'],
  ['a part too few', async () => (await parts()).slice(0, 2).join('.')],
  ['a part too many', async () => [...(await parts()), 'e30'].join('.')],
  ['an encrypted one', async () => [...(await parts()), 'e30', 'e30'].join('.')],
  ['one cut off', async () => (await provider.sign()).slice(0, -5)],
  ['one with a letter changed', async () => (await provider.sign()).replace(/.(?=.{20}$)/, (letter) => (letter === 'A' ? 'B' : 'A'))],
  ['JSON instead of text', () => encoded(head())],
  ['a very long one', () => `${'A'.repeat(7_000)}.e30.AA`],
];

describe.each([
  ['stands for nobody', noHolder],
  ['has wrong claims', wrongClaims],
  ['has a wrong header', wrongHeaders],
  ['has a wrong key', wrongKeys],
  ['is none', noTokens],
])('a token that %s is refused in the same words:', (_group, cases) => {
  test.each(cases)('%s', async (_what, make) => {
    const token = await make();
    const { status, text } = await new Client(server.url, token).ask(clientOfToken);
    expect({ status, body: JSON.parse(text) }).toEqual({
      status: 401,
      body: { errors: [{ message: 'The token is not accepted. Get a new one and try again.', extensions: { code: 'UNAUTHENTICATED' } }] },
    });
    expect(await closeOf(token)).toEqual({ code: 4403, reason: 'Forbidden', before: [] });
  });
});

/** How a socket ends that begins with the token, and what it said before. */
async function closeOf(token: string) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  const before: unknown[] = [];
  socket.on('message', (message) => before.push(JSON.parse(String(message))));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { code, reason: String(reason), before };
}

test('the tokens that these are made from are accepted, and nobody’s keys were fetched but the provider’s', async () => {
  const accepted = [
    await provider.sign(),
    await provider.sign({}, {}, rsa),
    await provider.sign({ aud: ['other-api', provider.audience] }),
    await provider.sign({ nbf: seconds(20_000), iat: seconds(20_000) }),
    await provider.sign({ iat: undefined }),
    await provider.sign({}, { typ: 'application/at+jwt' }),
    await provider.signBytes(JSON.stringify(head()), JSON.stringify({ ...good(), twice: [{ a: 1 }, { a: 2 }], sub_: '{"sub":1,"sub":2}' })),
  ];
  const roles = graphql(`query RolesOfAccepted { viewer { client roles { role } } }`);
  for (const token of accepted) expect((await new Client(server.url, token).data(roles)).viewer!.roles).toHaveLength(2);
  expect(trap.asked).toBe(0);
});

test.each([
  ['another scheme', (token: string) => `Basic ${token}`],
  ['no scheme', (token: string) => token],
  ['two tokens', (token: string) => `Bearer ${token}, Bearer ${token}`],
  ['a token in pieces', (token: string) => `Bearer ${token.replace('.', ' .')}`],
])('%s in the authorization header is told how a token is sent', async (_what, header) => {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: header(await provider.sign()) },
    body: '{"query": "{ viewer { client } }"}',
  });
  expect([response.status, await response.json()]).toEqual([
    401,
    { errors: [{ message: 'Send the token as "authorization: Bearer <token>".', extensions: { code: 'UNAUTHENTICATED' } }] },
  ]);
});

// Last: from here on the provider's subject is not let in any more.
test('a token that does not say when it was issued counts as issued before any revocation', async () => {
  const timeless = new Client(server.url, await provider.sign({ iat: undefined }));
  const revoke = graphql(`mutation RevokeTimeless($input: RevokeTokensInput!) { revokeTokens(input: $input) { userErrors { code } } }`);
  expect((await timeless.data(clientOfToken)).viewer).toEqual({ client: null });
  expect(await timeless.data(revoke, { input: {} })).toEqual({ revokeTokens: { userErrors: [] } });
  expect(await timeless.codes(clientOfToken)).toEqual(['UNAUTHENTICATED']);
  const ofNow = new Client(server.url, await provider.sign({ iat: seconds(1_000) }));
  expect(await ofNow.codes(clientOfToken)).toEqual([]);
});
