import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseId } from '../../../src/kernel/ids.js';
import { civilCode278, majorityFor } from '../../../src/modules/ballots/civil-code.js';
import { closeDueBallots } from '../../../src/modules/ballots/commands/close-ballot.js';
import { type Counting, outcomeOf as resultOf } from '../../../src/modules/ballots/count.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { done, outcomeOf, perform } from '../deliberation/hall.js';
import { toldOf } from '../notifications/told.js';
import { build } from '../residents/keep.js';
import { anyQuorum, type Forum, openForum } from './forum.js';

/** Named ballots: how they are counted, who has a vote, and that each is counted once. */

const half = { numerator: 1, denominator: 2, strict: true };
const yesNo = (yes: number, no: number, abstain: number, electorate: number, more: Partial<Counting> = {}): Counting => ({
  method: 'YES_NO_ABSTAIN',
  byArea: false,
  quorum: { kind: 'COUNT', numerator: 1, denominator: 1, strict: false },
  majority: { of: 'CAST', ...half },
  all: { heads: electorate, area: 0 },
  cast: { heads: yes + no + abstain, area: 0 },
  tallies: [yes, no].map((heads) => ({ heads, area: 0, score: 0 })),
  ...more,
});

describe('a count', () => {
  test('rejects ties, and lets abstainers take part: they count in the denominator of what was cast', () => {
    expect(resultOf(yesNo(2, 2, 0, 10)).result).toBe('REJECTED');
    expect(resultOf(yesNo(3, 2, 0, 10)).result).toBe('ADOPTED');
    expect(resultOf(yesNo(3, 2, 1, 10)).result).toBe('REJECTED');
    expect(resultOf(yesNo(4, 2, 1, 10)).result).toBe('ADOPTED');
    // Of all who have a vote, those who stay away count as well.
    expect(resultOf(yesNo(5, 0, 0, 10, { majority: { of: 'ELECTORATE', ...half } })).result).toBe('REJECTED');
    expect(resultOf(yesNo(6, 0, 0, 10, { majority: { of: 'ELECTORATE', ...half } })).result).toBe('ADOPTED');
  });

  test('has no quorum with one of ten where half is asked for, however that one votes', () => {
    const quorum = { kind: 'PERCENT_OF_ELECTORATE' as const, numerator: 1, denominator: 2, strict: false };
    expect(resultOf(yesNo(1, 0, 0, 10, { quorum })).result).toBe('NO_QUORUM');
    expect(resultOf(yesNo(3, 0, 2, 10, { quorum })).result).toBe('ADOPTED');
    expect(resultOf(yesNo(0, 0, 0, 10, { quorum })).result).toBe('NO_QUORUM');
  });

  const owners = (
    yes: [number, number],
    no: [number, number],
    all: [number, number],
    matter: Parameters<typeof majorityFor>[0] = 'ITEM_4',
  ) => {
    const [cast, area] = [yes[0] + no[0], yes[1] + no[1]];
    return resultOf({
      ...yesNo(yes[0], no[0], 0, all[0]),
      byArea: true,
      quorum: { kind: 'PERCENT_OF_ELECTORATE', ...civilCode278.participation },
      majority: { of: 'CAST', ...majorityFor(matter) },
      all: { heads: all[0], area: all[1] },
      cast: { heads: cast, area },
      tallies: [yes, no].map(([heads, area]) => ({ heads, area, score: 0 })),
    }).result;
  };

  test('of owners takes two thirds of all, by area and by heads, exactly two thirds included', () => {
    expect(owners([6, 600], [0, 0], [9, 900])).toBe('ADOPTED');
    expect(owners([6, 599], [0, 0], [9, 900])).toBe('NO_QUORUM');
    expect(owners([5, 900], [0, 0], [9, 900])).toBe('NO_QUORUM');
    expect(owners([6, 66_666_667], [0, 0], [9, 100_000_000])).toBe('ADOPTED');
    expect(owners([6, 66_666_666], [0, 0], [9, 100_000_000])).toBe('NO_QUORUM');
  });

  test('of owners takes more than half of those who take part by both, and three quarters for items 6 to 8', () => {
    expect(owners([4, 401], [2, 399], [8, 1_000])).toBe('ADOPTED');
    expect(owners([4, 400], [2, 400], [8, 1_000])).toBe('REJECTED');
    expect(owners([3, 700], [3, 100], [8, 1_000])).toBe('REJECTED');
    for (const matter of ['ITEM_6', 'ITEM_7', 'ITEM_8'] as const) {
      expect(owners([6, 600], [2, 200], [8, 1_000], matter)).toBe('ADOPTED');
      expect(owners([6, 599], [2, 201], [8, 1_000], matter)).toBe('REJECTED');
      expect(owners([5, 700], [3, 100], [8, 1_000], matter)).toBe('REJECTED');
    }
  });

  test('agrees with a count by hand, whatever is cast', () => {
    const votes = fc.array(
      fc.record({ choice: fc.constantFrom('yes', 'no', 'abstain', 'absent'), area: fc.integer({ min: 1, max: 20_000 }) }),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(votes, fc.constantFrom('ITEM_4', 'ITEM_7'), (all, matter) => {
        const of = (...choices: string[]) => all.filter(({ choice }) => choices.includes(choice));
        const area = (some: typeof all) => some.reduce((sum, one) => sum + one.area, 0);
        const [yes, no, cast] = [of('yes'), of('no'), of('yes', 'no', 'abstain')];
        const isQuorate = cast.length * 3 >= all.length * 2 && area(cast) * 3 >= area(all) * 2;
        const isAdopted =
          matter === 'ITEM_7'
            ? yes.length * 4 >= cast.length * 3 && area(yes) * 4 >= area(cast) * 3
            : yes.length * 2 > cast.length && area(yes) * 2 > area(cast);
        const expected = !isQuorate ? 'NO_QUORUM' : isAdopted ? 'ADOPTED' : 'REJECTED';
        const tally = (some: typeof all) => ({ heads: some.length, area: area(some), score: 0 });
        const counted = resultOf({
          ...yesNo(0, 0, 0, 0),
          byArea: true,
          quorum: { kind: 'PERCENT_OF_ELECTORATE', ...civilCode278.participation },
          majority: { of: 'CAST', ...majorityFor(matter as 'ITEM_4') },
          ...{ all: tally(all), cast: tally(cast), tallies: [tally(yes), tally(no)] },
        });
        expect(counted.result).toBe(expected);
      }),
    );
  });

  test('of several options has one winner, or each that has the majority, or the highest score; ties have none', () => {
    const of = (method: Counting['method'], heads: number[], cast: number, scores: number[] = []) =>
      resultOf({
        ...yesNo(0, 0, 0, 10),
        method,
        cast: { heads: cast, area: 0 },
        tallies: heads.map((n, i) => ({ heads: n, area: 0, score: scores[i] ?? 0 })),
      });
    expect(of('SINGLE', [5, 3, 1], 9)).toEqual({ result: 'ADOPTED', winners: [1] });
    expect(of('SINGLE', [4, 3, 2], 9)).toEqual({ result: 'REJECTED', winners: [] });
    expect(of('MULTIPLE', [5, 6, 2], 9)).toEqual({ result: 'ADOPTED', winners: [1, 2] });
    expect(of('SCORE', [9, 9], 9, [30, 31])).toEqual({ result: 'ADOPTED', winners: [2] });
    expect(of('SCORE', [9, 9], 9, [30, 30])).toEqual({ result: 'REJECTED', winners: [] });
    // One who gives scores carries nothing against nine who abstain.
    expect(of('SCORE', [1, 1], 10, [5, 0])).toEqual({ result: 'REJECTED', winners: [] });
  });
});

