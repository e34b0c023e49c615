import { anyOf, holdsThat, within } from '../../read/filter.js';
import { column, connection, list, lookup, many, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { type Sql, slot, sql, viewerPerson } from '../../read/sql.js';
import { visibleRegistry } from '../addresses/address.policy.js';
import { placesCompared, placesRevealed } from '../organisations/organization.policy.js';
import { householdOf, ownDwellings, ownHouseholds, ownPeople } from './belonging.js';
import { Household, HouseholdMember, Occupancy, Resident } from './household.entity.js';
import { dwellingText, householdText, residentText } from './search.js';

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
  },
  filters: {
    ids: anyOf('id', 'Household'),
    kinds: anyOf('kind'),
    dissolved: holdsThat(isDissolved),
    text: householdText,
    within: within(),
  },
  orders: byAddress,
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
  },
  filters: {
    ids: anyOf('id', 'Resident'),
    residentTypes: anyOf('residentType'),
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
  {
    adds: 'Dwelling',
    conditions: { own: (row) => sql`${row.col('id')} in ${ownDwellings}` },
    filters: { text: dwellingText },
    fields: {
      households: many(
        'Household',
        (dwelling, household) => sql`${household.col('dwelling')} = ${dwelling.col('id')} and ${household.col('dissolvedOn')} is null`,
        (household) => sql`${household.col('main')} desc, ${household.col('id')}`,
      ),
      occupancies: many(
        'Occupancy',
        (dwelling, occupancy) => sql`${occupancy.col('dwelling')} = ${dwelling.col('id')} and ${occupancy.col('validTo')} is null`,
        (occupancy) => sql`${occupancy.col('validFrom')}, ${occupancy.col('id')}`,
      ),
    },
  },
  { adds: 'Grid', fields: { households: connection('Household', 'subtree', { unless: ofToday }) } },
  { adds: 'Person', fields: { resident: one('Resident', (person, resident) => sql`${resident.col('person')} = ${person.col('id')}`) } },
];
