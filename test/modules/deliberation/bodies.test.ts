import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf } from '../../../src/kernel/clock.js';
import { parseId } from '../../../src/kernel/ids.js';
import { writeCalendars } from '../../../src/modules/deliberation/recurrence.jobs.js';
import { duesBetween, type Recurrence } from '../../../src/modules/deliberation/recurrence.js';
import { type App, startApp } from '../../kit/app.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { done, type Hall, inMinutes, openHall, outcomeOf, perform, personOf } from './hall.js';

/** Bodies: their rules, members and rosters, and when their sessions are due. */

let app: App;
let database: TestDatabase;
let hall: Hall;
beforeAll(async () => {
  database = await demoDatabase();
  app = await startApp({ database });
  hall = await openHall(app);
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

const monthly: Recurrence = { frequency: 'MONTHLY', weekday: null, monthDay: 15, time: '19:30', startsOn: '2026-01-01', endsOn: null };
const at = (text: string) => new Date(`${text}+08:00`);

describe('sessions are due', () => {
  test('each month on the 15th in the evening, in the time of Shanghai', () => {
    expect(duesBetween(monthly, at('2026-01-01T00:00'), at('2026-04-01T00:00'))).toEqual(
      ['2026-01-15T19:30', '2026-02-15T19:30', '2026-03-15T19:30'].map(at),
    );
  });
  test('each week on a weekday, from the first one after the start on', () => {
    const weekly: Recurrence = { ...monthly, frequency: 'WEEKLY', weekday: 'TUESDAY', monthDay: null };
    // The first of January 2026 is a Thursday.
    expect(duesBetween(weekly, at('2026-01-01T00:00'), at('2026-01-21T00:00'))).toEqual(
      ['2026-01-06T19:30', '2026-01-13T19:30', '2026-01-20T19:30'].map(at),
    );
  });
  test('each quarter, counted from the month in which it starts', () => {
    const quarterly: Recurrence = { ...monthly, frequency: 'QUARTERLY', startsOn: '2026-02-01' };
    expect(duesBetween(quarterly, at('2026-01-01T00:00'), at('2027-01-01T00:00'))).toEqual(
      ['2026-02-15T19:30', '2026-05-15T19:30', '2026-08-15T19:30', '2026-11-15T19:30'].map(at),
    );
  });
  test('on the last day of each month', () => {
    const last: Recurrence = { ...monthly, monthDay: -1, endsOn: '2026-04-01' };
    expect(duesBetween(last, at('2026-01-01T00:00'), at('2027-01-01T00:00'))).toEqual(
      ['2026-01-31T19:30', '2026-02-28T19:30', '2026-03-31T19:30'].map(at),
    );
  });
  test('never before they begin, and nothing is looked for in years that are far away', () => {
    for (const startsOn of ['2026-05-01', '9999-12-31'])
      for (const recurrence of [
        { ...monthly, startsOn },
        { ...monthly, frequency: 'WEEKLY' as const, weekday: 'MONDAY' as const, monthDay: null, startsOn },
      ])
        expect(duesBetween(recurrence, at('2026-01-01T00:00'), at('2026-04-01T00:00'))).toEqual([]);
  });
  test('as often in two spans that meet as in the one that they make', () => {
    const days = fc.integer({ min: 0, max: 900 }).map((n) => new Date(at('2026-01-01T00:00').getTime() + n * 86_400_000));
    fc.assert(
      fc.property(
        fc.constantFrom(...(['MONTHLY', 'QUARTERLY'] as const)),
        fc.constantFrom(-1, 1, 15, 28),
        fc.tuple(days, days, days),
        (frequency, monthDay, ends) => {
          const [from, middle, to] = ends.sort((a, b) => a.getTime() - b.getTime()) as [Date, Date, Date];
          const rule: Recurrence = { ...monthly, frequency, monthDay };
          const whole = duesBetween(rule, from, to);
          expect([...duesBetween(rule, from, middle), ...duesBetween(rule, middle, to)]).toEqual(whole);
          for (const due of whole) if (monthDay > 0) expect(Number(dayOf(due).slice(8))).toBe(monthDay);
        },
      ),
    );
  });
});

const calendar = async (id: string) =>
  (
    await hall.cadre.data(
      'query ($id: ID!) { deliberationBody(id: $id) { calendar(first: 100) { nodes { id dueAt status chair { id } } } } }',
      { id },
    )
  ).deliberationBody.calendar.nodes as { id: string; dueAt: string; status: string; chair: { id: string } | null }[];
const period = () => {
  const day = (days: number) => dayOf(new Date(Date.now() + days * 86_400_000));
  return `{ from: "${day(-300)}", to: "${day(90)}" }`;
};
const complianceOf = async (id: string) =>
  (
    await hall.cadre.data(
      `query ($id: ID!) { deliberationBody(id: $id) { meetingCompliance(period: ${period()}) { numerator denominator value } } }`,
      { id },
    )
  ).deliberationBody.meetingCompliance;

describe('a calendar', () => {
  test('is written a year ahead, and what is not held is missed, seen and counted', async () => {
    const id = await hall.body();
    const row = await done(
      hall.cadre,
      'setRecurrence',
      { id, recurrence: { frequency: 'MONTHLY', monthDay: 15, time: '19:30' } },
      'recurrence { frequency monthDay time rule }',
    );
    expect(row.recurrence).toEqual({ frequency: 'MONTHLY', monthDay: 15, time: '19:30', rule: 'FREQ=MONTHLY;BYMONTHDAY=15' });
    const dues = await calendar(id);
    expect(dues.length).toBeGreaterThanOrEqual(13);
    for (const { dueAt, status } of dues) {
      expect(dueAt).toMatch(/-15T11:30:00.000Z$/);
      expect(status).toBe('UPCOMING');
    }
    expect(await complianceOf(id)).toEqual({ numerator: 0, denominator: 0, value: null });
    // Two of them were due in the past.
    for (const [n, due] of dues.slice(0, 2).entries())
      await database.query('update session_due set due_at = now() - make_interval(days => $2) where id = $1', [
        parseId(due.id)!.uuid,
        3 + n,
      ]);
    expect((await calendar(id)).slice(0, 3).map(({ status }) => status)).toEqual(['MISSED', 'MISSED', 'UPCOMING']);
    expect(await complianceOf(id)).toEqual({ numerator: 0, denominator: 2, value: 0 });
    const { sessionsDue } = await app.anonymous.data(
      'query ($within: ID!) { sessionsDue(filter: { statuses: [MISSED], within: $within }) { totalCount } }',
      {
        within: hall.organization.id,
      },
    );
    expect(sessionsDue.totalCount).toBeGreaterThanOrEqual(2);
  });

  test('is written on by the clock, each due once, however often that is done', async () => {
    const id = await hall.body();
    await done(hall.cadre, 'setRecurrence', { id, recurrence: { frequency: 'WEEKLY', weekday: 'TUESDAY', time: '09:00' } });
    const before = await calendar(id);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const now = new Date(Date.now() + 28 * 86_400_000);
    for (let n = 0; n < 2; n++) await writeCalendars.run(client, { due: now, now, atOnce: 500 });
    await client.end();
    const after = await calendar(id);
    expect(after.length).toBe(before.length + 4);
    expect(new Set(after.map(({ dueAt }) => dueAt)).size).toBe(after.length);
    for (const { dueAt } of after) expect([new Date(dueAt).getUTCDay(), dueAt.slice(11)]).toEqual([2, '01:00:00.000Z']);
  });

  test('takes no time of day, weekday or day of the month that cannot be', async () => {
    const id = await hall.body();
    for (const recurrence of [
      { frequency: 'WEEKLY', time: '09:00' },
      { frequency: 'MONTHLY', weekday: 'MONDAY', time: '09:00' },
      { frequency: 'MONTHLY', monthDay: 0, time: '09:00' },
      { frequency: 'MONTHLY', monthDay: 31, time: '09:00' },
      { frequency: 'MONTHLY', monthDay: 15, time: '24:00' },
      { frequency: 'MONTHLY', monthDay: 15, time: '9 pm' },
      { frequency: 'MONTHLY', monthDay: 15, time: '09:00', startsOn: '2020-01-01' },
    ])
      expect([recurrence, await outcomeOf(hall.cadre, 'setRecurrence', { id, recurrence })]).toEqual([recurrence, 'INVALID']);
    expect(await outcomeOf(hall.cadre, 'setRecurrence', { id, recurrence: { frequency: 'MONTHLY', monthDay: 15, time: ' ' } })).toBe(
      'REQUIRED',
    );
  });

  test('says who chairs: the one whose turn it will be, until a session has another', async () => {
    const id = await hall.body();
    const [a, b, c] = hall.people as [string, string, string];
    await done(hall.cadre, 'setChairRoster', { id, chairIds: [a, b, c] });
    await done(hall.cadre, 'setRecurrence', { id, recurrence: { frequency: 'MONTHLY', monthDay: 15, time: '19:30' } });
    const chairs = async () => (await calendar(id)).slice(0, 5).map(({ chair }) => chair?.id);
    const next = async (count: number) =>
      (
        await hall.cadre.data(`query ($id: ID!) { deliberationBody(id: $id) { nextChairs(count: ${count}) { id } } }`, { id })
      ).deliberationBody.nextChairs.map((person: { id: string }) => person.id);
    expect(await chairs()).toEqual([a, b, c, a, b]);
    expect(await next(7)).toEqual([a, b, c, a, b, c, a]);
    const [first] = await calendar(id);
    await done(hall.cadre, 'scheduleSession', { bodyId: id, kind: 'NIGHT_TALK', scheduledAt: first!.dueAt });
    expect(await chairs()).toEqual([a, b, c, a, b]);
    expect(await next(2)).toEqual([b, c]);
    expect((await calendar(id))[0]!.status).toBe('SCHEDULED');
    // Somebody else only with a reason; the turn has passed all the same.
    const swapped = { bodyId: id, kind: 'NIGHT_TALK', scheduledAt: inMinutes(60), chairId: c };
    expect(await perform(hall.cadre, 'scheduleSession', swapped)).toMatchObject({ outcome: 'REQUIRED', path: 'chairReason' });
    const session = await done(hall.cadre, 'scheduleSession', { ...swapped, chairReason: '出差' }, 'id chair { id } chairReason');
    expect(session).toMatchObject({ chair: { id: c }, chairReason: '出差' });
    expect(await next(2)).toEqual([c, a]);
    await done(hall.cadre, 'cancelSession', { id: session.id, reason: '停电' });
    expect(await next(2)).toEqual([b, c]);
    expect(await outcomeOf(hall.cadre, 'scheduleSession', { ...swapped, chairId: hall.neighbours[0], chairReason: '出差' })).toBe(
      'INVALID',
    );
  });
});

describe('rules', () => {
  test('have versions: the one of today holds, and the earlier ones stay', async () => {
    const id = await hall.body({}, []);
    const two = { rules: { quorum: { kind: 'PERCENT_OF_ELECTORATE', share: { numerator: 2, denominator: 3 } }, isPublic: false } };
    const row = await done(
      hall.cadre,
      'setBodyRules',
      { id, ...two },
      'rules { number quorum { numerator denominator strict } } rulesVersions { number from to }',
    );
    const number = { kind: 'COUNT', share: { numerator: 3, denominator: 1, strict: true } };
    // A number of people is always "at least".
    expect(await perform(hall.cadre, 'setBodyRules', { id, rules: { quorum: number } })).toMatchObject({
      ...{ outcome: 'INVALID', path: 'rules.quorum.share' },
    });
    expect(row.rules).toEqual({ number: 2, quorum: { numerator: 2, denominator: 3, strict: false } });
    expect(row.rulesVersions.map(({ number }: { number: number }) => number)).toEqual([2, 1]);
    const wrong = (quorum: object) => outcomeOf(hall.cadre, 'setBodyRules', { id, rules: { quorum } });
    expect(await wrong({ kind: 'PERCENT_OF_ELECTORATE', share: { numerator: 3, denominator: 2 } })).toBe('INVALID');
    expect(await wrong({ kind: 'COUNT', share: { numerator: 3, denominator: 2 } })).toBe('INVALID');
    expect(await wrong({ kind: 'COUNT', share: { numerator: 3, denominator: 1 } })).toBe('DONE');
  });

  test('two at once make two versions', async () => {
    const id = await hall.body({}, []);
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => outcomeOf(hall.cadre, 'setBodyRules', { id, rules: {} })));
    expect(outcomes).toEqual(['DONE', 'DONE', 'DONE', 'DONE']);
    const rows = await database.query<{ number: number; valid_to: string | null }>(
      'select number, valid_to from deliberation_rules where body_id = $1 order by number',
      [parseId(id)!.uuid],
    );
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(rows.filter(({ valid_to }) => valid_to === null).length).toBe(1);
  });
});

