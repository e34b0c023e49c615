import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseId, publicId } from '../../../src/kernel/ids.js';
import type { Client } from '../../kit/client.js';
import { toldOf } from '../notifications/told.js';
import { done, makeActivity, perform } from './act.js';
import { type Guest, type Hall, openHall } from './hall.js';

let hall: Hall;
let team: Awaited<ReturnType<Hall['team']>>;
let member: Guest;
let other: Guest;
beforeAll(async () => {
  hall = await openHall();
  team = await hall.team('银龄助老队');
  [member, other] = (await hall.people(2)) as [Guest, Guest];
  await hall.join(member, team);
  await hall.join(other, team);
  await hall.belongSince(team, '2000-01-01');
});
afterAll(async () => {
  expect(hall.app.bugs).toEqual([]);
  await hall.close();
});

let day = 0;
/** A day of its own for each test, so that their hours do not overlap. */
const today = () => {
  const date = new Date(Date.UTC(2026, 0, 1) + day++ * 86_400_000).toISOString().slice(0, 10);
  return (from: string, to: string) => ({ startsAt: `${date}T${from}:00Z`, endsAt: `${date}T${to}:00Z` });
};
const submit = (guest: Guest, span: object) => perform(guest.client, 'submitHours', { teamId: team.id, ...span }, 'id state minutes');
const totals = async (guest: Guest, period: string) => {
  const { viewer } = await guest.client.data(
    `{ viewer { person { volunteerTotals(period: ${period}) { minutes count submittedMinutes people } } } }`,
  );
  return viewer.person.volunteerTotals;
};

