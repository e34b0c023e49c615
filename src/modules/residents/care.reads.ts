import { periodOf, rateOf } from '../../graph/rate.js';
import { holdsThat, is, within } from '../../read/filter.js';
import { column, computed, type FieldRead, list, lookup, many, one, type Reads, type RowRef, sealed, value } from '../../read/noun.js';
import { join, literal, type Sql, sql, today, viewerPerson } from '../../read/sql.js';
import { holdsAsOf } from '../organisations/organization.reads.js';
import { householdOf, membersOf, ownHouseholds } from './belonging.js';
import { CareDesignation, HelpPairing, Visit, VisitRule } from './care.entity.js';
import { visibleCare, visiblePairings, visibleVisitRules, visibleVisits } from './resident.policy.js';
import { personalCategories } from './resident.terms.js';
import { complianceOf, returnComplianceOf } from './visit-rule.compliance.js';

export const isCurrent = (care: RowRef): Sql => holdsAsOf(care, undefined);
export const isActive = (pairing: RowRef): Sql => sql`${pairing.col('endedOn')} is null`;

/** What is said of a resident; of a household, what is said of it or of a member. */
export const isCareOf = (owner: RowRef, care: RowRef): Sql => sql`${isAbout(owner, care)} and ${isCurrent(care)}`;
export const isPairingOf = (owner: RowRef, pairing: RowRef): Sql => sql`${isAbout(owner, pairing)} and ${isActive(pairing)}`;

const isAbout = (owner: RowRef, about: RowRef): Sql =>
  owner.noun === 'Household'
    ? sql`(${about.col('household')} = ${owner.col('id')} or ${about.col('person')} = any(${membersOf(owner.col('id'))}))`
    : sql`${about.col('person')} = ${owner.col('person')}`;

const isOwn = (row: RowRef): Sql => sql`(${row.col('person')} = ${viewerPerson} or ${row.col('household')} = any(${ownHouseholds}))`;
const isAssigned = (row: RowRef): Sql =>
  sql`(${viewerPerson} in (${row.col('leader')}, ${row.col('responsible')}) or ${row.col('helperIds')} @> array[${viewerPerson}])`;

const resident = one('Resident', (about, related) => sql`${related.col('person')} = ${about.col('person')}`);
const people = (property: string): FieldRead =>
  many(
    'Person',
    (row, person) => sql`${person.col('id')} = any(${row.col(property)})`,
    (person) => person.col('id'),
    { follows: true },
  );

const designations: Reads = {
  noun: 'CareDesignation',
  entity: CareDesignation,
  visible: visibleCare,
  conditions: { own: isOwn },
  fields: {
    resident,
    household: one('Household', 'household'),
    sensitivity: value(
      (row) => sql`case when ${row.col('category')} in (${join(personalCategories.map(literal), ', ')}) then 'P2' else 'P3' end`,
    ),
    approvedBy: one('Person', 'approvedBy', { follows: true }),
    note: sealed('noteSealed', 'notes'),
    from: column('validFrom'),
    to: column('validTo'),
  },
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
const isOverdue = (pairing: RowRef): Sql => sql`coalesce(${nextVisitDueOn(pairing)} < ${today}, false)`;

const pairings: Reads = {
  noun: 'HelpPairing',
  entity: HelpPairing,
  visible: visiblePairings,
  conditions: { own: isOwn, assigned: (row) => sql`(${isActive(row)} and ${isAssigned(row)})` },
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
    assignedToViewer: holdsThat(isAssigned),
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
    compliance: computed<{ counts: Counts }>({ counts: (rule, { args }) => complianceOf(rule, periodOf(args.period!)) }, ({ counts }) =>
      rateOf(
        counts.done,
        counts.due,
        {
          key: 'visit.complianceRate',
          formula: 'spans (days, weeks, months) in which a holder of the post made a visit ÷ spans that were over × holders of the post',
          version: 1,
        },
        'FLOW',
      ),
    ),
    returnCompliance: computed<{ counts: Counts | null }>(
      { counts: (rule, { args }) => returnComplianceOf(rule, periodOf(args.period!)) },
      ({ counts }) =>
        counts &&
        rateOf(
          counts.done,
          counts.due,
          { key: 'visit.returnVisitRate', formula: 'visits followed by a return visit in time ÷ visits whose time is over', version: 1 },
          'FLOW',
        ),
    ),
  },
};

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
];
