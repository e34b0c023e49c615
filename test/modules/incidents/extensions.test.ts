import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';

/** More time for what is handled: asked for, granted in working time, refused, or lapsed. */

let database: TestDatabase;
let app: App;
let officer: Client;
let cadre: Client;
let leader: Client;
let ids: { readonly root: string; readonly grid: string; readonly category: string };

async function open(now: string): Promise<void> {
  app = await startApp({ database, demoNow: new Date(now) });
  [officer, cadre, leader] = await Promise.all([app.as('street-supervisor'), app.as('community-cadre'), app.as('grid-leader')]);
}
beforeAll(async () => {
  database = await demoDatabase();
  // A Wednesday.
  await open('2026-09-16T09:00:00+08:00');
  const { organization, grid, incidentCategories } = await officer.data(
    '{ organization(code: "000") { id } grid(code: "000-G01") { id } incidentCategories { id code } }',
  );
  ids = { root: organization.id, grid: grid.id, category: incidentCategories.find(({ code }: { code: string }) => code === 'TAP').id };
  const { setSlaRule } = await officer.data('mutation ($input: SetSlaRuleInput!) { setSlaRule(input: $input) { userErrors { code } } }', {
    input: { organizationId: ids.root, categoryId: ids.category, acceptYellow: 120, handleYellow: 60, handleRed: 120 },
  });
  expect(setSlaRule.userErrors).toEqual([]);
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

const ASKED = `id state viewerActions(allowed: true) { verb } supervision handleBy redAt extensionRequests { id state minutes lapsesAt decidedBy { id } note } events { nodes { kind } }`;
async function send(who: Client, verb: string, type: string, input: object) {
  const { data, errors } = await who.ask(`mutation ($input: ${type}!) { done: ${verb}(input: $input) { userErrors { code path } } }`, {
    input,
  });
  return errors?.[0]?.extensions?.code ?? data.done.userErrors[0]?.code ?? 'DONE';
}
const look = async (id: string) => (await cadre.data(`query ($id: ID!) { incident(id: $id) { ${ASKED} } }`, { id })).incident;
const verbsOf = async (who: Client, id: string): Promise<string[]> =>
  (await who.data('query ($id: ID!) { incident(id: $id) { viewerActions(allowed: true) { verb } } }', { id })).incident.viewerActions
    .map(({ verb }: { verb: string }) => verb)
    .filter((verb: string) => verb.endsWith('Extension'));
const request = (id: string, minutes = 90, who = cadre) =>
  send(who, 'requestExtension', 'RequestExtensionInput', { id, minutes, reason: '等配件' });
const decide = (id: string, input: object, who = officer) => send(who, 'decideExtension', 'DecideExtensionInput', { id, ...input });
const minutesBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 60_000;

/** Accepted a little after nine: its limits are an hour and two hours later. */
async function taken(): Promise<string> {
  const { reportIncident } = await leader.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { code } } }',
    { input: { title: '水龙头漏水', categoryId: ids.category, gridId: ids.grid, channel: 'GRID_PATROL' } },
  );
  const { id } = reportIncident.incident;
  expect(await send(cadre, 'acceptIncident', 'IncidentTransitionInput', { id })).toBe('DONE');
  return id;
}

test('the holder asks, somebody above grants: both limits move by working time, over the lunch break', async () => {
  const id = await taken();
  expect(await verbsOf(cadre, id)).toEqual(['requestExtension']);
  expect(await request(id)).toBe('DONE');
  expect(await verbsOf(cadre, id)).toEqual([]);
  expect(await verbsOf(officer, id)).toEqual(['decideExtension']);
  const pending = await look(id);
  expect(pending.extensionRequests).toMatchObject([{ state: 'PENDING', minutes: 90, decidedBy: null }]);
  expect(pending.extensionRequests[0].lapsesAt).toBe(pending.redAt);
  expect(await decide(pending.extensionRequests[0].id, { granted: true })).toBe('DONE');
  const granted = await look(id);
  expect(granted.extensionRequests).toMatchObject([{ state: 'GRANTED', lapsesAt: null, decidedBy: { id: expect.any(String) } }]);
  // The red limit moves into the afternoon: nobody works for two hours.
  expect([minutesBetween(pending.handleBy, granted.handleBy), minutesBetween(pending.redAt, granted.redAt)]).toEqual([90, 210]);
  expect(granted.supervision).toBe('NONE');
  expect(granted.events.nodes.map(({ kind }: { kind: string }) => kind).slice(-2)).toEqual(['EXTENSION_REQUESTED', 'EXTENDED']);
});