describe('hours that are submitted by hand', () => {
  test('count when somebody else has approved them: never oneself, whatever post one has', async () => {
    const at = today();
    const { row, outcome } = await submit(member, at('01:00', '03:30'));
    expect({ outcome, row }).toMatchObject({ outcome: 'DONE', row: { state: 'SUBMITTED', minutes: 150 } });
    expect((await perform(member.client, 'approveHours', { id: row.id })).outcome).toBe('FORBIDDEN');
    expect((await perform(other.client, 'approveHours', { id: row.id })).outcome).toBe('NOT_FOUND');
    expect((await perform(team.leader.client, 'approveHours', { id: row.id })).row.state).toBe('APPROVED');
    expect(await toldOf(member.client, row.id)).toEqual(['HOURS_DECIDED']);
    const own = (await submit(team.leader, at('01:00', '02:00'))).row;
    expect(await perform(team.leader.client, 'approveHours', { id: own.id })).toMatchObject({ outcome: 'SELF_VERIFICATION' });
    expect((await perform(hall.cadre, 'approveHours', { id: own.id })).row.state).toBe('APPROVED');
  });

  test('may be of a help pairing: of those who help in it, on a day on which it lasts', async () => {
    const [pairing] = await hall.database.query<{ id: string; leader: string; root: string; started: string }>(
      `select p.id, p.leader_id as leader, p.jurisdiction_id as root, p.started_on::text as started from help_pairing p
       join organization o on o.id = p.jurisdiction_id where o.code = '000' and p.ended_on is null order by p.id limit 1`,
    );
    await hall.database.query('update help_pairing set leader_id = $2 where id = $1', [pairing!.id, parseId(member.id)!.uuid]);
    const span = (day: string) => ({ startsAt: `${day}T06:00:00Z`, endsAt: `${day}T07:00:00Z` });
    const pairingId = publicId('HelpPairing', pairing!.id);
    const submitted = (guest: Guest, more: object) =>
      perform(guest.client, 'submitHours', { teamId: team.id, pairingId, ...more }, 'id pairing { id } activity { id }');
    const long = new Date(Date.parse(pairing!.started) - 86_400_000).toISOString().slice(0, 10);
    expect(await submitted(member, span(long))).toMatchObject({ outcome: 'INVALID', path: 'startsAt' });
    expect((await submitted(member, span(pairing!.started))).row).toMatchObject({ pairing: { id: pairingId }, activity: null });
    expect((await submitted(other, span(pairing!.started))).outcome).toBe('NOT_FOUND');
    expect(await submitted(member, { ...span(pairing!.started), activityId: await hall.activity() })).toMatchObject({
      ...{ outcome: 'INVALID', path: 'pairingId' },
    });
  });

  test('never overlap for one person, but may for two, and may touch', async () => {
    const at = today();
    expect((await submit(member, at('01:00', '03:00'))).outcome).toBe('DONE');
    for (const [from, to] of [
      ['00:00', '01:01'],
      ['01:30', '02:00'],
      ['02:59', '04:00'],
      ['00:00', '05:00'],
    ] as const)
      expect(await submit(member, at(from, to))).toMatchObject({ outcome: 'INVALID', path: 'startsAt' });
    expect((await submit(member, at('03:00', '04:00'))).outcome).toBe('DONE');
    expect((await submit(member, at('00:00', '01:00'))).outcome).toBe('DONE');
    expect((await submit(other, at('01:00', '03:00'))).outcome).toBe('DONE');
  });

  test('leave their time free when they are rejected', async () => {
    const at = today();
    const { row } = await submit(member, at('01:00', '03:00'));
    expect((await perform(team.leader.client, 'rejectHours', { id: row.id, reason: '当天没有服务' })).row.state).toBe('REJECTED');
    expect((await submit(member, at('01:00', '02:00'))).outcome).toBe('DONE');
    // Corrected, the rejected ones must not come back into it.
    const correct = (span: object) => perform(member.client, 'correctHours', { id: row.id, reason: '时间填错', ...span }, 'state minutes');
    expect(await correct(at('01:30', '03:00'))).toMatchObject({ outcome: 'INVALID', path: 'startsAt' });
    expect(await correct(at('02:00', '03:00'))).toMatchObject({ outcome: 'DONE', row: { state: 'SUBMITTED', minutes: 60 } });
  });

  test('are approved anew when they are corrected, and the history keeps what they were', async () => {
    const at = today();
    const { row } = await submit(member, at('01:00', '03:00'));
    await done(team.leader.client, 'approveHours', { id: row.id });
    const before = at('01:00', '03:00');
    const after = at('01:00', '02:00');
    const corrected = await done(
      team.leader.client,
      'correctHours',
      { id: row.id, reason: '提前离开', ...after },
      'state minutes decidedBy { id } history { nodes { verb from to note } }',
    );
    expect(corrected).toMatchObject({ state: 'SUBMITTED', minutes: 60, decidedBy: null });
    expect(corrected.history.nodes.map(({ verb, from, to }: Record<string, string>) => [verb, from, to])).toEqual([
      ['submitHours', null, 'SUBMITTED'],
      ['approveHours', 'SUBMITTED', 'APPROVED'],
      ['correctHours', 'APPROVED', 'SUBMITTED'],
    ]);
    const iso = (instant: string) => new Date(instant).toISOString();
    expect(corrected.history.nodes.at(-1).note).toBe(
      `提前离开\n${iso(before.startsAt)}/${iso(before.endsAt)} → ${iso(after.startsAt)}/${iso(after.endsAt)}`,
    );
  });

  test('are not approved by who corrected them last', async () => {
    const at = today();
    const { row } = await submit(member, at('01:00', '03:00'));
    const correct = (client: Client, to: string) => done(client, 'correctHours', { id: row.id, reason: '核对签到表', ...at('01:00', to) });
    await correct(team.leader.client, '02:00');
    expect((await perform(team.leader.client, 'approveHours', { id: row.id })).outcome).toBe('SELF_VERIFICATION');
    await correct(hall.cadre, '02:30');
    expect((await perform(hall.cadre, 'approveHours', { id: row.id })).outcome).toBe('SELF_VERIFICATION');
    expect((await perform(team.leader.client, 'approveHours', { id: row.id })).row.state).toBe('APPROVED');
  });

  test('lie in the time of the membership, and of the team', async () => {
    const young = await hall.team('新队');
    const [guest] = (await hall.people(1)) as [Guest];
    await hall.join(guest, young);
    await hall.belongSince(young, '2026-06-01');
    // The day begins at midnight in Shanghai.
    const before = { startsAt: '2026-05-31T15:00:00Z', endsAt: '2026-05-31T16:30:00Z' };
    const after = { startsAt: '2026-05-31T16:00:00Z', endsAt: '2026-05-31T16:30:00Z' };
    const submitted = (span: object) => perform(guest.client, 'submitHours', { teamId: young.id, ...span });
    expect(await submitted(before)).toMatchObject({ outcome: 'INVALID', path: 'startsAt' });
    const { row } = await submitted(after);
    expect(await perform(guest.client, 'correctHours', { id: row.id, reason: '更早', ...before })).toMatchObject({
      ...{ outcome: 'INVALID', path: 'startsAt' },
    });
    await hall.database.query('update volunteer_team set founded_on = $2 where id = $1', [parseId(young.id)!.uuid, '2026-06-02']);
    expect(await submitted({ startsAt: '2026-06-01T01:00:00Z', endsAt: '2026-06-01T02:00:00Z' })).toMatchObject({ path: 'startsAt' });
  });

  test('of an activity lie near its time, and it took place', async () => {
    const make = (state: string) =>
      makeActivity(team.leader.client, { teamId: team.id, startsAt: '2026-09-10T01:00:00Z', endsAt: '2026-09-10T03:00:00Z' }, state);
    const submitted = (activityId: string, startsAt: string, endsAt: string) =>
      perform(member.client, 'submitHours', {
        teamId: team.id,
        activityId,
        startsAt: `2026-09-${startsAt}Z`,
        endsAt: `2026-09-${endsAt}Z`,
      });
    const near = ['10T01:00:00', '10T03:00:00'] as const;
    const leads = (state: string) =>
      make(state).then((activityId) =>
        perform(team.leader.client, 'submitHours', {
          teamId: team.id,
          activityId,
          startsAt: `2026-09-${near[0]}Z`,
          endsAt: `2026-09-${near[1]}Z`,
        }),
      );
    for (const state of ['DRAFT', 'CANCELLED']) expect(await leads(state)).toMatchObject({ outcome: 'INVALID', path: 'activityId' });
    const id = await make('REPORTED');
    for (const [from, to] of [
      ['09T00:59:00', '09T02:00:00'],
      ['11T02:00:00', '11T03:01:00'],
    ] as const)
      expect(await submitted(id, from, to)).toMatchObject({ outcome: 'INVALID', path: 'startsAt' });
    const { row } = await submitted(id, '09T01:00:00', '09T02:00:00');
    expect((await submitted(id, '11T02:00:00', '11T03:00:00')).outcome).toBe('DONE');
    const elsewhen = { startsAt: '2026-08-10T01:00:00Z', endsAt: '2026-08-10T03:00:00Z' };
    expect(await perform(member.client, 'correctHours', { id: row.id, reason: '改期', ...elsewhen })).toMatchObject({ path: 'startsAt' });
    expect((await submitted(id, ...near)).outcome).toBe('DONE');
  });

  test('are for members, last a minute to a day, and lie in the past', async () => {
    const at = today();
    const [stranger] = (await hall.people(1)) as [Guest];
    expect((await submit(stranger, at('01:00', '02:00'))).outcome).toBe('FORBIDDEN');
    expect(await submit(member, at('02:00', '02:00'))).toMatchObject({ outcome: 'INVALID', path: 'endsAt' });
    expect(await submit(member, { startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-01-02T00:01:00Z' })).toMatchObject({ path: 'endsAt' });
    expect(await submit(member, { startsAt: '2999-01-01T00:00:00Z', endsAt: '2999-01-01T01:00:00Z' })).toMatchObject({
      outcome: 'INVALID',
    });
  });

  test('of the same time, submitted at once ten times over: one is taken', async () => {
    for (let round = 0; round < 3; round++) {
      const at = today();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => submit(member, at(`01:${String(n * 5).padStart(2, '0')}`, '03:00'))),
      );
      expect(answers.filter(({ outcome }) => outcome === 'DONE')).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === 'INVALID')).toHaveLength(9);
    }
    const overlaps = `select from volunteer_hours a join volunteer_hours b on a.person_id = b.person_id and a.id < b.id
      and a.starts_at < b.ends_at and b.starts_at < a.ends_at where 'REJECTED' not in (a.state, b.state)`;
    expect(await hall.database.query(overlaps)).toEqual([]);
  });
});