let app: App;
let database: TestDatabase;
let forum: Forum;
beforeAll(async () => {
  database = await demoDatabase();
  app = await startApp({ database });
  forum = await openForum(app);
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

const ballotNow = async (id: string, client = forum.cadre) =>
  (
    await client.data(
      'query ($id: ID!) { ballot(id: $id) { state cast castArea result winners quorum { present required reached } tally { option votes area score } votes { totalCount } awaitsViewer } }',
      { id },
    )
  ).ballot;

describe('a ballot', () => {
  test('shows turnout while it is open, and the tally and named votes to members when it is closed', async () => {
    const { topic, ballot, electorate } = await forum.voting(await forum.body({ rules: anyQuorum }));
    expect(electorate).toBe(6);
    expect((await ballotNow(ballot, forum.members[2]!)).awaitsViewer).toBe(true);
    for (const [n, vote] of [{ answer: 'YES' }, { answer: 'YES' }, { answer: 'NO' }, { abstain: true }].entries())
      await done(forum.members[n]!, 'castVote', { id: ballot, ...vote });
    expect(await ballotNow(ballot)).toMatchObject({ state: 'OPEN', cast: 4, tally: null, result: null, votes: { totalCount: 0 } });
    expect(await ballotNow(ballot, forum.members[2]!)).toMatchObject({ votes: { totalCount: 1 }, awaitsViewer: false });
    const outsider = await app.as('dispatcher');
    expect(await outcomeOf(outsider, 'castVote', { id: ballot, answer: 'YES' })).toBe('FORBIDDEN');
    expect(await outcomeOf(forum.members[1]!, 'closeBallot', { id: topic })).toBe('FORBIDDEN');
    // Two of four with an abstainer are not more than half.
    expect((await done(forum.chair, 'closeBallot', { id: topic }, 'stage result')).result).toBe('REJECTED');
    expect(await ballotNow(ballot, forum.members[4]!)).toMatchObject({
      ...{ state: 'CLOSED', result: 'REJECTED', cast: 4, votes: { totalCount: 4 } },
      tally: [
        { option: 'YES', votes: 2 },
        { option: 'NO', votes: 1 },
      ],
    });
    expect(await ballotNow(ballot, outsider)).toMatchObject({ votes: { totalCount: 0 }, tally: [{ votes: 2 }, { votes: 1 }] });
    expect(await outcomeOf(forum.members[4]!, 'castVote', { id: ballot, answer: 'YES' })).toBe('BALLOT_CLOSED');
    expect(await toldOf(forum.members[4]!, ballot)).toEqual(['BALLOT_OPENED']);
    expect(await toldOf(outsider, ballot)).toEqual([]);
  });

  test('tells who is late at once, also while it is being counted', async () => {
    const { ballot } = await forum.voting(await forum.body({ rules: anyQuorum }));
    const { uuid } = parseId(ballot)!;
    const counting = new pg.Client({ connectionString: app.database.url });
    await counting.connect();
    onTestFinished(() => counting.end());
    await counting.query(`update ballot set closes_at = now() - interval '1 minute' where id = $1`, [uuid]);
    await counting.query('begin');
    await counting.query('select from ballot where id = $1 for update', [uuid]);
    expect(await outcomeOf(forum.members[0]!, 'castVote', { id: ballot, answer: 'YES' })).toBe('BALLOT_CLOSED');
  });

  test('that closes within a day is told to those who have not voted, once', async () => {
    const { ballot } = await forum.voting(await forum.body({ rules: anyQuorum }), {
      method: 'YES_NO_ABSTAIN',
      closesAt: new Date(Date.now() + 30 * 3_600_000).toISOString(),
    });
    await done(forum.members[1]!, 'castVote', { id: ballot, answer: 'YES' });
    await database.query(`update ballot set remind_at = now() - interval '1 minute' where id = $1`, [parseId(ballot)!.uuid]);
    const told = await waitFor(
      () => toldOf(forum.members[2]!, ballot),
      ({ length }) => length > 1,
    );
    expect(told).toEqual(['BALLOT_OPENED', 'BALLOT_CLOSES_SOON']);
    expect(await toldOf(forum.members[1]!, ballot)).toEqual(['BALLOT_OPENED']);
  });

  test('keeps the electorate of its opening', async () => {
    const body = await forum.body({ rules: anyQuorum }, forum.people.slice(0, 3));
    const { ballot } = await forum.voting(body);
    await done(forum.cadre, 'admitBodyMember', { id: body, personId: forum.people[4], capacity: 'MEMBER', party: 'RESIDENTS' });
    expect(await outcomeOf(forum.members[4]!, 'castVote', { id: ballot, answer: 'YES' })).toBe('FORBIDDEN');
    const { members } = (
      await forum.cadre.data('query ($id: ID!) { deliberationBody(id: $id) { members { nodes { id person { id } } } } }', { id: body })
    ).deliberationBody;
    const second = members.nodes.find(({ person }: { person: { id: string } }) => person.id === forum.people[1]);
    await done(forum.cadre, 'endBodyMembership', { memberId: second.id });
    expect(await outcomeOf(forum.members[1]!, 'castVote', { id: ballot, answer: 'YES' })).toBe('DONE');
  });

  test('is closed once, however many close it at once', async () => {
    const { topic } = await forum.voting(await forum.body({ rules: anyQuorum }));
    const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(forum.chair, 'closeBallot', { id: topic })));
    expect(outcomes.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    expect(outcomes.every((outcome) => ['DONE', 'CONFLICT', 'WRONG_STATE'].includes(outcome))).toBe(true);
  });

  test('is open to the proxies of its session, but for those of who came after all', async () => {
    const { topic, session } = await forum.before(await forum.body({ rules: { ...anyQuorum, proxyLimit: 2 } }), [0]);
    for (const n of [1, 2]) await done(forum.members[n]!, 'giveProxy', { id: session, holderId: forum.people[0], paper: '委托书' });
    await done(forum.members[2]!, 'attendSession', { id: session });
    const { ballot } = await done(forum.chair, 'openBallot', { id: topic, method: 'YES_NO_ABSTAIN' }, 'ballot { id }');
    const forOther = (n: number) => outcomeOf(forum.members[0]!, 'castVote', { id: ballot.id, answer: 'YES', onBehalfOf: forum.people[n] });
    expect(await forOther(1)).toBe('DONE');
    expect(await forOther(1)).toBe('WRONG_STATE');
    expect(await forOther(2)).toBe('FORBIDDEN');
  });

  test('keeps its proxies: listed for who may see them, taken back until a vote was cast by them, within the limit', async () => {
    const body = await forum.body({ rules: { ...anyQuorum, proxyLimit: 1 } });
    const { ballot } = await forum.voting(body);
    const give = (n: number, holder: number) =>
      outcomeOf(forum.members[n]!, 'giveBallotProxy', { id: ballot, holderId: forum.people[holder], paper: `柜${n}` });
    const forOther = (holder: number, n: number) =>
      outcomeOf(forum.members[holder]!, 'castVote', { id: ballot, answer: 'YES', onBehalfOf: forum.people[n] });
    expect([await give(1, 4), await give(1, 5), await give(2, 4)]).toEqual(['DONE', 'WRONG_STATE', 'LIMIT_EXCEEDED']);
    expect(await toldOf(forum.members[4]!, ballot)).toContain('PROXY_GIVEN');
    expect(await outcomeOf(forum.members[2]!, 'revokeBallotProxy', { id: ballot })).toBe('FORBIDDEN');
    await done(forum.members[1]!, 'revokeBallotProxy', { id: ballot });
    expect(await outcomeOf(forum.members[1]!, 'revokeBallotProxy', { id: ballot })).toBe('WRONG_STATE');
    expect(await forOther(4, 1)).toBe('FORBIDDEN');
    expect([await give(1, 5), await give(2, 4)]).toEqual(['DONE', 'DONE']);
    expect(await forOther(5, 1)).toBe('DONE');
    expect(await outcomeOf(forum.members[1]!, 'revokeBallotProxy', { id: ballot })).toBe('WRONG_STATE');
    const listed = async (client: Client) =>
      (
        await client.data('query ($id: ID!) { ballot(id: $id) { proxies { nodes { giver { id } holder { id } isUsed revokedAt } } } }', {
          id: ballot,
        })
      ).ballot.proxies.nodes.map((one: { giver: { id: string }; isUsed: boolean | null; revokedAt: string | null }) => [
        forum.people.indexOf(one.giver.id),
        one.isUsed,
        one.revokedAt === null,
      ]);
    const all = [
      [1, false, false],
      [1, true, true],
      [2, false, true],
    ];
    for (const client of [forum.cadre, forum.chair, forum.members[2]!]) expect(await listed(client)).toEqual(all);
    expect(await listed(await app.as('dashboard'))).toEqual([]);
  });

  test('that is secret joins no proxy to a vote', async () => {
    const { ballot } = await forum.voting(await forum.body({ rules: { ...anyQuorum, proxyLimit: 2 } }), {
      method: 'YES_NO_ABSTAIN',
      secret: true,
    });
    for (const n of [1, 2]) await done(forum.members[n]!, 'giveBallotProxy', { id: ballot, holderId: forum.people[4], paper: '柜' });
    await done(forum.members[4]!, 'castVote', { id: ballot, answer: 'NO', onBehalfOf: forum.people[1] });
    const ask = 'query ($id: ID!) { ballot(id: $id) { proxies { nodes { isUsed } } } }';
    const [staff, other] = [await forum.cadre.data(ask, { id: ballot }), await forum.members[3]!.data(ask, { id: ballot })];
    expect(staff.ballot.proxies.nodes).toEqual([{ isUsed: null }, { isUsed: null }]);
    expect(other.ballot.proxies.nodes).toEqual([]);
  });

  test('keeps a proxy of its session until that is taken back there, and who voted at the session checked in', async () => {
    const { topic, session } = await forum.before(await forum.body({ rules: { ...anyQuorum, proxyLimit: 2 } }), [0, 3]);
    for (const n of [1, 2]) await done(forum.members[n]!, 'giveProxy', { id: session, holderId: forum.people[0], paper: '委托书' });
    const { ballot } = await done(forum.chair, 'openBallot', { id: topic, method: 'YES_NO_ABSTAIN' }, 'ballot { id }');
    const forOther = (n: number) => outcomeOf(forum.chair, 'castVote', { id: ballot.id, answer: 'YES', onBehalfOf: forum.people[n] });
    expect(await forOther(1)).toBe('DONE');
    expect(await outcomeOf(forum.members[1]!, 'revokeProxy', { id: session })).toBe('WRONG_STATE');
    await done(forum.members[2]!, 'revokeProxy', { id: session });
    expect(await forOther(2)).toBe('FORBIDDEN');
    expect(await outcomeOf(forum.members[2]!, 'castVote', { id: ballot.id, answer: 'NO' })).toBe('DONE');
    await done(forum.members[3]!, 'withdrawAttendance', { id: session });
    // They voted.
    expect(await outcomeOf(forum.chair, 'withdrawAttendance', { id: session })).toBe('WRONG_STATE');
  });

  test('keeps the quorum that it was opened with: nobody who was counted goes, and no proxy, below it', async () => {
    const quorum = { kind: 'COUNT', share: { numerator: 2, denominator: 1 } };
    const { topic, session } = await forum.before(await forum.body({ rules: { quorum, proxyLimit: 1 } }), [0]);
    await done(forum.members[1]!, 'giveProxy', { id: session, holderId: forum.people[0], paper: '委托书' });
    await done(forum.chair, 'openBallot', { id: topic, method: 'YES_NO_ABSTAIN' });
    expect(await outcomeOf(forum.chair, 'withdrawAttendance', { id: session })).toBe('WRONG_STATE');
    expect(await outcomeOf(forum.members[1]!, 'revokeProxy', { id: session })).toBe('WRONG_STATE');
    await done(forum.members[2]!, 'attendSession', { id: session });
    await done(forum.members[1]!, 'revokeProxy', { id: session });
  });

  test('counts a vote by proxy, or lets it be taken back: never both', async () => {
    const { ballot } = await forum.voting(await forum.body({ rules: { ...anyQuorum, proxyLimit: 1 } }));
    for (const _ of [1, 2, 3]) {
      const given = await outcomeOf(forum.members[1]!, 'giveBallotProxy', { id: ballot, holderId: forum.people[4], paper: '柜' });
      if (given !== 'DONE') break;
      const [revoked, cast] = await Promise.all([
        outcomeOf(forum.members[1]!, 'revokeBallotProxy', { id: ballot }),
        outcomeOf(forum.members[4]!, 'castVote', { id: ballot, answer: 'YES', onBehalfOf: forum.people[1] }),
      ]);
      expect([revoked, cast].filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    }
  });

  test('takes one vote from each, however many are sent at once, and none after its close', async () => {
    const { topic, ballot } = await forum.voting(await forum.body({ rules: anyQuorum }));
    const votes = await Promise.all(
      Array.from({ length: 8 }, (_, n) => outcomeOf(forum.members[0]!, 'castVote', { id: ballot, answer: n % 2 ? 'YES' : 'NO' })),
    );
    expect(votes.filter((outcome) => outcome === 'DONE').length).toBe(1);
    const racing = [1, 2, 3, 4, 5].map((n) => outcomeOf(forum.members[n]!, 'castVote', { id: ballot, answer: 'YES' }));
    const [closed, ...outcomes] = await Promise.all([outcomeOf(forum.chair, 'closeBallot', { id: topic }), ...racing]);
    expect(closed).toBe('DONE');
    expect(outcomes.every((outcome) => outcome === 'DONE' || outcome === 'BALLOT_CLOSED')).toBe(true);
    const counted = 1 + outcomes.filter((outcome) => outcome === 'DONE').length;
    const { cast, tally } = await ballotNow(ballot);
    // Whoever was told that it is done is counted in the result, and nobody else.
    expect([cast, tally[0].votes + tally[1].votes]).toEqual([counted, counted]);
    const late = await database.query(
      'select v.id from ballot_vote v join ballot b on b.id = v.ballot_id where b.id = $1 and v.at > b.closed_at',
      [parseId(ballot)!.uuid],
    );
    expect(late).toEqual([]);
  });

  test('is answered as its method asks', async () => {
    const options = ['甲', '乙', '丙'];
    const { ballot } = await forum.voting(await forum.body({ rules: anyQuorum }), { method: 'SINGLE', options, hideUntilClosed: false });
    const cast = (input: object) => outcomeOf(forum.members[0]!, 'castVote', { id: ballot, ...input });
    expect(
      await Promise.all([
        cast({}),
        cast({ answer: 'YES' }),
        cast({ choices: [1, 2] }),
        cast({ choices: [4] }),
        cast({ choices: [1], abstain: true }),
      ]),
    ).toEqual([...['REQUIRED', 'INVALID', 'INVALID', 'INVALID', 'INVALID']]);
    expect(await cast({ choices: [2] })).toBe('DONE');
    expect((await ballotNow(ballot)).tally.map(({ votes }: { votes: number }) => votes)).toEqual([0, 1, 0]);
    const { topic } = await forum.before(await forum.body({ rules: anyQuorum }));
    const opening = (input: object) => outcomeOf(forum.chair, 'openBallot', { id: topic, ...input });
    expect(await opening({ method: 'SINGLE' })).toBe('REQUIRED');
    expect(await opening({ method: 'YES_NO_ABSTAIN', options })).toBe('INVALID');
    expect(await opening({ method: 'YES_NO_ABSTAIN', matter: 'ITEM_1' })).toBe('INVALID');
    expect(await opening({ method: 'SCORE', options, electorate: 'OWNERS', matter: 'ITEM_1' })).toBe('INVALID');
    const scored = await forum.voting(await forum.body({ rules: anyQuorum }), { method: 'SCORE', options });
    expect(await outcomeOf(forum.members[0]!, 'castVote', { id: scored.ballot, scores: [5, 5] })).toBe('INVALID');
    expect(await outcomeOf(forum.members[0]!, 'castVote', { id: scored.ballot, scores: [5, 5, 0] })).toBe('DONE');
  });

  test('of owners has a head for the owners of the same homes together, weighs them by area, and takes proxies within their limit', async () => {
    const { grid, cadre } = forum;
    const estate = (await done(cadre, 'registerEstate', { communityId: forum.organization.id, name: '业主苑', kind: 'COMMODITY' })).id;
    // A grid of its own: nobody else owns anything there.
    const officer = await app.as('street-supervisor');
    const own = (
      await done(officer, 'createGrid', { communityId: forum.organization.id, code: '000-G99', name: '业主网格', kind: 'GENERAL' })
    ).id;
    expect(own).not.toBe(grid.id);
    const { flat, house, stairwell } = await build(cadre as never, estate, own);
    const third = (await done(cadre, 'registerDwelling', { stairwellId: stairwell, room: '102', areaSqdm: 5_000 })).id;
    const fourth = (await done(cadre, 'registerDwelling', { stairwellId: stairwell, room: '103', areaSqdm: 5_000 })).id;
    const [a, b, c] = forum.people as [string, string, string];
    for (const [personId, dwellingId] of [
      ...([
        [a, flat],
        [a, house],
      ] as const),
      // Co-owners are one head.
      ...([
        [b, third],
        [c, third],
      ] as const),
    ])
      await done(cadre, 'recordOccupancy', { personId, dwellingId, kind: 'OWNER' });
    const rules = { ...anyQuorum, electorate: 'OWNERS', proxyLimit: 1 };
    const body = await forum.body({ gridId: own, kind: 'OWNERS_ASSEMBLY', rules });
    const { topic } = await forum.before(body);
    expect(await outcomeOf(forum.chair, 'openBallot', { id: topic, method: 'YES_NO_ABSTAIN' })).toBe('REQUIRED');
    const opening = { id: topic, method: 'YES_NO_ABSTAIN', matter: 'ITEM_4' };
    expect(await perform(forum.chair, 'openBallot', opening)).toMatchObject({ outcome: 'WRONG_STATE' });
    await done(cadre, 'recordDwellingArea', { id: flat, areaSqdm: 6_000 });
    await done(cadre, 'recordDwellingArea', { id: house, areaSqdm: 4_000 });
    const { ballot } = await done(
      forum.chair,
      'openBallot',
      opening,
      'ballot { id electorate electorateArea weight ruleSource quorum { required } }',
    );
    // a with two homes, b and c with one, and the owners of the fourth, whom nobody knows.
    expect(ballot).toMatchObject({ electorate: 3, electorateArea: 20_000, weight: 'AREA_AND_HEADS', quorum: { required: 2 } });
    expect(ballot.ruleSource).toContain('第二百七十八条');
    await done(forum.members[1]!, 'castVote', { id: ballot.id, answer: 'YES' });
    expect(await outcomeOf(forum.members[2]!, 'castVote', { id: ballot.id, answer: 'NO' })).toBe('WRONG_STATE');
    expect((await ballotNow(ballot.id)).quorum).toMatchObject({ present: 1, reached: false });
    expect(await outcomeOf(forum.members[4]!, 'castVote', { id: ballot.id, answer: 'YES', onBehalfOf: a })).toBe('FORBIDDEN');
    await done(forum.chair, 'giveBallotProxy', { id: ballot.id, holderId: forum.people[4], paper: '委托书' });
    expect(await outcomeOf(forum.members[1]!, 'giveBallotProxy', { id: ballot.id, holderId: forum.people[4], paper: '委托书' })).toBe(
      'WRONG_STATE',
    );
    await done(forum.members[4]!, 'castVote', { id: ballot.id, answer: 'YES', onBehalfOf: a });
    expect(await outcomeOf(forum.chair, 'castVote', { id: ballot.id, answer: 'NO' })).toBe('WRONG_STATE');
    // Two of three heads with three quarters of the area take part, all of them for it.
    await done(forum.chair, 'closeBallot', { id: topic });
    expect(await ballotNow(ballot.id)).toMatchObject({
      ...{ result: 'ADOPTED', cast: 2, castArea: 15_000, quorum: { present: 2, reached: true } },
      tally: [
        { votes: 2, area: 15_000 },
        { votes: 0, area: 0 },
      ],
    });
    expect(fourth).toBeTruthy();
  });

  test('is open for a year at most', async () => {
    const { topic } = await forum.before(await forum.body({ rules: anyQuorum }));
    for (const closesAt of ['9999-12-31T00:00:00Z', '2000-01-01T00:00:00Z'])
      expect(await perform(forum.chair, 'openBallot', { id: topic, method: 'YES_NO_ABSTAIN', closesAt })).toMatchObject({
        ...{ outcome: 'INVALID', path: 'closesAt' },
      });
  });

  test('whose time is over takes no vote, and is closed by the clock', async () => {
    const { topic, ballot } = await forum.voting(await forum.body({ rules: anyQuorum }), {
      method: 'YES_NO_ABSTAIN',
      closesAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await done(forum.members[1]!, 'castVote', { id: ballot, answer: 'YES' });
    expect(closeDueBallots).toMatchObject({ table: 'ballot', at: 'closes_at' });
    await database.query(`update ballot set closes_at = now() - interval '1 minute' where id = $1`, [parseId(ballot)!.uuid]);
    const { topic: decided } = await waitFor(
      () => forum.cadre.data('query ($id: ID!) { topic(id: $id) { stage result } }', { id: topic }),
      ({ topic: { stage } }) => stage === 'DECIDED',
    );
    expect(decided).toEqual({ stage: 'DECIDED', result: 'ADOPTED' });
    expect(await outcomeOf(forum.members[2]!, 'castVote', { id: ballot, answer: 'YES' })).toBe('BALLOT_CLOSED');
  });
});

/** Asks until it is so. */
async function waitFor<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
  }
}
