import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Client } from '../../kit/client.js';
import { bring, done, makeActivity } from './act.js';
import { type Guest, type Hall, openHall, registerAll } from './hall.js';

/** What streams tell of activities and of who comes. */

let hall: Hall;
let resident: Client;
beforeAll(async () => {
  hall = await openHall();
  resident = await hall.app.as('resident');
});
afterAll(async () => {
  expect(hall.app.bugs).toEqual([]);
  await hall.close();
});

const STREAM = `subscription ($filter: ActivityFilter, $after: Cursor) { activityEvents(filter: $filter, after: $after) {
  change reason kind cursor activityId
  activity { id title state viewerRegistration { state } viewerActions(allowed: true) { verb } }
  registration { state person { publicName } } } }`;
interface Item {
  readonly change: string;
  readonly reason: string | null;
  readonly kind: string | null;
  readonly cursor: string;
  readonly activityId: string | null;
  readonly activity: {
    readonly state: string;
    readonly viewerRegistration: { readonly state: string } | null;
    readonly viewerActions: readonly { readonly verb: string }[];
  } | null;
  readonly registration: { readonly state: string; readonly person: { readonly publicName: string } } | null;
}

/** A stream that begins after all that happened before. */
async function follow(who: Client, variables: { readonly filter?: object; readonly after?: string } = {}) {
  await hall.app.caughtUp();
  const stream = who.subscribe<{ activityEvents: Item }>(STREAM, variables);
  onTestFinished(() => stream.close());
  const first = variables.after === undefined ? (await stream.next()).activityEvents : null;
  const next = async () => (await stream.nextWhere(({ activityEvents }) => activityEvents.change !== 'HEARTBEAT')).activityEvents;
  return {
    start: first?.cursor,
    next,
    /** All up to an event of this kind. */
    async until(kind: string): Promise<readonly Item[]> {
      const items: Item[] = [];
      do items.push(await next());
      while (items.at(-1)!.kind !== kind);
      return items;
    },
  };
}
const told = (items: readonly Item[]) => items.map(({ change, kind }) => `${change} ${kind}`);

describe('from a draft to its report', () => {
  const happens = async (id: string, [first, second]: readonly Guest[]) => {
    await bring(hall.cadre, id, 'SIGN_UP');
    await registerAll([first!, second!], id);
    await done(first!.client, 'withdrawFromActivity', { activityId: id });
    await done(hall.cadre, 'startActivity', { id });
    const { activity } = await hall.cadre.data('query ($id: ID!) { activity(id: $id) { checkInCode { code } } }', { id });
    await done(second!.client, 'checkIn', { activityId: id, code: activity.checkInCode.code });
    await done(second!.client, 'checkOut', { activityId: id });
    await done(hall.cadre, 'completeActivity', { id });
    await done(hall.cadre, 'reportActivity', { id, beneficiaryPersonTimes: 5, summary: '圆满' });
  };
  const afterPublication = [
    'CHANGED SIGN_UP_OPENED',
    'CHANGED REGISTERED',
    'CHANGED WAITLISTED',
    'CHANGED WITHDRAWN',
    'CHANGED MOVED_UP',
    'CHANGED STARTED',
    'CHANGED CHECKED_IN',
    'CHANGED CHECKED_OUT',
    'CHANGED COMPLETED',
    'CHANGED REPORTED',
  ];

  test('who runs it hears all and who came; others hear from its publication on, and no names; each of their own registration', async () => {
    const guests = await hall.people(2);
    const [cadre, other, own] = [await follow(hall.cadre), await follow(resident), await follow(guests[1]!.client)];
    const abroad = await follow(await hall.app.as('community-cadre', '001'));
    const id = await hall.activity({ capacity: 1 }, 'DRAFT');
    await happens(id, guests);

    const [all, public_, mine] = [await cadre.until('REPORTED'), await other.until('REPORTED'), await own.until('REPORTED')];
    expect(told(all)).toEqual(['ENTERED CREATED', 'CHANGED PUBLISHED', ...afterPublication]);
    for (const items of [public_, mine]) expect(told(items)).toEqual(['ENTERED PUBLISHED', ...afterPublication]);
    for (const { activityId, activity } of [...all, ...public_]) expect([activityId, activity]).toMatchObject([id, { id }]);

    const named = (items: readonly Item[]) => items.filter(({ registration }) => registration).map(({ kind }) => kind);
    expect(named(all)).toEqual(['REGISTERED', 'WAITLISTED', 'WITHDRAWN', 'MOVED_UP', 'CHECKED_IN', 'CHECKED_OUT']);
    expect(named(mine)).toEqual(['WAITLISTED', 'MOVED_UP', 'CHECKED_IN', 'CHECKED_OUT']);
    expect(named(public_)).toEqual([]);

    // What is told later is nothing to another street: the first that it hears is its own.
    const cadreAbroad = await hall.app.as('community-cadre', '001');
    const { organization } = await cadreAbroad.data('{ organization(code: "001-C1") { id } }');
    const theirs = await makeActivity(cadreAbroad, { organizationId: organization.id });
    expect((await abroad.next()).activityId).toBe(theirs);
  });

  test('each item shows the activity with what the viewer may do', async () => {
    const [guest] = (await hall.people(1)) as [Guest];
    const id = await hall.activity({ capacity: 5 }, 'PUBLISHED');
    const [own, runner] = [await follow(guest.client, { filter: { ids: [id] } }), await follow(hall.cadre, { filter: { ids: [id] } })];
    await done(hall.cadre, 'openSignUp', { id });
    const verbs = ({ activity }: Item) => activity!.viewerActions.map(({ verb }) => verb);
    expect(verbs(await own.next())).toEqual(['registerForActivity']);
    expect(verbs(await runner.next())).toEqual(expect.arrayContaining(['startActivity', 'cancelActivity', 'updateActivity']));
    await done(guest.client, 'registerForActivity', { activityId: id });
    const registered = await own.next();
    expect(verbs(registered)).toEqual(['withdrawFromActivity']);
    expect(registered.activity!.viewerRegistration).toEqual({ state: 'SIGNED_UP' });
    expect((await runner.next()).activity!.viewerRegistration).toBeNull();
  });

  test('a draft is told to the leaders of its teams and to nobody else, also when it is called off', async () => {
    const [team, otherTeam] = [await hall.team('环保队'), await hall.team('巡逻队')];
    const [leader, other] = [await follow(team.leader.client), await follow(otherTeam.leader.client)];
    const id = await makeActivity(team.leader.client, { teamId: team.id });
    await done(team.leader.client, 'cancelActivity', { id, reason: '天气' });
    expect(told(await leader.until('CANCELLED'))).toEqual(['ENTERED CREATED', 'CHANGED CANCELLED']);
    const published = await makeActivity(team.leader.client, { teamId: team.id }, 'PUBLISHED');
    const heard = await other.next();
    expect([heard.change, heard.kind, heard.activityId]).toEqual(['ENTERED', 'PUBLISHED', published]);
  });
});

