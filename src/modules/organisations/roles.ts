import type { Role } from '../../auth/viewer.js';
import type { OrganizationKind, Position } from './organization.terms.js';

const roleOfPosition: Partial<Record<Position, Role>> = {
  GRID_LEADER: 'GRID_LEADER',
  GRID_WORKER: 'GRID_WORKER',
  STAIRWELL_CHIEF: 'STAIRWELL_CHIEF',
  LANE_CHIEF: 'STAIRWELL_CHIEF',
  BUILDING_CHIEF: 'STAIRWELL_CHIEF',
  CENTRE_HOUSEHOLD_HEAD: 'STAIRWELL_CHIEF',
  COMMUNITY_CADRE: 'COMMUNITY_CADRE',
  COMMUNITY_WORKER: 'COMMUNITY_CADRE',
  RESIDENTS_COMMITTEE_DIRECTOR: 'COMMUNITY_CADRE',
  RESIDENTS_COMMITTEE_MEMBER: 'COMMUNITY_CADRE',
  COMMUNITY_POLICE: 'POLICE',
  PROPERTY_MANAGER: 'PROPERTY_STAFF',
  SECURITY_GUARD: 'PROPERTY_STAFF',
  OWNERS_COMMITTEE_CHAIR: 'OWNERS_COMMITTEE',
  OWNERS_COMMITTEE_MEMBER: 'OWNERS_COMMITTEE',
  STREET_OFFICER: 'STREET_SUPERVISOR',
  DISPATCHER: 'DISPATCHER',
  DEPARTMENT_OFFICER: 'DEPARTMENT_HANDLER',
  SYSTEM_ADMINISTRATOR: 'ADMIN',
  AUDITOR: 'AUDITOR',
};

const communityLevel: readonly OrganizationKind[] = ['COMMUNITY', 'COMMUNITY_PARTY_COMMITTEE', 'COMMUNITY_PARTY_GENERAL_BRANCH'];

/** From post to role (domain B.10). A secretary is a cadre at a community's own party organisation, and a branch secretary elsewhere. */
export function roleOf(position: Position, organizationKind: OrganizationKind | null): Role | null {
  if (position !== 'PARTY_SECRETARY') return roleOfPosition[position] ?? null;
  return organizationKind !== null && communityLevel.includes(organizationKind) ? 'COMMUNITY_CADRE' : 'BRANCH_SECRETARY';
}
