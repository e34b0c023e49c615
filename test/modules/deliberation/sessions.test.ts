import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leastOf, reaches, requiredOf } from '../../../src/modules/deliberation/quorum.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { toldOf } from '../notifications/told.js';
import { done, type Hall, inMinutes, openHall, outcomeOf, perform } from './hall.js';

/** Sessions: who opens and closes them, who is there, whether that is enough, and what becomes of their minutes. */

let app: App;
let database: TestDatabase;
let hall: Hall;
let chair: Client;
beforeAll(async () => {
  database = await demoDatabase();
  app = await startApp({ database });
  hall = await openHall(app);
  [chair] = hall.members as [Client];
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

const quorumOf = async (id: string) =>
  (await hall.cadre.data('query ($id: ID!) { deliberationSession(id: $id) { quorum { electorate required present reached } } }', { id }))
    .deliberationSession.quorum;
const opened = async (bodyId: string, more: object = {}) => {
  const id = await hall.announced(bodyId, hall.people[0], more);
  await done(chair, 'openSession', { id });
  return id;
};

describe('a quorum', () => {
  test('of half of ten is not reached by one', () => {
    expect(requiredOf({ kind: 'PERCENT_OF_ELECTORATE', numerator: 1, denominator: 2, strict: false }, 10)).toBe(5);
    expect(reaches(1, 10, { numerator: 1, denominator: 2, strict: false })).toBe(false);
  });

  test('"at least" has the number itself, "more than" has not, and nothing is rounded before it is compared', () => {
    const whole = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(whole, fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1_000 }), fc.boolean(), (whole, a, b, strict) => {
        const share = { numerator: Math.min(a, b), denominator: Math.max(a, b), strict };
        const least = leastOf(whole, share);
        expect(reaches(least, whole, share)).toBe(true);
        expect(reaches(least - 1, whole, share)).toBe(false);
        if ((whole * share.numerator) % share.denominator === 0)
          expect(reaches((whole * share.numerator) / share.denominator, whole, share)).toBe(!strict);
      }),
    );
    // Exactly two thirds of an area beyond what a float can count.
    expect(reaches(2n * 10n ** 20n, 3n * 10n ** 20n, { numerator: 2, denominator: 3, strict: false })).toBe(true);
    expect(reaches(2n * 10n ** 20n - 1n, 3n * 10n ** 20n, { numerator: 2, denominator: 3, strict: false })).toBe(false);
  });

  test('counts those who take part, not those who could: without it the chair may only adjourn', async () => {
    const half = { rules: { quorum: { kind: 'PERCENT_OF_ELECTORATE', share: { numerator: 1, denominator: 2 } } } };
    const id = await opened(await hall.body(half, [...hall.people, ...hall.neighbours.slice(0, 4)]));
    expect(await quorumOf(id)).toEqual({ electorate: 10, required: 5, present: 0, reached: false });
    await done(chair, 'attendSession', { id });
    expect(await quorumOf(id)).toEqual({ electorate: 10, required: 5, present: 1, reached: false });
    expect(await outcomeOf(chair, 'closeSession', { id })).toBe('NO_QUORUM');
    const adjourned = await done(
      chair,
      'adjournSession',
      { id, reason: '人数不足' },
      'state isAdjourned body { sessions(filter: { held: true }) { totalCount } }',
    );
    expect(adjourned).toEqual({ state: 'CLOSED', isAdjourned: true, body: { sessions: { totalCount: 0 } } });
  });

  test('has each person once, however they are represented; observers and guests are there, but not counted', async () => {
    const body = await hall.body({ rules: { proxyLimit: 2 } });
    await done(hall.cadre, 'admitBodyMember', { id: body, personId: hall.neighbours[0], capacity: 'OBSERVER', party: 'COMMUNITY' });
    const id = await hall.announced(body);
    const proxy = (giver: number, holder: number) =>
      outcomeOf(hall.members[giver]!, 'giveProxy', { id, holderId: hall.people[holder], paper: '档案柜' });
    expect(await proxy(1, 0)).toBe('DONE');
    expect(await proxy(1, 2)).toBe('WRONG_STATE');
    expect(await proxy(2, 0)).toBe('DONE');
    expect(await proxy(3, 0)).toBe('LIMIT_EXCEEDED');
    expect(await proxy(3, 3)).toBe('INVALID');
    expect(await outcomeOf(hall.members[3]!, 'giveProxy', { id, holderId: hall.neighbours[0], paper: '档案柜' })).toBe('INVALID');
    await done(chair, 'openSession', { id });
    expect(await quorumOf(id)).toMatchObject({ electorate: 6, required: 4, present: 0 });
    await done(chair, 'attendSession', { id });
    expect(await quorumOf(id)).toMatchObject({ present: 3 });
    expect(await outcomeOf(chair, 'attendSession', { id })).toBe('WRONG_STATE');
    // Who comes after all is counted once; their proxy no longer counts.
    await done(hall.members[1]!, 'attendSession', { id });
    expect(await quorumOf(id)).toMatchObject({ present: 3 });
    const guest = { id, personId: hall.neighbours[1] };
    expect(await perform(hall.cadre, 'recordAttendance', guest)).toMatchObject({ outcome: 'REQUIRED', path: 'capacity' });
    await done(hall.cadre, 'recordAttendance', { ...guest, capacity: 'DELEGATE', party: 'PROPERTY_COMPANY' });
    const row = await done(
      hall.cadre,
      'recordAttendance',
      { id, personId: hall.neighbours[0] },
      'attendanceCounts { capacity party count } proxies { counts giver { id } } quorum { present reached }',
    );
    expect(row.attendanceCounts).toEqual([
      { capacity: 'DELEGATE', party: 'PROPERTY_COMPANY', count: 1 },
      { capacity: 'OBSERVER', party: 'COMMUNITY', count: 1 },
      { capacity: 'RESIDENT_REPRESENTATIVE', party: 'RESIDENTS', count: 2 },
    ]);
    expect(row.proxies.map(({ counts }: { counts: boolean }) => counts)).toEqual([false, true]);
    expect(row.quorum).toEqual({ present: 3, reached: false });
    await done(hall.members[4]!, 'attendSession', { id });
    expect((await done(chair, 'closeSession', { id }, 'state isAdjourned')).state).toBe('CLOSED');
  });

  test('goes by who belonged to the body when the session was opened, and by the rules of then', async () => {
    const body = await hall.body();
    const id = await opened(body);
    await done(hall.cadre, 'admitBodyMember', { id: body, personId: hall.neighbours[2], capacity: 'MEMBER', party: 'RESIDENTS' });
    await done(hall.cadre, 'setBodyRules', { id: body, rules: { quorum: { kind: 'COUNT', share: { numerator: 1, denominator: 1 } } } });
    expect(await quorumOf(id)).toMatchObject({ electorate: 6, required: 4 });
  });

  test('of many who check in and give proxies at once, nobody is counted twice and no limit is passed', async () => {
    const body = await hall.body({ rules: { proxyLimit: 1 } });
    const id = await hall.announced(body);
    const proxies = await Promise.all(
      [1, 2, 3].map((n) => outcomeOf(hall.members[n]!, 'giveProxy', { id, holderId: hall.people[0], paper: '柜' })),
    );
    expect(proxies.sort()).toEqual(['DONE', 'LIMIT_EXCEEDED', 'LIMIT_EXCEEDED']);
    await done(chair, 'openSession', { id });
    const checkIns = await Promise.all([0, 0, 0, 0].map((n) => outcomeOf(hall.members[n]!, 'attendSession', { id })));
    expect(checkIns.sort()).toEqual(['DONE', 'WRONG_STATE', 'WRONG_STATE', 'WRONG_STATE']);
    expect(await quorumOf(id)).toMatchObject({ present: 2 });
  });
});

