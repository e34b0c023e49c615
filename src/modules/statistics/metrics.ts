import type { NounName } from '../../kernel/ids.js';
import type { Asking, RowRef } from '../../read/noun.js';
import { and, join, literal, literals, raw, type Sql, slot, sql, today } from '../../read/sql.js';
import { activityKinds } from '../activities/activity.terms.js';
import { careCategories, personalCategories, visitKinds } from '../care/care.terms.js';
import { covenantKinds } from '../covenants/covenant.terms.js';
import { sessionKinds } from '../deliberation/deliberation.terms.js';
import { householdKinds } from '../households/household.terms.js';
import { isSatisfied } from '../incidents/incident.reads.js';
import { incidentDomains } from '../incidents/incident.terms.js';
import { organizationKinds, positions, stationKinds } from '../organisations/organization.terms.js';
import { needKinds } from '../volunteers/need.terms.js';
import { volunteerTeamKinds } from '../volunteers/volunteer.terms.js';
import { isAtOrBelow, levelsOf, parentOf } from './about.js';
import { hasOwnBranch, hasWorkGroup, isActiveGrid, isOwnersCommittee } from './grid-figures.js';
import { isCompleted, isCountedForRates } from './incident-measures.js';
import { isActiveResident, isComplete } from './resident-figures.js';
import { isLeftOut } from './satisfaction-figures.js';
import { FEWEST } from './suppression.js';

/**
 * What reported figures are compared with, by the key of their metric: a number in SQL, of the rows at or below the figure's organisation. A metric may have a
 * term after a colon that narrows it: appointment.count:GRID_LEADER.
 */

/** A figure, as its metric asks of it. */
interface Asked {
  readonly term: Sql;
  /** Of the scope. */
  readonly place: Sql;
  /** A row of the table under this alias lies in the scope. */
  readonly isBelow: (alias: string) => Sql;
  /** A row that lasts from day to day holds on the day of the figure, today where it names none. */
  readonly holds: (alias: string) => Sql;
  /** An instant lies in the figure's period. */
  readonly isIn: (at: string | Sql) => Sql;
  /** The column is the term, where there is one. */
  readonly isTerm: (column: string) => Sql;
  /** The rows of a noun, for conditions that statistics have of it, and whether one lies in the scope. */
  readonly rowsOf: Asking['anyOf'];
  readonly lies: (row: RowRef) => Sql;
}

/** The share of the rows of a noun in the scope that meet a condition, among those that are in question: as the rate of statistics has it. */
const shareOf =
  (noun: NounName, where: (row: RowRef) => Sql, among: (row: RowRef, asked: Asked) => Sql) =>
  (asked: Asked): Sql => {
    const { row, table } = asked.rowsOf(noun);
    return sql`select ${share(where(row))} from ${table} where ${and([asked.lies(row), among(row, asked)])}`;
  };

const askedOf = (figure: RowRef, rowsOf: Asking['anyOf']): Asked => {
  const place = figure.col('place');
  const term = sql`split_part(${figure.col('metric')}, ':', 2)`;
  const day = sql`coalesce(${figure.col('asOf')}, ${today})`;
  const midnight = (property: string) => sql`(${figure.col(property)}::timestamp at time zone 'Asia/Shanghai')`;
  return {
    term,
    place,
    isBelow: (alias) => isAtOrBelow(raw(`${alias}.place`), place),
    holds: (alias) => sql`${raw(alias)}.valid_from <= ${day} and (${raw(alias)}.valid_to is null or ${raw(alias)}.valid_to > ${day})`,
    isIn: (of) => {
      const at = typeof of === 'string' ? raw(of) : of;
      return sql`(${figure.col('periodFrom')} is null or ${at} >= ${midnight('periodFrom')}) and (${figure.col('periodTo')} is null or ${at} < ${midnight('periodTo')})`;
    },
    rowsOf,
    lies: (row) => isAtOrBelow(row.col('place'), place),
    isTerm: (column) => sql`(${term} = '' or ${raw(column)}::text = ${term})`,
  };
};

/** A share, and null where nothing divides. */
const share = (condition: Sql): Sql => sql`avg(case when ${condition} then 1.0 else 0.0 end)`;
/**
 * How many persons or households are designated, told as statistics tell it: of a category that is not only personal, nothing where any of the places beside
 * it or a place above it (those of the same level below the same parent) has fewer than FEWEST of them, for a difference would tell it.
 */
