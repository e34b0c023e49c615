import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkInCodeOf, isCheckInCode } from '../../../src/modules/activities/check-in-code.js';
import type { Client } from '../../kit/client.js';
import { toldOf } from '../notifications/told.js';
import { bring, done, makeActivity, perform, said, states } from './act.js';
import { type Guest, type Hall, openHall, registerAll, registrationsOf } from './hall.js';

let hall: Hall;
beforeAll(async () => {
  hall = await openHall();
});
afterAll(async () => {
  expect(hall.app.bugs).toEqual([]);
  await hall.close();
});

const steps: Readonly<Record<string, readonly [from: readonly string[], to: string, input?: object]>> = {
  publishActivity: [['DRAFT'], 'PUBLISHED'],
  openSignUp: [['PUBLISHED'], 'SIGN_UP'],
  startActivity: [['PUBLISHED', 'SIGN_UP'], 'ONGOING'],
  completeActivity: [['ONGOING'], 'COMPLETED'],
  reportActivity: [['COMPLETED'], 'REPORTED', { beneficiaryPersonTimes: 3, summary: '圆满' }],
  cancelActivity: [['DRAFT', 'PUBLISHED', 'SIGN_UP'], 'CANCELLED', { reason: '下雨' }],
};
const actionsOf = async (client: Client, id: string): Promise<Readonly<Record<string, { allowed: boolean; reason: string | null }>>> => {
  const { activity } = await client.data('query ($id: ID!) { activity(id: $id) { viewerActions { verb allowed reason } } }', { id });
  return Object.fromEntries(activity.viewerActions.map(({ verb, ...rest }: { verb: string }) => [verb, rest]));
};

describe.each(states)('an activity that is %s', (state) => {
  test.each(Object.entries(steps))('%s goes where the table says, and viewerActions said so', async (verb, [from, to, input]) => {
    const id = await hall.activity({}, state);
    const told = (await actionsOf(hall.cadre, id))[verb]!;
    const { outcome, row, message } = await perform(hall.cadre, verb, { id, ...input });
    const isAllowed = from.includes(state);
    expect({ outcome, state: row.state }).toEqual(isAllowed ? { outcome: 'DONE', state: to } : { outcome: 'WRONG_STATE', state });
    expect(told).toEqual({ allowed: isAllowed, reason: isAllowed ? null : message });
  });

  test('people come only when they may, and viewerActions said so', async () => {
    const [guest] = (await hall.people(1)) as [Guest];
    const id = await hall.activity({}, state);
    const isShown = state !== 'DRAFT' && state !== 'CANCELLED';
    if (!isShown) return expect((await perform(guest.client, 'registerForActivity', { activityId: id })).outcome).toBe('NOT_FOUND');
    for (const [verb, input] of [
      ['registerForActivity', {}],
      ['withdrawFromActivity', {}],
      ['checkOut', {}],
      ['checkIn', { code: 'x'.repeat(48) }],
    ] as const) {
      const told = (await actionsOf(guest.client, id))[verb]!;
      const { outcome, message } = await perform(guest.client, verb, { activityId: id, ...input });
      // A wrong code is found out only when it is given.
      expect(outcome).toBe(!told.allowed ? 'WRONG_STATE' : verb === 'checkIn' ? 'INVALID' : 'DONE');
      if (!told.allowed) expect(told.reason).toBe(message);
    }
    if (state === 'SIGN_UP') expect((await registrationsOf(hall.cadre, id)).map(({ state }) => state)).toEqual(['CANCELLED']);
  });
});

