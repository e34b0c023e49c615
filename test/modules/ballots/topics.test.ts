import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { logStatements, type StatementLog } from '../../read/statement-log.js';
import { done, outcomeOf, perform } from '../deliberation/hall.js';
import { toldOf } from '../notifications/told.js';
import { anyQuorum, type Forum, openForum } from './forum.js';

/** Topics from a proposal to an executed and evaluated decision: who may do what, when, and what follows. */

let app: App;
let database: TestDatabase;
let log: StatementLog;
let forum: Forum;
beforeAll(async () => {
  database = await demoDatabase();
  log = await logStatements(database);
  app = await startApp({ database });
  forum = await openForum(app);
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

const stageOf = async (id: string) => (await forum.cadre.data('query ($id: ID!) { topic(id: $id) { stage } }', { id })).topic.stage;
const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
/** The weekday in so many days, in the time zone of the jurisdictions. */
const weekdayIn = (days: number) => WEEKDAYS[new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).getUTCDay()]!;
const tomorrow = () => new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
const naming = () => ({ responsibleId: forum.people[5], dueOn: tomorrow(), categoryId: forum.category, gridId: forum.grid.id });
const evaluations = async (topic: string, satisfied: readonly boolean[]) => {
  for (const [n, isSatisfied] of satisfied.entries())
    await done(forum.residents[n]!, 'evaluateTopic', { id: topic, score: isSatisfied ? 5 : 1, satisfied: isSatisfied });
};

describe('a proposal', () => {
  test('is known to who made it and to the staff, until it is admitted', async () => {
    const body = await forum.body({ rules: anyQuorum });
    const id = await forum.propose(body);
    const [proposer, other] = [forum.members[1]!, await app.as('property-staff')];
    const seen = async (client: Client) =>
      (await client.data('query ($id: ID!) { topic(id: $id) { proposer { id } stage } }', { id })).topic;
    expect([await seen(proposer), await seen(other)]).toEqual([{ proposer: { id: forum.people[1] }, stage: 'PROPOSED' }, null]);
    expect(await outcomeOf(other, 'supportTopic', { id })).toBe('NOT_FOUND');
    await done(forum.cadre, 'admitTopic', { id });
    expect(await seen(other)).toEqual({ proposer: null, stage: 'ADMITTED' });
    expect(await done(other, 'supportTopic', { id }, 'supporterCount supportedByViewer')).toEqual({
      supporterCount: 1,
      supportedByViewer: true,
    });
    expect(await outcomeOf(other, 'supportTopic', { id })).toBe('WRONG_STATE');
    expect(await outcomeOf(other, 'withdrawTopic', { id })).toBe('FORBIDDEN');
    await done(proposer, 'withdrawTopic', { id });
    expect(await outcomeOf(forum.cadre, 'admitTopic', { id })).toBe('WRONG_STATE');
  });

  test('to a body that does not meet in public is known to its members, who votes and who carries it out, and to nobody else', async () => {
    const rules = { ...anyQuorum, isPublic: false, proxyLimit: 1 };
    const body = await forum.body({ rules }, forum.people.slice(0, 2));
    const { topic, ballot, session } = await forum.voting(body);
    const [outsider, holder] = [forum.members[3]!, forum.members[4]!];
    const sees = async (client: Client) => {
      const { one, whole } = await client.data(
        `query ($id: ID!, $ballot: ID!, $body: ID!) { one: topic(id: $id) { id } ballot(id: $ballot) { id }
           whole: deliberationBody(id: $body) { topics { totalCount } members { totalCount } } }`,
        { id: topic, ballot, body },
      );
      return { isSeen: one !== null, topics: whole.topics.totalCount, members: whole.members.totalCount };
    };
    const all = { isSeen: true, topics: 1, members: 2 };
    const nothing = { isSeen: false, topics: 0, members: 0 };
    for (const client of [forum.chair, forum.members[1]!, forum.cadre]) expect(await sees(client)).toEqual(all);
    expect(await sees(outsider)).toEqual(nothing);
    expect(await outcomeOf(outsider, 'supportTopic', { id: topic })).toBe('NOT_FOUND');
    await done(forum.members[1]!, 'giveBallotProxy', { id: ballot, holderId: forum.people[4], paper: '柜' });
    expect(await sees(holder)).toEqual({ ...all, members: 0 });
    await done(forum.members[1]!, 'revokeBallotProxy', { id: ballot });
    expect(await sees(holder)).toEqual(nothing);
    await done(forum.members[1]!, 'castVote', { id: ballot, answer: 'YES' });
    await done(forum.chair, 'closeBallot', { id: topic });
    await done(forum.chair, 'closeSession', { id: session });
    await done(forum.cadre, 'adoptDecision', { id: topic, ...naming() });
    // Who carries it out.
    expect(await sees(forum.members[5]!)).toMatchObject({ isSeen: true });
    // Whoever has left the body had a vote, and keeps what it was on.
    await database.query('update body_member set valid_from = valid_from - 100, valid_to = current_date - 1 where body_id = $1', [
      parseId(body)!.uuid,
    ]);
    expect(await sees(forum.members[1]!)).toEqual({ ...all, members: 0 });
    expect(await sees(outsider)).toEqual(nothing);
    // What published minutes tell of is known, so that residents evaluate it.
    await done(forum.cadre, 'writeMinutes', { id: session, text: '纪要' });
    await database.query('update minutes set written_by_id = null where session_id = $1', [parseId(session)!.uuid]);
    await done(forum.cadre, 'approveMinutes', { id: session });
    await done(forum.cadre, 'publishMinutes', { id: session });
    expect(await sees(outsider)).toEqual({ ...all, members: 0 });
    const other = await forum.body({ rules: { ...rules } }, forum.people.slice(0, 2));
    const waiting = await forum.propose(other);
    await done(forum.cadre, 'admitTopic', { id: waiting });
    const isSeen = async () => (await outsider.data('query ($id: ID!) { topic(id: $id) { id } }', { id: waiting })).topic !== null;
    expect(await isSeen()).toBe(false);
    await done(forum.cadre, 'setBodyRules', { id: other, rules: { ...rules, isPublic: true } });
    expect(await isSeen()).toBe(true);
  });

  test('is made once, however often it is sent', async () => {
    const body = await forum.body({ rules: anyQuorum });
    const ids = await Promise.all([1, 2, 3].map(() => forum.propose(body, { idempotencyKey: 'once' }).catch(() => null)));
    expect(new Set(ids.filter(Boolean)).size).toBe(1);
  });

  test('comes from a resident, a volunteer, a chief or an organisation, or out of an incident; each in their own right', async () => {
    const body = await forum.body({ rules: anyQuorum });
    const kindOf = async (client: Client, more: object = {}) =>
      (
        await done(
          client,
          'proposeTopic',
          { bodyId: body, title: '绿化', content: '补种', category: 'GREEN_DAMAGE', scale: 'ESTATE_MATTER', ...more },
          'proposerKind',
        )
      ).proposerKind;
    expect(await kindOf(forum.members[0]!)).toBe('RESIDENT');
    const { createTeam } = await forum.cadre.data(
      'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team: volunteerTeam { id } } }',
      {
        input: {
          ...{ organizationId: forum.organization.id, name: '护绿队', kind: 'ECO_MOTHERS' },
          leaderId: (await forum.members[0]!.data('{ viewer { person { id } } }')).viewer.person.id,
        },
      },
    );
    expect(createTeam.team).not.toBeNull();
    await app.caughtUp();
    expect(await kindOf(forum.members[0]!)).toBe('VOLUNTEER');
    expect(await kindOf(await app.as('chief'))).toBe('CHIEF');
    expect(await kindOf(forum.cadre, { organizationId: forum.organization.id })).toBe('ORGANIZATION');
    expect(
      await outcomeOf(forum.members[0]!, 'proposeTopic', {
        bodyId: body,
        title: '绿化',
        content: '补种',
        category: 'OTHER',
        organizationId: forum.organization.id,
      }),
    ).toBe('INVALID');
    const { incident } = (
      await forum.members[0]!.data('mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } } }', {
        input: { title: '占绿', categoryId: forum.category, gridId: forum.grid.id, channel: 'WECHAT' },
      })
    ).reportIncident;
    expect(await kindOf(forum.members[0]!, { incidentId: incident.id })).toBe('INCIDENT');
    expect(
      await outcomeOf(await app.as('resident', '001'), 'proposeTopic', { bodyId: body, title: '绿化', content: '补种', category: 'OTHER' }),
    ).toBe('FORBIDDEN');
  });

  test('is tagged with ways of governance by who proposes it, or who admits it, and found by them', async () => {
    const bodyId = await forum.body({ rules: anyQuorum });
    const [both, law] = [await forum.propose(bodyId, { governance: ['AUTONOMY', 'MORALITY'] }), await forum.propose(bodyId)];
    await done(forum.cadre, 'admitTopic', { id: both });
    await done(forum.cadre, 'admitTopic', { id: law, governance: ['RULE_OF_LAW'] });
    const found = async (...governance: readonly string[]) => {
      const { deliberationBody } = await forum.cadre.data(
        'query ($id: ID!, $filter: TopicFilter) { deliberationBody(id: $id) { topics(filter: $filter) { nodes { id governance } } } }',
        { id: bodyId, filter: { governance } },
      );
      return deliberationBody.topics.nodes;
    };
    expect(await found('MORALITY')).toEqual([{ id: both, governance: ['AUTONOMY', 'MORALITY'] }]);
    expect(await found('RULE_OF_LAW')).toEqual([{ id: law, governance: ['RULE_OF_LAW'] }]);
    expect(await found('RULE_OF_LAW', 'AUTONOMY')).toHaveLength(2);
    expect(
      await outcomeOf(forum.members[1]!, 'proposeTopic', {
        bodyId,
        title: '绿化',
        content: '补种',
        category: 'OTHER',
        governance: ['AUTONOMY', 'AUTONOMY'],
      }),
    ).toBe('INVALID');
  });

  test('that its body has not decided when it ends is declined, and its proposer is told why', async () => {
    const body = await forum.body({ rules: anyQuorum });
    const [proposed, admitted, placed] = [await forum.propose(body), await forum.propose(body), await forum.propose(body)];
    for (const id of [admitted, placed]) await done(forum.cadre, 'admitTopic', { id });
    const session = await forum.announced(body);
    await done(forum.cadre, 'placeOnAgenda', { id: placed, sessionId: session });
    await done(forum.cadre, 'cancelSession', { id: session, reason: '撤销' });
    await done(forum.cadre, 'endBody', { id: body });
    const ask = 'query ($id: ID!) { topic(id: $id) { stage history { nodes { verb note } } } }';
    for (const id of [proposed, admitted, placed]) {
      const { topic } = await forum.members[1]!.data(ask, { id });
      expect([topic.stage, topic.history.nodes.at(-1)]).toEqual([
        'DECLINED',
        { verb: 'endBody', note: 'The body is no more. 议事组织已终止。' },
      ]);
      expect(await toldOf(forum.members[1]!, id)).toContain('TOPIC_DECLINED');
    }
  });

  test('is declined with a reason', async () => {
    const id = await forum.propose(await forum.body({ rules: anyQuorum }));
    expect(await outcomeOf(forum.cadre, 'declineTopic', { id, reason: ' ' })).toBe('REQUIRED');
    expect(await outcomeOf(forum.members[0]!, 'declineTopic', { id, reason: '重复' })).toBe('NOT_FOUND');
    await done(forum.cadre, 'declineTopic', { id, reason: '重复' });
    expect(await stageOf(id)).toBe('DECLINED');
    expect(await toldOf(forum.members[1]!, id)).toEqual(['TOPIC_DECLINED']);
    const { topic } = await forum.members[1]!.data('query ($id: ID!) { topic(id: $id) { history { nodes { note } } } }', { id });
    expect(topic.history.nodes.at(-1).note).toBe('重复');
  });
});

describe('a session', () => {
  test('decides nothing without a quorum, and nothing that is not on its agenda', async () => {
    const body = await forum.body();
    const { topic, session } = await forum.before(body);
    const consensus = { id: topic, result: 'ADOPTED', resolution: '划线' };
    expect(await outcomeOf(forum.chair, 'decideByConsensus', consensus)).toBe('NO_QUORUM');
    expect(await outcomeOf(forum.chair, 'openBallot', { id: topic, method: 'YES_NO_ABSTAIN' })).toBe('NO_QUORUM');
    for (const member of forum.members.slice(1, 4)) await done(member, 'attendSession', { id: session });
    expect(await outcomeOf(forum.members[1]!, 'decideByConsensus', consensus)).toBe('FORBIDDEN');
    expect(await outcomeOf(forum.chair, 'decideByConsensus', consensus)).toBe('DONE');
    const other = await forum.propose(body);
    await done(forum.cadre, 'admitTopic', { id: other });
    expect(await outcomeOf(forum.chair, 'decideByConsensus', { ...consensus, id: other })).toBe('FORBIDDEN');
    expect(await outcomeOf(forum.cadre, 'placeOnAgenda', { id: other, sessionId: session })).toBe('INVALID');
  });

  test('has no result of a topic that comes back before it is decided anew', async () => {
    const body = await forum.body({ rules: anyQuorum });
    const { topic } = await forum.voting(body);
    const result = 'stage result resolution decidedAt';
    expect(await done(forum.chair, 'closeBallot', { id: topic }, result)).toMatchObject({ stage: 'DECIDED', result: 'NO_QUORUM' });
    const again = { id: topic, sessionId: await forum.announced(body) };
    expect(await done(forum.cadre, 'placeOnAgenda', again, result)).toEqual({
      ...{ stage: 'DELIBERATING', result: null, resolution: null, decidedAt: null },
    });
  });

  test('that is over leaves a ballot without an end to its chair, and to whoever prepares sessions', async () => {
    const { topic, session } = await forum.voting(await forum.body({ rules: anyQuorum }));
    expect(await outcomeOf(forum.cadre, 'closeBallot', { id: topic })).toBe('FORBIDDEN');
    await done(forum.chair, 'closeSession', { id: session });
    expect(await outcomeOf(forum.members[1]!, 'closeBallot', { id: topic })).toBe('FORBIDDEN');
    await done(forum.cadre, 'closeBallot', { id: topic });
  });

  test('puts a topic off, which comes back on a later agenda; what is decided does not', async () => {
    const body = await forum.body({ rules: anyQuorum });
    const { topic } = await forum.before(body);
    await done(forum.chair, 'decideByConsensus', { id: topic, result: 'DEFERRED', resolution: '再议' });
    expect(await outcomeOf(forum.cadre, 'adoptDecision', { id: topic, ...naming() })).toBe('WRONG_STATE');
    const later = await forum.announced(body);
    await done(forum.cadre, 'placeOnAgenda', { id: topic, sessionId: later });
    await done(forum.chair, 'openSession', { id: later });
    await done(forum.chair, 'attendSession', { id: later });
    await done(forum.chair, 'decideByConsensus', { id: topic, result: 'REJECTED', resolution: '不同意' });
    // Deferred, rejected.
    expect((await toldOf(forum.members[1]!, topic)).toSorted()).toEqual(['TOPIC_ADMITTED', 'TOPIC_DECIDED', 'TOPIC_DECIDED']);
    expect(await outcomeOf(forum.cadre, 'placeOnAgenda', { id: topic, sessionId: await forum.announced(body) })).toBe('WRONG_STATE');
  });
});

describe('a session with business', () => {
  test('is closed, not ended without business, once something was decided or put to the vote', async () => {
    const body = await forum.body({ rules: anyQuorum });
    const [decided, voted, idle] = [await forum.before(body), await forum.voting(body), await forum.before(body)];
    await done(forum.chair, 'decideByConsensus', { id: decided.topic, result: 'REJECTED', resolution: '不同意' });
    const adjourn = ({ session }: { session: string }) => outcomeOf(forum.chair, 'adjournSession', { id: session, reason: '散会' });
    expect([await adjourn(decided), await adjourn(voted), await adjourn(idle)]).toEqual(['WRONG_STATE', 'WRONG_STATE', 'DONE']);
    await done(forum.chair, 'closeSession', { id: decided.session });
  });

  test('names nobody in its published minutes but who is on notice: not who proposed, votes, or is responsible', async () => {
    const body = await forum.body({ rules: anyQuorum }, [forum.people[1]!]);
    const chair = forum.members[1]!;
    const topic = await forum.propose(body, {}, forum.members[0]!);
    const asked = await forum.propose(body, {}, forum.members[0]!);
    const session = await forum.announced(body, forum.people[1]!);
    for (const id of [topic, asked]) {
      await done(forum.cadre, 'admitTopic', { id });
      await done(forum.cadre, 'placeOnAgenda', { id, sessionId: session });
    }
    await done(chair, 'openSession', { id: session });
    await done(chair, 'attendSession', { id: session });
    await done(chair, 'decideByConsensus', { id: topic, result: 'ADOPTED', resolution: '划线' });
    const responsible = forum.neighbours[0]!;
    await done(forum.cadre, 'adoptDecision', { id: topic, ...naming(), responsibleId: responsible });
    await done(chair, 'openBallot', { id: asked, method: 'YES_NO_ABSTAIN', electorate: 'RESIDENTS' });
    const named = await database.query<{ name: string }>(
      `select name from person where id in ($1, (select person_id from account where subject = 'resident@000'))
       union (select name from person where id = any(select unnest(person_ids) from ballot_elector where ballot_id = (select id from ballot where topic_id = $2)) and id <> $1
         and not exists (select from appointment where person_id = person.id) order by id desc limit 3)`,
      [parseId(responsible)!.uuid, parseId(asked)!.uuid],
    );
    expect(named.length).toBeGreaterThanOrEqual(4);
    const text = named.map(({ name }) => `${name}发言，${[...name].join('　')}复议。`).join('');
    await done(forum.cadre, 'writeMinutes', { id: session, text });
    await done(chair, 'closeSession', { id: session });
    await done(chair, 'approveMinutes', { id: session });
    const { minutes } = await done(forum.cadre, 'publishMinutes', { id: session }, 'minutes { redacted }');
    expect(minutes.redacted).toBe(named.map(({ name }) => `${name[0]}*发言，${name[0]}*复议。`).join(''));
  });
});

describe('a decision', () => {
  test('names who and by when, makes its work, is reported back by its end, evaluated, sent back, done again and archived', async () => {
    const body = await forum.body({ rules: anyQuorum });
    const { topic, session } = await forum.before(body);
    await done(forum.chair, 'decideByConsensus', { id: topic, result: 'ADOPTED', resolution: '划线并立牌' });
    expect(await outcomeOf(forum.cadre, 'adoptDecision', { id: topic, ...naming(), dueOn: '2020-01-01' })).toBe('INVALID');
    const adopted = await done(
      forum.cadre,
      'adoptDecision',
      { id: topic, ...naming(), evaluationMinimum: 2 },
      'stage decision { text responsible { id } dueOn effectiveOn isDone } execution { id state title assignee { id } }',
    );
    expect(adopted).toMatchObject({
      stage: 'IMPLEMENTING',
      decision: { text: '划线并立牌', responsible: { id: forum.people[5] }, dueOn: tomorrow(), isDone: false },
      execution: [{ state: 'REPORTED', title: '停车难', assignee: { id: forum.people[5] } }],
    });
    const worker = forum.members[5]!;
    const finish = async (incident: string) => {
      const step = (client: Client, verb: string, more: object = {}) => done(client, `${verb}Incident`, { id: incident, ...more });
      await step(forum.cadre, 'accept');
      await step(forum.cadre, 'dispatch', { assigneeId: forum.people[5] });
      await step(worker, 'start');
      await step(worker, 'resolve');
      await step(forum.cadre, 'verify');
      expect(await stageOf(topic)).toBe('IMPLEMENTING');
      await step(forum.cadre, 'close');
      expect(await stageOf(topic)).toBe('REPORTED_DONE');
    };
    expect(await outcomeOf(forum.cadre, 'archiveTopic', { id: topic })).toBe('WRONG_STATE');
    await finish(adopted.execution[0].id);
    expect(await outcomeOf(await app.as('resident', '001'), 'evaluateTopic', { id: topic, score: 5, satisfied: true })).toBe('NOT_FOUND');
    await evaluations(topic, [false]);
    expect(await outcomeOf(forum.residents[0]!, 'evaluateTopic', { id: topic, score: 5, satisfied: true })).toBe('WRONG_STATE');
    expect(await stageOf(topic)).toBe('REPORTED_DONE');
    await done(forum.residents[1]!, 'evaluateTopic', { id: topic, score: 5, satisfied: true });
    expect(await stageOf(topic)).toBe('EVALUATED');
    // One of two is below three fifths: it goes back, and only back.
    expect(await outcomeOf(forum.cadre, 'archiveTopic', { id: topic })).toBe('WRONG_STATE');
    const again = await done(
      forum.cadre,
      'returnTopic',
      { id: topic, dueOn: tomorrow(), reason: '居民不满意' },
      'stage evaluation { value } execution { id state }',
    );
    expect(again).toMatchObject({ stage: 'IMPLEMENTING', evaluation: null, execution: [{ state: 'CLOSED' }, { state: 'REPORTED' }] });
    await finish(again.execution[1].id);
    await evaluations(topic, [true, true]);
    expect(await outcomeOf(forum.cadre, 'returnTopic', { id: topic, dueOn: tomorrow(), reason: '再做' })).toBe('WRONG_STATE');
    expect(await outcomeOf(forum.cadre, 'archiveTopic', { id: topic })).toBe('WRONG_STATE');
    await done(forum.cadre, 'writeMinutes', { id: session, text: '划线' });
    await done(forum.chair, 'closeSession', { id: session });
    await done(forum.chair, 'approveMinutes', { id: session });
    await done(forum.cadre, 'publishMinutes', { id: session });
    const archived = await done(
      forum.cadre,
      'archiveTopic',
      { id: topic },
      'stage evaluation { numerator denominator value } history { nodes { verb } }',
    );
    expect(archived).toMatchObject({ stage: 'ARCHIVED', evaluation: { numerator: 2, denominator: 2, value: 1 } });
    expect(archived.history.nodes.map(({ verb }: { verb: string }) => verb)).toEqual(
      `proposeTopic admitTopic placeOnAgenda decideByConsensus adoptDecision closeIncident evaluateTopic returnTopic closeIncident evaluateTopic archiveTopic`.split(
        ' ',
      ),
    );
  });

  test('is adopted together with its work, or not at all', async () => {
    const { topic } = await forum.before(await forum.body({ rules: anyQuorum }));
    await done(forum.chair, 'decideByConsensus', { id: topic, result: 'ADOPTED', resolution: '划线' });
    const [{ count: before }] = (await database.query<{ count: number }>('select count(*)::int as count from incident')) as [
      { count: number },
    ];
    expect(await perform(forum.cadre, 'adoptDecision', { id: topic, ...naming(), gridId: null })).toMatchObject({
      outcome: 'REQUIRED',
      path: 'gridId',
    });
    // What nobody could meet is not asked for, and what is asked for is not left out.
    const whole = { numerator: 1, denominator: 1 };
    for (const [path, asked] of [
      ['threshold', { threshold: { ...whole, strict: true } }],
      ['evaluationMinimum', { evaluationMinimum: 10_000 }],
    ] as const)
      expect(await perform(forum.cadre, 'adoptDecision', { id: topic, ...naming(), ...asked })).toMatchObject({ outcome: 'INVALID', path });
    const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(forum.cadre, 'adoptDecision', { id: topic, ...naming() })));
    expect(outcomes.filter((outcome) => outcome === 'DONE')).toEqual(['DONE']);
    const [{ count: after }] = (await database.query<{ count: number }>('select count(*)::int as count from incident')) as [
      { count: number },
    ];
    expect(after).toBe(before + 1);
    expect(await outcomeOf(forum.members[0]!, 'reportExecution', { id: topic, report: '完成' })).toBe('FORBIDDEN');
    expect(await done(forum.members[5]!, 'reportExecution', { id: topic, report: '完成' }, 'stage decision { report isDone }')).toEqual({
      stage: 'REPORTED_DONE',
      decision: { report: '完成', isDone: true },
    });
  });

  test('is there in the tables for whatever is carried out, with who and by when, and only after a quorum', async () => {
    const without = await database.query(
      `select id from topic where state in ('IMPLEMENTING', 'REPORTED_DONE', 'EVALUATED', 'ARCHIVED') and not exists
         (select from decision where topic_id = topic.id and responsible_id is not null and due_on is not null and cardinality(incident_ids) > 0)`,
    );
    expect(without).toEqual([]);
  });
});

