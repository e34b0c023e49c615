import { periodOf, rateOf } from '../../graph/rate.js';
import { holdsThat, is, range, within } from '../../read/filter.js';
import {
  column,
  computed,
  connection,
  type FieldRead,
  type FilterField,
  list,
  lookup,
  many,
  type NounReads,
  one,
  type Reads,
  type RowRef,
  sealed,
  value,
} from '../../read/noun.js';
import { join, literal, literals, type Sql, slot, sql, today, viewerPerson } from '../../read/sql.js';
import { householdOf, membersOf, ownHouseholds } from '../households/belonging.js';
import { belongsAt } from '../organisations/belonging.js';
import { holdsAsOf } from '../organisations/organization.reads.js';
import { CareDesignation, HelpPairing, Visit, VisitRule } from './care.entity.js';
import { type CarePart, careParts, visibleCare, visiblePairings, visibleVisitRules, visibleVisits } from './care.policy.js';
import { personalCategories } from './care.terms.js';
import { complianceOf, returnComplianceOf } from './visit-rule.compliance.js';

const isCurrent = (care: RowRef): Sql => holdsAsOf(care, undefined);
const isActive = (pairing: RowRef): Sql => sql`${pairing.col('endedOn')} is null`;

/** What is said of a resident; of a household, what is said of it or of a member. */
const isCareOf = (owner: RowRef, care: RowRef): Sql => sql`${isAbout(owner, care)} and ${isCurrent(care)}`;
const isPairingOf = (owner: RowRef, pairing: RowRef): Sql => sql`${isAbout(owner, pairing)} and ${isActive(pairing)}`;

const isAbout = (owner: RowRef, about: RowRef): Sql =>
  owner.noun === 'Household'
    ? sql`(${about.col('household')} = ${owner.col('id')} or ${about.col('person')} = any(${membersOf(owner.col('id'))}))`
    : sql`${about.col('person')} = ${owner.col('person')}`;

const isOwn = (row: RowRef): Sql => sql`(${row.col('person')} = ${viewerPerson} or ${row.col('household')} = any(${ownHouseholds}))`;
const isHeadedBy = (row: RowRef): Sql => sql`${viewerPerson} in (${row.col('leader')}, ${row.col('responsible')})`;
const isHelpedBy = (row: RowRef): Sql => sql`${row.col('helperIds')} @> array[${viewerPerson}]`;
/** Who leads it or is responsible counts as long as they live or serve there; a helper, as long as the pairing runs. */
const isAssigned = (row: RowRef): Sql =>
  sql`(${isActive(row)} and ((${isHeadedBy(row)} and ${belongsAt(viewerPerson, row.col('place'))}) or ${isHelpedBy(row)}))`;

const resident = one('Resident', (about, related) => sql`${related.col('person')} = ${about.col('person')}`);
const people = (property: string): FieldRead =>
  many(
    'Person',
    (row, person) => sql`${person.col('id')} = any(${row.col(property)})`,
    (person) => person.col('id'),
    { follows: true },
  );

const designations: NounReads<CarePart> = {
  noun: 'CareDesignation',
  entity: CareDesignation,
  visible: visibleCare,
  parts: careParts,
  conditions: { own: isOwn },
  fields: {
    resident,
    household: one('Household', 'household'),
    sensitivity: value((row) => sql`case when ${row.col('category')} in (${literals(personalCategories)}) then 'P2' else 'P3' end`),
    approvedBy: one('Person', 'approvedBy', { follows: true }),
    note: sealed('noteSealed', 'notes'),
    from: column('validFrom'),
    to: column('validTo'),
  },
  orders: { FROM: { key: (row) => sql`(${row.col('validFrom')} - date '2000-01-01')`, type: 'int' } },
  defaultOrder: { field: 'FROM', direction: 'ASC' },
};

/** The latest visit to whom a pairing is about; to a resident also one to their household. */
const lastVisit = (pairing: RowRef): Sql => sql`(select max(at) from visit
  where person_id = ${pairing.col('person')} or household_id = coalesce(${pairing.col('household')}, ${householdOf(pairing.col('person'))}))`;