describe('who runs an activity', () => {
  test('leaders of its teams, cadres and grid leaders do; others see no draft, and may not later', async () => {
    const { id: teamId, leader } = await hall.team('邻里互助队');
    const [other] = (await hall.people(1)) as [Guest];
    const id = await makeActivity(leader.client, { teamId, channel: 'WECHAT_GROUP', scale: 'MEDIUM' });
    const { activity } = await leader.client.data(
      'query ($id: ID!) { activity(id: $id) { channel organisingMode callingTeam { id } organization { code } teams { name } } }',
      { id },
    );
    expect(activity).toEqual({
      ...{ channel: 'WECHAT_GROUP', organisingMode: 'PAIRED', callingTeam: { id: teamId }, organization: { code: '000-C1' } },
      teams: [{ name: '邻里互助队' }],
    });
    const personas: readonly (readonly [Client, boolean, string])[] = [
      [leader.client, true, 'DONE'],
      [hall.cadre, true, 'DONE'],
      [await hall.app.as('resident'), false, 'FORBIDDEN'],
      [other.client, false, 'FORBIDDEN'],
      [await hall.app.as('grid-leader'), false, 'FORBIDDEN'],
      [await hall.app.as('street-supervisor'), false, 'FORBIDDEN'],
      [await hall.app.as('dashboard'), false, 'FORBIDDEN'],
      [await hall.app.as('community-cadre', '001'), false, 'NOT_FOUND'],
    ];
    for (const [client, isShown] of personas)
      expect((await client.data('query ($id: ID!) { activity(id: $id) { id } }', { id })).activity !== null).toBe(isShown);
    await done(leader.client, 'publishActivity', { id });
    for (const [client, , outcome] of personas)
      expect((await perform(client, 'updateActivity', { id, description: '自带水杯' })).outcome).toBe(outcome);
  });

  test('a grid leader holds one on their own grid, and no other', async () => {
    const leader = await hall.app.as('grid-leader');
    const { grid } = await hall.cadre.data('{ grid(code: "000-G02") { id } }');
    const input = { organizationId: hall.community, title: '楼道清洁', ...said };
    expect((await perform(leader, 'createActivity', { ...input, gridId: hall.grid })).outcome).toBe('DONE');
    expect((await perform(leader, 'createActivity', { ...input, gridId: grid.id })).outcome).toBe('FORBIDDEN');
    expect((await perform(leader, 'createActivity', input)).outcome).toBe('FORBIDDEN');
    // In the name of its community, not of the street, nor of a team that others lead.
    const { organization } = await hall.cadre.data('{ organization(code: "000") { id } }');
    const { id: teamId } = await hall.team('别人的队');
    const { organizationId: _, ...bare } = input;
    for (const caller of [{ organizationId: organization.id }, { teamId }])
      expect((await perform(leader, 'createActivity', { ...bare, ...caller, gridId: hall.grid })).outcome).toBe('FORBIDDEN');
    expect((await perform(hall.cadre, 'createActivity', { ...bare, organizationId: organization.id, gridId: hall.grid })).outcome).toBe(
      'FORBIDDEN',
    );
    const hosted = { ...input, gridId: hall.grid, coHostIds: [organization.id] };
    expect((await perform(leader, 'createActivity', hosted)).outcome).toBe('DONE');
  });

  test('several teams and co-hosts take part, each once, and what is wrong is said', async () => {
    const [one, two] = [await hall.team('合唱队'), await hall.team('舞蹈队')];
    const { organizations } = await hall.cadre.data(
      '{ organizations(first: 5, filter: { kinds: [PROPERTY_COMPANY] }) { nodes { id code } } }',
    );
    const host = organizations.nodes.find(({ code }: { code: string }) => code.startsWith('000'));
    const id = await hall.activity({ teamIds: [one.id, two.id], coHostIds: [host.id] }, 'PUBLISHED');
    const { activity } = await hall.cadre.data('query ($id: ID!) { activity(id: $id) { teams { name } coHosts { code } } }', { id });
    expect(activity).toEqual({ teams: [{ name: '合唱队' }, { name: '舞蹈队' }], coHosts: [{ code: host.code }] });
    for (const [input, path] of [
      [{ teamId: one.id, teamIds: [one.id] }, 'teamIds'],
      [{ organizationId: hall.community, coHostIds: [hall.community] }, 'coHostIds'],
      [{ organizationId: hall.community, teamId: one.id }, 'organizationId'],
      [{ organizationId: hall.community, endsAt: said.startsAt }, 'endsAt'],
      [{ organizationId: hall.community, capacity: 0 }, 'capacity'],
    ] as const)
      expect(await perform(hall.cadre, 'createActivity', { title: '活动', ...said, ...input })).toMatchObject({ outcome: 'INVALID', path });
  });
});

