import { growthOf, type RateDefinition, rateOf } from '../../graph/rate.js';
import { type Asking, type Counted, computed, type FieldRead, type RowRef, value } from '../../read/noun.js';
import { and, raw, type Sql, sql, today } from '../../read/sql.js';
import { isHeld, isOver } from '../deliberation/body.reads.js';
import { holdsOn } from '../organisations/organization.reads.js';
import { type About, isAtOrBelow, isBelow, isIn } from './about.js';
import { rateField } from './rates.js';

/** Volunteers, activities, what was deliberated, and calls of departments. */

const memberships: Counted = { name: 'memberships', noun: 'TeamMembership', where: isBelow };
const activities: Counted = {
  name: 'activities',
  noun: 'Activity',
  where: (activity, owner, about: About) =>
    and([isBelow(activity, owner), isIn(activity.col('startsAt'), about), sql`${activity.col('state')} in ('COMPLETED', 'REPORTED')`]),
};
const sessionsDue: Counted = {
  name: 'sessions_due',
  noun: 'SessionDue',
  where: (due, owner, about: About) => and([isBelow(due, owner), isIn(due.col('dueAt'), about), isOver(due.col('dueAt'))]),
};
const decisions: Counted = {
  name: 'decisions',
  noun: 'Decision',
  where: (decision, owner, { from, to }: About) =>
    sql`${decision.col('topic')} in (select id from topic where ${isAtOrBelow(raw('place'), owner.col('place'))})
      and ${decision.col('dueOn')} >= ${from} and ${decision.col('dueOn')} < ${to} and ${decision.col('dueOn')} < ${today}`,
};
const topics: Counted = {
  name: 'topics',
  noun: 'Topic',
  where: (topic, owner, about: About) => and([isBelow(topic, owner), isIn(topic.col('decidedAt'), about)]),
};

const answersToCalls: Counted = {
  name: 'whistle_answers',
  noun: 'WhistleAnswer',
  where: (answer, owner, about: About) =>
    and([
      isBelow(answer, owner),
      sql`${answer.col('whistle')} in (select id from whistle where state = 'CONCLUDED' and ${isIn(raw('called_at'), about)})`,
    ]),
};

/** How many people belonged to a team on a day. */
const sizeOn = (asking: Asking, name: string, day: Sql): Sql =>
  asking.count(
    memberships,
    name,
    (membership) => sql`count(distinct ${membership.col('person')}) filter (where ${holdsOn(membership, day)})`,
  );
const firstDay = ({ about }: Asking): Sql => sql`${(about as About).from}`;
const lastDay = ({ about }: Asking): Sql => sql`(${(about as About).to} - 1)`;

const growth: RateDefinition = {
  key: 'volunteer.growth',
  formula:
    '(Members of teams on the last day − on the first day of the period) ÷ on the first day. （统计期末日队员人数−首日队员人数）÷首日队员人数。',
  version: 1,
};

const sum = (row: RowRef, property: string): Sql => sql`coalesce(sum(${row.col(property)}), 0)`;

export const commonFigures: Readonly<Record<string, FieldRead>> = {
  volunteers: value((_owner, asking) => sizeOn(asking, 'size_then', lastDay(asking))),
  volunteerGrowth: computed<{ from: number; to: number }>(
    {
      from: (_owner, asking) => sizeOn(asking, 'size_before', firstDay(asking)),
      to: (_owner, asking) => sizeOn(asking, 'size_then', lastDay(asking)),
    },
    ({ from, to }, { now }) => growthOf(from, to, growth, now),
  ),
  activities: value((_owner, { count }) => count(activities, 'activities', () => sql`count(*)`)),
  beneficiaryPersonTimes: value((_owner, { count }) => count(activities, 'beneficiaries', (row) => sum(row, 'beneficiaryPersonTimes'))),
  meetingCompliance: rateField({
    key: 'deliberation.meetingCompliance',
    name: 'held',
    of: sessionsDue,
    where: (due) => isHeld(due.col('id')),
    formula:
      'Sessions held ÷ sessions due in the period by recurrences, whose day has passed. 已召开会议数÷统计期内按周期应开且日期已过的会议数。',
    version: 1,
    basis: 'FLOW',
  }),
  decisionExecutionRate: rateField({
    key: 'deliberation.decisionExecutionRate',
    name: 'executed',
    of: decisions,
    where: (decision) => sql`${decision.col('doneAt')} is not null`,
    formula: 'Decisions reported done ÷ decisions adopted whose time limit passed in the period. 已执行决议数÷期限在统计期内届满的决议数。',
    version: 1,
    basis: 'FLOW',
  }),
  whistleArrivalRate: rateField({
    key: 'whistle.arrivalRate',
    name: 'arrived',
    of: answersToCalls,
    where: (answer) => sql`${answer.col('state')} = 'ARRIVED'`,
    formula:
      'Departments that turned up ÷ departments called, of the calls of the period that were concluded. 已报到部门数÷被吹哨部门数（统计期内发出且已办结的吹哨）。',
    version: 1,
    basis: 'COHORT',
  }),
  whistlePunctualRate: rateField({
    key: 'whistle.punctualRate',
    name: 'punctual',
    of: answersToCalls,
    where: (answer) => sql`${answer.col('arrivedAt')} <= (select arrive_by from whistle where whistle.id = ${answer.col('whistle')})`,
    formula:
      'Departments that turned up in time ÷ departments called, of the calls of the period that were concluded. 按时报到部门数÷被吹哨部门数（统计期内发出且已办结的吹哨）。',
    version: 1,
    basis: 'COHORT',
  }),
  evaluationSatisfaction: computed<{ satisfied: number; evaluations: number }>(
    {
      satisfied: (_owner, { count }) => count(topics, 'satisfied', (topic) => sum(topic, 'satisfiedCount')),
      evaluations: (_owner, { count }) => count(topics, 'evaluations', (topic) => sum(topic, 'evaluationCount')),
    },
    ({ satisfied, evaluations }, { now }) =>
      rateOf(
        satisfied,
        evaluations,
        {
          key: 'deliberation.evaluationSatisfaction',
          formula: 'Satisfied ÷ evaluations, of topics decided in the period. 统计期内作出决定的议题：满意评价数÷评价数。',
          version: 1,
        },
        'COHORT',
        now,
      ),
  ),
};
