import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { bare } from './town.js';

/** Deadlines in working time, and what the clock does when they pass. */

/** The Wednesday before a National Day. */
const MORNING = '2026-09-30T09:00:00+08:00';

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
  await open(MORNING);
  const { organization, grid, incidentCategories } = await officer.data(
    '{ organization(code: "000") { id } grid(code: "000-G01") { id } incidentCategories { id code } }',
  );
  ids = { root: organization.id, grid: grid.id, category: incidentCategories.find(({ code }: { code: string }) => code === 'TAP').id };
  const holidays = [1, 2, 3, 4, 5, 6, 7].map((day) => [`2026-10-0${day}`, 'HOLIDAY'] as const);
  for (const [date, kind] of [...holidays, ['2026-10-10', 'MAKEUP_WORKDAY'] as const]) expect(await setDay(date, kind)).toEqual([]);
});
afterAll(async () => {
  await app.stop();
  await database.close();
});

const codes = (userErrors: readonly { code: string; path: readonly string[] }[]) =>
  userErrors.map(({ code, path }) => `${code} ${path.join('.')}`);

async function setDay(date: string, kind: string, sessions?: readonly string[]): Promise<string[]> {
  const { setCalendarDay } = await officer.data(
    'mutation ($input: SetCalendarDayInput!) { setCalendarDay(input: $input) { userErrors { code path } } }',
    { input: { organizationId: ids.root, date, kind, sessions } },
  );
  return codes(setCalendarDay.userErrors);
}

async function setRule(input: object): Promise<string[]> {
  const { setSlaRule } = await officer.data(
    'mutation ($input: SetSlaRuleInput!) { setSlaRule(input: $input) { userErrors { code path } } }',
    {
      input: { organizationId: ids.root, ...input },
    },
  );
  return codes(setSlaRule.userErrors);
}

const FIELDS = 'id state supervision acceptBy handleBy verifyBy dueAt redAt overdue';

async function report(input: object = {}) {
  const { reportIncident } = await leader.data(
    `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { ${FIELDS} } userErrors { code } } }`,
    { input: { title: '水龙头漏水', categoryId: ids.category, gridId: ids.grid, channel: 'GRID_PATROL', ...input } },
  );
  return reportIncident.incident;
}

async function step(client: Client, verb: string, type: string, input: object) {
  const { done } = await client.data(
    `mutation ($input: ${type}!) { done: ${verb}(input: $input) { incident { ${FIELDS} } userErrors { code path } } }`,
    {
      input,
    },
  );
  expect(done.userErrors).toEqual([]);
  return done.incident;
}
const take = (client: Client, verb: string, id: string, more: object = {}) =>
  step(client, `${verb}Incident`, 'IncidentTransitionInput', { id, ...more });