describe('the time of an activity', () => {
  const at = (from: string, to: string) => ({ startsAt: `${from}Z`, endsAt: `${to}Z` });

  test('lies within two years, and lasts 31 days at most', async () => {
    const make = (times: object) =>
      perform(hall.cadre, 'createActivity', { title: '活动', ...said, organizationId: hall.community, ...times });
    const id = await hall.activity({}, 'DRAFT');
    const wrong = [
      [at('9999-01-01T01:00:00', '9999-01-01T02:00:00'), 'startsAt'],
      [at('2029-01-01T01:00:00', '2029-01-01T02:00:00'), 'startsAt'],
      [at('2020-01-01T01:00:00', '2020-01-01T02:00:00'), 'startsAt'],
      [at('2026-12-01T01:00:00', '9999-01-01T02:00:00'), 'endsAt'],
      [at('2026-12-01T01:00:00', '2027-01-01T01:00:01'), 'endsAt'],
      [at('2026-12-01T01:00:00', '2026-12-01T01:00:00'), 'endsAt'],
    ] as const;
    for (const [times, path] of wrong) {
      expect(await make(times)).toMatchObject({ outcome: 'INVALID', path });
      expect(await perform(hall.cadre, 'updateActivity', { id, ...times })).toMatchObject({ outcome: 'INVALID', path });
    }
    // One of the two alone is looked at with the other that stays.
    for (const alone of [{ startsAt: said.endsAt }, { endsAt: said.startsAt }, { endsAt: '2027-06-01T00:00:00Z' }])
      expect(await perform(hall.cadre, 'updateActivity', { id, ...alone })).toMatchObject({ outcome: 'INVALID', path: 'endsAt' });
    expect((await make(at('2026-12-01T01:00:00', '2027-01-01T01:00:00'))).outcome).toBe('DONE');
  });

  test('is when it is started: from an hour before on, and viewerActions said so', async () => {
    const early = await hall.activity(at('2026-12-01T02:30:00', '2026-12-01T03:30:00'));
    const refused = await perform(hall.cadre, 'startActivity', { id: early });
    expect(refused).toMatchObject({ outcome: 'WRONG_STATE', message: expect.stringContaining('an hour before') });
    expect((await actionsOf(hall.cadre, early)).startActivity).toEqual({ allowed: false, reason: refused.message });
    await done(hall.cadre, 'updateActivity', { id: early, startsAt: '2026-12-01T01:14:00Z' });
    expect((await perform(hall.cadre, 'startActivity', { id: early })).outcome).toBe('DONE');
  });

  test('is over: nobody registers any more', async () => {
    const [guest] = (await hall.people(1)) as [Guest];
    const id = await hall.activity(at('2026-11-30T01:00:00', '2026-12-01T00:14:00'));
    const refused = await perform(guest.client, 'registerForActivity', { activityId: id });
    expect(refused).toMatchObject({ outcome: 'WRONG_STATE', path: 'activityId', message: expect.stringContaining('is over') });
    expect((await actionsOf(guest.client, id)).registerForActivity).toEqual({ allowed: false, reason: refused.message });
  });
});