const designated =
  (subject: 'person_id' | 'household_id') =>
  ({ place, isBelow, isTerm, holds }: Asked): Sql => {
    const few = (column: string) => sql`count(distinct ${raw(column)}) between 1 and ${raw(String(FEWEST - 1))}`;
    const isFew = sql`exists (select from care_designation d join ${levelsOf(place)} on ${isAtOrBelow(raw('d.place'), parentOf(sql`left(${place}, above.length)`))}
      where ${isAtOrBelow(raw('d.place'), sql`left(${place}, 4)`)} and ${isTerm('d.category')} and ${holds('d')}
        and d.category not in (${literals(personalCategories)})
      group by d.category, above.length, left(d.place, above.length) having ${few('d.person_id')} or ${few('d.household_id')})`;
    return sql`select case when not ${isFew} then count(distinct c.${raw(subject)}) end
      from care_designation c where ${isBelow('c')} and ${isTerm('c.category')} and ${holds('c')}`;
  };

/** Stairwells with their estates: the term is the name of one. */
const stairwells = raw('from stairwell s join building b on b.id = s.building_id join estate e on e.id = b.estate_id');

const metrics = {
  'organization.count': ({ isBelow, isTerm }) =>
    sql`select count(*) from organization o where ${isBelow('o')} and ${isTerm('o.kind')} and o.status = 'ACTIVE'`,
  'enterprise.count': ({ isBelow, term }) =>
    sql`select count(*) from enterprise_profile e join organization o on o.id = e.organization_id
      where ${isBelow('o')} and o.status = 'ACTIVE' and (${term} = '' or (${term} = 'WITHOUT_MEMBERS') = (e.party_members = 0))`,
  'station.count': ({ isBelow, isTerm }) =>
    sql`select count(*) from station s where ${isBelow('s')} and ${isTerm('s.kind')} and s.state = 'OPEN'`,
  'station.area': ({ isBelow, isTerm }) =>
    sql`select sum(s.area_sqm) from station s where ${isBelow('s')} and ${isTerm('s.kind')} and s.state = 'OPEN'`,
  'appointment.count': ({ isBelow, isTerm, holds }) =>
    sql`select count(*) from appointment a where ${isBelow('a')} and ${isTerm('a.position')} and ${holds('a')}`,
  'grid.count': ({ isBelow, isTerm }) =>
    sql`select count(*) from grid g where ${isBelow('g')} and ${isTerm('g.level')} and g.status = 'ACTIVE'`,
  'grid.led': ({ isBelow, isTerm, holds }) =>
    sql`select count(*) from grid g where ${isBelow('g')} and ${isTerm('g.level')} and g.status = 'ACTIVE'
      and exists (select from appointment a where a.grid_id = g.id and a.position = 'GRID_LEADER' and ${holds('a')})`,
  'grid.staffingRate': ({ isBelow, holds }) =>
    sql`select ${share(sql`exists (select from appointment a where a.grid_id = g.id and a.position = 'GRID_LEADER' and ${holds('a')})`)}
      from grid g where ${isBelow('g')} and g.status = 'ACTIVE'`,
  'grid.branchCoverageStrict': shareOf('Grid', hasOwnBranch, isActiveGrid),
  'grid.uncovered': ({ isBelow }) =>
    sql`select count(*) from grid g where ${isBelow('g')} and g.status = 'ACTIVE' and g.branch_coverage = 'NONE'`,
  'grid.averageResidents': ({ isBelow, isTerm }) =>
    sql`select avg(g.resident_count) from grid g where ${isBelow('g')} and ${isTerm('g.level')} and g.status = 'ACTIVE'`,
  'owners.partyWorkGroupCoverage': shareOf('Organization', hasWorkGroup, isOwnersCommittee),
  'rule.serviceCircleMinutes': ({ isBelow }) =>
    sql`select max(r.service_circle_minutes) from coverage_rule r join organization o on o.id = r.community_id where ${isBelow('o')}`,
  'building.count': ({ isBelow }) => sql`select count(*) from building b join estate e on e.id = b.estate_id where ${isBelow('e')}`,
  'building.floorArea': ({ isBelow }) =>
    sql`select sum(b.floor_area_sqm) from building b join estate e on e.id = b.estate_id where ${isBelow('e')}`,
  'stairwell.count': ({ isBelow, isTerm }) => sql`select count(*) ${stairwells} where ${isBelow('s')} and ${isTerm('e.name')}`,
  'stairwell.chiefCoverage': ({ isBelow, isTerm, holds }) =>
    sql`select ${share(sql`exists (select from appointment a where a.stairwell_id = s.id and a.position = 'STAIRWELL_CHIEF' and ${holds('a')})`)}
      ${stairwells} where ${isBelow('s')} and ${isTerm('e.name')}`,
  'household.count': ({ isBelow, isTerm }) =>
    sql`select count(*) from household h where ${isBelow('h')} and ${isTerm('h.kind')} and h.dissolved_on is null`,
  'household.origins': ({ isBelow }) =>
    sql`select count(distinct h.origin) from household h where ${isBelow('h')} and h.dissolved_on is null`,
  'resident.count': ({ isBelow }) => sql`select count(*) from resident r where ${isBelow('r')} and r.status = 'ACTIVE'`,
  'resident.personDwellingCompleteness': shareOf('Resident', isComplete, isActiveResident),
  'care.persons': designated('person_id'),
  'care.households': designated('household_id'),
  'pairing.count': ({ isBelow }) => sql`select count(*) from help_pairing p where ${isBelow('p')} and p.ended_on is null`,
  'visit.households': ({ isBelow, isTerm, isIn }) =>
    sql`select count(distinct v.household_id) from visit v where ${isBelow('v')} and ${isTerm('v.kind')} and ${isIn('v.at')}`,
  'visit.personTimes': ({ isBelow, isTerm, isIn }) =>
    sql`select sum(cardinality(v.actor_ids)) from visit v where ${isBelow('v')} and ${isTerm('v.kind')} and ${isIn('v.at')}`,
  'incident.count': ({ isBelow, isTerm, isIn }) =>
    sql`select count(*) from incident i where ${isBelow('i')} and ${isTerm('i.domain')} and ${isIn('i.reported_at')}`,
  'incident.completionRate': shareOf('Incident', isCompleted, (incident, { isIn }) =>
    and([isIn(incident.col('reportedAt')), isCountedForRates(incident)]),
  ),
  'incident.satisfactionRate': ({ isBelow, isIn, rowsOf }) => {
    const { row: answer, table } = rowsOf('Satisfaction');
    return sql`select ${share(isSatisfied(answer))} from ${table} join incident i on i.id = ${answer.col('incident')}
      where ${isBelow('i')} and ${isIn('i.reported_at')} and not ${isLeftOut(raw('i.id'))}`;
  },
  'team.count': ({ isBelow, isTerm }) =>
    sql`select count(*) from volunteer_team t where ${isBelow('t')} and ${isTerm('t.kind')} and t.state = 'ACTIVE'`,
  'team.size': ({ isBelow, isTerm, holds }) =>
    sql`select count(distinct m.person_id) from team_membership m join volunteer_team t on t.id = m.team_id
      where ${isBelow('t')} and ${isTerm('t.kind')} and ${holds('m')}`,
  'volunteer.experts': ({ isBelow }) => sql`select count(*) from volunteer v where ${isBelow('v')} and v.expert`,
  'activity.count': ({ isBelow, isTerm, isIn }) =>
    sql`select count(*) from activity a where ${isBelow('a')} and ${isTerm('a.kind')} and ${isIn('a.starts_at')} and a.state in ('COMPLETED', 'REPORTED')`,
  'activity.beneficiaryPersonTimes': ({ isBelow, isTerm, isIn }) =>
    sql`select sum(a.beneficiary_person_times) from activity a
      where ${isBelow('a')} and ${isTerm('a.kind')} and ${isIn('a.starts_at')} and a.state in ('COMPLETED', 'REPORTED')`,
  'need.done': ({ isBelow, isTerm }) =>
    sql`select count(*) from need_item n where ${isBelow('n')} and ${isTerm('n.kind')} and n.state = 'DONE'`,
  'need.aspects': ({ isBelow }) => sql`select count(distinct n.aspect) from need_item n where ${isBelow('n')} and n.kind = 'SERVICE_POST'`,
  'session.held': ({ isBelow, isTerm, isIn }) =>
    sql`select count(*) from deliberation_session s where ${isBelow('s')} and ${isTerm('s.kind')} and ${isIn('s.scheduled_at')}
      and s.state in ('OPEN', 'CLOSED', 'MINUTES_PUBLISHED') and not s.is_adjourned`,
  'covenant.count': ({ isBelow, isTerm }) =>
    sql`select count(*) from covenant c where ${isBelow('c')} and ${isTerm('c.kind')} and c.state = 'ADOPTED'`,
} satisfies Readonly<Record<string, (asked: Asked) => Sql>>;

