import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { json, text } from 'node:stream/consumers';
import type { ServerOptions } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { attach } from '../../src/live/protocol.js';
import { type App, startApp } from '../kit/app.js';
import { RawSocket } from '../kit/raw-socket.js';

let app: App;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const STREAM = 'subscription { incidentEvents { change cursor incidentId } }';
const beat = { type: 'next', payload: { data: { incidentEvents: { change: 'HEARTBEAT', cursor: expect.any(String), incidentId: null } } } };

/** Reports as the resident and answers the incident's id. */
async function report(gridCode = '000-G01', title = '路灯坏了'): Promise<string> {
  const resident = await app.as('resident');
  const { grid, incidentCategories } = await resident.data(
    'query ($code: String!) { grid(code: $code) { id } incidentCategories { id } }',
    {
      code: gridCode,
    },
  );
  const { reportIncident } = await resident.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    { input: { title, gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' } },
  );
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

/** What the server keeps of streams: one that is not freed is among them. */
const kept = async () => (await app.readiness()).streams;

describe('what cannot be executed is answered, and the socket goes on', () => {
  const refusals: readonly (readonly [what: string, query: string, code: string])[] = [
    ['a syntax error', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', 'subscription { incidentEvents { nope } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['two root fields', 'subscription { a: incidentEvents { change } b: incidentEvents { change } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'several operations and no name',
      'subscription A { incidentEvents { change } } subscription B { incidentEvents { change } }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ...['incidentEvents @skip(if: $v) { change }', '... @include(if: $v) { incidentEvents { change } }', '...F'].map(
      (root) =>
        [
          `a condition at the root: ${root}`,
          `subscription ($v: Boolean = true) { ${root} } fragment F on Subscription { incidentEvents @include(if: $v) { change } }`.replace(
            root === '...F' ? '' : / fragment.*$/,
            '',
          ),
          'GRAPHQL_VALIDATION_FAILED',
        ] as const,
    ),
    ['a query', '{ viewer { roles { role } } }', 'BAD_REQUEST'],
    [
      'a mutation',
      'mutation { reportIncident(input: { title: "over a socket", categoryId: "x", channel: PHONE }) { userErrors { code } } }',
      'BAD_REQUEST',
    ],
    ['a document nested too deep to parse', `subscription ${'{a'.repeat(10_000)}${'}'.repeat(10_000)}`, 'GRAPHQL_PARSE_FAILED'],
  ];
  test.each(refusals)('%s', async (_what, query, code) => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const bugs = app.bugs.length;
    const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
    raw.subscribe('1', query);
    const { type, payload } = await raw.next('1');
    expect([type, payload.length]).toEqual(['error', 1]);
    expect(payload[0]).toMatchObject({ message: expect.stringMatching(/\w/), extensions: { code } });
    expect(Object.keys(payload[0]).filter((key) => !['message', 'locations', 'extensions'].includes(key))).toEqual([]);
    if (query.includes('$v')) expect(payload[0].message).toMatch(/@skip or @include/);
    if (code === 'BAD_REQUEST') expect(payload[0].message).toContain('over HTTP');
    raw.subscribe('1', STREAM);
    expect(await raw.next('1')).toEqual({ ...beat, id: '1' });
    // What a caller does wrong is no bug of ours.
    expect(app.bugs.slice(bugs)).toEqual([]);
    expect(logged).not.toHaveBeenCalled();
  });

  test('an empty name is none, whoever asked before', async () => {
    const document = 'subscription Named { incidentEvents { change } }';
    const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
    const names = ['', null, undefined, 'Named', 'Other', '', 'Named '];
    for (const [i, operationName] of names.entries()) {
      raw.send({ id: String(i), type: 'subscribe', payload: { query: document, operationName } });
      const { type } = await raw.next(String(i));
      expect([operationName, type]).toEqual([operationName, ['Other', 'Named '].includes(String(operationName)) ? 'error' : 'next']);
    }
    // Two names that make one text with their documents.
    raw.send({ id: 'a', type: 'subscribe', payload: { query: `A ${document}`, operationName: '' } });
    expect((await raw.next('a')).payload[0].extensions.code).toBe('GRAPHQL_PARSE_FAILED');
    raw.send({ id: 'b', type: 'subscribe', payload: { query: document, operationName: 'A' } });
    expect((await raw.next('b')).payload[0].extensions.code).toBe('OPERATION_RESOLUTION_FAILURE');
  });

  const values: readonly (readonly [what: string, query: string, variables: Record<string, unknown>, code: string, message: RegExp])[] = [
    [
      'a value of no enum',
      'subscription ($f: IncidentFilter) { incidentEvents(filter: $f) { change } }',
      { f: { states: ['LOST'] } },
      'BAD_USER_INPUT',
      /LOST/,
    ],
    ['a missing variable', 'subscription ($c: Cursor!) { incidentEvents(after: $c) { change } }', {}, 'BAD_USER_INPUT', /\$c/],
    ['a filter by text', 'subscription { incidentEvents(filter: { text: "x" }) { change } }', {}, 'BAD_USER_INPUT', /do not take text/],
    [
      'a filter by text deep in a variable',
      'subscription ($f: IncidentFilter) { incidentEvents(filter: $f) { change } }',
      { f: { open: true, or: [{ states: ['REPORTED'] }, { and: [{ not: { text: 'x' } }] }] } },
      'BAD_USER_INPUT',
      /do not take text/,
    ],
    ['a cursor of nobody', 'subscription { incidentEvents(after: "x") { change } }', {}, 'CURSOR_INVALID', /after takes a cursor/],
  ];
  test.each(values)('%s', async (_what, query, variables, code, message) => {
    const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
    raw.subscribe('1', query, variables);
    const { type, payload } = await raw.next('1');
    expect([type, payload.errors.length]).toEqual(['next', 1]);
    expect(payload.errors[0]).toMatchObject({ message: expect.stringMatching(message), extensions: { code } });
    expect(await raw.next('1')).toEqual({ id: '1', type: 'complete' });
    raw.subscribe('1', STREAM);
    expect(await raw.next('1')).toEqual({ ...beat, id: '1' });
    await vi.waitFor(async () => expect((await kept()).subscriptions).toBeLessThanOrEqual(1), { timeout: 20_000, interval: 5 });
  });

  test.each([['ids'], ['categories'], ['assigneeId'], ['holderId'], ['within']])(
    'an id of no such noun in %s is refused when the stream is asked for, not at its first event',
    async (field) => {
      const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
      const value = ['ids', 'categories'].includes(field) ? ['evt_0'] : 'evt_0';
      raw.subscribe('1', 'subscription ($f: IncidentFilter) { incidentEvents(filter: $f) { change } }', {
        f: { or: [{ open: true }, { [field]: value }] },
      });
      expect(await raw.next('1')).toMatchObject({ type: 'next', payload: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } });
    },
  );
});

describe('who speaks', () => {
  test('without a token the socket opens, and a stream answers UNAUTHENTICATED', async () => {
    const raw = await RawSocket.signedIn(app.url, null);
    raw.subscribe('1', STREAM);
    expect(await raw.next('1')).toMatchObject({ payload: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    expect(await raw.next('1')).toEqual({ id: '1', type: 'complete' });
  });

  /** A token of the demo's own key with other claims. */
  const signed = async (claims: Record<string, unknown>, change: (token: SignJWT) => SignJWT = (token) => token) => {
    const [{ jwk } = { jwk: {} }] = await app.database.query<{ jwk: Record<string, string> }>('select jwk from demo_key');
    const token = new SignJWT({ iss: 'mulin-demo', aud: 'mulin', sub: 'grid-leader@000', jti: 'x', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid, typ: 'at+jwt' })
      .setExpirationTime('1h');
    return `Bearer ${await change(token).sign(await importJWK(jwk, 'ES256'))}`;
  };
  const bad: readonly (readonly [what: string, authorization: () => unknown])[] = [
    ['garbage', () => 'Bearer nonsense'],
    ['no scheme', () => app.tokenOf('grid-leader')],
    ['a scheme of another kind', () => 'Basic Z3JpZDpsZWFkZXI='],
    ['a number', () => 7],
    ['an expired token', () => signed({}, (token) => token.setExpirationTime('-1m'))],
    ['a token that expired within the tolerance for clocks', () => signed({}, (token) => token.setExpirationTime('-5s'))],
    ['a subject nobody is linked to', () => signed({ sub: 'stranger' })],
    ['a client of no role', () => signed({ client_id: 'c', role: 'ADMIN', jurisdiction: '000' })],
    ['another audience', () => signed({ aud: 'elsewhere' })],
    ['another issuer', () => signed({ iss: 'elsewhere' })],
    ['a changed signature', async () => (await signed({})).replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'))],
  ];
  test.each(bad)('%s in connection_init closes with 4403', async (_what, authorization) => {
    const raw = await RawSocket.open(app.url);
    raw.send({ type: 'connection_init', payload: { authorization: await authorization() } });
    expect(await raw.closed).toEqual({ code: 4403, reason: 'Forbidden' });
  });

  type Params = (bearer: string) => Record<string, unknown>;
  const understood: readonly (readonly [what: string, params: Params])[] = [
    ['authorization', (authorization) => ({ authorization })],
    ['Authorization', (Authorization) => ({ Authorization })],
    ['AUTHORIZATION', (AUTHORIZATION) => ({ AUTHORIZATION })],
    ['headers', (authorization) => ({ headers: { authorization } })],
    ['Headers with a capital', (Authorization) => ({ Headers: { Authorization } })],
    ['two places that say the same', (bearer) => ({ authorization: bearer, headers: { Authorization: bearer } })],
    ['authorization, beside what is of no interest here', (authorization) => ({ authorization, 'x-csrf-token': 'x', client: 'board' })],
  ];
  test.each(understood)('a token in %s is understood', async (_what, params) => {
    const raw = await RawSocket.open(app.url);
    raw.send({ type: 'connection_init', payload: params(await signed({})) });
    expect(await raw.next()).toEqual({ type: 'connection_ack' });
    raw.subscribe('1', STREAM);
    expect(await raw.next('1')).toEqual({ ...beat, id: '1' });
  });

  test('a token in the header that opens the socket is understood', async () => {
    const raw = await RawSocket.open(app.url, undefined, undefined, { authorization: await signed({}) });
    raw.send({ type: 'connection_init' });
    expect(await raw.next()).toEqual({ type: 'connection_ack' });
    raw.subscribe('1', STREAM);
    expect(await raw.next('1')).toEqual({ ...beat, id: '1' });
  });

  const misplaced: readonly (readonly [what: string, params: Params])[] = [
    ['authToken', (bearer) => ({ authToken: bearer.slice(7) })],
    ['token', (bearer) => ({ token: bearer })],
    ['access_token', (bearer) => ({ access_token: bearer.slice(7) })],
    ['Authentication', (Authentication) => ({ Authentication })],
    ['x-api-key', () => ({ 'x-api-key': 'secret' })],
    ['a name that says nothing', (bearer) => ({ connection: bearer })],
    ['headers under another name', (bearer) => ({ headers: { 'X-Auth-Token': bearer.slice(7) } })],
    ['headers in a list', (bearer) => ({ headers: [['Authorization', bearer]] })],
    ['a context', (authorization) => ({ context: { headers: { authorization } } })],
    ['headers in a text', (bearer) => ({ headers: `Authorization: ${bearer}` })],
    ['headers in a text, of another kind', () => ({ headers: 'accept: */*\r\nAuthorization: Bearer opaque' })],
    ['JSON in a text', (authorization) => ({ x: JSON.stringify({ authorization }) })],
    ['parameters in a text', (bearer) => ({ params: `token=${bearer.slice(7)}` })],
    ['a later line of a text', (bearer) => ({ x: `lang: zh\n${bearer.slice(7)}` })],
    ['a later line of headers in a text', (bearer) => ({ headers: `accept: */*\r\n${bearer}` })],
    ['a later line of JSON in a text', (bearer) => ({ x: JSON.stringify({ y: `\n${bearer.slice(7)}` }) })],
    ['an encoded parameter in a text', (bearer) => ({ params: `x%3D${bearer.slice(7)}` })],
    ['an object under a name of tokens', () => ({ credentials: { user: 'opaque' } })],
    ['a name', (bearer) => ({ [bearer]: true })],
    ['a list', (bearer) => ({ x: [bearer.slice(7)] })],
    ['the depth', (bearer) => Array.from({ length: 12 }).reduce<Record<string, unknown>>((x) => ({ x }), { x: bearer.slice(7) })],
  ];
  test.each(misplaced)('a token in %s is refused with the name of the right place, never taken for nobody', async (_what, params) => {
    const raw = await RawSocket.open(app.url);
    raw.send({ type: 'connection_init', payload: params(await signed({})) });
    expect(await raw.closed).toEqual({ code: 4400, reason: expect.stringContaining('"authorization": "Bearer <token>"') });
  });

  test.each([
    ['the address', '?token=', {}],
    ['the address, after another parameter', '?x=1&access_token=', {}],
    ['the address, under an encoded name', '?x=1&%61ccess_%74oken=', {}],
    ['the address, in a later line', '?x=1%0A', {}],
    ['another header', '', { 'x-auth-token': 'x' }],
  ])('a token in %s of a socket is refused likewise', async (_what, search, headers) => {
    const path = `/graphql${search}${search && (await signed({})).slice(7)}`;
    const raw = await RawSocket.open(app.url, undefined, path, headers);
    raw.send({ type: 'connection_init' });
    expect(await raw.closed).toEqual({ code: 4400, reason: expect.stringContaining('"authorization": "Bearer <token>"') });
  });

  test('a token beside a subscription is refused with the name of the right place', async () => {
    const raw = await RawSocket.signedIn(app.url, null);
    const payload = { query: STREAM, extensions: { headers: { authorization: await signed({}) } } };
    raw.send({ type: 'subscribe', id: '1', payload });
    expect(await raw.next('1')).toMatchObject({
      type: 'error',
      payload: [{ message: expect.stringContaining('"authorization": "Bearer <token>"'), extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test('an address that is no UTF-8 opens no socket, and GBK is named', async () => {
    for (const path of ['/graphql?x=%C4%E3', '/graphql?%ff']) await expect(RawSocket.open(app.url, undefined, path)).rejects.toThrow('400');
    const headers = {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': `${'x'.repeat(22)}==`,
      'sec-websocket-version': '13',
    };
    const answer = await new Promise<string>((resolve, reject) => {
      const request = http.get(`${app.url}/graphql?x=%C4%E3`, { headers }, (response) => text(response).then(resolve, reject));
      request.on('error', reject);
    });
    expect(answer).toMatch(/UTF-8.*GBK/);
  });

  test('a text as long as a message can be is looked through at once', async () => {
    const raw = await RawSocket.open(app.url);
    raw.send({ type: 'connection_init', payload: { lang: 'eyJ-'.repeat(16_000) } });
    expect(await raw.next()).toEqual({ type: 'connection_ack' });
  });

  test('two tokens that differ are refused', async () => {
    const raw = await RawSocket.open(app.url);
    raw.send({ type: 'connection_init', payload: { authorization: await signed({}), headers: { authorization: 'Bearer x' } } });
    expect(await raw.closed).toEqual({ code: 4400, reason: expect.stringContaining('once') });
  });

  test.each([
    {},
    { authorization: null },
    { authToken: null, token: '' },
    { lang: 'zh', client: { name: 'board', version: 3, author: 'Wang', plan: 'basic one' } },
    { 'x-csrf-token': 'x' },
  ])('who sends %j is nobody in particular', async (payload) => {
    const raw = await RawSocket.open(app.url);
    raw.send({ type: 'connection_init', payload });
    expect(await raw.next()).toEqual({ type: 'connection_ack' });
  });

  const overHttp: readonly (readonly [what: string, header: () => string, message: RegExp])[] = [
    ['of another scheme', () => 'Token abc', /authorization: Bearer <token>/],
    ['that is empty', () => '', /authorization: Bearer <token>/],
    ['of a scheme alone', () => 'Bearer', /authorization: Bearer <token>/],
    ['of a scheme and blanks', () => 'Bearer  ', /authorization: Bearer <token>/],
    ['of two tokens', () => 'Bearer a, Bearer b', /authorization: Bearer <token>/],
    ['that is not accepted', () => 'Bearer undefined', /not accepted/],
  ];
  test.each(overHttp)('over HTTP a header %s is refused', async (_what, header, message) => {
    for (const path of ['/graphql', '/graphql/stream']) {
      const response = await fetch(app.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: header() },
        body: '{"query":"{ __typename }"}',
      });
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await response.json()).toEqual({
        errors: [{ message: expect.stringMatching(message), extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
  });

  test('over HTTP two headers are refused, also where one of them is good', async () => {
    const { host } = new URL(app.url);
    const headers = ['host', host, 'content-type', 'application/json', 'authorization', await signed({}), 'authorization', 'Bearer x'];
    const request = http.request(`${app.url}/graphql`, { method: 'POST', headers });
    request.end('{"query":"{ __typename }"}');
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    expect([response.statusCode, await json(response)]).toEqual([
      400,
      { errors: [{ message: expect.stringContaining('one authorization header'), extensions: { code: 'BAD_REQUEST' } }] },
    ]);
  });

  test('a token that expires takes its socket along, with 4403, and its streams', async () => {
    const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader', '000', { lifetime: '2s' }));
    const stays = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
    for (const socket of [raw, stays]) {
      socket.subscribe('1', STREAM);
      expect(await socket.next('1')).toEqual({ ...beat, id: '1' });
    }
    expect(await raw.closed).toEqual({ code: 4403, reason: 'Token expired' });
    const incidentId = await report();
    expect(await stays.next('1')).toMatchObject({ payload: { data: { incidentEvents: { change: 'ENTERED', incidentId } } } });
  });

  test('a socket that closes while its token is looked at leaves no timer behind', async () => {
    const token = await app.tokenOf('grid-worker');
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    onTestFinished(() => void [timers, cleared].map((spy) => spy.mockRestore()));
    const blocker = await blocking('account');
    const raw = await RawSocket.open(app.url);
    raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await blocker.blocks();
    raw.socket.close();
    await raw.closed;
    await RawSocket.signedIn(app.url, null);
    await blocker.release();
    // The worker's own rights are known now: whoever asks next is answered after the first.
    await RawSocket.signedIn(app.url, token);
    const untilExpiry = timers.mock.results.filter((_, index) => timers.mock.calls[index]![1]! > 1_000_000).map(({ value }) => value);
    const freed = new Set(cleared.mock.calls.map(([timer]) => timer));
    expect(untilExpiry.filter((timer) => !freed.has(timer))).toHaveLength(1);
  });
});

/** Holds a table so that nobody reads it, until released. */
async function blocking(table: string): Promise<{ blocks(): Promise<void>; release(): Promise<void> }> {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: app.database.url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('begin');
  await client.query(`lock table ${table} in access exclusive mode`);
  return {
    blocks: () =>
      vi.waitFor(
        async () => {
          const { rows } = await client.query(`select from pg_locks where relation = $1::regclass and not granted`, [table]);
          expect(rows).not.toEqual([]);
        },
        { timeout: 20_000, interval: 5 },
      ),
    release: async () => void (await client.query('commit')),
  };
}

/** A server of sockets alone, and its end of the first of them. */
async function attached(
  options: ServerOptions<Record<string, unknown>, Extra>,
  pingMs?: number,
): Promise<{ url: string; served: Promise<{ socket: WebSocket }> }> {
  const sockets = new WebSocketServer({ port: 0, path: '/graphql' });
  onTestFinished(() => sockets.close());
  const served = once(sockets, 'connection').then(([socket]) => ({ socket: socket as WebSocket }));
  attach(options, sockets, pingMs);
  return { url: `http://127.0.0.1:${(sockets.address() as AddressInfo).port}`, served };
}

describe('the protocol', () => {
  /** A connection of bytes, by which a peer says what it likes and answers nothing. Answers what the server said once it has cut the connection. */
  async function cutOff(said: string): Promise<string> {
    const socket = connect(Number(new URL(app.url).port), 'localhost');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    const heard: Buffer[] = [];
    socket.on('data', (data) => heard.push(data));
    socket.write(said);
    await once(socket, 'close');
    return Buffer.concat(heard).toString('latin1');
  }
  const upgrade = (end: string) =>
    `GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\nsec-websocket-key: ${Buffer.alloc(16).toString('base64')}\r\n${end}`;

  test.concurrent.each([
    ['says nothing after the upgrade, and does not answer the close', upgrade('\r\n'), /^HTTP\/1\.1 101/],
    ['never finishes the upgrade', upgrade(''), /^HTTP\/1\.1 408/],
    ['never finishes the head of a request', 'POST /graphql HTTP/1.1\r\nhost: localhost\r\n', /^HTTP\/1\.1 408/],
    [
      'never finishes the body',
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
      /408|^$/,
    ],
    ['says nothing at all', '', /^HTTP\/1\.1 408|^$/],
  ])('a peer that %s is cut off', async (_what, said, heard) => {
    expect(await cutOff(said)).toMatch(heard);
  });

  test('a socket that never says who it is closes with 4408', async () => {
    expect((await (await RawSocket.open(app.url)).closed).code).toBe(4408);
  });

  test('another subprotocol, or none, is refused', async () => {
    expect((await (await RawSocket.open(app.url, [])).closed).code).toBe(4406);
    for (const protocol of ['graphql-ws', 'soap']) await expect(RawSocket.open(app.url, protocol)).rejects.toThrow('subprotocol');
  });

  test('only /graphql takes sockets', async () => {
    await expect(RawSocket.open(app.url, 'graphql-transport-ws', '/elsewhere')).rejects.toThrow('400');
  });

  const malformed = ['{', '[]', 'null', '{"id":"1"}', '{"type":"dance"}', '{"type":"subscribe"}', '{"type":"subscribe","id":"1"}'];
  test.each([...malformed, '{"type":"subscribe","id":"1","payload":{}}'])(
    'the message %s closes its socket with 4400, and no other',
    async (message) => {
      const [raw, other] = [await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader')), await RawSocket.signedIn(app.url, null)];
      raw.send(message);
      expect((await raw.closed).code).toBe(4400);
      expect(await other.settled()).toEqual([]);
    },
  );

  test.each([
    ['text', false],
    ['binary', true],
  ])(
    'a %s frame that is not UTF-8, such as GBK, closes its socket with 1007, and no other, and is no matter for the log',
    async (_kind, binary) => {
      const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
      onTestFinished(() => logged.mockRestore());
      const [raw, other] = [await RawSocket.signedIn(app.url, null), await RawSocket.signedIn(app.url, null)];
      raw.socket.send(Buffer.from('{"type":"ping","payload":{"x":"\xc2\xb7\xb5\xc6"}}', 'latin1'), { binary });
      expect((await raw.closed).code).toBe(1007);
      other.send({ type: 'ping' });
      expect(await other.next()).toEqual({ type: 'pong' });
      expect(logged).not.toHaveBeenCalled();
    },
  );

  test.each([
    ['binary', '{"type":"ping"}', true],
    ['binary, with a byte order mark', '\ufeff{"type":"ping"}', true],
    ['text, with a byte order mark', '\ufeff{"type":"ping"}', false],
  ])('UTF-8 in a frame of %s is read', async (_kind, text, binary) => {
    const raw = await RawSocket.signedIn(app.url, null);
    raw.socket.send(Buffer.from(text), { binary });
    expect(await raw.next()).toEqual({ type: 'pong' });
  });

  test('a message beyond 64 KiB closes its socket with 1009, and no other, and is no matter for the log', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const [raw, other] = [await RawSocket.signedIn(app.url, null), await RawSocket.signedIn(app.url, null)];
    raw.send({ type: 'ping', payload: { text: 'x'.repeat(60_000) } });
    expect(await raw.next(), 'no echo for those who do not read').toEqual({ type: 'pong' });
    raw.send({ type: 'ping', payload: { text: 'x'.repeat(70_000) } });
    expect((await raw.closed).code).toBe(1009);
    expect(await other.settled()).toEqual([]);
    expect(logged).not.toHaveBeenCalled();
  });

  test('who takes nothing of what was said is let go, also without a subscription', async () => {
    const { url, served } = await attached({ connectionInitWaitTimeout: 0 }, 50);
    const raw = await RawSocket.open(url);
    const { socket } = await served;
    raw.socket.pause();
    for (let i = 0; i < 800; i++) socket.send('x'.repeat(65_536));
    await once(socket, 'close');
  });

  test('what cannot be sent to a socket that is broken is no matter for the log', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    // It breaks while it is answered.
    const { url, served } = await attached({ onConnect: ({ extra }) => void extra.request.socket.destroy() });
    const raw = await RawSocket.open(url);
    raw.send({ type: 'connection_init' });
    await once((await served).socket, 'close');
    await raw.closed;
    await new Promise(setImmediate);
    expect(logged).not.toHaveBeenCalled();
  });

  test('asking before the acknowledgement, twice under one id, or who one is twice, closes with 4401, 4409 and 4429', async () => {
    const early = await RawSocket.open(app.url);
    early.subscribe('1', STREAM);
    expect((await early.closed).code).toBe(4401);

    const twice = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
    twice.subscribe('1', STREAM);
    await twice.next('1');
    twice.subscribe('1', STREAM);
    expect((await twice.closed).code).toBe(4409);

    const again = await RawSocket.signedIn(app.url, null);
    again.send({ type: 'connection_init' });
    expect((await again.closed).code).toBe(4429);
  });
});

describe('many streams', () => {
  test('on one socket each has its own filter, and completes without the others', async () => {
    const raw = await RawSocket.signedIn(app.url, await app.tokenOf('community-cadre'));
    const query = 'subscription ($f: IncidentFilter) { incidentEvents(filter: $f) { change incidentId } }';
    const { grids } = await app.anonymous.data('{ grids(first: 2, filter: { levels: [1] }) { nodes { id code } } }');
    const ids = Array.from({ length: 20 }, (_, index) => `${index}`);
    for (const id of ids) raw.subscribe(id, query, { f: { within: grids.nodes[Number(id) % 2].id } });
    for (const id of ids) expect(await raw.next(id)).toMatchObject({ payload: { data: { incidentEvents: { change: 'HEARTBEAT' } } } });

    // Of the streams of each grid, half complete; those that are left go on.
    const [gone, left] = [ids.slice(0, 10), ids.slice(10)];
    for (const id of gone) raw.send({ type: 'complete', id });
    expect(await raw.settled()).toEqual([]);
    const reported = [await report(grids.nodes[0].code), await report(grids.nodes[1].code)];
    for (const id of left) {
      const expected = { change: 'ENTERED', incidentId: reported[Number(id) % 2] };
      expect(await raw.next(id)).toMatchObject({ payload: { data: { incidentEvents: expected } } });
    }
    expect(await raw.settled()).toEqual([]);

    // An id is free again once its stream is over.
    raw.subscribe('0', STREAM);
    expect(await raw.next('0')).toEqual({ ...beat, id: '0' });
    raw.socket.terminate();
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ subscriptions: 0, channels: 0 }), { timeout: 20_000, interval: 5 });
  });

  test('under one id, completed and asked for again in one breath, are one', async () => {
    const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ subscriptions: 0 }), { timeout: 20_000, interval: 5 });
    for (let i = 0; i < 20; i++) {
      raw.subscribe('1', STREAM);
      raw.send({ type: 'complete', id: '1' });
    }
    raw.subscribe('1', STREAM);
    // Some of those before may have begun when their end came.
    const beats = () => raw.settled().then((messages) => messages.map((message) => expect(message).toEqual({ ...beat, id: '1' })));
    await beats();
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ subscriptions: 1 }), { timeout: 20_000, interval: 5 });
    // The same while it runs.
    raw.send({ type: 'complete', id: '1' });
    raw.subscribe('1', STREAM);
    await beats();
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ subscriptions: 1 }), { timeout: 20_000, interval: 5 });
    await beats();
    const incidentId = await report();
    expect(await raw.next('1')).toMatchObject({ type: 'next', payload: { data: { incidentEvents: { change: 'ENTERED', incidentId } } } });
    expect(await raw.settled()).toEqual([]);
  });

  test('200 streams that come and go leave nothing behind', async () => {
    const raw = await RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ subscriptions: 0, channels: 0 }), { timeout: 20_000, interval: 5 });
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    for (let cycle = 0; cycle < 200; cycle++) {
      raw.subscribe(`${cycle}`, STREAM);
      expect(await raw.next(`${cycle}`)).toEqual({ ...beat, id: `${cycle}` });
      // Half of them wait for an event by then, the others are told to end before they could.
      if (cycle % 2 === 0)
        await vi.waitFor(async () => expect((await kept()).subscriptions).toBeGreaterThan(0), { timeout: 20_000, interval: 1 });
      raw.send({ type: 'complete', id: `${cycle}` });
    }
    expect(await raw.settled()).toEqual([]);
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ subscriptions: 0, channels: 0 }), { timeout: 20_000, interval: 5 });
    expect(timers() - before).toBeLessThan(50);
  });

  test('sockets that break without a word leave nothing behind', async () => {
    const token = await app.tokenOf('grid-leader');
    const sockets = await Promise.all(Array.from({ length: 25 }, () => RawSocket.signedIn(app.url, token)));
    for (const raw of sockets) for (const id of ['1', '2']) raw.subscribe(id, STREAM);
    for (const raw of sockets) for (const id of ['1', '2']) await raw.next(id);
    await vi.waitFor(async () => expect((await kept()).subscriptions).toBe(50), { timeout: 20_000, interval: 5 });
    for (const raw of sockets) raw.socket.terminate();
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ subscriptions: 0, channels: 0 }), { timeout: 20_000, interval: 5 });
  });
});
