import { rateOf } from '../../graph/rate.js';
import { anyOf, hasAny, holdsThat, range, within } from '../../read/filter.js';
import { column, computed, connection, list, lookup, type NounReads, one, type Reads, sequence, value } from '../../read/noun.js';
import { sql, today, viewerPerson } from '../../read/sql.js';
import { subject } from '../notifications/notification.reads.js';
import { history } from '../organisations/history.reads.js';
import { isKnown } from './known.js';
import { Decision, Topic } from './topic.entity.js';
import { type TopicPart, topicParts, visibleTopics } from './topic.policy.js';
import { topicFlow } from './topic.workflow.js';

const topics: NounReads<TopicPart> = {
  noun: 'Topic',
  entity: Topic,
  visible: visibleTopics,
  parts: topicParts,
  conditions: { isKnown: (topic) => isKnown(topic.col('id'), topic.col('body')) },
  fields: {
    stage: column('state'),
    proposedAt: column('createdAt'),
    proposer: one('Person', 'proposer', { follows: true, part: 'people' }),
    supportedByViewer: value(
      (topic) => sql`exists (select from topic_support s where s.topic_id = ${topic.col('id')} and s.person_id = ${viewerPerson})`,
    ),
    decision: one('Decision', (topic, decision) => sql`${decision.col('topic')} = ${topic.col('id')}`, { follows: true }),
    execution: sequence('Incident', (topic) => sql`(select incident_ids from decision d where d.topic_id = ${topic.col('id')})`),
    evaluation: computed<{ count: number; satisfied: number }>(
      { count: (topic) => topic.col('evaluationCount'), satisfied: (topic) => topic.col('satisfiedCount') },
      ({ count, satisfied }, { now }) =>
        count === 0
          ? null
          : rateOf(
              satisfied,
              count,
              {
                key: 'deliberation.evaluationSatisfaction',
                formula: 'Satisfied ÷ evaluations since it was last reported done. 满意评价数÷最近一次报告完成以来的评价数。',
                version: 1,
              },
              'COHORT',
              now,
            ),
    ),
    history,
    viewerActions: topicFlow.viewerActions,
  },
  filters: {
    stages: anyOf('state'),
    categories: anyOf('category'),
    scales: anyOf('scale'),
    governance: hasAny('governance'),
    results: anyOf('result'),
    proposedByViewer: holdsThat((row) => sql`${row.col('proposer')} = ${viewerPerson}`),
    proposedAt: range('createdAt'),
    within: within(),
  },
  orders: { PROPOSED_AT: { key: (row) => row.col('createdAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'PROPOSED_AT', direction: 'DESC' },
  roots: { topic: lookup({ id: 'id' }), topics: list() },
};

const decisions: NounReads<TopicPart> = {
  noun: 'Decision',
  entity: Decision,
  visible: { through: 'topic' },
  fields: {
    topic: one('Topic', 'topic', { follows: true }),
    responsible: one('Person', 'responsible', { follows: true }),
    isDone: value((row) => sql`${row.col('doneAt')} is not null`),
    isOverdue: value((row) => sql`(${row.col('doneAt')} is null and ${row.col('dueOn')} < ${today})`),
    threshold: computed<{ numerator: number; denominator: number }>(
      { numerator: (row) => row.col('thresholdNumerator'), denominator: (row) => row.col('thresholdDenominator') },
      (share) => ({ ...share, strict: false }),
    ),
  },
};

export const topicReads: readonly Reads[] = [
  topics,
  decisions,
  { adds: 'Notification', fields: { topic: subject('Topic') } },
  { adds: 'DeliberationBody', fields: { topics: connection('Topic', (body, topic) => sql`${topic.col('body')} = ${body.col('id')}`) } },
  { adds: 'AgendaItem', fields: { topic: one('Topic', 'topicId') } },
];
