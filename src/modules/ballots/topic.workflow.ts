// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { dayOf } from '../../kernel/clock.js';
import { refuse } from '../../kernel/result.js';
import type { RowRef } from '../../read/noun.js';
import { literals, type Sql, sql } from '../../read/sql.js';
import { changed, day, id, int, lines, listOf, oneOf, optional, optionalLines, part } from '../../work/input.js';
import { policyFacts } from '../../work/policy-facts.js';
import { taking, workflow } from '../../work/workflow.js';
import { chairOf } from '../deliberation/chair.js';
import { fractionInput } from '../deliberation/commands/rules.js';
import { tellSession } from '../deliberation/commands/tell-session.js';
import { sessionsOver } from '../deliberation/deliberation.terms.js';
import { reaches } from '../deliberation/quorum.js';
import { DeliberationSession } from '../deliberation/session.entity.js';
import { belongsAt } from '../organisations/belonging.js';
import { GovernanceWayEnum } from '../organisations/organization.type.js';
import { topicStages } from './ballots.terms.js';
import { carryOut, carryOutAgain } from './commands/carry-out.js';
import { closeOpenBallot } from './commands/close-ballot.js';
import { decisionOf } from './commands/decision.js';
import { ballotFields, openBallotOn } from './commands/open-ballot.js';
import { sessionAt } from './commands/session-at.js';
import { demandSitting, putOnAgenda } from './commands/sitting.js';
import { tellProposer } from './commands/tell-proposer.js';
import { Topic } from './topic.entity.js';
import * as policy from './topic.policy.js';
import { CONTENT_LENGTH, ConsensusEnum, topicPayload } from './topic.type.js';

/** Of its decision, as long as they live or serve where the topic is. */
const responsibleOf = (topic: RowRef): Sql => sql`(select responsible_id from decision d where d.topic_id = ${topic.col('id')}
  and ${belongsAt(sql`d.responsible_id`, topic.col('place'))})`;

const leftOpenAt = (topic: RowRef): Sql => sql`(select s.place from ballot b join deliberation_session s on s.id = b.session_id
  where b.topic_id = ${topic.col('id')} and b.state = 'OPEN' and b.closes_at is null and s.state in (${literals(sessionsOver)}))`;

