import { placesOf } from '../../auth/viewer.js';
import { type RateDefinition, rateOf } from '../../graph/rate.js';
import { type Asking, computed, type FieldRead, type RowRef } from '../../read/noun.js';
import { and, join, literal, raw, type Sql, slot, sql, today, viewerPerson } from '../../read/sql.js';
import { type About, daysIn, how, isIn } from './about.js';
import { countOf, definedBy } from './incident-counts.js';
import { type IncidentMeasureName, incidentRates } from './incident-measures.js';

/** What somebody did in a period, for themselves and for those above them. */

const supervised = slot('text[]', (run) => placesOf(run.viewer, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR'));

/** The viewer is the person, or a cadre or street officer above one of their posts of today. */
const isShown = (person: RowRef): Sql => sql`(${person.col('id')} = ${viewerPerson} or exists (select from appointment post
  where post.person_id = ${person.col('id')} and post.valid_from <= ${today} and coalesce(post.valid_to > ${today}, true) and left(post.place, -4) ^@ any(${supervised})))`;

const ofPeriod = (asking: Asking): About => ({ ...daysIn(asking.args.period!), basis: 'COHORT' });

const countedFrom = (from: Sql, counts: Readonly<Record<string, Sql>>): Sql => {
  const entries = Object.entries(counts).map(([name, count]) => sql`${literal(name)} : ${count}`);
  return sql`(select json_object(${join(entries, ', ')}) from ${from})`;
};

const measures = [
  'accepted_in_time',
  'accepted_or_late',
  'resolved_in_time',
  'resolved_or_late',
  'reworked',
  'verified',
  'resolved',
] as const;

/** Incidents that lie, or last lay, with the person. */
function assigned(person: RowRef, asking: Asking): Sql {
  const about = ofPeriod(asking);
  const { row: incident, table } = asking.anyOf('Incident');
  const isTheirs = and([sql`${incident.col('assignee')} = ${person.col('id')}`, isIn(incident.col('reportedAt'), about)]);
  const counted = Object.fromEntries(measures.map((name) => [name, countOf(name, about, () => null)(incident)]));
  return countedFrom(sql`${table} where ${isTheirs}`, { all: raw('count(*)'), ...counted });
}

/** Incidents that the person reported or took down. */
function reports(person: RowRef, asking: Asking): Sql {
  const { row: incident, table } = asking.anyOf('Incident');
  const isTheirs = and([
    sql`(${incident.col('reporter')} = ${person.col('id')} or ${incident.col('recorder')} = ${person.col('id')})`,
    isIn(incident.col('reportedAt'), ofPeriod(asking)),
  ]);
  const isValid = sql`${incident.col('state')} not in ('REJECTED', 'CANCELLED', 'DUPLICATE')`;
  return countedFrom(sql`${table} where ${isTheirs}`, { all: raw('count(*)'), valid: how(isValid) });
}

function visits(person: RowRef, asking: Asking): Sql {
  const { row: visit, table } = asking.anyOf('Visit');
  const isTheirs = and([sql`${visit.col('actorIds')} @> array[${person.col('id')}]`, isIn(visit.col('at'), ofPeriod(asking))]);
  return countedFrom(sql`${table} where ${isTheirs}`, { all: raw('count(*)'), households: sql`count(distinct ${visit.col('household')})` });
}

interface Counts {
  readonly assigned: Readonly<Record<'all' | (typeof measures)[number], number>>;
  readonly reports: { readonly all: number; readonly valid: number };
  readonly visits: { readonly all: number; readonly households: number };
}

const validReportRate: RateDefinition = {
  key: 'worker.validReportRate',
  formula:
    'Of the incidents that the person reported or took down in the period: all but rejected, withdrawn and duplicate ones ÷ all. 本人在统计期内上报或登记的事件中：有效数（不含不予受理、撤回、并案）÷上报数。',
  version: 1,
};

const counts = (person: RowRef, asking: Asking): Sql =>
  sql`case when ${isShown(person)} then json_object('assigned' : ${assigned(person, asking)}, 'reports' : ${reports(person, asking)}, 'visits' : ${visits(person, asking)}) end`;

export const performance: FieldRead = computed<{ counts: Counts | null }>({ counts }, ({ counts }, { now }) => {
  if (counts === null) return null;
  const { assigned, reports, visits } = counts;
  const numbers: Readonly<Partial<Record<IncidentMeasureName, number>>> = assigned;
  const rate = (name: 'acceptOnTimeRate' | 'onTimeRate' | 'reworkRate') => {
    const { numerator, denominator } = incidentRates[name];
    return rateOf(numbers[numerator]!, numbers[denominator]!, definedBy(incidentRates[name], 'COHORT'), 'COHORT', now);
  };
  return {
    assigned: assigned.all,
    handled: assigned.resolved,
    acceptOnTimeRate: rate('acceptOnTimeRate'),
    onTimeRate: rate('onTimeRate'),
    reworkRate: rate('reworkRate'),
    reports: reports.all,
    validReportRate: rateOf(reports.valid, reports.all, validReportRate, 'COHORT', now),
    visits: visits.all,
    householdsVisited: visits.households,
  };
});