/** To the minute, in Shanghai: the clock runs on while a test does. */
const at = (instant: string | null) =>
  instant && new Date(Math.round(Date.parse(instant) / 60_000) * 60_000 + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

test('each phase has its limit in working time, over a holiday and into a Saturday that is worked', async () => {
  expect(
    await setRule({ categoryId: ids.category, acceptYellow: 30, acceptRed: 60, handleYellow: 1_260, handleRed: 1_290, verifyYellow: 60 }),
  ).toEqual([]);
  const made = await report();
  expect([at(made.acceptBy), at(made.dueAt), at(made.redAt), made.handleBy]).toEqual([
    '2026-09-30 09:30',
    '2026-09-30 09:30',
    '2026-09-30 10:00',
    null,
  ]);
  const taken = await take(cadre, 'accept', made.id);
  expect([at(taken.handleBy), at(taken.dueAt), at(taken.redAt)]).toEqual(['2026-10-10 09:00', '2026-10-10 09:00', '2026-10-10 09:30']);
  await step(cadre, 'dispatchIncident', 'DispatchIncidentInput', { id: made.id, gridId: ids.grid });
  await take(leader, 'start', made.id);
  const resolved = await take(leader, 'resolve', made.id);
  expect([at(resolved.verifyBy), at(resolved.dueAt), resolved.redAt]).toEqual(['2026-09-30 10:00', '2026-09-30 10:00', null]);
  expect((await take(cadre, 'verify', made.id)).dueAt).toBeNull();
});

test('what failed its verification has a new limit from then on, however late the verification was', async () => {
  const made = await report();
  await take(cadre, 'accept', made.id);
  await step(cadre, 'dispatchIncident', 'DispatchIncidentInput', { id: made.id, gridId: ids.grid });
  await take(leader, 'start', made.id);
  await take(leader, 'resolve', made.id);
  await database.query(
    `update incident set handle_by = handle_by - interval '30 days', handle_red_at = handle_red_at - interval '30 days' where id = $1`,
    [bare(made.id)],
  );
  const again = await step(cadre, 'reworkIncident', 'ReasonedIncidentTransitionInput', { id: made.id, reason: '仍在滴水' });
  expect([at(again.handleBy), at(again.redAt), again.overdue]).toEqual(['2026-10-10 09:00', '2026-10-10 09:30', false]);
  // What was granted is not lost.
  await take(leader, 'resolve', made.id);
  await database.query(`update incident set handle_by = '2026-10-20T10:00:00+08:00' where id = $1`, [bare(made.id)]);
  const granted = await step(cadre, 'reworkIncident', 'ReasonedIncidentTransitionInput', { id: made.id, reason: '仍在滴水' });
  expect([at(granted.handleBy), at(granted.redAt)]).toEqual(['2026-10-20 10:00', '2026-10-10 09:30']);
});

test('the rule that fits best holds: category before level before urgency, the rule of all for the rest', async () => {
  const about = async (input: object = {}) => at((await report(input)).acceptBy);
  expect(await setRule({ acceptYellow: 200 })).toEqual([]);
  expect(await setRule({ level: 'COMMUNITY', acceptYellow: 45 })).toEqual([]);
  expect(await about()).toBe('2026-09-30 09:30');
  const { incidentCategories } = await leader.data('{ incidentCategories { id code } }');
  const other = incidentCategories.find(({ code }: { code: string }) => code === 'TOILET').id;
  expect(await about({ categoryId: other, urgency: 'HIGH' })).toBe('2026-09-30 09:45');
});

test('what is escalated has the limit of the organisation that holds it from then on', async () => {
  expect(await setRule({ level: 'STREET_OFFICE', acceptYellow: 20 })).toEqual([]);
  const { incidentCategories } = await leader.data('{ incidentCategories { id code } }');
  const made = await report({ categoryId: incidentCategories.find(({ code }: { code: string }) => code === 'TOILET').id });
  expect(at(made.acceptBy)).toBe('2026-09-30 09:45');
  await take(cadre, 'accept', made.id);
  const escalated = await step(cadre, 'escalateIncident', 'EscalateIncidentInput', { id: made.id });
  expect([at(escalated.acceptBy), at(escalated.dueAt)]).toEqual(['2026-09-30 09:20', '2026-09-30 09:20']);
});

test('what was reckoned stays when rule and calendar change', async () => {
  const made = await report();
  const taken = await take(cadre, 'accept', made.id);
  await setDay('2026-10-08', 'HOLIDAY');
  await setRule({ categoryId: ids.category, acceptYellow: 5, handleYellow: 5 });
  const { incident } = await cadre.data(`query ($id: ID!) { incident(id: $id) { ${FIELDS} } }`, { id: made.id });
  expect(incident).toMatchObject({ acceptBy: taken.acceptBy, handleBy: taken.handleBy });
  expect(at((await report()).acceptBy)).toBe('2026-09-30 09:05');
});

test('bad rules and days are refused with the field that is wrong', async () => {
  expect(await setRule({ acceptYellow: 60, acceptRed: 30 })).toEqual(['INVALID acceptRed']);
  expect(await setRule({ acceptRed: 30, handleYellow: 60 })).toEqual(['REQUIRED acceptYellow']);
  expect(await setRule({ acceptYellow: 0, verifyRed: 999_999 })).toEqual(['INVALID acceptYellow', 'INVALID verifyRed']);
  expect(await setDay('2026-10-11', 'WORKDAY', ['12:00-08:30'])).toEqual(['INVALID sessions']);
  expect(await setDay('2026-10-11', 'WORKDAY', ['08:30-12:00', '11:00-13:00'])).toEqual(['INVALID sessions']);
  expect(await setDay('2026-10-11', 'HOLIDAY', ['08:30-12:00'])).toEqual(['INVALID sessions']);
  expect(await setDay('2026-10-11', 'MAKEUP_WORKDAY', [])).toEqual(['REQUIRED sessions']);
});

/** The cards of the jurisdiction, and what they cost. */
async function points(): Promise<{ yellowCards: number; redCards: number; supervisionPoints: number }> {
  const { statistics } = await officer.data(
    'query ($scope: ID!, $period: PeriodInput!) { statistics(scope: $scope, period: $period) { yellowCards redCards supervisionPoints } }',
    { scope: ids.root, period: { from: '2026-09-01', to: '2026-10-01' } },
  );
  return statistics;
}

test('supervision by hand only rises, costs points, and whoever issued it takes it back with a reason', async () => {
  const { id } = await report();
  const supervise = async (client: Client, level: string) => {
    const { data, errors } = await client.ask(
      'mutation ($input: SuperviseIncidentInput!) { superviseIncident(input: $input) { incident { supervision supervisionPoints } userErrors { code path } } }',
      { input: { id, level, reason: '居民多次反映' } },
    );
    return errors
      ? errors[0]!.extensions!.code
      : (codes(data.superviseIncident.userErrors)[0] ??
          `${data.superviseIncident.incident.supervision} ${data.superviseIncident.incident.supervisionPoints}`);
  };
  expect(await supervise(leader, 'REMINDER')).toBe('FORBIDDEN');
  const before = await points();
  expect(await supervise(cadre, 'REMINDER')).toBe('REMINDER 0');
  expect(await supervise(cadre, 'YELLOW')).toBe('YELLOW 5');
  expect(await points()).toEqual({
    yellowCards: before.yellowCards + 1,
    redCards: before.redCards,
    supervisionPoints: before.supervisionPoints + 5,
  });
  expect(await supervise(cadre, 'REMINDER')).toBe('INVALID level');
  // The red card takes the place of the yellow one.
  expect(await supervise(officer, 'RED')).toBe('RED 10');
  expect(await points()).toEqual({ ...before, redCards: before.redCards + 1, supervisionPoints: before.supervisionPoints + 10 });
  const cancel = (client: Client) =>
    client.ask(
      'mutation ($input: CancelSupervisionInput!) { cancelSupervision(input: $input) { incident { supervision supervisionPoints } userErrors { code } } }',
      {
        input: { id, reason: '已到场处置' },
      },
    );
  expect((await cancel(cadre)).errors![0]!.extensions!.code).toBe('FORBIDDEN');
  expect((await cancel(officer)).data.cancelSupervision).toEqual({
    incident: { supervision: 'NONE', supervisionPoints: 0 },
    userErrors: [],
  });
  // Its points are taken back.
  expect(await points()).toEqual(before);
});

test('while an incident lies still its clock stands: what it had left it has after', async () => {
  expect(await setRule({ categoryId: ids.category, acceptYellow: 30, handleYellow: 100 })).toEqual([]);
  const { id } = await report();
  await take(cadre, 'accept', id);
  await step(cadre, 'dispatchIncident', 'DispatchIncidentInput', { id, gridId: ids.grid });
  expect(
    await step(cadre, 'suspendIncident', 'SuspendIncidentInput', { id, until: '2026-09-30T10:00:00+08:00', reason: '等待配件' }),
  ).toMatchObject({
    state: 'SUSPENDED',
    dueAt: null,
  });
  await app.stop();
  // An hour later the clock has resumed it: 100 working minutes from ten o'clock.
  await open('2026-09-30T10:01:00+08:00');
  const told = async () => (await cadre.data(`query ($id: ID!) { incident(id: $id) { ${FIELDS} } }`, { id })).incident;
  await vi.waitFor(async () => expect((await told()).state).toBe('IN_PROGRESS'), { timeout: 30_000, interval: 50 });
  expect(at((await told()).handleBy)).toBe('2026-09-30 11:41');
});

test('when limits have passed while no server ran, supervision has risen once for each, and the overdue are found by what is due first', async () => {
  const late = await report({ urgency: 'HIGH' });
  await take(cadre, 'accept', late.id);
  const later = await report();
  await app.stop();
  await open('2026-10-12T09:00:00+08:00');
  const steps = () =>
    database.query<{ kind: string; actor_id: string | null; note: string }>(
      `select kind, actor_id, note from incident_event where incident_id = $1 and kind = 'SUPERVISED'`,
      [late.id.slice(4)],
    );
  await vi.waitFor(async () => expect(await steps()).toHaveLength(1), { timeout: 30_000, interval: 50 });
  expect(await steps()).toEqual([{ kind: 'SUPERVISED', actor_id: null, note: expect.stringContaining('超过') }]);
  const { incidents } = await cadre.data(
    `query ($filter: IncidentFilter) { incidents(first: 100, filter: $filter, orderBy: { field: DUE_AT, direction: ASC }) { nodes { ${FIELDS} } } }`,
    { filter: { overdue: true, open: true } },
  );
  const found = incidents.nodes.map(({ id }: { id: string }) => id);
  expect(found).toEqual(expect.arrayContaining([late.id, later.id]));
  const due = incidents.nodes.map(({ dueAt }: { dueAt: string }) => dueAt);
  expect(due).toEqual([...due].sort());
  for (const node of incidents.nodes) expect(node).toMatchObject({ overdue: true, supervision: expect.stringMatching(/YELLOW|RED/) });
});
