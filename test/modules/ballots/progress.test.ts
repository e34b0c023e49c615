import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { anyQuorum, type Forum, openForum } from './forum.js';

/** What the stream of sessions tells, and whom: steps, who is there, topics, and ballots as far as they may be known. */

let app: App;
let database: TestDatabase;
let forum: Forum;
let neighbour: Client;
beforeAll(async () => {
  database = await demoDatabase();
  app = await startApp({ database });
  forum = await openForum(app);
  // Of the jurisdiction, and neither staff there nor a member.
  neighbour = await app.as('dispatcher');
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

const [inPublic, amongMembers] = [true, false].map((isPublic) => ({ ...anyQuorum, isPublic }));

const STREAM = `subscription ($filter: DeliberationSessionFilter, $sessionId: ID, $after: Cursor) {
  sessionEvents(filter: $filter, sessionId: $sessionId, after: $after) { change reason kind cursor sessionId
    session { state chairReason quorum { present } attendanceCounts { count } } attendance { person { id } } proxy { paper }
    topic { stage } ballot { state cast tally { votes } result } } }`;
interface Item {
  readonly change: string;
  readonly reason: string | null;
  readonly kind: string | null;
  readonly cursor: string;
  readonly sessionId: string | null;
  readonly session: { readonly state: string; readonly quorum: { readonly present: number } } | null;
  readonly attendance: { readonly person: { readonly id: string } | null } | null;
  readonly proxy: { readonly paper: string | null } | null;
  readonly topic: { readonly stage: string } | null;
  readonly ballot: { readonly state: string; readonly cast: number; readonly tally: unknown; readonly result: string | null } | null;
}

/** A stream that begins after all that happened before. */
async function follow(who: Client, variables: { readonly filter?: object; readonly sessionId?: string; readonly after?: string } = {}) {
  await app.caughtUp();
  const stream = who.subscribe<{ sessionEvents: Item }>(STREAM, variables);
  onTestFinished(() => stream.close());
  const first = (await stream.next()).sessionEvents;
  const next = async () => (await stream.nextWhere(({ sessionEvents }) => sessionEvents.change !== 'HEARTBEAT')).sessionEvents;
  return {
    first,
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

/** A whole session of a body, with a ballot in it, up to published minutes. */
async function hold(bodyId: string, ballot: object = {}): Promise<string> {
  const { session, topic } = await forum.before(bodyId, [0, 1]);
  const { ballot: opened } = await forum.done(
    forum.chair,
    'openBallot',
    { id: topic, method: 'YES_NO_ABSTAIN', electorate: 'MEMBERS', ...ballot },
    'ballot { id }',
  );
  for (const member of forum.members.slice(0, 2)) await forum.done(member, 'castVote', { id: opened.id, answer: 'YES' });
  await forum.done(forum.chair, 'closeBallot', { id: topic });
  await forum.done(forum.chair, 'closeSession', { id: session });
  await forum.done(forum.cadre, 'writeMinutes', { id: session, text: '纪要' });
  await forum.done(forum.chair, 'approveMinutes', { id: session });
  await forum.done(forum.cadre, 'publishMinutes', { id: session });
  return session;
}
const progress = [
  'TOPIC_PLACED',
  'OPENED',
  'CHECKED_IN',
  'CHECKED_IN',
  'BALLOT_OPENED',
  'VOTE_CAST',
  'VOTE_CAST',
  'BALLOT_CLOSED',
  'CLOSED',
  'MINUTES_WRITTEN',
  'MINUTES_APPROVED',
  'MINUTES_PUBLISHED',
].map((kind) => `CHANGED ${kind}`);

describe('who hears', () => {
  test('of a body that meets in public: members and staff all of it, everybody of the jurisdiction from the notice on, without names', async () => {
    const bodyId = await forum.body({ rules: inPublic });
    const filter = { bodyId };
    const [member, staff, public_] = [
      await follow(forum.members[1]!, { filter }),
      await follow(forum.cadre, { filter }),
      await follow(neighbour, { filter }),
    ];
    const id = await hold(bodyId);
    const last = 'MINUTES_PUBLISHED';
    const [ofMember, ofStaff, ofPublic] = [await member.until(last), await staff.until(last), await public_.until(last)];
    for (const items of [ofMember, ofStaff]) expect(told(items)).toEqual(['ENTERED SCHEDULED', 'CHANGED NOTICE_SENT', ...progress]);
    expect(told(ofPublic)).toEqual(['ENTERED NOTICE_SENT', ...progress]);
    for (const { sessionId, session } of ofPublic) expect([sessionId, session]).toEqual([id, expect.objectContaining({})]);
    const people = (items: readonly Item[]) => items.flatMap(({ attendance }) => (attendance ? [attendance.person?.id ?? null] : []));
    expect(people(ofMember)).toEqual(forum.people.slice(0, 2));
    expect(people(ofPublic)).toEqual([null, null]);
  });

  test('of other bodies: members and staff; everybody else from published minutes on', async () => {
    const bodyId = await forum.body({ rules: amongMembers });
    const filter = { bodyId };
    const [member, public_, abroad] = [
      await follow(forum.members[1]!, { filter }),
      await follow(neighbour, { filter }),
      await follow(await app.as('community-cadre', '001')),
    ];
    await hold(bodyId);
    expect(told(await member.until('MINUTES_PUBLISHED'))).toEqual(['ENTERED SCHEDULED', 'CHANGED NOTICE_SENT', ...progress]);
    expect(told([await public_.next()])).toEqual(['ENTERED MINUTES_PUBLISHED']);
    // Of another jurisdiction: what they hear first is their own.
    const cadre = await app.as('community-cadre', '001');
    const { organization } = await cadre.data('{ organization(code: "001-C1") { id } }');
    const { id: own } = await forum.done(cadre, 'createBody', {
      ...{ organizationId: organization.id, name: '议事会', kind: 'RESIDENT_COUNCIL', rules: {} },
    });
    const { id } = await forum.done(cadre, 'scheduleSession', { bodyId: own, kind: 'COUNCIL', scheduledAt: '2099-01-01T00:00:00Z' });
    expect((await abroad.next()).sessionId).toBe(id);
  });

  test('a guest hears until the session is postponed: they are not there any more', async () => {
    const bodyId = await forum.body({ rules: amongMembers });
    const { viewer } = await neighbour.data('{ viewer { person { id } } }');
    const guest = await follow(neighbour, { filter: { bodyId } });
    const id = await forum.announced(bodyId);
    await forum.done(forum.cadre, 'recordAttendance', { id, personId: viewer.person.id, capacity: 'OBSERVER', party: 'POLICE' });
    await forum.done(forum.cadre, 'postponeSession', { id, reason: '停电' });
    expect([await guest.next(), await guest.next()].map(({ change }) => change)).toEqual(['ENTERED', 'LEFT']);
  });

  test('a check-in and a proxy that are taken back are told, and who was a guest hears no more', async () => {
    const bodyId = await forum.body({ rules: { ...amongMembers, proxyLimit: 1 } });
    const { viewer } = await neighbour.data('{ viewer { person { id } } }');
    const [guest, member] = [await follow(neighbour, { filter: { bodyId } }), await follow(forum.members[1]!, { filter: { bodyId } })];
    const id = await forum.announced(bodyId);
    const there = { id, personId: viewer.person.id };
    await forum.done(forum.cadre, 'recordAttendance', { ...there, capacity: 'OBSERVER', party: 'POLICE' });
    await forum.done(forum.cadre, 'withdrawAttendance', there);
    await forum.done(forum.members[1]!, 'giveProxy', { id, holderId: forum.people[0], paper: '柜' });
    await forum.done(forum.members[1]!, 'revokeProxy', { id });
    expect(told(await member.until('PROXY_REVOKED')).slice(2)).toEqual(
      ['CHECKED_IN', 'CHECK_IN_WITHDRAWN', 'PROXY_GIVEN', 'PROXY_REVOKED'].map((kind) => `CHANGED ${kind}`),
    );
    expect([await guest.next(), await guest.next()].map(({ change }) => change)).toEqual(['ENTERED', 'LEFT']);
  });

  test('a guest hears from when they are there until it ends', async () => {
    const bodyId = await forum.body({ rules: amongMembers });
    const { chair } = forum;
    const { viewer } = await neighbour.data('{ viewer { person { id } } }');
    const guest = await follow(neighbour, { filter: { bodyId } });
    const session = await forum.announced(bodyId);
    await forum.done(chair, 'openSession', { id: session });
    await forum.done(chair, 'recordAttendance', { id: session, personId: viewer.person.id, capacity: 'OBSERVER', party: 'POLICE' });
    await forum.done(chair, 'adjournSession', { id: session, reason: '人数不足' });
    // They live and serve elsewhere: what is written of it afterwards is for its members.
    const items = [await guest.next(), await guest.next()];
    expect(items.map(({ change, kind }) => [change, kind])).toEqual([
      ['ENTERED', 'CHECKED_IN'],
      ['LEFT', null],
    ]);
  });
});

describe('a ballot', () => {
  test.each([
    ['named', {}],
    ['secret', { secret: true }],
  ])('that is %s and hidden tells how many take part, and the tally when it is closed', async (_, ballot) => {
    const bodyId = await forum.body({ rules: inPublic });
    const display = await follow(await app.as('dashboard'), { filter: { bodyId } });
    const session = await hold(bodyId, ballot);
    const items = (await display.until('BALLOT_CLOSED')).flatMap(({ ballot }) => ballot ?? []);
    expect(items).toHaveLength(4);
    const last = items.at(-1)!;
    // Told later than they happened, they show what is known by then.
    for (const { state, tally } of items) expect(tally === null).toBe(state === 'OPEN');
    expect(last).toEqual({ state: 'CLOSED', cast: 2, tally: [{ votes: 2 }, { votes: 0 }], result: 'ADOPTED' });
    // The log says that somebody took part: not who, nor what.
    const [{ text }] = (await database.query<{ text: string }>(
      "select json_agg(payload)::text as text from event_log where topic = 'session' and payload ->> 'sessionId' = $1 and payload ->> 'kind' = 'VOTE_CAST'",
      [parseId(session)!.uuid],
    )) as [{ text: string }];
    expect(text).not.toContain(parseId(forum.people[1]!)!.uuid);
    expect(text).not.toMatch(/YES|NO|choice/);
  });

  test('shows its turnout vote by vote', async () => {
    const bodyId = await forum.body({ rules: inPublic });
    const { ballot, session } = await forum.voting(bodyId, { method: 'YES_NO_ABSTAIN', electorate: 'MEMBERS' });
    const display = await follow(neighbour, { sessionId: session });
    for (const [n, member] of forum.members.entries()) {
      await forum.done(member, 'castVote', { id: ballot, answer: n % 2 ? 'YES' : 'NO' });
      expect((await display.next()).ballot).toMatchObject({ state: 'OPEN', cast: n + 1, tally: null });
    }
  });
});

describe('one session', () => {
  test('is shown first as it stands, then as it goes on; after a cursor only what came since', async () => {
    const bodyId = await forum.body({ rules: amongMembers });
    const { session, topic } = await forum.before(bodyId, [0, 1]);
    const { first, next } = await follow(forum.members[1]!, { sessionId: session });
    expect(first).toMatchObject({ change: 'SNAPSHOT', kind: null, sessionId: session, session: { state: 'OPEN', quorum: { present: 2 } } });
    await forum.done(forum.members[2]!, 'attendSession', { id: session });
    const there = await next();
    expect(there).toMatchObject({ change: 'CHANGED', kind: 'CHECKED_IN', session: { quorum: { present: 3 } } });
    await forum.done(forum.chair, 'decideByConsensus', { id: topic, result: 'ADOPTED', resolution: '划线' });
    const resumed = await follow(forum.members[1]!, { sessionId: session, after: there.cursor });
    expect(resumed.first.change).toBe('HEARTBEAT');
    expect(await resumed.next()).toMatchObject({ kind: 'TOPIC_DECIDED', topic: { stage: 'DECIDED' } });
  });

  test('that the viewer does not see, or that is not there, is shown as nothing, and told when it is known', async () => {
    const bodyId = await forum.body({ rules: inPublic });
    const { id } = await forum.done(forum.cadre, 'scheduleSession', {
      ...{ bodyId, kind: 'COUNCIL', scheduledAt: new Date(Date.now() + 60_000).toISOString(), chairId: forum.people[0] },
    });
    const { first, next } = await follow(neighbour, { sessionId: id });
    expect(first).toMatchObject({ change: 'SNAPSHOT', sessionId: id, session: null });
    const missing = `${id.slice(0, -6)}${id.at(-6) === '0' ? '1' : '0'}${id.slice(-5)}`;
    expect((await follow(neighbour, { sessionId: missing })).first).toMatchObject({
      change: 'SNAPSHOT',
      sessionId: missing,
      session: null,
    });
    await forum.done(forum.cadre, 'sendNotice', { id });
    expect(await next()).toMatchObject({ change: 'ENTERED', kind: 'NOTICE_SENT', session: { state: 'NOTICE_SENT' } });
  });

  test('is a session: another id is refused', async () => {
    const stream = neighbour.subscribe(STREAM, { sessionId: forum.people[0] });
    onTestFinished(() => stream.close());
    expect(await stream.next().then(JSON.stringify, (error: Error) => error.message)).toContain('BAD_USER_INPUT');
  });
});

test('filters say what enters and why it leaves', async () => {
  const bodyId = await forum.body({ rules: amongMembers });
  const of = {
    open: await follow(forum.cadre, { filter: { bodyId, states: ['NOTICE_SENT', 'OPEN'] } }),
    held: await follow(forum.cadre, { filter: { bodyId, held: true } }),
    hearings: await follow(forum.cadre, { filter: { bodyId, kinds: ['HEARING'] } }),
  };
  const session = await forum.announced(bodyId);
  await forum.done(forum.chair, 'openSession', { id: session });
  await forum.done(forum.chair, 'adjournSession', { id: session, reason: '人数不足' });
  const hearing = await forum.announced(bodyId, forum.people[0], { kind: 'HEARING' });
  const open = await of.open.until('ADJOURNED');
  expect(told(open)).toEqual(['ENTERED NOTICE_SENT', 'CHANGED OPENED', 'LEFT ADJOURNED']);
  expect(open.at(-1)!.reason).toBe('CLOSED');
  expect(told(await of.held.until('ADJOURNED'))).toEqual(['ENTERED OPENED', 'LEFT ADJOURNED']);
  expect((await of.hearings.next()).sessionId).toBe(hearing);
  await app.caughtUp();
  const { deliberationSessions: page } = await forum.cadre.data(
    'query ($filter: DeliberationSessionFilter) { deliberationSessions(filter: $filter) { streamCursor nodes { id state } } }',
    { filter: { bodyId, ids: [hearing] } },
  );
  expect(page.nodes).toEqual([{ id: hearing, state: 'NOTICE_SENT' }]);
  await forum.done(forum.cadre, 'cancelSession', { id: hearing, reason: '停电' });
  const resumed = await follow(forum.cadre, { filter: { bodyId }, after: page.streamCursor });
  expect(told([await resumed.next()])).toEqual(['CHANGED CANCELLED']);
});

test('a session moves along with its grid, and goes on with the grid that takes over', async () => {
  const admin = await app.as('admin');
  const makeGrid = async (code: string) =>
    (await forum.done(admin, 'createGrid', { communityId: forum.organization.id, code, name: '议事网格', kind: 'GENERAL' })).id as string;
  const [grid, target] = [await makeGrid('000-G81'), await makeGrid('000-G82')];
  await vi.waitFor(async () => expect((await forum.cadre.data('{ grid(code: "000-G82") { id } }')).grid).not.toBeNull(), {
    timeout: 10_000,
  });
  const session = await forum.announced(await forum.body({ gridId: grid, rules: inPublic }));
  const [there, here] = [
    await follow(neighbour, { filter: { within: target } }),
    await follow(neighbour, { filter: { within: forum.organization.id } }),
  ];
  await forum.done(admin, 'mergeGrids', { ids: [grid], intoId: target });
  expect(await there.next()).toMatchObject({ change: 'ENTERED', kind: null, sessionId: session, session: { state: 'NOTICE_SENT' } });
  expect(await here.next()).toMatchObject({ change: 'CHANGED', kind: null, sessionId: session });
});
