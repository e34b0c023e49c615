import { SEGMENT } from '../../kernel/place.js';
import { freeCode } from '../../read/code.js';
import { anyNumberOf, anyOf, contains, holdsThat, within } from '../../read/filter.js';
import { connection, list, lookupSuccessor, many, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { raw, type Sql, sql, today } from '../../read/sql.js';
import { holdsAsOf, internal } from '../organisations/organization.reads.js';
import { CoverageRule, Grid } from './grid.entity.js';

/** The person who leads a grid today, as a scalar subquery. */
export const leaderOf = (grid: Sql): Sql =>
  sql`(select person_id from appointment where grid_id = ${grid} and position = 'GRID_LEADER' and valid_from <= ${today} and (valid_to is null or valid_to > ${today}) limit 1)`;

/** The id of the rule for a community's grids: its own, else that of the jurisdiction's root. */
export const ruleOf = (community: Sql, jurisdiction: Sql): Sql =>
  sql`(select id from coverage_rule where community_id in (${community}, ${jurisdiction}) order by community_id = ${jurisdiction} limit 1)`;

/** How the size of a grid compares with the rule of its community. */
export const sizeStatus = (row: RowRef): Sql => sql`coalesce((
  select case
    when ${row.col('householdCount')} < rule.min_households then 'BELOW'
    when ${row.col('householdCount')} > rule.max_households then 'ABOVE'
    when num_nonnulls(rule.min_households, rule.max_households) > 0 then 'WITHIN'
  end from coverage_rule rule
  where rule.id = ${ruleOf(row.col('community'), row.col('jurisdictionId'))} and ${row.col('level')} = coalesce(rule.grid_level, ${row.col('level')})), 'NO_RULE')`;

export const gridReads: readonly Reads[] = [
  {
    noun: 'Grid',
    entity: Grid,
    visible: 'public',
    fields: {
      ancestors: many(
        'Grid',
        (own, above) =>
          sql`${above.col('place')} in (select left(${own.col('place')}, n) from generate_series(${raw(String(SEGMENT))}, length(${own.col('place')}) - 1, ${raw(String(SEGMENT))}) n)`,
        (above) => above.col('place'),
      ),
      children: connection('Grid', (own, child) => sql`${child.col('parent')} = ${own.col('id')}`),
      descendants: connection(
        'Grid',
        (own, other) => sql`${other.col('place')} > ${own.col('place')} and ${other.col('place')} < ${own.col('place')} || '~'`,
      ),
      leader: one('Person', (grid, person) => sql`${person.col('id')} = ${leaderOf(grid.col('id'))}`, {
        follows: true,
        known: ['onNotice'],
      }),
      staff: many(
        'Appointment',
        (grid, appointment, { args }) => sql`${appointment.col('gridId')} = ${grid.col('id')} and ${holdsAsOf(appointment, args.asOf)}`,
        (appointment) => sql`${appointment.col('position')}, ${appointment.col('validFrom')}, ${appointment.col('id')}`,
      ),
      householdCount: value((row) => internal(row, row.col('householdCount'))),
      residentCount: value((row) => internal(row, row.col('residentCount'))),
      sizeStatus: value(sizeStatus),
    },
    filters: {
      levels: anyNumberOf('level'),
      kinds: anyOf('kind'),
      branchCoverage: anyOf('branchCoverage'),
      hasLeader: holdsThat((row) => sql`${leaderOf(row.col('id'))} is not null`),
      text: contains(['name'], 'code'),
      within: within(),
    },
    orders: {
      CODE: { key: (row) => row.col('code'), type: 'text' },
      NAME: { key: (row) => row.col('name'), type: 'text' },
      LEVEL: { key: (row) => row.col('level'), type: 'int' },
    },
    defaultOrder: { field: 'CODE', direction: 'ASC' },
    roots: { grid: lookupSuccessor({ id: 'id', code: freeCode('code') }, 'successor'), grids: list() },
  },
  { noun: 'CoverageRule', entity: CoverageRule, visible: 'public' },
  {
    adds: 'Organization',
    fields: {
      grids: connection('Grid', 'subtree'),
      coverageRule: one(
        'CoverageRule',
        (organization, rule) => sql`${rule.col('id')} = ${ruleOf(organization.col('id'), organization.col('jurisdictionId'))}`,
      ),
    },
  },
  { adds: 'Appointment', fields: { grid: one('Grid', 'gridId') } },
  { adds: 'Station', fields: { grid: one('Grid', 'gridId') } },
];