type Metric = keyof typeof metrics;

const levels = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** What may stand after the colon; nothing, where a metric is not listed. */
const terms: Readonly<Partial<Record<Metric, readonly string[]>>> = {
  'organization.count': Object.keys(organizationKinds),
  'enterprise.count': ['WITHOUT_MEMBERS'],
  'station.count': Object.keys(stationKinds),
  'station.area': Object.keys(stationKinds),
  'appointment.count': Object.keys(positions),
  'grid.count': levels,
  'grid.led': levels,
  'grid.averageResidents': levels,
  'household.count': Object.keys(householdKinds),
  'care.persons': Object.keys(careCategories),
  'care.households': Object.keys(careCategories),
  'visit.households': Object.keys(visitKinds),
  'visit.personTimes': Object.keys(visitKinds),
  'incident.count': Object.keys(incidentDomains),
  'team.count': Object.keys(volunteerTeamKinds),
  'team.size': Object.keys(volunteerTeamKinds),
  'activity.count': Object.keys(activityKinds),
  'activity.beneficiaryPersonTimes': Object.keys(activityKinds),
  'need.done': Object.keys(needKinds),
  'session.held': Object.keys(sessionKinds),
  'covenant.count': Object.keys(covenantKinds),
};
/** After the colon stands the name of an estate. */
const ofEstates: readonly string[] = ['stairwell.count', 'stairwell.chiefCoverage'];