describe('a check-in that was a mistake', () => {
  test('is taken back by who is there, or who keeps the attendance, and the quorum follows', async () => {
    const id = await opened(await hall.body());
    for (const n of [0, 1, 2, 3]) await done(hall.members[n]!, 'attendSession', { id });
    expect(await quorumOf(id)).toMatchObject({ present: 4, reached: true });
    expect(await outcomeOf(hall.members[1]!, 'withdrawAttendance', { id, personId: hall.people[2] })).toBe('FORBIDDEN');
    await done(hall.members[1]!, 'withdrawAttendance', { id });
    expect(await outcomeOf(hall.members[1]!, 'withdrawAttendance', { id })).toBe('WRONG_STATE');
    await done(hall.cadre, 'withdrawAttendance', { id, personId: hall.people[2] });
    await done(chair, 'withdrawAttendance', { id, personId: hall.people[3] });
    expect(await quorumOf(id)).toMatchObject({ present: 1, reached: false });
    expect(await outcomeOf(chair, 'closeSession', { id })).toBe('NO_QUORUM');
    // They come after all.
    for (const n of [1, 2, 3]) await done(hall.members[n]!, 'attendSession', { id });
    await done(chair, 'closeSession', { id });
    expect(await outcomeOf(chair, 'withdrawAttendance', { id })).toBe('WRONG_STATE');
  });
});