const INTERVALS = { DAILY: '1 day', WEEKLY: '7 days', MONTHLY: '1 month', QUARTERLY: '3 months' };
const interval = (cadence: Sql): Sql =>
  sql`case ${cadence} ${join(
    Object.entries(INTERVALS).map(([term, length]) => sql`when ${literal(term)} then interval ${literal(length)}`),
    ' ',
  )} end`;

/** One cadence after the last visit, or after the beginning where there was none since; null once it has ended. */
const nextVisitDueOn = (pairing: RowRef): Sql => sql`case when ${isActive(pairing)} then
  (greatest(${pairing.col('startedOn')}, (${lastVisit(pairing)} at time zone 'Asia/Shanghai')::date) + ${interval(pairing.col('cadence'))})::date end`;
/** Whether somebody should have come by now. */
export const isOverdue = (pairing: RowRef): Sql => sql`coalesce(${nextVisitDueOn(pairing)} < ${today}, false)`;

const pairings: Reads = {
  noun: 'HelpPairing',
  entity: HelpPairing,
  visible: visiblePairings,
  conditions: { own: isOwn, assigned: isAssigned },
  fields: {
    resident,
    household: one('Household', 'household'),
    leader: one('Person', 'leader', { follows: true }),
    responsible: one('Person', 'responsible', { follows: true }),
    helpers: people('helperIds'),
    plan: sealed('planSealed'),
    lastVisitAt: value(lastVisit),
    nextVisitDueOn: value(nextVisitDueOn),
    overdue: value(isOverdue),
  },
  filters: {
    overdue: holdsThat(isOverdue),
    ended: holdsThat((row) => sql`${row.col('endedOn')} is not null`),
    assignedToViewer: holdsThat((row) => sql`(${isHeadedBy(row)} or ${isHelpedBy(row)})`),
    leaderId: is('leader', 'Person'),
    responsibleId: is('responsible', 'Person'),
    within: within(),
  },
  // The same words as the index has.
  orders: { STARTED_ON: { key: (row) => sql`(${row.col('startedOn')} - date '2000-01-01')`, type: 'int' } },
  defaultOrder: { field: 'STARTED_ON', direction: 'ASC' },
  roots: { helpPairing: lookup({ id: 'id' }), helpPairings: list({ ended: isActive }) },
};

const visits: Reads = {
  noun: 'Visit',
  entity: Visit,
  visible: visibleVisits,
  fields: {
    resident,
    household: one('Household', 'household'),
    actors: people('actorIds'),
    findings: sealed('findingsSealed'),
    needs: sealed('needsSealed'),
    returnOf: one('Visit', 'returnOf'),
    returnVisits: many(
      'Visit',
      (visit, other) => sql`${other.col('returnOf')} = ${visit.col('id')}`,
      (other) => sql`${other.col('at')}, ${other.col('id')}`,
    ),
  },
  orders: { AT: { key: (row) => row.col('at'), type: 'timestamptz' } },
  defaultOrder: { field: 'AT', direction: 'DESC' },
};

interface Counts {
  readonly due: number;
  readonly done: number;
}

const rules: Reads = {
  noun: 'VisitRule',
  entity: VisitRule,
  visible: visibleVisitRules,
  fields: {
    from: column('validFrom'),
    to: column('validTo'),
    compliance: computed<{ counts: Counts }>(
      { counts: (rule, { args }) => complianceOf(rule, periodOf(args.period!)) },
      ({ counts }, { now }) =>
        rateOf(
          counts.done,
          counts.due,
          {
            key: 'visit.complianceRate',
            formula:
              'Spans (days, weeks, months) in which a holder of the post made a visit ÷ spans that were over × holders of the post. 任职人员完成走访的周期数÷已结束的周期数×任职人数。',
            version: 1,
          },
          'FLOW',
          now,
        ),
    ),
    returnCompliance: computed<{ counts: Counts | null }>(
      { counts: (rule, { args }) => returnComplianceOf(rule, periodOf(args.period!)) },
      ({ counts }, { now }) =>
        counts &&
        rateOf(
          counts.done,
          counts.due,
          {
            key: 'visit.returnVisitRate',
            formula: 'Visits followed by a return visit in time ÷ visits whose time is over. 按时回访的走访数÷回访期限已过的走访数。',
            version: 1,
          },
          'FLOW',
          now,
        ),
    ),
  },
};

type Found = 'household' | 'person';