test('rules ask for nothing that cannot be: no share is more than the whole', async () => {
  const setUp = (rules: object) =>
    perform(hall.cadre, 'createBody', { organizationId: hall.organization.id, name: '议事会', kind: 'LOVE_COUNCIL', rules });
  const whole = { numerator: 1, denominator: 1 };
  for (const share of [
    { numerator: 2, denominator: 1 },
    { ...whole, strict: true },
  ]) {
    expect(await setUp({ quorum: { kind: 'PERCENT_OF_ELECTORATE', share } })).toMatchObject({
      outcome: 'INVALID',
      path: 'rules.quorum.share',
    });
    expect(await setUp({ majority: { of: 'CAST', share } })).toMatchObject({ outcome: 'INVALID', path: 'rules.majority.share' });
  }
  expect(
    await setUp({ quorum: { kind: 'PERCENT_OF_ELECTORATE', share: whole }, majority: { of: 'ELECTORATE', share: whole } }),
  ).toMatchObject({
    outcome: 'DONE',
  });
});

test('a body is set up where its keepers are, and nowhere else', async () => {
  const outsider = await app.as('community-cadre', '001');
  const input = { organizationId: hall.organization.id, name: '议事会', kind: 'LOVE_COUNCIL', rules: {} };
  expect(await outcomeOf(outsider, 'createBody', input)).toBe('FORBIDDEN');
  expect(await outcomeOf(hall.members[0]!, 'createBody', input)).toBe('FORBIDDEN');
  const { grid } = await done(hall.cadre, 'createBody', { ...input, gridId: hall.grid.id }, 'grid { id }');
  expect(grid.id).toBe(hall.grid.id);
});

