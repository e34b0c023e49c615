import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import { RawSocket } from '../kit/raw-socket.js';

/** Requests that take long: reads of incidents end when the test says so. A lock would not do: it is waited for only half a second. */

let app: App;
let leader: Client;
let resident: Client;
beforeAll(async () => {
  app = await startApp();
  [leader, resident] = await Promise.all([app.as('grid-leader'), app.as('resident')]);
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

/** Until it is released, whoever reads incidents waits in PostgreSQL. */
async function holdReads(): Promise<() => Promise<void>> {
  // Each text is one transaction: at no time is there no table of this name.
  await app.database.query(`
    create table held as select 1;
    create function wait_while_held() returns boolean language plpgsql as $$
      begin while exists (select from held) loop perform pg_sleep(0.02); end loop; return true; end $$;
    alter table incident rename to incident_all;
    create view incident as select * from incident_all where (select wait_while_held())`);
  const release = async () => void (await app.database.query('delete from held'));
  onTestFinished(async () => {
    await release();
    await app.database.query(`
      drop view incident; alter table incident_all rename to incident; drop function wait_while_held; drop table held`);
  });
  return release;
}

async function lockIncidents(): Promise<() => Promise<void>> {
  const blocker = new pg.Client({ connectionString: app.database.url });
  await blocker.connect();
  await blocker.query('begin');
  await blocker.query('lock table incident in access exclusive mode');
  let isOpen = true;
  const release = async () => {
    if (isOpen) await blocker.end();
    isOpen = false;
  };
  onTestFinished(release);
  return release;
}

const slow = '{ incidents(first: 1) { nodes { id } } }';
const point = '{ grid(code: "000-G01") { code } }';
const lane = async (name: string) => (await app.readiness()).lanes[name];
const untilLane = (name: string, figures: object) =>
  vi.waitFor(async () => expect(await lane(name)).toEqual(figures), { timeout: 30_000, interval: 20 });

test('while one client has all that it may have, others are answered', async () => {
  const release = await holdReads();
  let answered = 0;
  const asked = Array.from({ length: 30 }, () =>
    leader.ask(slow).then((answer) => {
      answered++;
      return answer;
    }),
  );
  await untilLane('reads', { used: 5, waiting: 25 });
  expect(await resident.data(point)).toEqual({ grid: { code: '000-G01' } });
  expect(await app.anonymous.data(point)).toEqual({ grid: { code: '000-G01' } });
  expect(answered).toBe(0);
  await release();
  for (const { status, errors } of await Promise.all(asked)) expect([status, errors]).toEqual([200, undefined]);
  expect(await lane('reads')).toEqual({ used: 0, waiting: 0 });
});

test('writes are shared as well', async () => {
  const release = await lockIncidents();
  const { grid, incidentCategories } = await resident.data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
  const report = 'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { userErrors { code } } }';
  const input = { title: '路灯坏了', gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' };
  const asked = Array.from({ length: 12 }, () => resident.ask(report, { input }));
  await untilLane('writes', { used: 8, waiting: 4 });
  await release();
  for (const { data } of await Promise.all(asked)) expect(data).toEqual({ reportIncident: { userErrors: [] } });
});

test('more than may wait are told to come later; who has gone does not wait', async () => {
  const release = await holdReads();
  const leaving = new AbortController();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${leader.token}` };
  const send = () =>
    fetch(`${app.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: slow }), signal: leaving.signal });
  const asked = Array.from({ length: 261 }, () => send().catch(() => null));
  await untilLane('reads', { used: 5, waiting: 256 });
  for (const accept of ['application/json', 'application/graphql-response+json', 'application/json;q=0.9, text/html']) {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, accept },
      body: JSON.stringify({ query: slow }),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.stringContaining('of your requests wait already'), extensions: { code: 'AT_CAPACITY' } }],
    });
  }
  leaving.abort();
  await untilLane('reads', { used: 5, waiting: 0 });
  await release();
  await Promise.all(asked);
  await untilLane('reads', { used: 0, waiting: 0 });
});

test('what the database does not answer in time is given up, and says so', async () => {
  const release = await holdReads();
  const [read, again] = await Promise.all([leader.ask(slow), leader.ask(`{ viewer { person { name } } ${slow.slice(1)}`)]);
  expect([read.status, read.errors?.map(({ extensions }) => extensions?.code)]).toEqual([504, ['TIMEOUT']]);
  expect(again.errors).toEqual([expect.objectContaining({ path: ['incidents'], extensions: { code: 'TIMEOUT' } })]);
  await release();
});

test('an answer has a size, of all root fields together', async () => {
  const small = await startApp({ responseBytes: 20_000, database: app.database });
  onTestFinished(async () => {
    expect(small.bugs).toEqual([]);
    await small.stop();
  });
  const client = await small.as('grid-leader', '001');
  const page = (first: number) => `grids(first: ${first}) { nodes { id code name boundary leader { publicName } community { name } } }`;
  const [one, many] = [`{ ${page(12)} }`, `{ ${Array.from({ length: 24 }, (_, i) => `a${i}: ${page(12)}`).join(' ')} }`];
  // Twice and more: a repeat takes another way.
  for (let turn = 0; turn < 3; turn++) {
    expect((await client.ask(one)).errors).toBeUndefined();
    for (const query of [`{ ${page(100)} }`, many, `{ viewer { client } ${page(100)} }`]) {
      const { status, errors } = await client.ask(query);
      expect([status, errors?.[0]?.extensions?.code], query).toEqual([200, 'COST_LIMIT']);
      expect(errors![0]!.message).toContain('more bytes');
    }
  }
});

test('what subscriptions of one client cost for each event is limited, together; what is told by one evaluation is paid for once', async () => {
  const socket = await RawSocket.signedIn(app.url, leader.token);
  const wide = (n: number, alias: string) =>
    `subscription { incidentEvents { event { incident { holder {
      ${Array.from({ length: n }, (_, i) => `${alias}${i}: grids(first: 40) { nodes { community { grids(first: 30) { nodes { name } } } } }`).join(' ')}
    } } } } }`;
  const outcome = async (id: string, query: string) => {
    socket.subscribe(id, query);
    const { type, payload } = await socket.next(id);
    return (type === 'error' ? payload : payload.errors)?.[0].extensions.code ?? type;
  };
  let most = 0;
  while (most < 30 && (await outcome(`${most}`, wide(most + 1, 'a'))) === 'next') {
    socket.send({ type: 'complete', id: `${most}` });
    await socket.settled();
    most++;
  }
  expect(most).toBeGreaterThan(0);
  expect(await outcome('beyond', wide(most + 1, 'a'))).toBe('COST_LIMIT');
  expect(await outcome('first', wide(most, 'a'))).toBe('next');
  expect(await outcome('alike', wide(most, 'a'))).toBe('next');
  const others = [];
  for (const name of [...'bcdefghijklmnopqrstuvwxyz']) others.push(await outcome(name, wide(most, name)));
  expect(new Set(others)).toEqual(new Set(['next', 'AT_CAPACITY']));
  const other = await RawSocket.signedIn(app.url, resident.token);
  other.subscribe('theirs', wide(most, 'b'));
  expect((await other.next('theirs')).payload.errors).toBeUndefined();
  for (const id of ['first', 'alike']) socket.send({ type: 'complete', id });
  await socket.settled();
  expect(await outcome('again', wide(most, 'z'))).toBe('next');
});