describe('filters', () => {
  test('of a team, an organisation, a state, a place: what enters, and why it leaves', async () => {
    const team = await hall.team('义诊队');
    const { grid } = await hall.cadre.data('{ grid(code: "000-G02") { id } }');
    const of = {
      team: await follow(resident, { filter: { teamIds: [team.id] } }),
      organization: await follow(resident, { filter: { organizationId: hall.community, kinds: ['CLINIC'] } }),
      announced: await follow(resident, { filter: { and: [{ teamIds: [team.id] }, { or: [{ states: ['PUBLISHED', 'SIGN_UP'] }] }] } }),
      open: await follow(resident, { filter: { teamIds: [team.id], not: { states: ['CANCELLED', 'COMPLETED', 'REPORTED'] } } }),
      tagged: await follow(resident, { filter: { governance: ['MORALITY'] } }),
      elsewhere: await follow(resident, { filter: { within: grid.id } }),
    };
    const other = await hall.activity({}, 'PUBLISHED');
    const id = await hall.activity({ teamIds: [team.id], kind: 'CLINIC' }, 'PUBLISHED');
    await done(hall.cadre, 'updateActivity', { id, title: '春季义诊', governance: ['AUTONOMY', 'MORALITY'] });
    await done(hall.cadre, 'startActivity', { id });
    await done(hall.cadre, 'completeActivity', { id });
    const there = await hall.activity({ gridId: grid.id }, 'PUBLISHED');

    const all = ['ENTERED PUBLISHED', 'CHANGED UPDATED', 'CHANGED STARTED', 'CHANGED COMPLETED'];
    expect(told(await of.team.until('COMPLETED'))).toEqual(all);
    const ofOrganization = await of.organization.until('COMPLETED');
    expect(told(ofOrganization)).toEqual(all);
    expect(ofOrganization.map(({ activityId }) => activityId)).not.toContain(other);
    const announced = await of.announced.until('STARTED');
    expect(told(announced)).toEqual(['ENTERED PUBLISHED', 'CHANGED UPDATED', 'LEFT STARTED']);
    expect(announced.at(-1)).toMatchObject({ reason: 'NO_LONGER_MATCHING', activityId: id, activity: { id } });
    expect((await of.open.until('COMPLETED')).at(-1)).toMatchObject({ change: 'LEFT', reason: 'CLOSED' });
    expect(told([await of.tagged.next()])).toEqual(['ENTERED UPDATED']);
    expect((await of.elsewhere.next()).activityId).toBe(there);
  });

  test.each([{ text: '义诊' }, { registeredByViewer: true }, { or: [{ ofViewerTeams: true }] }])('do not take %j', async (filter) => {
    const stream = resident.subscribe(STREAM, { filter });
    onTestFinished(() => stream.close());
    const refusal = await stream.next().then(JSON.stringify, (error: Error) => error.message);
    expect(refusal).toContain('BAD_USER_INPUT');
    expect(refusal).toContain(Object.keys(filter.or?.[0] ?? filter)[0]);
  });
});

