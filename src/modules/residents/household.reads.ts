import { anyOf, holdsThat, range, within } from '../../read/filter.js';
import { column, connection, type FilterField, list, lookup, many, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { type Sql, slot, sql, viewerPerson } from '../../read/sql.js';
import { placesCompared, placesRevealed } from '../organisations/organization.policy.js';
import { householdOf, ownHouseholds, ownPeople } from './belonging.js';
import { isActive, isCareOf, isCurrent, isPairingOf } from './care.reads.js';
import { Household, HouseholdMember, Occupancy, Resident } from './household.entity.js';
import { visibleRegistry } from './resident.policy.js';
import { householdText, residentText } from './resident.search.js';

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

/** Under a care designation of one of the categories, as far as the viewer sees them. */
const careCategories = (found: Found, property: string): FilterField => ({
  sql: (row, input, _filter, sees) => {
    const { row: care, table, isSeen } = sees('CareDesignation');
    // A resident is found by what is said of them alone, as careDesignations shows.
    const [joined, subject] = found === 'person' ? [sql``, care.col('person')] : aboutThem.household(care);
    return sql`${row.col(property)} in (
      select ${subject} from ${table} ${joined} where ${care.col('category')} = any(${slot('text[]', input.read)}) and ${isCurrent(care)} and ${subject} is not null and ${isSeen})`;
  },
});

/** With, or without, a pairing under way that the viewer sees. */
const helped = (found: Found, property: string): FilterField => ({
  sql: (row, input, _filter, sees) => {
    const { row: pairing, table, isSeen } = sees('HelpPairing');
    const [joined, subject] = aboutThem[found](pairing);
    const isHelped = sql`${row.col(property)} in (
      select ${subject} from ${table} ${joined} where ${isActive(pairing)} and ${subject} is not null and ${isSeen})`;
    return input.value ? isHelped : sql`not ${isHelped}`;
  },
});

const isVerified = (row: RowRef): Sql =>
  sql`exists (select from occupancy where person_id = ${row.col('person')} and main and valid_to is null and verified_at is not null)`;

/** Somebody else whom the viewer's posts show has the same id number: one of the two was taken down where the other is not known. */
const sharesIdNumber = (row: RowRef): Sql => {
  const everywhere = slot('boolean', (run) => placesCompared(run.viewer).everywhere);
  const places = slot('text[]', (run) => placesCompared(run.viewer).places);
  return sql`exists (select from person own join person other on other.jurisdiction_id = own.jurisdiction_id and other.id_number_index = own.id_number_index
    where own.id = ${row.col('person')} and other.id <> own.id and (${everywhere} or other.place ^@ any(${places})))`;
};

/** With region, birth date and last four characters an id number is known but for a few: the date is for who may be told the number. */
const revealed = slot('text[]', (run) => placesRevealed(run.viewer));

const isDissolved = (row: RowRef): Sql => sql`${row.col('dissolvedOn')} is not null`;
/** Households of today, unless the filter asks for those that were dissolved. */
const ofToday = { dissolved: (row: RowRef) => sql`${row.col('dissolvedOn')} is null` };

const byAddress = { ADDRESS: { key: (row: RowRef) => row.col('addressKey'), type: 'text' } } as const;
const byCategory = (care: RowRef): Sql => sql`${care.col('category')}, ${care.col('id')}`;

const households: Reads = {
  noun: 'Household',
  entity: Household,
  visible: visibleRegistry,
  conditions: { own: (row) => sql`${row.col('id')} = any(${ownHouseholds})` },
  fields: {
    grid: one(
      'Grid',
      (household, grid) => sql`${grid.col('id')} = (select grid_id from dwelling where dwelling.id = ${household.col('dwelling')})`,
    ),
    dwelling: one('Dwelling', 'dwelling', { follows: true }),
    head: one('Person', 'head', { follows: true }),
    members: many(
      'HouseholdMember',
      (household, member) => sql`${member.col('household')} = ${household.col('id')} and ${member.col('validTo')} is null`,
      (member) => sql`${member.col('relation')} <> 'HEAD', ${member.col('validFrom')}, ${member.col('id')}`,
      { follows: true },
    ),
    careDesignations: many('CareDesignation', isCareOf, byCategory),
    helpPairings: many('HelpPairing', isPairingOf, (pairing) => sql`${pairing.col('startedOn')}, ${pairing.col('id')}`),
    visits: connection('Visit', (household, visit) => sql`${visit.col('household')} = ${household.col('id')}`),
  },
  filters: {
    ids: anyOf('id', 'Household'),
    kinds: anyOf('kind'),
    careCategories: careCategories('household', 'id'),
    helped: helped('household', 'id'),
    lastVisitAt: range('lastVisitAt'),
    dissolved: holdsThat(isDissolved),
    text: householdText,
    within: within(),
  },
  orders: {
    ...byAddress,
    // Nobody was visited before 2000: who never was comes first.
    LAST_VISIT_AT: { key: (row) => sql`coalesce(${row.col('lastVisitAt')}, '2000-01-01T00:00:00Z')`, type: 'timestamptz' },
  },
  defaultOrder: { field: 'ADDRESS', direction: 'ASC' },
  roots: { household: lookup({ id: 'id' }), households: list(ofToday) },
};

const members: Reads = {
  noun: 'HouseholdMember',
  entity: HouseholdMember,
  visible: { through: 'household' },
  fields: {
    household: one('Household', 'household'),
    person: one('Person', 'person', { follows: true }),
    resident: one('Resident', (member, resident) => sql`${resident.col('person')} = ${member.col('person')}`),
    from: column('validFrom'),
    to: column('validTo'),
  },
};

const residents: Reads = {
  noun: 'Resident',
  entity: Resident,
  visible: visibleRegistry,
  conditions: { own: (row) => sql`${row.col('person')} = any(${ownPeople})` },
  fields: {
    person: one('Person', 'person', { follows: true }),
    birthDate: value(
      (row) =>
        sql`case when ${row.col('person')} = ${viewerPerson} or ${row.col('place')} ^@ any(${revealed}) then ${row.col('birthDate')} end`,
    ),
    household: one('Household', (resident, household) => sql`${household.col('id')} = ${householdOf(resident.col('person'))}`),
    occupancies: many(
      'Occupancy',
      (resident, occupancy) => sql`${occupancy.col('person')} = ${resident.col('person')} and ${occupancy.col('validTo')} is null`,
      (occupancy) => sql`not ${occupancy.col('main')}, ${occupancy.col('validFrom')}, ${occupancy.col('id')}`,
    ),
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
  filters: {
    ids: anyOf('id', 'Resident'),
    residentTypes: anyOf('residentType'),
    careCategories: careCategories('person', 'person'),
    helped: helped('person', 'person'),
    verified: holdsThat(isVerified),
    sharesIdNumber: holdsThat(sharesIdNumber),
    text: residentText,
    within: within(),
  },
  orders: byAddress,
  defaultOrder: { field: 'ADDRESS', direction: 'ASC' },
  roots: { resident: lookup({ id: 'id' }), residents: list() },
};

const occupancies: Reads = {
  noun: 'Occupancy',
  entity: Occupancy,
  visible: visibleRegistry,
  conditions: { own: (row) => sql`${row.col('person')} = any(${ownPeople})` },
  fields: {
    person: one('Person', 'person', { follows: true }),
    verifiedBy: one('Person', 'verifiedBy', { follows: true }),
    from: column('validFrom'),
    to: column('validTo'),
  },
};

export const householdReads: readonly Reads[] = [
  households,
  members,
  residents,
  occupancies,
  { adds: 'Grid', fields: { households: connection('Household', 'subtree', { unless: ofToday }) } },
  { adds: 'Person', fields: { resident: one('Resident', (person, resident) => sql`${resident.col('person')} = ${person.col('id')}`) } },
];