/** It begins with proposeTopic; evaluateTopic leads from REPORTED_DONE to EVALUATED. */
export const topicFlow = workflow({
  noun: 'Topic',
  entity: Topic,
  states: topicStages,
  answers: topicPayload,
  facts: policyFacts<policy.TopicFacts>({
    state: (row) => row.col('state'),
    place: (row) => row.col('place'),
    proposer: (row) => row.col('proposer'),
    chair: (row) => chairOf(row.col('session')),
    result: (row) => row.col('result'),
    leftOpenAt,
    responsible: responsibleOf,
  }),
  steps: {
    admit: {
      does: 'Admits a proposed topic. 受理议题',
      from: ['PROPOSED'],
      to: 'ADMITTED',
      may: policy.mayScreen,
      takes: taking(
        {
          governance: changed(
            listOf(oneOf(GovernanceWayEnum, 'By which ways of governance (三治), in place of what was proposed. 治理方式'), { max: 3 }),
          ),
        },
        (topic: Topic, { governance }, { work, now }) => {
          if (governance !== undefined) topic.governance = [...(governance ?? [])];
          return tellProposer(work, topic, 'TOPIC_ADMITTED', now);
        },
      ),
    },
    decline: {
      does: 'Declines a proposed topic, with a reason. 不予受理议题',
      from: ['PROPOSED'],
      to: 'DECLINED',
      may: policy.mayScreen,
      isReasoned: true,
      change: (topic, { work, now }) => tellProposer(work, topic, 'TOPIC_DECLINED', now),
    },
    withdraw: {
      does: 'Withdraws a topic before it is deliberated. 撤回议题',
      from: ['PROPOSED', 'ADMITTED'],
      to: 'WITHDRAWN',
      may: policy.mayWithdraw,
    },
    place: {
      as: 'placeOnAgenda',
      does: 'Puts a topic on the agenda of a session that is still to come; one that was deferred or found no quorum as well. 列入议程',
      from: ['ADMITTED', 'DELIBERATING', 'DECIDED'],
      to: 'DELIBERATING',
      may: policy.mayScreen,
      takes: taking(
        { sessionId: id('DeliberationSession', 'Of its body, and still to come. 会议') },
        (topic: Topic, { sessionId }, { work, now }) => putOnAgenda(work, topic, sessionId, now),
      ),
    },
    openBallot: {
      as: 'openBallot',
      does: 'Opens a ballot on a topic, in an open session with a quorum. Who has a vote is settled now. 发起投票',
      from: ['DELIBERATING'],
      to: 'VOTING',
      may: policy.mayConduct,
      takes: taking(ballotFields, (topic: Topic, input, { work, now }) => openBallotOn(work, topic, input, now)),
    },
    closeBallot: {
      as: 'closeBallot',
      does: 'Closes the ballot on a topic and counts it. 结束投票并计票',
      from: ['VOTING'],
      to: 'DECIDED',
      may: policy.mayCloseBallot,
      isLocked: true,
      change: (topic, { work, now }) => closeOpenBallot(work, topic, now),
    },
    decide: {
      as: 'decideByConsensus',
      does: 'Decides a topic without a ballot, in an open session with a quorum; the minutes say so. 协商一致作出决定',
      from: ['DELIBERATING'],
      to: 'DECIDED',
      may: policy.mayConduct,
      takes: taking(
        { result: oneOf(ConsensusEnum, 'What was decided. 结果'), resolution: lines(CONTENT_LENGTH, 'In words. 决定内容') },
        async (topic: Topic, { result, resolution }, { work, now }) => {
          const session = await demandSitting(work, topic);
          Object.assign(topic, { result, resolution, decidedAt: now });
          await tellSession(work, session, { kind: 'TOPIC_DECIDED', about: { noun: 'Topic', id: topic.id } });
          await tellProposer(work, topic, 'TOPIC_DECIDED', now);
        },
      ),
    },
    adopt: {
      as: 'adoptDecision',
      does: 'Names who carries out what was adopted, and until when; the work is made as an incident. 落实决议',
      from: ['DECIDED'],
      to: 'IMPLEMENTING',
      may: policy.mayAdopt,
      takes: taking(
        {
          text: optionalLines(CONTENT_LENGTH, 'What was adopted; as decided if left out. 决议内容'),
          responsibleId: id('Person', 'Who is responsible. 责任人'),
          dueOn: day('Until when. 完成期限'),
          categoryId: id('IncidentCategory', 'Of the incident. 事件类别'),
          gridId: optional(id('Grid', "Where the work is done; the topic's grid if left out. 网格")),
          evaluationMinimum: optional(int({ min: 1, max: 10_000 }, 'How many evaluations it takes; 3 if left out. 最低评议人数')),
          threshold: optional(part(fractionInput, 'What share of them has to be satisfied; 3/5 if left out. 满意度门槛')),
        },
        async (topic: Topic, input, { work, now }) => {
          await carryOut(work, topic, input, now);
          const session = await sessionAt(work, topic.session!);
          await tellSession(work, session, { kind: 'DECISION_ADOPTED', about: { noun: 'Topic', id: topic.id } });
        },
      ),
    },
    report: {
      as: 'reportExecution',
      does: 'Reports that a decision was carried out. Its incident reports it by itself when it is closed. 报告落实情况',
      from: ['IMPLEMENTING'],
      to: 'REPORTED_DONE',
      may: policy.mayReportExecution,
      takes: taking(
        { report: lines(CONTENT_LENGTH, 'What was done, and how one can see it. 落实情况') },
        async (topic: Topic, { report }, { work, now }) => {
          const decision = await decisionOf(work, topic.id);
          Object.assign(decision, { report, doneAt: now });
        },
      ),
    },
    return: {
      does: 'Sends a topic back that residents are not satisfied with: the work is made anew. 退回重新落实',
      from: ['EVALUATED'],
      to: 'IMPLEMENTING',
      may: policy.mayReturn,
      isReasoned: true,
      takes: taking({ dueOn: day('Until when. 完成期限') }, async (topic: Topic, { dueOn }, { work, now }) => {
        const decision = await decisionOf(work, topic.id);
        if (isGood(topic, decision)) refuse('WRONG_STATE', 'Residents are satisfied. 居民评议已达标，无需退回。', 'id');
        if (dueOn < dayOf(now)) refuse('INVALID', '{field} must not lie in the past. {field} 不得早于今天。', 'dueOn');
        Object.assign(decision, { dueOn, doneAt: null, report: null });
        Object.assign(topic, { round: topic.round + 1, evaluationCount: 0, satisfiedCount: 0 });
        await carryOutAgain(work, topic, decision);
      }),
    },
    archive: {
      does: 'Closes a topic that residents are satisfied with, once the minutes of its session are published. 归档',
      from: ['EVALUATED'],
      to: 'ARCHIVED',
      may: policy.mayArchive,
      async change(topic, { work }) {
        if (!isGood(topic, await decisionOf(work, topic.id)))
          refuse(
            'WRONG_STATE',
            'Residents are not satisfied: send it back (returnTopic). 居民评议未达标，请退回重新落实（returnTopic）。',
            'id',
          );
        const session = await work.em.findOneOrFail(DeliberationSession, { id: topic.session! });
        if (session.state !== 'MINUTES_PUBLISHED')
          refuse('WRONG_STATE', 'The minutes of its session are not published yet. 会议纪要尚未公布。', 'id');
      },
    },
  },
});

const isGood = (topic: Topic, { thresholdNumerator, thresholdDenominator }: Awaited<ReturnType<typeof decisionOf>>): boolean =>
  reaches(topic.satisfiedCount, topic.evaluationCount, { numerator: thresholdNumerator, denominator: thresholdDenominator, strict: false });
