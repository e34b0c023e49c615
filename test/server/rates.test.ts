import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Meter } from '../../src/kernel/limit.js';
import { addressOf } from '../../src/server/address.js';
import { USUAL_RATES } from '../../src/server/rates.js';
import { type App, startApp } from '../kit/app.js';
import { Client } from '../kit/client.js';
import { demoDatabase, type TestDatabase } from '../kit/database.js';
import { RawSocket } from '../kit/raw-socket.js';

/** How often somebody may do what costs more than it looks: per person or client, without a token per address. */

const REPORTS = 5;
const [REVEALS, REVOCATIONS, FAILED, ANONYMOUS] = [3, 4, 6, 40];
let database: TestDatabase;
let app: App;
let other: App;
let input: Record<string, unknown>;
beforeAll(async () => {
  database = await demoDatabase();
  const rates = { reports: REPORTS, reveals: REVEALS, revocations: REVOCATIONS, failedTokens: FAILED, anonymous: ANONYMOUS };
  app = await startApp({ database, rates, trustProxy: 1 });
  other = await startApp({ database, rates, trustProxy: 1 });
  const { grid, incidentCategories } = await (await app.as('resident')).data(
    '{ grid(code: "000-G01") { id leader { id } } incidentCategories { id } }',
  );
  input = { title: '路灯坏了', gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' };
});
afterAll(async () => {
  await other.stop();
  await app.stop();
  await database.close();
  expect([...app.bugs, ...other.bugs]).toEqual([]);
});

const REPORT = 'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { code message } } }';

/** One request from an address, by the word of the one proxy. */
async function post(at: App, address: string, body: object, authorization?: string) {
  const response = await fetch(`${at.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address, ...(authorization ? { authorization } : {}) },
    body: JSON.stringify(body),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), ...((await response.json()) as Answer) };
}
interface Answer {
  readonly data?: Record<string, { readonly userErrors?: readonly unknown[] } | null> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly string[];
    readonly extensions: Record<string, unknown>;
  }[];
}
const LIMITED = { code: 'RATE_LIMITED', retryAfter: expect.any(Number) };
const countOf = async (table: string, where = 'true') =>
  (await database.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`))[0]!.n;

describe('reports', () => {
  test('of one person are counted by all processes together, exactly, also when they come at once', async () => {
    const bearer = `Bearer ${await app.tokenOf('grid-worker')}`;
    const before = await countOf('incident');
    const answers = await Promise.all(
      Array.from({ length: 4 * REPORTS }, (_, i) =>
        post(i % 2 ? app : other, '192.0.2.1', { query: REPORT, variables: { input } }, bearer),
      ),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ data }) => data?.reportIncident?.userErrors?.length === 0)).toHaveLength(REPORTS);
    expect(refused).toHaveLength(3 * REPORTS);
    expect((await countOf('incident')) - before).toBe(REPORTS);
    for (const { data, errors, retryAfter } of refused) {
      expect(data).toEqual({ reportIncident: null });
      expect(errors![0]).toMatchObject({ path: ['reportIncident'], extensions: LIMITED });
      expect(Number(retryAfter)).toBe(errors![0]!.extensions.retryAfter);
      // One more comes with each fifth of an hour.
      expect(Number(retryAfter)).toBeGreaterThan(600);
      expect(Number(retryAfter)).toBeLessThanOrEqual(3_600 / REPORTS);
    }
  });

  test('of somebody else, and without a token from another address, are counted apart', async () => {
    const chief = await app.as('chief');
    expect((await chief.data(REPORT, { input })).reportIncident.userErrors).toEqual([]);
    for (const address of ['192.0.2.2', '2001:db8:0:1::1']) {
      for (let n = 0; n < REPORTS; n++) expect((await post(app, address, { query: REPORT, variables: { input } })).status).toBe(200);
      expect((await post(other, address, { query: REPORT, variables: { input } })).status).toBe(429);
    }
    // Of one network; what the client wrote itself stands further left.
    expect((await post(app, '2001:db8:0:1:ffff::9', { query: REPORT, variables: { input } })).status).toBe(429);
    expect((await post(app, '198.51.100.7, 192.0.2.2', { query: REPORT, variables: { input } })).status).toBe(429);
    expect((await post(app, '192.0.2.3', { query: REPORT, variables: { input } })).status).toBe(200);
  });

  test('that were refused for another reason, or are repeats, do not count', async () => {
    const dispatcher = await app.as('dispatcher');
    for (let n = 0; n < 2 * REPORTS; n++) {
      expect((await dispatcher.data(REPORT, { input: { ...input, title: ' ' } })).reportIncident.userErrors).toHaveLength(1);
      const repeated = await dispatcher.data(REPORT, { input: { ...input, idempotencyKey: 'again' } });
      expect(repeated.reportIncident.userErrors).toEqual([]);
    }
  });

  test('come again after a while', async () => {
    const leader = await app.as('grid-leader');
    for (let n = 0; n < REPORTS; n++) await leader.data(REPORT, { input });
    expect(await leader.codes(REPORT, { input })).toEqual(['RATE_LIMITED']);
    await database.query(`update rate set whole_at = whole_at - interval '721 s'`);
    // The other process has not refused them before.
    const elsewhere = new Client(other.url, leader.token);
    expect(await elsewhere.codes(REPORT, { input })).toEqual([]);
    expect(await elsewhere.codes(REPORT, { input })).toEqual(['RATE_LIMITED']);
  });
});

