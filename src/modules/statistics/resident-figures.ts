import type { Days } from '../../graph/rate.js';
import { type Counted, type FieldRead, type RowRef, value } from '../../read/noun.js';
import { and, type Sql, sql, today } from '../../read/sql.js';
import { isOverdue } from '../care/care.reads.js';
import { type About, how, isBelow, isIn } from './about.js';
import { rateField } from './rates.js';

/** Who lives where, and who was visited. */

const residents: Counted = {
  name: 'residents',
  noun: 'Resident',
  where: (resident, owner) => and([isBelow(resident, owner), isActiveResident(resident)]),
};
const dwellings: Counted = { name: 'dwellings', noun: 'Dwelling', where: isBelow };
const households: Counted = {
  name: 'households',
  noun: 'Household',
  where: (household, owner) => sql`${isBelow(household, owner)} and ${household.col('dissolvedOn')} is null`,
};
const visits: Counted = {
  name: 'visits',
  noun: 'Visit',
  where: (visit, owner, about: About) => and([isBelow(visit, owner), isIn(visit.col('at'), about)]),
};
const pairings: Counted = {
  name: 'pairings',
  noun: 'HelpPairing',
  where: (pairing, owner) => sql`${isBelow(pairing, owner)} and ${pairing.col('endedOn')} is null`,
};

const isVerified = sql`valid_to is null and verified_at is not null`;

export const isActiveResident = (resident: RowRef): Sql => sql`${resident.col('status')} = 'ACTIVE'`;

export const isComplete = (resident: RowRef): Sql =>
  sql`(${resident.col('gender')} is not null and ${resident.col('birthDate')} is not null
    and exists (select from occupancy where person_id = ${resident.col('person')} and ${isVerified}))`;

export const isAccountedFor = (dwelling: RowRef): Sql =>
  sql`(${dwelling.col('status')} = 'VACANT' or exists (select from occupancy where dwelling_id = ${dwelling.col('id')} and ${isVerified}))`;

/** Somebody visited the household; in the period, where there is one. */
export const isVisited = (household: RowRef, about: Days | null): Sql =>
  sql`exists (select from visit where household_id = ${household.col('id')}${about ? sql` and ${isIn(sql`at`, about)}` : sql``})`;

/** A visit that has to be followed by another one, and the day for it is over. */
const needsReturn = (visit: RowRef): Sql => sql`${visit.col('nextDueOn')} < ${today}`;
const isReturned = (visit: RowRef): Sql =>
  sql`exists (select from visit again where again.return_of_id = ${visit.col('id')} and (again.at at time zone 'Asia/Shanghai')::date <= ${visit.col('nextDueOn')})`;

export const residentFigures: Readonly<Record<string, FieldRead>> = {
  personDwellingCompleteness: rateField({
    key: 'resident.personDwellingCompleteness',
    name: 'complete',
    of: residents,
    where: isComplete,
    formula:
      'Active residents with a verified occupancy of today, and whose gender and date of birth are known ÷ active residents. 有现时已核实人房关联且性别、出生日期齐全的在住居民数÷在住居民数。',
    version: 1,
    basis: 'COHORT',
  }),
  dwellingCompleteness: rateField({
    key: 'resident.personDwellingCompleteness.byDwelling',
    name: 'accounted',
    of: dwellings,
    where: isAccountedFor,
    formula:
      'Dwellings with a verified occupant of today, or known to be vacant ÷ dwellings. 有现时已核实居住人或确认空置的房屋数÷房屋数。',
    version: 1,
    basis: 'COHORT',
  }),
  visitCoverage: rateField({
    key: 'visit.coverage',
    name: 'visited',
    of: households,
    where: isVisited,
    formula: 'Households of today that were visited in the period ÷ households of today. 统计期内走访过的现有户数÷现有户数。',
    version: 1,
    basis: 'FLOW',
  }),
  returnVisitRate: rateField({
    key: 'visit.returnVisitRate',
    name: 'returned',
    of: visits,
    among: needsReturn,
    where: isReturned,
    formula:
      'Visits of the period that were followed by a return visit by the day for it ÷ visits of the period whose day for a return visit is over. 统计期内按期回访的走访数÷统计期内回访期限已过的走访数。',
    version: 1,
    basis: 'COHORT',
  }),
  overdueContacts: value((_owner, { count }) => count(pairings, 'overdue_contacts', (pairing) => how(isOverdue(pairing)))),
};