describe('resuming', () => {
  test('after a cursor nothing is skipped and nothing repeated, by a socket and by server-sent events', async () => {
    const live = await follow(hall.cadre);
    const id = await hall.activity({}, 'SIGN_UP');
    await registerAll(await hall.people(3), id);
    await done(hall.cadre, 'cancelActivity', { id, reason: '下雨' });
    const items = await live.until('CANCELLED');
    expect(told(items)).toHaveLength(7);
    const again = await follow(hall.cadre, { after: live.start! });
    const cursors = (all: readonly Item[]) => all.map(({ cursor }) => cursor);
    expect(cursors(await again.until('CANCELLED'))).toEqual(cursors(items));
    const [, , third] = items;
    const rest = await follow(hall.cadre, { after: third!.cursor });
    expect(cursors(await rest.until('CANCELLED'))).toEqual(cursors(items.slice(3)));

    const sse = createClient({
      url: `${hall.app.url}/graphql/stream`,
      headers: { authorization: `Bearer ${hall.cadre.token}` },
      retryAttempts: 0,
    });
    onTestFinished(() => sse.dispose());
    const events: Item[] = [];
    for await (const { data } of sse.iterate<{ activityEvents: Item }>({ query: STREAM, variables: { after: third!.cursor } })) {
      if (data!.activityEvents.change !== 'HEARTBEAT') events.push(data!.activityEvents);
      if (data!.activityEvents.kind === 'CANCELLED') break;
    }
    expect(cursors(events)).toEqual(cursors(items.slice(3)));
  });

  test('a list says after which cursor its stream goes on', async () => {
    const id = await hall.activity({}, 'PUBLISHED');
    await hall.app.caughtUp();
    const { activities } = await resident.data('query ($id: ID!) { activities(filter: { ids: [$id] }) { streamCursor nodes { state } } }', {
      id,
    });
    await done(hall.cadre, 'openSignUp', { id });
    const stream = await follow(resident, { filter: { ids: [id] }, after: activities.streamCursor });
    expect(activities.nodes).toEqual([{ state: 'PUBLISHED' }]);
    expect(told([await stream.next()])).toEqual(['CHANGED SIGN_UP_OPENED']);
  });
});

test('an activity moves along with its grid: it enters there and leaves here', async () => {
  const admin = await hall.app.as('admin');
  const makeGrid = async (code: string) => {
    const input = { communityId: hall.community, code, name: '活动网格', kind: 'GENERAL' };
    const { createGrid } = await admin.data(
      'mutation ($input: CreateGridInput!) { createGrid(input: $input) { grid { id } userErrors { message } } }',
      { input },
    );
    return createGrid.grid.id as string;
  };
  const [grid, target] = [await makeGrid('000-G71'), await makeGrid('000-G72')];
  await vi.waitFor(async () => expect((await hall.cadre.data('{ grid(code: "000-G72") { id } }')).grid).not.toBeNull(), {
    timeout: 10_000,
  });
  const id = await hall.activity({ gridId: grid }, 'PUBLISHED');
  const [there, here] = [
    await follow(resident, { filter: { within: target } }),
    await follow(resident, { filter: { within: hall.community } }),
  ];
  const { moveGrid } = await admin.data('mutation ($input: MoveGridInput!) { moveGrid(input: $input) { userErrors { message } } }', {
    input: { id: grid, parentId: target },
  });
  expect(moveGrid.userErrors).toEqual([]);
  expect(await there.next()).toMatchObject({ change: 'ENTERED', kind: null, activityId: id, activity: { id } });
  expect(await here.next()).toMatchObject({ change: 'CHANGED', kind: null, activityId: id });
});