/** All metrics with each of their terms. */
const comparable: ReadonlySet<string> = new Set(
  (Object.keys(metrics) as Metric[]).flatMap((key) => [key, ...(terms[key] ?? []).map((term) => `${key}:${term}`)]),
);
const comparables = slot('text[]', () => [...comparable]);

/** A metric of ours with a term that is none of its own: it would count nothing, or something else. */
export function isMisnamed(metric: string): boolean {
  const [key, term, ...more] = metric.split(':');
  return Object.hasOwn(metrics, key!) && !comparable.has(metric) && !(ofEstates.includes(key!) && term && more.length === 0);
}

const keyOf = (figure: RowRef): Sql => sql`split_part(${figure.col('metric')}, ':', 1)`;

/** Whether rows can tell the number at all. */
export const isComparable = (figure: RowRef): Sql =>
  sql`(${figure.col('metric')} = any(${comparables}) or ${keyOf(figure)} in (${literals(ofEstates)}))`;

/** A number that is named once and used more than once: without a limit PostgreSQL would put the whole expression in each of the places, and plan it in each. */
const named = (number: Sql, name: string): Sql => sql`(select ${number} as n offset 0) ${raw(name)}`;

/** What the rows say. A rate is rounded to hundredths of a percent, half up, as rates are shown. */
export function computedOf(figure: RowRef, rowsOf: Asking['anyOf']): Sql {
  const asked = askedOf(figure, rowsOf);
  const cases = Object.entries(metrics).map(([key, of]) => sql`when ${literal(key)} then (${of(asked)})::numeric`);
  return sql`(select case when ${figure.col('unit')} = 'RATIO' then round(found.n, 4) else found.n end
    from ${named(sql`case when ${isComparable(figure)} then case ${keyOf(figure)} ${join(cases, ' ')} end end`, 'found')})`;
}

/** Whether a number agrees with what is computed, by the comparator; null where nothing is computed. */
export const agreement = (figure: RowRef, computed: Sql): Sql => {
  const value = sql`${figure.col('value')}::numeric`;
  return sql`(select case ${figure.col('comparator')}
    when 'EQUAL' then n = ${value} when 'AT_LEAST' then n >= ${value} when 'AT_MOST' then n <= ${value}
    when 'NEARLY' then n between 0.9 * ${value} and ${value} when 'ABOUT' then n between 0.95 * ${value} and 1.05 * ${value} end
    from ${named(computed, 'against')})`;
};