describe('names for one field', () => {
  test('count as many as they are: what fits is done, the rest is refused, and the answer is no refusal as a whole', async () => {
    const police = await app.as('police');
    const names = Array.from({ length: 30 }, (_, i) => `r${i}`);
    const query = `mutation { ${names.map((name) => `${name}: revokeTokens(input: { jti: "some-token-${name}" }) { userErrors { code } }`).join(' ')} }`;
    const { status, data, errors } = await police.ask(query);
    expect(status).toBe(200);
    expect(Object.values(data).filter((one) => one !== null)).toHaveLength(REVOCATIONS);
    expect(errors!.map(({ extensions }) => extensions?.code)).toEqual(Array(30 - REVOCATIONS).fill('RATE_LIMITED'));
    expect((await police.ask(query)).errors).toHaveLength(30);
    await vi.waitFor(async () => expect(await countOf('outbox')).toBe(0), { timeout: 10_000, interval: 20 });
    expect(await countOf('event_log', `payload->>'reason' = 'revokeTokens'`)).toBe(REVOCATIONS);
  });
});

test('disclosures of personal data are counted', async () => {
  const leader = await app.as('grid-leader');
  const [{ id }] = (await database.query<{ id: string }>(
    `select p.id from person p join grid g on p.place ^@ g.place where g.code = '000-G01' and p.phone is not null limit 1`,
  )) as [{ id: string }];
  const query = `mutation { revealPersonalData(input: { id: "per_${id.replaceAll('-', '')}", fields: [PHONE], purpose: "回访" }) { userErrors { code message } } }`;
  for (let n = 0; n < REVEALS; n++) expect((await leader.data(query)).revealPersonalData.userErrors).toEqual([]);
  expect(await leader.codes(query)).toEqual(['RATE_LIMITED']);
  expect(await countOf('audit', `action = 'revealPersonalData'`)).toBe(REVEALS);
});

describe('tokens that are not accepted', () => {
  const who = { query: '{ viewer { client } }' };
  test('are refused unseen after a few from one address; those from elsewhere, and tokens that are known, are not', async () => {
    const good = `Bearer ${await app.tokenOf('auditor')}`;
    expect((await post(app, '192.0.2.10', who, good)).status).toBe(200);
    const statuses: number[] = [];
    for (let n = 0; n < 2 * FAILED; n++) statuses.push((await post(app, '192.0.2.10', who, `Bearer a.b.${n}`)).status);
    expect(statuses).toEqual([...Array(FAILED).fill(401), ...Array(FAILED).fill(429)]);
    const refused = await post(app, '192.0.2.10', who, 'Bearer a.b.c');
    expect(refused.errors![0]!.extensions).toEqual(LIMITED);
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect((await post(app, '192.0.2.10', who, good)).status).toBe(200);
    expect((await post(app, '192.0.2.11', who, 'Bearer a.b.c')).status).toBe(401);
  });

  test('are no more when they come at once', async () => {
    expect((await post(app, '192.0.2.12', who, 'Bearer a.b.c')).status).toBe(401);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => post(app, '192.0.2.12', who, `Bearer a.b.${n}`)));
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThan(FAILED);
  });
});