test('nobody admits themselves to a body, or puts themselves on its roster; another official does', async () => {
  const id = await hall.body();
  const me = await personOf(hall.cadre);
  const officer = await app.as('street-supervisor');
  const admit = { id, personId: me, capacity: 'MEMBER', party: 'COMMUNITY' };
  expect(await perform(hall.cadre, 'admitBodyMember', admit)).toMatchObject({
    outcome: 'FORBIDDEN',
    message: expect.stringContaining('another official'),
  });
  expect(await outcomeOf(hall.cadre, 'setChairRoster', { id, chairIds: [hall.people[0], me] })).toBe('FORBIDDEN');
  await done(officer, 'admitBodyMember', admit);
  await done(officer, 'setChairRoster', { id, chairIds: [hall.people[0], me] });
  // Who is on it already stays.
  expect(await outcomeOf(hall.cadre, 'setChairRoster', { id, chairIds: [me, hall.people[0], hall.people[1]] })).toBe('DONE');
});

test('somebody belongs to a body once, and a body that is no more admits nobody', async () => {
  const id = await hall.body();
  const admit = { id, personId: hall.people[0], capacity: 'MEMBER', party: 'RESIDENTS' };
  expect(await outcomeOf(hall.cadre, 'admitBodyMember', admit)).toBe('INVALID');
  const { members } = await done(
    hall.cadre,
    'admitBodyMember',
    { ...admit, personId: hall.neighbours[0] },
    'members { nodes { id person { id } } }',
  );
  const own = members.nodes.find(({ person }: { person: { id: string } }) => person.id === hall.neighbours[0]);
  await done(hall.cadre, 'endBodyMembership', { memberId: own.id });
  expect(await outcomeOf(hall.cadre, 'admitBodyMember', { ...admit, personId: hall.neighbours[0] })).toBe('DONE');
  await done(hall.cadre, 'scheduleSession', { bodyId: id, kind: 'COUNCIL', scheduledAt: inMinutes(30) });
  expect(await outcomeOf(hall.cadre, 'endBody', { id })).toBe('WRONG_STATE');
  const { sessions } = await done(hall.cadre, 'setChairRoster', { id, chairIds: [] }, 'sessions { nodes { id } }');
  await done(hall.cadre, 'cancelSession', { id: sessions.nodes[0].id, reason: '撤销' });
  await done(hall.cadre, 'endBody', { id });
  expect(await outcomeOf(hall.cadre, 'admitBodyMember', { ...admit, personId: hall.neighbours[1] })).toBe('WRONG_STATE');
  expect(await outcomeOf(hall.cadre, 'scheduleSession', { bodyId: id, kind: 'COUNCIL', scheduledAt: inMinutes(30) })).toBe('WRONG_STATE');
});