test('a member who checks out has hours from check-in to check-out, others have none', async () => {
  const [guest] = (await hall.people(1)) as [Guest];
  const id = await makeActivity(team.leader.client, { teamId: team.id }, 'ONGOING');
  const { activity } = await team.leader.client.data('query ($id: ID!) { activity(id: $id) { checkInCode { code } } }', { id });
  for (const { client } of [member, guest]) await done(client, 'checkIn', { activityId: id, code: activity.checkInCode.code });
  // An hour and a half ago.
  await hall.database.query(
    `update activity_registration set checked_in_at = checked_in_at - interval '90 minutes' where activity_id = $1`,
    [parseId(id)!.uuid],
  );
  for (const { client } of [member, guest]) await done(client, 'checkOut', { activityId: id });
  const { volunteerHours } = await team.leader.client.data(
    `{ volunteerHours(filter: { startsAt: { from: "2026-11-01T00:00:00Z" } }) { nodes { person { id } minutes source state activity { id } } } }`,
  );
  expect(volunteerHours.nodes).toEqual([
    { person: { id: member.id }, minutes: 90, source: 'ATTENDANCE', state: 'SUBMITTED', activity: { id } },
  ]);
});

test('totals count what was approved in the period, by the days of Shanghai, for oneself, the team, and those above', async () => {
  const [guest] = (await hall.people(1)) as [Guest];
  await hall.join(guest, team);
  await hall.belongSince(team, '2000-01-01');
  for (const [startsAt, endsAt, verb] of [
    ['2025-12-31T15:59:00Z', '2025-12-31T16:30:00Z', 'approveHours'],
    ['2026-05-01T01:00:00Z', '2026-05-01T02:00:00Z', 'approveHours'],
    ['2026-05-02T01:00:00Z', '2026-05-02T02:30:00Z', 'approveHours'],
    ['2026-05-03T01:00:00Z', '2026-05-03T04:00:00Z', 'rejectHours'],
    ['2026-05-04T01:00:00Z', '2026-05-04T01:45:00Z', null],
  ] as const) {
    const { row } = await submit(guest, { startsAt, endsAt });
    if (verb) await done(team.leader.client, verb, { id: row.id, ...(verb === 'rejectHours' ? { reason: '未到' } : {}) });
  }
  const year = '{ from: "2026-01-01", to: "2027-01-01" }';
  const expected = { minutes: 150, count: 2, submittedMinutes: 45, people: 1 };
  expect(await totals(guest, year)).toEqual(expected);
  expect(await totals(guest, '{ from: "2025-12-31", to: "2026-01-01" }')).toMatchObject({ minutes: 31, count: 1 });
  const ofPerson = `query ($id: ID!) { node(id: $id) { ... on Person { volunteerTotals(period: ${year}) { minutes count submittedMinutes people } } } }`;
  expect((await hall.cadre.data(ofPerson, { id: guest.id })).node.volunteerTotals).toEqual(expected);
  const worker = await hall.app.as('grid-worker');
  expect((await worker.data(ofPerson, { id: guest.id })).node?.volunteerTotals ?? null).toBeNull();
  const ofTeam =
    'query ($id: ID!) { node(id: $id) { ... on VolunteerTeam { volunteerTotals(period: { from: "2026-05-01", to: "2026-05-05" }) { minutes people } } } }';
  expect((await member.client.data(ofTeam, { id: team.id })).node.volunteerTotals).toEqual({ minutes: 150, people: 1 });
});

