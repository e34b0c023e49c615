import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { toolDocuments, versionDocument } from '../../../src/modules/partners/tool-documents.js';
import { type App, startApp } from '../../kit/app.js';
import { testInDepth } from '../../kit/depth.js';
import { build, ServerProcess } from '../../kit/server-process.js';
import { partner, publish, Sender, sha256 } from './kit.js';

/** What clients may spend, in all processes together, and what is known of how they spend it. */

const source = 'query Spent($first: Int = 20) { organizations(first: $first) { nodes { code } } }';
const mutation = 'mutation Failed($input: ReportIncidentInput!) { reportIncident(input: $input) { userErrors { code } } }';
const asked = { documentId: sha256(source) };

let app: App;
let other: App;
let cost: number;
beforeAll(async () => {
  app = await startApp();
  other = await startApp({ database: app.database });
  await client('measure', 1_000_000, 1);
  const { body } = await (await partner(app, 'measure')).post({ ...asked, extensions: { cost: true } });
  cost = body.extensions.cost.total;
});
afterAll(async () => {
  expect([...app.bugs, ...other.bugs]).toEqual([]);
  await other.stop();
  await app.stop();
});

/** A registered client with a budget of its own. */
async function client(name: string, units: number, perSecond: number): Promise<{ appId: string; versionId: string }> {
  const made = await publish(app, name, [{ source }, { source: mutation }]);
  const admin = await app.as('admin');
  const set =
    'mutation ($input: SetPartnerBudgetInput!) { setPartnerBudget(input: $input) { partnerApp { budgetUnits } userErrors { message } } }';
  const { setPartnerBudget } = await admin.data(set, { input: { id: made.appId, units, perSecond } });
  expect(setPartnerBudget).toEqual({ partnerApp: { budgetUnits: units }, userErrors: [] });
  return made;
}

const statuses = async (sender: Sender, times: number): Promise<number[]> => {
  const found: number[] = [];
  for (let n = 0; n < times; n++) found.push((await sender.post(asked)).status);
  return found;
};

test('what is left is told with the cost', async () => {
  await client('told', cost * 10, 1);
  const sender = await partner(app, 'told');
  const told = async () => (await sender.post({ ...asked, extensions: { cost: true } })).body.extensions.cost;
  const [first, second] = [await told(), await told()];
  expect(first).toMatchObject({ total: cost, throttle: { maximumAvailable: cost * 10, restoreRate: 1 } });
  expect(first.throttle.currentlyAvailable).toBeGreaterThanOrEqual(cost * 9);
  expect(first.throttle.currentlyAvailable - second.throttle.currentlyAvailable).toBeGreaterThanOrEqual(cost - 2);
});

test('beyond it a client waits for as long as it is told, and nobody else does', async () => {
  await client('eager', cost * 3, cost);
  await client('calm', cost * 3, cost);
  const [eager, calm] = [await partner(app, 'eager'), await partner(app, 'calm')];
  await statuses(eager, 3);
  const refused = await Promise.all([eager.post(asked), eager.get(asked), eager.post({ ...asked, extensions: { cost: true } })]);
  expect(refused.map(({ code }) => code)).toContain('RATE_LIMITED');
  const limited = refused.find(({ code }) => code === 'RATE_LIMITED')!;
  expect([limited.status, limited.headers.get('retry-after'), limited.body.errors[0].extensions.retryAfter]).toEqual([429, '1', 1]);
  expect((await calm.post(asked)).status).toBe(200);
  await sleep(1_100);
  expect((await eager.post(asked)).status).toBe(200);
});

test('what is read for a file is paid for, also where the client may not have it', async () => {
  await client('files', cost, 1);
  const { token } = await partner(app, 'files');
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const take = async () => {
    const body = JSON.stringify({ ...asked, variables: { first: 10 } });
    const response = await fetch(`${app.url}/graphql/csv`, { method: 'POST', headers, body });
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    return errors[0]!.extensions.code;
  };
  const came = [await take(), await take(), await take()];
  expect([came[0], came[2]]).toEqual(['FORBIDDEN', 'RATE_LIMITED']);
});

