import type { Counted, FieldRead, RowRef } from '../../read/noun.js';
import { and, type Sql, sql, today } from '../../read/sql.js';
import { leaderOf, sizeStatus } from '../grids/grid.reads.js';
import { isBelow } from './about.js';
import { rateField } from './rates.js';

/** How the grids of a scope are staffed, sized and covered, as of now. */

const grids: Counted = {
  name: 'grids',
  noun: 'Grid',
  where: (grid, owner) => and([isBelow(grid, owner), isActiveGrid(grid)]),
};
const ownersCommittees: Counted = {
  name: 'owners_committees',
  noun: 'Organization',
  where: (committee, owner) => and([isBelow(committee, owner), isOwnersCommittee(committee)]),
};
const stairwells: Counted = { name: 'stairwells', noun: 'Stairwell', where: isBelow };

export const isActiveGrid = (grid: RowRef): Sql => sql`${grid.col('status')} = 'ACTIVE'`;
/** A committee that is at work. */
export const isOwnersCommittee = (organization: RowRef): Sql =>
  sql`(${organization.col('kind')} = 'OWNERS_COMMITTEE' and ${organization.col('status')} = 'ACTIVE')`;

const isCurrent = sql`valid_from <= ${today} and (valid_to is null or valid_to > ${today})`;

export const hasLeader = (grid: RowRef): Sql => sql`${leaderOf(grid.col('id'))} is not null`;
export const hasOwnBranch = (grid: RowRef): Sql => sql`${grid.col('branchCoverage')} = 'OWN'`;
export const hasBranch = (grid: RowRef): Sql => sql`${grid.col('branchCoverage')} in ('OWN', 'JOINT')`;
export const hasStaff = (grid: RowRef): Sql =>
  sql`exists (select from appointment where grid_id = ${grid.col('id')} and position in ('GRID_LEADER', 'GRID_WORKER') and ${isCurrent})`;
export const hasWorkGroup = (committee: RowRef): Sql =>
  sql`exists (select from organization work where work.parent_id = ${committee.col('id')} and work.kind = 'OWNERS_COMMITTEE_PARTY_WORK_GROUP' and work.status = 'ACTIVE')`;
export const hasChief = (stairwell: RowRef): Sql =>
  sql`exists (select from appointment where stairwell_id = ${stairwell.col('id')} and position = 'STAIRWELL_CHIEF' and ${isCurrent})`;

export const gridFigures: Readonly<Record<string, FieldRead>> = {
  branchCoverage: rateField({
    key: 'grid.branchCoverage',
    name: 'covered',
    of: grids,
    where: hasBranch,
    formula: 'Grids with a branch of their own or a joint one ÷ active grids. 有单独或联合党支部的网格数÷在用网格数。',
    version: 1,
    basis: 'COHORT',
  }),
  branchCoverageStrict: rateField({
    key: 'grid.branchCoverageStrict',
    name: 'own_branch',
    of: grids,
    where: hasOwnBranch,
    formula: 'Grids with exactly one branch of their own ÷ active grids. 有且仅有一个单独党支部的网格数÷在用网格数。',
    version: 1,
    basis: 'COHORT',
  }),
  staffingRate: rateField({
    key: 'grid.staffingRate',
    name: 'led',
    of: grids,
    where: hasLeader,
    formula: 'Grids with a leader today ÷ active grids. 有现任网格长的网格数÷在用网格数。',
    version: 1,
    basis: 'COHORT',
  }),
  sizeCompliance: rateField({
    key: 'grid.sizeCompliance',
    name: 'sized',
    of: grids,
    among: (grid) => sql`${sizeStatus(grid)} <> 'NO_RULE'`,
    where: (grid) => sql`${sizeStatus(grid)} = 'WITHIN'`,
    formula:
      'Grids with as many households as the rule of their community asks for ÷ active grids with such a rule. 户数符合规模规定的网格数÷有规模规定的在用网格数。',
    version: 1,
    basis: 'COHORT',
  }),
  partyWorkGroupCoverage: rateField({
    key: 'owners.partyWorkGroupCoverage',
    name: 'grouped',
    of: ownersCommittees,
    where: hasWorkGroup,
    formula: "Owners' committees with a party work group ÷ owners' committees. 建有党的工作小组的业委会数÷业委会数。",
    version: 1,
    basis: 'COHORT',
  }),
  chiefCoverage: rateField({
    key: 'stairwell.chiefCoverage',
    name: 'headed',
    of: stairwells,
    where: hasChief,
    formula: 'Stairwells with a chief today ÷ stairwells. 有现任楼道长的楼道数÷楼道数。',
    version: 1,
    basis: 'COHORT',
  }),
};