describe('a proxy', () => {
  test('is listed, and taken back until the session ends; its row stays, and another may be given', async () => {
    const id = await hall.announced(await hall.body({ rules: { proxyLimit: 1 } }));
    const give = (n: number, holder: number) =>
      outcomeOf(hall.members[n]!, 'giveProxy', { id, holderId: hall.people[holder], paper: `柜${holder}` });
    expect(await give(1, 0)).toBe('DONE');
    expect(await toldOf(chair, id)).toContain('PROXY_GIVEN');
    expect(await outcomeOf(hall.members[2]!, 'revokeProxy', { id })).toBe('WRONG_STATE');
    await done(hall.members[1]!, 'revokeProxy', { id });
    expect(await toldOf(chair, id)).toContain('PROXY_REVOKED');
    // The limit counts those that stand.
    expect([await give(2, 0), await give(3, 0)]).toEqual(['DONE', 'LIMIT_EXCEEDED']);
    expect(await give(1, 4)).toBe('DONE');
    await done(chair, 'openSession', { id });
    await done(chair, 'attendSession', { id });
    expect(await quorumOf(id)).toMatchObject({ present: 2 });
    await done(hall.members[2]!, 'revokeProxy', { id });
    expect(await quorumOf(id)).toMatchObject({ present: 1 });
    const { proxies } = (
      await hall.cadre.data(
        'query ($id: ID!) { deliberationSession(id: $id) { proxies { paper counts revokedAt giver { id } holder { id } } } }',
        { id },
      )
    ).deliberationSession;
    expect(proxies.map((one: { paper: string; revokedAt: string | null }) => [one.paper, one.revokedAt === null])).toEqual([
      ['柜0', false],
      ['柜0', false],
      ['柜4', true],
    ]);
  });
});