describe('places', () => {
  test('who waits moves up in the order of arrival: by withdrawal, absence and more places; nobody twice', async () => {
    const guests = await hall.people(7);
    const id = await hall.activity({ capacity: 2 });
    expect(await registerAll(guests.slice(0, 6), id)).toEqual([...Array(2).fill('SIGNED_UP'), ...Array(4).fill('WAITLISTED')]);
    expect(await perform(guests[0]!.client, 'registerForActivity', { activityId: id })).toMatchObject({ outcome: 'WRONG_STATE' });
    const standing = async () => (await registrationsOf(hall.cadre, id)).map(({ state, waits }) => (waits ? `waits ${waits}` : state));
    expect(await standing()).toEqual(['SIGNED_UP', 'SIGNED_UP', 'waits 1', 'waits 2', 'waits 3', 'waits 4']);

    await done(guests[0]!.client, 'withdrawFromActivity', { activityId: id });
    expect(await standing()).toEqual(['CANCELLED', 'SIGNED_UP', 'SIGNED_UP', 'waits 1', 'waits 2', 'waits 3']);
    // Who waits may withdraw as well: nobody moves up by that.
    await done(guests[3]!.client, 'withdrawFromActivity', { activityId: id });
    expect(await standing()).toEqual(['CANCELLED', 'SIGNED_UP', 'SIGNED_UP', 'CANCELLED', 'waits 1', 'waits 2']);
    await done(hall.cadre, 'updateActivity', { id, capacity: 3 });
    expect(await standing()).toEqual(['CANCELLED', 'SIGNED_UP', 'SIGNED_UP', 'CANCELLED', 'SIGNED_UP', 'waits 1']);
    expect(await Promise.all(guests.slice(0, 6).map(({ client }) => toldOf(client, id)))).toEqual([
      ...[[], [], ['MOVED_UP'], [], ['MOVED_UP'], []],
    ]);
    expect(await perform(hall.cadre, 'updateActivity', { id, capacity: 2 })).toMatchObject({ outcome: 'INVALID', path: 'capacity' });
    // Who comes back comes last.
    await done(guests[0]!.client, 'registerForActivity', { activityId: id });
    await done(hall.cadre, 'startActivity', { id });
    const { activity } = await hall.cadre.data(
      'query ($id: ID!) { activity(id: $id) { placedCount waitlistedCount registrations(states: [SIGNED_UP]) { nodes { id } } } }',
      { id },
    );
    expect(activity).toMatchObject({ placedCount: 3, waitlistedCount: 2 });
    await done(hall.cadre, 'markAbsent', { id: activity.registrations.nodes[0].id });
    expect(await standing()).toEqual(['CANCELLED', 'ABSENT', 'SIGNED_UP', 'CANCELLED', 'SIGNED_UP', 'SIGNED_UP', 'waits 1']);
    await done(hall.cadre, 'completeActivity', { id });
    expect(await standing()).toEqual(['CANCELLED', 'ABSENT', 'ABSENT', 'CANCELLED', 'ABSENT', 'ABSENT', 'CANCELLED']);
  });

  test('any number of people comes where there is no limit; a limit that is lifted lets all in', async () => {
    const guests = await hall.people(4);
    const id = await hall.activity({ capacity: 1 });
    await registerAll(guests, id);
    await done(hall.cadre, 'updateActivity', { id, capacity: null });
    expect((await registrationsOf(hall.cadre, id)).map(({ state }) => state)).toEqual(Array(4).fill('SIGNED_UP'));
  });

  test('a cancelled activity takes all registrations with it', async () => {
    const id = await hall.activity({ capacity: 1 });
    const guests = await hall.people(2);
    await registerAll(guests, id);
    await done(hall.cadre, 'cancelActivity', { id, reason: '停电' });
    expect((await registrationsOf(hall.cadre, id)).map(({ state }) => state)).toEqual(['CANCELLED', 'CANCELLED']);
    const { activity } = await hall.cadre.data('query ($id: ID!) { activity(id: $id) { history { nodes { verb from to note } } } }', {
      id,
    });
    expect(activity.history.nodes.map(({ verb }: { verb: string }) => verb)).toEqual([
      'createActivity',
      'publishActivity',
      'openSignUp',
      'cancelActivity',
    ]);
    expect(activity.history.nodes.at(-1)).toMatchObject({ from: 'SIGN_UP', to: 'CANCELLED', note: '停电' });
    for (const { client } of guests) expect(await toldOf(client, id)).toEqual(['ACTIVITY_CANCELLED']);
  });

  test('what is for members only takes members alone', async () => {
    const { id: teamId, leader } = await hall.team('党员先锋队');
    const [guest] = (await hall.people(1)) as [Guest];
    const id = await makeActivity(leader.client, { teamId, open: false }, 'SIGN_UP');
    expect((await perform(guest.client, 'registerForActivity', { activityId: id })).outcome).toBe('FORBIDDEN');
    expect((await perform(leader.client, 'registerForActivity', { activityId: id })).row.state).toBe('SIGNED_UP');
  });

  test('a person sees their own registration, and nobody else’s', async () => {
    const [one, two] = (await hall.people(2)) as [Guest, Guest];
    const id = await hall.activity({ capacity: 1 });
    await registerAll([one, two], id);
    expect((await registrationsOf(two.client, id)).map(({ person }) => person)).toEqual([two.id]);
    const { activity, activities } = await two.client.data(
      `query ($id: ID!) { activity(id: $id) { viewerRegistration { state waitingPosition } }
        activities(filter: { registeredByViewer: true }) { nodes { id } } }`,
      { id },
    );
    expect(activity.viewerRegistration).toEqual({ state: 'WAITLISTED', waitingPosition: 1 });
    expect(activities.nodes).toEqual([{ id }]);
  });
});

