import { anyOf, within } from '../../read/filter.js';
import { connection, list, lookup, many, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { type Sql, sql, today } from '../../read/sql.js';
import { Building, Dwelling, Estate, Stairwell } from './address.entity.js';
import { visibleAddresses, visibleRegistry } from './address.policy.js';

/** Of a stairwell no more than the numbers of building and stairwell: estate, building and stairwell themselves are for who signed in. */
const seatLabel = (post: RowRef): Sql => sql`coalesce(
  (select name from organization where organization.id = ${post.col('organization')}),
  (select code || ' ' || name from grid where grid.id = ${post.col('gridId')}) || coalesce(
    (select ' ' || building.number || stairwell.number from stairwell join building on building.id = stairwell.building_id
     where stairwell.id = ${post.col('stairwellId')}), ''))`;

export const addressReads: readonly Reads[] = [
  {
    noun: 'Estate',
    entity: Estate,
    visible: visibleAddresses,
    fields: {
      buildings: connection('Building', (estate, building) => sql`${building.col('estate')} = ${estate.col('id')}`, { follows: true }),
    },
    orders: { NAME: { key: (row) => row.col('nameKey'), type: 'text' } },
    defaultOrder: { field: 'NAME', direction: 'ASC' },
  },
  {
    noun: 'Building',
    entity: Building,
    visible: { through: 'estate' },
    fields: {
      estate: one('Estate', 'estate', { follows: true }),
      stairwells: many(
        'Stairwell',
        (building, stairwell) => sql`${stairwell.col('building')} = ${building.col('id')}`,
        (stairwell) => sql`length(${stairwell.col('number')}), ${stairwell.col('number')}, ${stairwell.col('id')}`,
      ),
      dwellings: connection('Dwelling', (building, dwelling) => sql`${dwelling.col('building')} = ${building.col('id')}`),
    },
    orders: { NUMBER: { key: (row) => sql`lpad(${row.col('number')}, 20, ' ') collate "C"`, type: 'text' } },
    defaultOrder: { field: 'NUMBER', direction: 'ASC' },
  },
  {
    noun: 'Stairwell',
    entity: Stairwell,
    visible: visibleAddresses,
    fields: {
      building: one('Building', 'building', { follows: true }),
      chief: one(
        'Person',
        (stairwell, person) => sql`${person.col('id')} = (
          select person_id from appointment where stairwell_id = ${stairwell.col('id')} and position = 'STAIRWELL_CHIEF' and valid_from <= ${today} and (valid_to is null or valid_to > ${today}) limit 1)`,
        { follows: true },
      ),
      dwellings: connection('Dwelling', (stairwell, dwelling) => sql`${dwelling.col('stairwell')} = ${stairwell.col('id')}`),
    },
    orders: { PLACE: { key: (row) => row.col('place'), type: 'text' } },
    defaultOrder: { field: 'PLACE', direction: 'ASC' },
  },
  {
    noun: 'Dwelling',
    entity: Dwelling,
    visible: visibleRegistry,
    fields: {
      building: one('Building', 'building', { follows: true }),
      stairwell: one('Stairwell', 'stairwell', { follows: true }),
    },
    filters: { uses: anyOf('use'), statuses: anyOf('status'), within: within() },
    orders: { ADDRESS: { key: (row) => row.col('addressKey'), type: 'text' } },
    defaultOrder: { field: 'ADDRESS', direction: 'ASC' },
    roots: { dwelling: lookup({ id: 'id' }), dwellings: list() },
  },
  {
    adds: 'Organization',
    fields: { estates: connection('Estate', (organization, estate) => sql`${estate.col('community')} = ${organization.col('id')}`) },
  },
  { adds: 'Grid', fields: { dwellings: connection('Dwelling', 'subtree') } },
  { adds: 'Appointment', fields: { stairwell: one('Stairwell', 'stairwellId'), seatLabel: value(seatLabel) } },
];