test('however many rows there are, the totals of a person and of a team are one indexed statement', async () => {
  const { database } = hall;
  const person = parseId(member.id)!.uuid;
  const uuid = parseId(team.id)!.uuid;
  await database.query(
    `insert into volunteer_hours (id, jurisdiction_id, person_id, team_id, starts_at, ends_at, minutes, source, state, place)
     select (left(gen_random_uuid()::text, 32) || '0001')::uuid, jurisdiction_id, id, $1, at, at + interval '1 hour', 60, 'BY_HAND', 'APPROVED', place
     from (select id, jurisdiction_id, place from person where jurisdiction_id = (select jurisdiction_id from person where id = $2) and place is not null limit 100) person,
       generate_series('2001-01-01'::timestamptz, '2001-02-10', interval '4 hours') at
     where id <> $2`,
    [uuid, person],
  );
  await database.query('analyze volunteer_hours');
  const plan = async (column: string, id: string) =>
    JSON.stringify(
      await database.query(
        `explain select sum(minutes), count(distinct person_id) from volunteer_hours where ${column} = $1 and starts_at >= '2001-01-05' and starts_at < '2001-01-06'`,
        [id],
      ),
    );
  expect(await plan('team_id', uuid)).toMatch(/volunteer_hours_team/);
  expect(await plan('person_id', person)).toMatch(/volunteer_hours_person/);
  const ofTeam =
    'query ($id: ID!) { node(id: $id) { ... on VolunteerTeam { volunteerTotals(period: { from: "2001-01-05", to: "2001-02-05" }) { count people } } } }';
  const { node } = await hall.cadre.data(ofTeam, { id: team.id });
  expect(node.volunteerTotals.count).toBe(node.volunteerTotals.people * 31 * 6);
});