describe('check-in', () => {
  const codeOf = async (runner: Client, id: string) =>
    (await runner.data('query ($id: ID!) { activity(id: $id) { checkInCode { code expiresAt } } }', { id })).activity.checkInCode;

  test('by the code that the activity shows: its own, and while it is good', async () => {
    const [guest, other] = (await hall.people(2)) as [Guest, Guest];
    const [id, another] = [await hall.activity(), await hall.activity({}, 'ONGOING')];
    await registerAll([guest], id);
    expect(await codeOf(hall.cadre, id)).toBeNull();
    await done(hall.cadre, 'startActivity', { id });
    expect(await codeOf(guest.client, id)).toBeNull();
    const { code, expiresAt } = await codeOf(hall.cadre, id);
    expect(Date.parse(expiresAt) - hall.clock().getTime()).toBeLessThanOrEqual(120_000);
    const refused = async (given: string) => (await perform(guest.client, 'checkIn', { activityId: id, code: given })).message;
    expect(await refused((await codeOf(hall.cadre, another)).code)).toMatch(/not the code of this activity/);
    expect(await refused(`${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`)).toMatch(/not the code of this activity|no longer good/);
    expect(await perform(guest.client, 'checkIn', { activityId: id, code })).toMatchObject({
      outcome: 'DONE',
      row: { state: 'CHECKED_IN' },
    });
    expect((await perform(guest.client, 'checkIn', { activityId: id, code })).outcome).toBe('WRONG_STATE');
    // Who comes without having registered gets a place while there are any.
    expect(await perform(other.client, 'checkIn', { activityId: id, code })).toMatchObject({
      outcome: 'DONE',
      row: { state: 'CHECKED_IN' },
    });
    await done(guest.client, 'checkOut', { activityId: id });
    expect((await perform(guest.client, 'checkOut', { activityId: id })).outcome).toBe('WRONG_STATE');
    const { activity } = await hall.cadre.data('query ($id: ID!) { activity(id: $id) { participantCount placedCount } }', { id });
    expect(activity).toEqual({ participantCount: 2, placedCount: 2 });
  });

  test('a code lasts for two minutes, and for its own activity', () => {
    const keys = { keys: [{ version: 1, id: '00000000', seal: Buffer.alloc(32, 1), index: Buffer.alloc(32, 2) }] };
    const activity = { id: '01b00000-0000-7000-8000-000000000001', jurisdictionId: '01b00000-0000-7000-8000-000000000002' };
    const now = new Date('2026-11-22T00:00:00Z');
    const { code, expiresAt } = checkInCodeOf(keys, activity, now);
    expect(expiresAt).toBe('2026-11-22T00:02:00.000Z');
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
    expect([0, 120, 121].map((seconds) => checkCode(code, activity, at(seconds)))).toEqual(['good', 'good', 'expired']);
    expect(checkCode(code, { ...activity, id: activity.jurisdictionId }, now)).toBe('wrong');
    expect(checkCode(code, { ...activity, jurisdictionId: activity.id }, now)).toBe('wrong');
    function checkCode(given: string, subject: typeof activity, when: Date) {
      return isCheckInCode(keys, subject, given, when);
    }
  });

  test('by who runs it; all places taken means no', async () => {
    const [one, two] = (await hall.people(2)) as [Guest, Guest];
    const id = await hall.activity({ capacity: 1 });
    await registerAll([one, two], id);
    await done(hall.cadre, 'startActivity', { id });
    const { activity } = await hall.cadre.data('query ($id: ID!) { activity(id: $id) { registrations { nodes { id } } } }', { id });
    const [first, second] = activity.registrations.nodes;
    expect((await perform(one.client, 'checkIn', { activityId: id, registrationId: first.id })).outcome).toBe('FORBIDDEN');
    expect((await perform(hall.cadre, 'checkIn', { activityId: id, registrationId: first.id })).row.state).toBe('CHECKED_IN');
    expect(await perform(hall.cadre, 'checkIn', { activityId: id, registrationId: second.id })).toMatchObject({
      outcome: 'LIMIT_EXCEEDED',
    });
    await done(hall.cadre, 'completeActivity', { id });
    // After the end, the time of the end counts.
    const out = await done(
      hall.cadre,
      'checkOut',
      { activityId: id, registrationId: first.id },
      'checkedOutAt activity { history { nodes { at } } }',
    );
    expect(out.checkedOutAt).toBe(out.activity.history.nodes.at(-1).at);
  });

  test('nobody is at two activities at once', async () => {
    const [guest] = (await hall.people(1)) as [Guest];
    const [one, two] = [await hall.activity({}, 'ONGOING'), await hall.activity({}, 'ONGOING')];
    const [first, second] = [(await codeOf(hall.cadre, one)).code, (await codeOf(hall.cadre, two)).code];
    await done(guest.client, 'checkIn', { activityId: one, code: first });
    expect((await perform(guest.client, 'checkIn', { activityId: two, code: second })).outcome).toBe('WRONG_STATE');
    await done(guest.client, 'checkOut', { activityId: one });
    expect((await perform(guest.client, 'checkIn', { activityId: two, code: second })).outcome).toBe('DONE');
  });
});