test('refused, with a reason, nothing moves, and it may be asked for again', async () => {
  const id = await taken();
  expect(await request(id)).toBe('DONE');
  const before = await look(id);
  const [asked] = before.extensionRequests;
  expect(await decide(asked.id, { granted: false })).toBe('REQUIRED');
  expect(await decide(asked.id, { granted: false, note: '人手足够' })).toBe('DONE');
  const refused = await look(id);
  expect(refused.extensionRequests).toMatchObject([{ state: 'REFUSED', note: '人手足够' }]);
  expect(refused.handleBy).toBe(before.handleBy);
  expect(await request(id)).toBe('DONE');
});

test('only the holder asks, once at a time, and only somebody above decides, once', async () => {
  const id = await taken();
  expect(await request(id, 60, leader)).toBe('FORBIDDEN');
  const requests = await Promise.all(Array.from({ length: 6 }, () => request(id)));
  expect(requests.sort()).toEqual(['DONE', ...Array.from({ length: 5 }, () => 'WRONG_STATE')]);
  const before = await look(id);
  const [{ id: asked }] = before.extensionRequests;
  for (const who of [cadre, leader]) expect(await decide(asked, { granted: true }, who)).toBe('FORBIDDEN');
  expect(await decide(asked, { granted: true }, await app.as('street-supervisor', '001'))).toBe('NOT_FOUND');
  const decisions = await Promise.all(Array.from({ length: 6 }, () => decide(asked, { granted: true })));
  expect(decisions.sort()).toEqual(['DONE', ...Array.from({ length: 5 }, () => 'WRONG_STATE')]);
  expect(minutesBetween(before.handleBy, (await look(id)).handleBy)).toBe(90);
});

test('there is nothing to extend before it is taken up, without a limit, or once it is handled', async () => {
  const id = await taken();
  expect(await request(id)).toBe('DONE');
  expect(await send(cadre, 'dispatchIncident', 'DispatchIncidentInput', { id, gridId: ids.grid })).toBe('DONE');
  for (const verb of ['startIncident', 'resolveIncident']) expect(await send(leader, verb, 'IncidentTransitionInput', { id })).toBe('DONE');
  expect((await look(id)).extensionRequests).toMatchObject([{ state: 'LAPSED', lapsesAt: null, decidedBy: null }]);
  expect(await request(id)).toBe('WRONG_STATE');
});

test('a red card ends it', async () => {
  const id = await taken();
  expect(await request(id)).toBe('DONE');
  expect(await send(officer, 'superviseIncident', 'SuperviseIncidentInput', { id, level: 'RED', reason: '拖延' })).toBe('DONE');
  expect((await look(id)).extensionRequests).toMatchObject([{ state: 'LAPSED' }]);
  expect(await request(id)).toBe('WRONG_STATE');
});

test('what nobody decided has lapsed after a day without a server: once, with two of them', async () => {
  const id = await taken();
  const suspended = await taken();
  for (const one of [id, suspended]) expect(await request(one)).toBe('DONE');
  expect(await send(cadre, 'dispatchIncident', 'DispatchIncidentInput', { id: suspended, gridId: ids.grid })).toBe('DONE');
  expect(
    await send(cadre, 'suspendIncident', 'SuspendIncidentInput', { id: suspended, reason: '等料', until: '2026-09-20T01:00:00Z' }),
  ).toBe('DONE');
  await app.stop();
  await open('2026-09-17T09:00:00+08:00');
  const second = await startApp({ database, demoNow: new Date('2026-09-17T09:00:00+08:00') });
  try {
    await vi.waitFor(async () => expect((await look(id)).extensionRequests).toMatchObject([{ state: 'LAPSED' }]), {
      timeout: 30_000,
      interval: 50,
    });
    const lapses = await database.query<{ n: number }>(
      `select count(*)::int as n from incident_event where kind = 'EXTENSION_LAPSED' and incident_id::text like $1`,
      [`${id.slice(4, 12)}-${id.slice(12, 16)}-%`],
    );
    const red = (await look(id)).events.nodes.filter(({ kind }: { kind: string }) => kind === 'SUPERVISED');
    // The red card that was due at the same instant may have ended it first: then it tells of it.
    expect(lapses[0]!.n <= 1 && red.length >= 1).toBe(true);
    // While an incident lies still, its request waits.
    await vi.waitFor(async () => expect((await look(suspended)).extensionRequests[0].lapsesAt).toBe('2026-09-20T01:00:00.000Z'), {
      timeout: 30_000,
      interval: 50,
    });
    expect((await look(suspended)).extensionRequests).toMatchObject([{ state: 'PENDING' }]);
  } finally {
    await second.stop();
  }
});