test('what costs more than all of it never runs', async () => {
  await client('small', cost - 1, 1);
  expect((await (await partner(app, 'small')).post(asked)).code).toBe('COST_LIMIT');
});

describe('two processes', () => {
  test('share one budget, also when all comes at once', async () => {
    await client('shared', cost * 40, 1);
    const [here, there] = [await partner(app, 'shared'), await partner(other, 'shared')];
    const waves = [];
    for (let n = 0; n < 12; n++) waves.push(...(await Promise.all([statuses(here, 5), statuses(there, 5)])).flat());
    const served = waves.filter((status) => status === 200).length;
    expect(served).toBeGreaterThanOrEqual(38);
    // A process hears of the other's spending within the time of a statement.
    expect(served).toBeLessThanOrEqual(44);
    await vi.waitFor(async () => expect([await statuses(here, 1), await statuses(there, 1)]).toEqual([[429], [429]]));
  });

  test('do not forget: what was spent is noted within a second, whatever becomes of the process', async () => {
    await client('killed', cost * 4, 1);
    expect(await statuses(await partner(app, 'killed'), 5)).toEqual([200, 200, 200, 200, 429]);
    await sleep(1_000);
    // One that knows nothing but what the database says.
    const fresh = await startApp({ database: app.database });
    try {
      expect(await statuses(await partner(fresh, 'killed'), 1)).toEqual([429]);
    } finally {
      await fresh.stop();
    }
  });
});

testInDepth('a process that is killed gives back no more than it spent in its last second', async () => {
  await build();
  const units = cost * 100_000;
  await client('slain', units, 1);
  const slain = new ServerProcess({ DEMO: '1', DATABASE_URL: app.database.url });
  try {
    const sender = new Sender(await slain.url, await app.tokenOf('partner', '000', { client: 'slain', scope: '' }));
    const at: number[] = [];
    const begun = performance.now();
    while (performance.now() - begun < 2_500) {
      expect((await sender.post(asked)).status).toBe(200);
      at.push(performance.now());
    }
    const killedAt = performance.now();
    await slain.kill();
    const inLastSecond = at.filter((time) => killedAt - time <= 1_000).length;
    const { body } = await (await partner(other, 'slain')).post({ ...asked, extensions: { cost: true } });
    const spent = units - body.extensions.cost.throttle.currentlyAvailable - cost;
    // A unit a second comes back.
    expect(spent).toBeGreaterThanOrEqual((at.length - inLastSecond) * cost - 60);
    expect(spent).toBeLessThanOrEqual(at.length * cost + 1);
    expect(at.length - inLastSecond).toBeGreaterThan(10);
  } finally {
    await slain.kill();
  }
});

test('who may read it is told how often each document ran, how fast, and when last', async () => {
  const { versionId } = await client('counted', 1_000_000, 1_000);
  const sender = await partner(app, 'counted');
  await statuses(sender, 5);
  await statuses(await partner(other, 'counted'), 2);
  await sender.post({ ...asked, variables: { first: 'many' } });
  const input = { title: ' ', categoryId: 'cat_1', channel: 'WECHAT' };
  await sender.post({ documentId: sha256(mutation), variables: { input } });
  // A partner reads it without the scope, by the document of mulin-partners.
  expect(toolDocuments).toContain(versionDocument);
  await vi.waitFor(async () => {
    const { data } = (await sender.post({ query: versionDocument, variables: { id: versionId } })).body;
    expect(data.partnerVersion.documents.nodes).toMatchObject([
      { operationName: 'Failed', useCount: 1, errorCount: 0 },
      {
        operationName: 'Spent',
        useCount: 8,
        errorCount: 1,
        lastUsedAt: expect.any(String),
        medianMs: expect.any(Number),
        tailMs: expect.any(Number),
      },
    ]);
  });
  expect((await (await partner(app, 'measure')).post({ query: versionDocument, variables: { id: versionId } })).body.data).toEqual({
    partnerVersion: null,
  });
});