test('participants and beneficiaries are different figures, and outcomes add up', async () => {
  const { id: teamId, leader } = await hall.team('社区红娘');
  for (const [participantCount, pairs] of [
    [30, 12],
    [25, 8],
  ] as const) {
    const id = await makeActivity(leader.client, { teamId, startsAt: '2025-05-20T01:00:00Z', endsAt: '2025-05-20T03:00:00Z' }, 'COMPLETED');
    const outcomes = [{ kind: 'PAIRS_INTRODUCED', count: pairs }];
    const reported = await done(
      leader.client,
      'reportActivity',
      { id, participantCount, beneficiaryPersonTimes: participantCount * 3, summary: '牵线成功', outcomes },
      'participantCount beneficiaryPersonTimes summary outcomes { kind count }',
    );
    expect(reported).toEqual({ participantCount, beneficiaryPersonTimes: participantCount * 3, summary: '牵线成功', outcomes });
  }
  // One that was not over by then counts nowhere.
  await makeActivity(leader.client, { teamId, startsAt: '2025-05-21T01:00:00Z', endsAt: '2025-05-21T03:00:00Z' }, 'ONGOING');
  const figures = async (period: string) =>
    (
      await leader.client.data(
        `query ($id: ID!) { node(id: $id) { ... on VolunteerTeam { activityFigures(period: ${period}) {
          activities participantCount beneficiaryPersonTimes byKind { kind count } outcomes { kind count } } } } }`,
        { id: teamId },
      )
    ).node.activityFigures;
  expect(await figures('{ from: "2025-05-20", to: "2025-05-22" }')).toEqual({
    ...{ activities: 2, participantCount: 55, beneficiaryPersonTimes: 165 },
    byKind: [{ kind: 'THEME', count: 2 }],
    outcomes: [{ kind: 'PAIRS_INTRODUCED', count: 20 }],
  });
  expect(await figures('{ from: "2025-05-21", to: "2025-05-22" }')).toMatchObject({ activities: 0, byKind: [], outcomes: [] });
});

test('an organisation or a team whose activities are not over does not end', async () => {
  const { id: teamId, leader } = await hall.team('短期服务队');
  const id = await makeActivity(leader.client, { teamId }, 'PUBLISHED');
  const dissolve = () =>
    hall.cadre.data(
      'mutation ($id: ID!) { dissolveTeam(input: { id: $id, reason: "任务完成" }) { volunteerTeam { state } userErrors { code message } } }',
      { id: teamId },
    );
  expect((await dissolve()).dissolveTeam.userErrors).toMatchObject([{ code: 'INVALID' }]);
  await bring(leader.client, id, 'COMPLETED', 'PUBLISHED');
  expect((await dissolve()).dissolveTeam.volunteerTeam.state).toBe('DISSOLVED');
});