test('requests without a token are counted by address, also on sockets and event streams', async () => {
  const ask = (address: string) => post(app, address, { query: '{ __typename }' });
  for (let n = 0; n < ANONYMOUS; n++) expect((await ask('192.0.2.20')).status).toBe(200);
  expect(await ask('192.0.2.20')).toMatchObject({ status: 429, errors: [{ extensions: LIMITED }] });
  expect((await ask('192.0.2.21')).status).toBe(200);
  const stream = await fetch(`${app.url}/graphql/stream?query=${encodeURIComponent('subscription { incidentEvents { change } }')}`, {
    headers: { 'x-forwarded-for': '192.0.2.20' },
  });
  expect(stream.status).toBe(429);
  await stream.body?.cancel();
  const token = await fetch(`${app.url}/demo/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.20' },
    body: JSON.stringify({ persona: 'resident', community: '000' }),
  });
  expect([token.status, token.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  // The sockets of the kit come without a proxy: from this machine.
  for (let n = 0; n < ANONYMOUS; n++) await app.anonymous.ask('{ __typename }');
  const socket = await RawSocket.open(app.url);
  socket.send({ type: 'connection_init' });
  expect(await socket.closed).toEqual({ code: 1013, reason: 'RATE_LIMITED' });
});

test('what is counted goes when it does not matter any more', async () => {
  const own = await demoDatabase();
  await own.query(
    `insert into rate (kind, who, whole_at) values ('reportIncident', 'a', now() - interval '1 s'), ('reportIncident', 'b', now() + interval '1 h')`,
  );
  await own.query(`insert into token_revocation (id, jurisdiction_id, client, token_id, before)
    select gen_random_uuid(), o.id, 'wall', jti, now() - interval '367 days' from organization o, unnest(array['old', null]) jti where o.code = '000'`);
  const server = await startApp({ database: own });
  await vi.waitFor(async () => expect(await own.query('select who from rate')).toEqual([{ who: 'b' }]), { timeout: 20_000, interval: 50 });
  await vi.waitFor(async () => expect(await own.query('select token_id from token_revocation')).toEqual([{ token_id: null }]), {
    timeout: 20_000,
    interval: 50,
  });
  await server.stop();
  await own.close();
});

test('the usual limits let people work', () => {
  for (const count of Object.values(USUAL_RATES)) expect(count).toBeGreaterThanOrEqual(60);
});

describe('a meter', () => {
  test('takes the whole allowance at once, and then one each part of the time', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const meter = new Meter({ count: 10, seconds: 60 });
      for (let n = 0; n < 10; n++) {
        expect(meter.waitOf('a')).toBe(0);
        meter.count('a');
      }
      expect(meter.waitOf('a')).toBeCloseTo(6);
      expect(meter.waitOf('b')).toBe(0);
      vi.advanceTimersByTime(6_000);
      expect(meter.waitOf('a')).toBe(0);
      expect(meter.waitOf('a', 1)).toBeCloseTo(6);
      vi.advanceTimersByTime(60_000);
      expect(meter.waitOf('a', 9)).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the address of a request', () => {
  const seen = (peer: string, forwarded: string | undefined, proxies: number) =>
    addressOf({ socket: { remoteAddress: peer }, headers: { 'x-forwarded-for': forwarded } } as never, proxies);
  test.each([
    ['192.0.2.1', '198.51.100.1', 0, '192.0.2.1'],
    ['::ffff:192.0.2.1', undefined, 0, '192.0.2.1'],
    ['10.0.0.1', '198.51.100.1', 1, '198.51.100.1'],
    ['10.0.0.1', '203.0.113.9, 198.51.100.1', 1, '198.51.100.1'],
    ['10.0.0.1', '203.0.113.9, 198.51.100.1, 10.0.0.2', 2, '198.51.100.1'],
    ['10.0.0.1', '198.51.100.1', 3, '198.51.100.1'],
    ['10.0.0.1', undefined, 1, '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1, nonsense', 1, '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1:4711', 1, '198.51.100.1'],
    ['10.0.0.1', '[2001:db8:1:2::3]:4711', 1, '20010db800010002'],
    ['10.0.0.1', '2001:db8:1:2:ffff::4', 1, '20010db800010002'],
    ['2001:db8:1:2::5', undefined, 0, '20010db800010002'],
  ])('%s, X-Forwarded-For %s, behind %i proxies: %s', (peer, forwarded, proxies, address) => {
    expect(seen(peer, forwarded, proxies)).toBe(address);
  });
});