test("one query builds a volunteer's page: my teams, my next activities with what I may do, my hours this year", async () => {
  const [volunteer] = (await hall.people(1)) as [Guest];
  await hall.join(volunteer, team);
  const id = await makeActivity(
    team.leader.client,
    { teamId: team.id, title: '重阳敬老', startsAt: '2027-01-01T01:00:00Z', endsAt: '2027-01-01T02:00:00Z' },
    'SIGN_UP',
  );
  await done(volunteer.client, 'registerForActivity', { activityId: id });
  const page = await volunteer.client.data(`{
    viewer { person { volunteer { state } volunteerTotals(period: { from: "2026-01-01", to: "2027-01-01" }) { minutes } } }
    mine: activities(filter: { registeredByViewer: true, startsAt: { from: "2026-12-01T00:00:00Z" } }, orderBy: { field: STARTS_AT, direction: ASC }) {
      nodes { title startsAt viewerRegistration { state } viewerActions(allowed: true) { verb } } }
    ofMyTeams: activities(filter: { ofViewerTeams: true, states: [SIGN_UP] }) { nodes { title } }
    volunteerHours(filter: { ofViewer: true }) { totalCount }
  }`);
  expect(page).toEqual({
    viewer: { person: { volunteer: { state: 'ACTIVE' }, volunteerTotals: { minutes: 0 } } },
    mine: {
      nodes: [
        {
          title: '重阳敬老',
          startsAt: '2027-01-01T01:00:00.000Z',
          viewerRegistration: { state: 'SIGNED_UP' },
          viewerActions: [{ verb: 'withdrawFromActivity' }],
        },
      ],
    },
    ofMyTeams: { nodes: [{ title: '重阳敬老' }] },
    volunteerHours: { totalCount: 0 },
  });
});
