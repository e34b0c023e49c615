import type { RateDefinition } from '../../graph/rate.js';
import { type Asking, type Counted, computed, type FieldRead, type RowRef } from '../../read/noun.js';
import { and, raw, type Sql, sql } from '../../read/sql.js';
import { type ExclusionReason, exclusionReasons } from '../exclusions/exclusion.terms.js';
import { isSatisfied } from '../incidents/incident.reads.js';
import { type About, how, isAtOrBelow, isIn } from './about.js';
import { incidents } from './incident-counts.js';
import { rateByBasis } from './rates.js';

/** The three rates of what reporters say: who answered, whose problem is solved, who is satisfied; and what they leave out. */

/** An incident counts unless somebody has reviewed that it does not. */
export const isLeftOut = (incident: Sql): Sql => sql`${incident} in (select incident_id from rate_exclusion where state = 'GRANTED')`;

/** The incidents that count, as ids: those of the scope; of a COHORT, reported in the period. */
const inQuestion = (owner: RowRef, about: About): Sql => {
  const place = isAtOrBelow(raw('place'), owner.col('place'));
  return sql`(select id from incident where ${and([place, sql`not ${isLeftOut(raw('id'))}`, ...(about.basis === 'COHORT' ? [isIn(raw('reported_at'), about)] : [])])})`;
};

const answers: Counted = {
  name: 'answers',
  noun: 'Satisfaction',
  where: (answer, owner, about: About) =>
    and([
      sql`${answer.col('incident')} in ${inQuestion(owner, about)}`,
      ...(about.basis === 'FLOW' ? [isIn(answer.col('at'), about)] : []),
    ]),
};
/** Of a FLOW each closing counts when it happened; of a COHORT the incident knows how often it was closed. */
const closings: Counted = {
  name: 'closings',
  noun: 'IncidentEvent',
  where: (event, owner, about: About) =>
    and([sql`${event.col('kind')} = 'CLOSED' and ${event.col('incident')} in ${inQuestion(owner, about)}`, isIn(event.col('at'), about)]),
};

const answered = ({ count }: Asking): Sql => count(answers, 'answered', () => sql`count(*)`);
const closed = ({ count, about }: Asking): Sql =>
  (about as About).basis === 'FLOW'
    ? count(closings, 'closed', () => sql`count(*)`)
    : count(
        incidents,
        'closed',
        (incident, each) =>
          sql`coalesce(sum(${each(sql`sum(${incident.col('closings')}) filter (where not ${isLeftOut(incident.col('id'))})`)}), 0)`,
      );

const rate = (definition: RateDefinition, numerator: (asking: Asking) => Sql, denominator: (asking: Asking) => Sql): FieldRead =>
  rateByBasis(() => definition, numerator, denominator);

export const satisfactionFigures: Readonly<Record<string, FieldRead>> = {
  responseRate: rate(
    {
      key: 'incident.responseRate',
      formula:
        'Answers ÷ closings, each of which may be answered once: of incidents reported in the period (COHORT), or dated in it (FLOW); without excluded incidents. 评价数÷结案次数（每次结案可评价一次）：按统计期内上报的事件（COHORT），或按统计期内发生（FLOW）；不含已剔除事件。',
      version: 2,
    },
    answered,
    closed,
  ),
  solvedRate: rate(
    {
      key: 'incident.solvedRate',
      formula:
        'Answers that the problem is solved ÷ answers: of incidents reported in the period (COHORT), or given in it (FLOW); without excluded incidents. 评价为已解决数÷评价数：按统计期内上报的事件（COHORT），或按统计期内评价（FLOW）；不含已剔除事件。',
      version: 2,
    },
    ({ count }) => count(answers, 'solved', (answer) => how(answer.col('solved'))),
    answered,
  ),
  satisfactionRate: rate(
    {
      key: 'incident.satisfactionRate',
      formula:
        'Answers with a score of 4 or 5 ÷ answers: of incidents reported in the period (COHORT), or given in it (FLOW); without excluded incidents. 评分为 4 分或 5 分的评价数÷评价数：按统计期内上报的事件（COHORT），或按统计期内评价（FLOW）；不含已剔除事件。',
      version: 2,
    },
    ({ count }) => count(answers, 'satisfied', (answer) => how(isSatisfied(answer))),
    answered,
  ),
  excludedFromRates: computed<{ counts: readonly { readonly reason: ExclusionReason; readonly count: number }[] }>(
    {
      counts: (owner, asking) => {
        const about = asking.about as About;
        const isMeant = about.basis === 'FLOW' ? isIn(raw('e.decided_at'), about) : isIn(raw('i.reported_at'), about);
        return sql`(select coalesce(json_agg(json_build_object('reason', reason, 'count', n)), '[]') from (
          select e.reason, count(*) as n from rate_exclusion e join incident i on i.id = e.incident_id
          where e.state = 'GRANTED' and ${isAtOrBelow(raw('i.place'), owner.col('place'))} and ${isMeant} group by 1) left_out)`;
      },
    },
    ({ counts }) =>
      (Object.keys(exclusionReasons) as ExclusionReason[]).map((reason) => ({
        reason,
        count: counts.find((one) => one.reason === reason)?.count ?? 0,
      })),
  ),
};