/** Whoever, or whichever household, a row is about: a household is meant with its members, a member with the household. */
const aboutThem: Readonly<Record<Found, (about: RowRef) => readonly [joined: Sql, found: Sql]>> = {
  household: (about) => [
    sql`left join household_member member on member.person_id = ${about.col('person')} and member.valid_to is null`,
    sql`coalesce(${about.col('household')}, member.household_id)`,
  ],
  person: (about) => [
    sql`left join household_member member on member.household_id = ${about.col('household')} and member.valid_to is null`,
    sql`coalesce(${about.col('person')}, member.person_id)`,
  ],
};

/**
 * The rows found, read once a statement and then looked up: PostgreSQL would make a join of a plain IN, and go through all that was found for each row of a
 * list that it takes for short.
 */
const isAmong = (subject: Sql, found: Sql): Sql => sql`(${subject} in (${found}) is true)`;

/** Under a care designation of one of the categories, as far as the viewer sees them. */
const careCategories = (found: Found, property: string): FilterField => ({
  sql: (row, input, _filter, sees) => {
    const { row: care, table, isSeen } = sees('CareDesignation');
    // A resident is found by what is said of them alone, as careDesignations shows.
    const [joined, subject] = found === 'person' ? [sql``, care.col('person')] : aboutThem.household(care);
    return isAmong(
      row.col(property),
      sql`select ${subject} from ${table} ${joined}
        where ${care.col('category')} = any(${slot('text[]', input.read)}) and ${isCurrent(care)} and ${subject} is not null and ${isSeen}`,
    );
  },
});

/** With, or without, a pairing under way that the viewer sees. */
const helped = (found: Found, property: string): FilterField => ({
  sql: (row, input, _filter, sees) => {
    const { row: pairing, table, isSeen } = sees('HelpPairing');
    const [joined, subject] = aboutThem[found](pairing);
    const isHelped = isAmong(
      row.col(property),
      sql`select ${subject} from ${table} ${joined} where ${isActive(pairing)} and ${subject} is not null and ${isSeen}`,
    );
    return input.value ? isHelped : sql`not ${isHelped}`;
  },
});

const byCategory = (care: RowRef): Sql => sql`${care.col('category')}, ${care.col('id')}`;

export const careReads: readonly Reads[] = [
  designations,
  pairings,
  visits,
  rules,
  {
    adds: 'Organization',
    fields: {
      visitRules: many(
        'VisitRule',
        (organization, rule) => sql`${rule.col('community')} = ${organization.col('id')} and ${holdsAsOf(rule, undefined)}`,
        (rule) => sql`${rule.col('position')}, ${rule.col('kind')}, ${rule.col('id')}`,
      ),
    },
  },
  {
    adds: 'Household',
    fields: {
      careDesignations: many('CareDesignation', isCareOf, byCategory),
      helpPairings: many('HelpPairing', isPairingOf, (pairing) => sql`${pairing.col('startedOn')}, ${pairing.col('id')}`),
      visits: connection('Visit', (household, visit) => sql`${visit.col('household')} = ${household.col('id')}`),
    },
    filters: {
      careCategories: careCategories('household', 'id'),
      helped: helped('household', 'id'),
      lastVisitAt: range('lastVisitAt'),
    },
    orders: {
      // Nobody was visited before 2000: who never was comes first.
      LAST_VISIT_AT: { key: (row) => sql`coalesce(${row.col('lastVisitAt')}, '2000-01-01T00:00:00Z')`, type: 'timestamptz' },
    },
  },
  {
    adds: 'Resident',
    fields: {
      careDesignations: many('CareDesignation', isCareOf, byCategory),
      helpPairing: one(
        'HelpPairing',
        (resident, pairing) => sql`${pairing.col('id')} = (
          select id from help_pairing where ended_on is null and (person_id = ${resident.col('person')} or household_id = ${householdOf(resident.col('person'))})
          order by person_id is null limit 1)`,
      ),
      visits: connection(
        'Visit',
        (resident, visit) =>
          sql`(${visit.col('person')} = ${resident.col('person')} or ${visit.col('household')} = ${householdOf(resident.col('person'))})`,
      ),
    },
    filters: { careCategories: careCategories('person', 'person'), helped: helped('person', 'person') },
  },
];