describe('a session', () => {
  test('has nobody there until an hour before its time, and nobody any more when it is postponed', async () => {
    const attending = 'attendance { person { id } }';
    const id = await hall.announced(await hall.body(), hall.people[0], { scheduledAt: inMinutes(90) });
    const recorded = { id, personId: hall.neighbours[1], capacity: 'OBSERVER', party: 'POLICE' };
    expect(await perform(chair, 'attendSession', { id })).toMatchObject({ outcome: 'WRONG_STATE', path: 'id' });
    expect(await outcomeOf(hall.cadre, 'recordAttendance', recorded)).toBe('WRONG_STATE');
    await done(hall.cadre, 'postponeSession', { id, reason: '停电' });
    await done(hall.cadre, 'sendNotice', { id, scheduledAt: inMinutes(30) });
    await done(chair, 'attendSession', { id });
    expect((await done(hall.cadre, 'recordAttendance', recorded, attending)).attendance).toHaveLength(2);
    expect((await done(hall.cadre, 'postponeSession', { id, reason: '停电' }, attending)).attendance).toEqual([]);
    await done(hall.cadre, 'sendNotice', { id, scheduledAt: inMinutes(20) });
    expect((await done(chair, 'attendSession', { id }, attending)).attendance).toEqual([{ person: { id: hall.people[0] } }]);
  });

  test('is never chaired by an observer', async () => {
    const body = await hall.body();
    const [observer] = hall.neighbours;
    await done(hall.cadre, 'admitBodyMember', { id: body, personId: observer, capacity: 'OBSERVER', party: 'COMMUNITY' });
    const id = await hall.announced(body);
    expect(await perform(hall.cadre, 'substituteChair', { id, chairId: observer, reason: '出差' })).toMatchObject({
      ...{ outcome: 'INVALID', path: 'chairId' },
    });
    expect(await perform(hall.cadre, 'setChairRoster', { id: body, chairIds: [hall.people[0], observer] })).toMatchObject({
      ...{ outcome: 'INVALID', path: 'chairIds' },
    });
  });

  test('goes on with another chair where the one who opened it cannot, until it is closed', async () => {
    const rules = { quorum: { kind: 'COUNT', share: { numerator: 1, denominator: 1 } } };
    const id = await opened(await hall.body({ rules }));
    await done(chair, 'attendSession', { id });
    const [, other] = hall.members as [Client, Client];
    await done(hall.cadre, 'substituteChair', { id, chairId: hall.people[1], reason: '突发疾病' });
    expect(await outcomeOf(chair, 'closeSession', { id })).toBe('FORBIDDEN');
    await done(other, 'closeSession', { id });
    expect(await outcomeOf(hall.cadre, 'substituteChair', { id, chairId: hall.people[0], reason: '康复' })).toBe('WRONG_STATE');
  });

  test('is opened by its chair alone, an hour before its time at the earliest, and not without a notice', async () => {
    const body = await hall.body();
    const { id } = await done(hall.cadre, 'scheduleSession', {
      bodyId: body,
      kind: 'COUNCIL',
      scheduledAt: inMinutes(90),
      agenda: ['停车', '绿化'],
    });
    expect(await outcomeOf(hall.cadre, 'sendNotice', { id })).toBe('REQUIRED');
    expect(await outcomeOf(hall.cadre, 'substituteChair', { id, chairId: hall.neighbours[5], reason: '首次' })).toBe('INVALID');
    await done(hall.cadre, 'substituteChair', { id, chairId: hall.people[0], reason: '首次' });
    expect(await outcomeOf(chair, 'openSession', { id })).toBe('WRONG_STATE');
    await done(hall.cadre, 'sendNotice', { id });
    expect(await outcomeOf(hall.members[1]!, 'openSession', { id })).toBe('FORBIDDEN');
    expect(await outcomeOf(chair, 'openSession', { id })).toBe('WRONG_STATE');
    await done(hall.cadre, 'postponeSession', { id, reason: '台风' });
    expect(await perform(hall.cadre, 'sendNotice', { id })).toMatchObject({ outcome: 'REQUIRED', path: 'scheduledAt' });
    expect(await outcomeOf(hall.cadre, 'sendNotice', { id, scheduledAt: '2020-01-01T00:00:00Z' })).toBe('INVALID');
    await done(hall.cadre, 'sendNotice', { id, scheduledAt: inMinutes(20) });
    const row = await done(
      chair,
      'openSession',
      { id },
      'state agenda { position title } viewerActions(allowed: true) { verb } history { nodes { verb from to } }',
    );
    expect(row.agenda).toEqual([
      { position: 1, title: '停车' },
      { position: 2, title: '绿化' },
    ]);
    expect(row.viewerActions).toEqual([{ verb: 'closeSession' }, { verb: 'adjournSession' }]);
    expect(row.history.nodes.map(({ verb }: { verb: string }) => verb)).toEqual([
      'scheduleSession',
      'sendNotice',
      'postponeSession',
      'sendNotice',
      'openSession',
    ]);
    expect(await toldOf(hall.members[1]!, id)).toEqual(['INVITED', 'SESSION_CHANGED', 'INVITED']);
  });

  test('of a body that does not meet in public is known to its members and the staff, until its minutes are published', async () => {
    const rules = { isPublic: false, quorum: { kind: 'COUNT', share: { numerator: 1, denominator: 1 } } };
    const id = await hall.announced(await hall.body({ rules }, hall.people.slice(0, 1)));
    const outsider = await app.as('property-staff');
    const ask =
      'query ($id: ID!) { deliberationSession(id: $id) { state chair { id } attendance { person { id } party } minutes { text redacted html } history { nodes { actor { id } } } } }';
    const seen = async (client: Client) => (await client.data(ask, { id })).deliberationSession;
    expect([(await seen(outsider)) === null, (await seen(chair)) === null, (await seen(hall.cadre)) === null]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await outcomeOf(outsider, 'attendSession', { id })).toBe('NOT_FOUND');
    await done(chair, 'openSession', { id });
    await done(chair, 'attendSession', { id });
    const { name } = (
      await database.query<{ name: string }>(
        `select name from person where id = (select person_id from account where subject = 'resident@000')`,
      )
    )[0]!;
    expect(await outcomeOf(chair, 'approveMinutes', { id })).toBe('WRONG_STATE');
    await done(hall.cadre, 'writeMinutes', { id, text: `${name}说：<停车>难。` });
    await done(chair, 'closeSession', { id });
    expect(await outcomeOf(hall.cadre, 'publishMinutes', { id })).toBe('WRONG_STATE');
    await done(chair, 'approveMinutes', { id });
    await done(hall.cadre, 'writeMinutes', { id, text: `${name}说：<停车>难，已记录。` });
    // A version that nobody has approved is not published in place of the one before.
    expect(await outcomeOf(hall.cadre, 'publishMinutes', { id })).toBe('WRONG_STATE');
    await done(chair, 'approveMinutes', { id });
    await done(hall.cadre, 'publishMinutes', { id });
    const told = await seen(outsider);
    expect(told).toMatchObject({ state: 'MINUTES_PUBLISHED', attendance: [{ person: null, party: 'RESIDENTS' }] });
    expect(told.minutes.text).toBeNull();
    expect(told.minutes.redacted).toBe(`${name[0]}*说：<停车>难，已记录。`);
    expect(told.minutes.html).toContain(`<p>${name[0]}*说：&lt;停车&gt;难，已记录。</p>`);
    expect(JSON.stringify(told)).not.toContain(name);
    expect(told.history.nodes.every(({ actor }: { actor: object | null }) => actor === null)).toBe(true);
    expect((await seen(chair)).minutes.text).toContain(name);
    expect(await outcomeOf(hall.cadre, 'writeMinutes', { id, text: '再改' })).toBe('WRONG_STATE');
  });

  test('has its minutes approved by who prepares sessions where the chair has left, and by somebody else than who wrote them', async () => {
    const rules = { quorum: { kind: 'COUNT', share: { numerator: 1, denominator: 1 } } };
    const body = await hall.body({ rules }, hall.people.slice(0, 1));
    const id = await opened(body);
    await done(chair, 'attendSession', { id });
    await done(hall.cadre, 'writeMinutes', { id, text: '纪要' });
    await done(chair, 'closeSession', { id });
    // Written by somebody else, while the chair belongs to the body.
    const written = (by: string) => database.query(`update minutes set written_by_id = ${by} where session_id = $1`, [id.slice(4)]);
    await written('null');
    expect(await outcomeOf(hall.cadre, 'approveMinutes', { id })).toBe('FORBIDDEN');
    await database.query('update body_member set valid_from = valid_from - 100, valid_to = current_date - 1 where body_id = $1', [
      body.slice(4),
    ]);
    await written(`(select person_id from account where subject = 'community-cadre@000')`);
    expect(await outcomeOf(hall.cadre, 'approveMinutes', { id })).toBe('FORBIDDEN');
    await written('null');
    expect(await outcomeOf(await app.as('street-supervisor'), 'approveMinutes', { id })).toBe('FORBIDDEN');
    await done(hall.cadre, 'approveMinutes', { id });
    await done(hall.cadre, 'publishMinutes', { id });
  });

  test('keeps its inside from who has left: they know what everybody knows, unless they live or serve there', async () => {
    const rules = { isPublic: false, quorum: { kind: 'COUNT', share: { numerator: 1, denominator: 1 } } };
    const body = await hall.body({ rules }, [hall.people[0]!, hall.people[3]!]);
    const id = await opened(body);
    const left = hall.members[3]!;
    for (const client of [chair, left]) await done(client, 'attendSession', { id });
    await done(hall.cadre, 'writeMinutes', { id, text: '纪要' });
    await done(chair, 'closeSession', { id });
    const seen = async () =>
      (await left.data('query ($id: ID!) { deliberationSession(id: $id) { attendance { person { id } } minutes { text } } }', { id }))
        .deliberationSession;
    expect((await seen()).minutes.text).toBe('纪要');
    const [{ person }] = (await database.query(`select person_id as person from account where subject = 'property-staff@000'`)) as [
      { person: string },
    ];
    await database.query(
      'update body_member set valid_from = valid_from - 100, valid_to = current_date - 1 where body_id = $1 and person_id = $2',
      [body.slice(4), person],
    );
    // They serve there.
    expect((await seen()).minutes.text).toBe('纪要');
    const elsewhere = await database.query<{ id: string }>(
      `update appointment set valid_from = '2020-01-01', valid_to = '2020-02-01' where person_id = $1 and valid_to is null returning id`,
      [person],
    );
    await database.query('update person set place = null where id = $1', [person]);
    expect(await seen()).toBeNull();
    await done(chair, 'approveMinutes', { id });
    await done(hall.cadre, 'publishMinutes', { id });
    const told = await seen();
    expect([told.minutes.text, told.attendance.every((one: { person: object | null }) => one.person === null)]).toEqual([null, true]);
    await database.query('update appointment set valid_to = null where id = any($1)', [elsewhere.map(({ id }) => id)]);
  });

  test('is chaired no more by who has left the body', async () => {
    const body = await hall.body({}, hall.people.slice(0, 2));
    const id = await hall.announced(body);
    const { node } = await hall.cadre.data(
      'query ($id: ID!) { node(id: $id) { ... on DeliberationBody { members { nodes { id person { id } } } } } }',
      {
        id: body,
      },
    );
    const own = node.members.nodes.find(({ person }: { person: { id: string } }) => person.id === hall.people[0]);
    const next = await done(hall.cadre, 'scheduleSession', {
      ...{ bodyId: body, kind: 'COUNCIL', scheduledAt: inMinutes(60), chairId: hall.people[0] },
    });
    await done(hall.cadre, 'endBodyMembership', { memberId: own.id });
    expect(await outcomeOf(chair, 'openSession', { id })).toBe('FORBIDDEN');
    // Nobody is invited to what nobody chairs.
    expect(await outcomeOf(hall.cadre, 'sendNotice', { id: next.id })).toBe('REQUIRED');
    expect(await outcomeOf(chair, 'recordAttendance', { id, personId: hall.people[1]! })).toBe('FORBIDDEN');
    await done(hall.cadre, 'substituteChair', { id, chairId: hall.people[1]!, reason: '换届' });
    await done(hall.members[1]!, 'openSession', { id });
  });

  /** A closed session of one, with minutes that its chair has approved. */
  const recorded = async (text: string) => {
    const rules = { quorum: { kind: 'COUNT', share: { numerator: 1, denominator: 1 } } };
    const id = await opened(await hall.body({ rules }, hall.people.slice(0, 1)));
    await done(chair, 'attendSession', { id });
    await done(hall.cadre, 'writeMinutes', { id, text });
    await done(chair, 'closeSession', { id });
    await done(chair, 'approveMinutes', { id });
    return id;
  };

  test('tells no phone numbers and no id numbers in its published minutes; dates, times and sums stay', async () => {
    const masked = [
      ...['13800138000', '138 0013 8000', '138-0013-8000', '138 - 0013 - 8000', '１３８００１３８０００', '138　0013　8000'],
      ...['021-65123456', '02165123456', '0371－6512 3456', '021)65123456', '电话：65123456', '电话 6512-3456'],
      ...['310104199003071234', '31010419900307123X', '310104 19900307 123x', '310104900307123', '310104-900307-123'],
    ];
    const kept = [
      ...['2026-11-21 14:30', '2026-11-21 2026-12-01', '会期2025-2026年', '第15 2026年', '1200 1300 1250 1100 980', '100 200 300 400 500'],
      ...['经费12345678元', '共18户，2026-11-21前', '沪府发202611号'],
    ];
    const id = await recorded([...masked, ...kept].map((part) => `见${part}。`).join('\n'));
    const { minutes } = await done(hall.cadre, 'publishMinutes', { id }, 'minutes { redacted }');
    const lines = minutes.redacted.split('\n') as string[];
    for (const [n, part] of masked.entries()) expect([part, lines[n]!.replace(/电话[： ]/, '')]).toEqual([part, '见***。']);
    expect(lines.slice(masked.length)).toEqual(kept.map((part) => `见${part}。`));
  });

  test('publishes the minutes that were approved, or takes a new version of them: never both', async () => {
    for (let n = 0; n < 4; n++) {
      const id = await recorded('第一版');
      const outcomes = await Promise.all([
        outcomeOf(hall.cadre, 'publishMinutes', { id }),
        outcomeOf(hall.cadre, 'writeMinutes', { id, text: '第二版' }),
      ]);
      expect(outcomes.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    }
  });

  test('is what was due on its day, and is held when it is opened', async () => {
    const body = await hall.body({ rules: { quorum: { kind: 'COUNT', share: { numerator: 1, denominator: 1 } } } });
    await done(hall.cadre, 'setRecurrence', { id: body, recurrence: { frequency: 'MONTHLY', monthDay: 15, time: '19:30' } });
    const due = async () =>
      (
        await hall.cadre.data(
          'query ($id: ID!) { deliberationBody(id: $id) { calendar(first: 1) { nodes { id dueAt status session { id } } } } }',
          { id: body },
        )
      ).deliberationBody.calendar.nodes[0];
    const first = await due();
    const id = await hall.announced(body, hall.people[0], { dueId: first.id });
    expect(
      await outcomeOf(hall.cadre, 'scheduleSession', { bodyId: body, kind: 'COUNCIL', scheduledAt: inMinutes(9), dueId: first.id }),
    ).toBe('INVALID');
    expect(await due()).toMatchObject({ status: 'SCHEDULED', session: { id } });
    await done(chair, 'openSession', { id });
    expect(await due()).toMatchObject({ status: 'HELD', session: { id } });
  });
});
