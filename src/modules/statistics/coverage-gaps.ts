import { type Input, isGiven } from '../../read/input.js';
import { type ChosenList, chosen, type RowRef } from '../../read/noun.js';
import { and, type Sql, sql } from '../../read/sql.js';
import { isOverdue } from '../care/care.reads.js';
import { isHeld, isOver } from '../deliberation/body.reads.js';
import { sizeStatus } from '../grids/grid.reads.js';
import { holdsAsOf } from '../organisations/organization.reads.js';
import { daysIn, isIn } from './about.js';
import { isPaired } from './care-coverage.js';
import { hasBranch, hasChief, hasLeader, hasOwnBranch, hasStaff, hasWorkGroup, isActiveGrid, isOwnersCommittee } from './grid-figures.js';
import { isPastHandling } from './incident-measures.js';
import { isAccountedFor, isActiveResident, isComplete, isVisited } from './resident-figures.js';
import type { CoverageGapKind } from './statistics.terms.js';

/** The rows that rates miss: what is in a denominator and not in its numerator. */

const grids = (where: (grid: RowRef) => Sql): ChosenList => ({
  noun: 'Grid',
  where: (grid) => and([isActiveGrid(grid), where(grid)]),
});
const not = (condition: (row: RowRef) => Sql) => (row: RowRef) => sql`not (${condition(row)})`;

const periodIn = ({ period }: Readonly<Record<string, Input>>) => (period && isGiven(period) ? daysIn(period) : null);

const lists: Readonly<Record<CoverageGapKind, ChosenList>> = {
  GRID_WITHOUT_LEADER: grids(not(hasLeader)),
  GRID_WITHOUT_STAFF: grids(not(hasStaff)),
  GRID_WITHOUT_BRANCH: grids(not(hasBranch)),
  GRID_WITHOUT_OWN_BRANCH: grids(not(hasOwnBranch)),
  GRID_OF_WRONG_SIZE: grids((grid) => sql`${sizeStatus(grid)} in ('BELOW', 'ABOVE')`),
  OWNERS_COMMITTEE_WITHOUT_WORK_GROUP: {
    noun: 'Organization',
    where: (organization) => sql`${isOwnersCommittee(organization)} and not ${hasWorkGroup(organization)}`,
  },
  STAIRWELL_WITHOUT_CHIEF: { noun: 'Stairwell', where: not(hasChief) },
  RESIDENT_INCOMPLETE: { noun: 'Resident', where: (resident) => and([isActiveResident(resident), not(isComplete)(resident)]) },
  DWELLING_UNVERIFIED: { noun: 'Dwelling', where: not(isAccountedFor) },
  HOUSEHOLD_NOT_VISITED: {
    noun: 'Household',
    where: (household, args) => sql`${household.col('dissolvedOn')} is null and not ${isVisited(household, periodIn(args))}`,
  },
  CARE_WITHOUT_PAIRING: {
    noun: 'CareDesignation',
    where: (care) => sql`${holdsAsOf(care, undefined)} and not ${isPaired(care)}`,
  },
  PAIRING_OVERDUE: { noun: 'HelpPairing', where: (pairing) => sql`${pairing.col('endedOn')} is null and ${isOverdue(pairing)}` },
  SESSION_NOT_HELD: {
    noun: 'SessionDue',
    where: (due, args) => {
      const period = periodIn(args);
      return and([sql`${isOver(due.col('dueAt'))} and not ${isHeld(due.col('id'))}`, ...(period ? [isIn(due.col('dueAt'), period)] : [])]);
    },
  },
  INCIDENT_OVERDUE: { noun: 'Incident', where: isPastHandling },
};

/** Kinds that are of now refuse a period that is none, as those do that look at its days. */
const demandingPeriod = ({ where, ...list }: ChosenList): ChosenList => ({
  ...list,
  where: (row, args) => {
    const period = periodIn(args);
    return and([where(row, args), ...(period ? [sql`${period.from} < ${period.to}`] : [])]);
  },
});

export const coverageGaps = chosen(
  'kind',
  'scope',
  Object.fromEntries(Object.entries(lists).map(([kind, list]) => [kind, demandingPeriod(list)])),
);