test('one query tells what is due this month in my grids, who chairs, which topics wait, what was decided last time and whether it is done', async () => {
  const leader = await app.as('grid-leader');
  const body = await forum.body({ rules: anyQuorum, gridId: forum.grid.id });
  await done(forum.cadre, 'setChairRoster', { id: body, chairIds: forum.people.slice(0, 2) });
  // The session that is held today is none of those that are due.
  await done(forum.cadre, 'setRecurrence', { id: body, recurrence: { frequency: 'WEEKLY', weekday: weekdayIn(2), time: '19:30' } });
  const { topic, session } = await forum.before(body);
  await done(forum.chair, 'decideByConsensus', { id: topic, result: 'ADOPTED', resolution: '划线' });
  await done(forum.cadre, 'adoptDecision', { id: topic, ...naming() });
  await done(forum.chair, 'closeSession', { id: session });
  const waiting = await forum.propose(body, { title: '晾晒' });
  await done(forum.cadre, 'admitTopic', { id: waiting });
  const [from, to] = [new Date(), new Date(Date.now() + 30 * 86_400_000)].map((at) => at.toISOString());
  const query = `query ($from: DateTime!, $to: DateTime!) {
    sessionsDue(filter: { mine: true, dueAt: { from: $from, to: $to } }) { nodes {
      dueAt status chair { id publicName }
      body { id topics(filter: { stages: [ADMITTED] }) { nodes { title } }
        sessions(first: 1, filter: { held: true }) { nodes { agenda { topic { title result decision { dueOn isDone responsible { id } } execution { state } } } } } }
    } } }`;
  const ask = () => leader.data(query, { from, to });
  await ask();
  const { result, statements } = await log.during(ask);
  expect(statements.length).toBe(1);
  const due = result.sessionsDue.nodes.filter((node: { body: { id: string } }) => node.body.id === body);
  expect(due.length).toBeGreaterThanOrEqual(4);
  expect(due[0].chair.id).toBe(forum.people[1]);
  expect(due[0].body.topics.nodes).toEqual([{ title: '晾晒' }]);
  expect(due[0].body.sessions.nodes[0].agenda).toEqual([
    {
      topic: {
        ...{ title: '停车难', result: 'ADOPTED', execution: [{ state: 'REPORTED' }] },
        decision: { dueOn: tomorrow(), isDone: false, responsible: { id: forum.people[5] } },
      },
    },
  ]);
});
