import type { OrganizationKind } from '../modules/organisations/organization.terms.js';

/** Every kind but the roots': a root's code is the jurisdiction's own. */
export type BranchedKind = Exclude<OrganizationKind, 'STREET_OFFICE' | 'TOWN_GOVERNMENT'>;

/**
 * An organisation's code: its jurisdiction's code, these letters, a running number as wide as the zeros (000-B01).
 * Kinds without zeros occur once in a jurisdiction. Numbers run through the whole jurisdiction, not through one parent.
 */
export const organizationCodes: Readonly<Record<BranchedKind, string>> = {
  STREET_PARTY_WORKING_COMMITTEE: 'PW',
  TOWN_PARTY_COMMITTEE: 'TC',
  OFFICE_PARTY_COMMITTEE: 'OC',
  COMMUNITY_PARTY_COMMITTEE: 'PC',
  COMMUNITY_PARTY_GENERAL_BRANCH: 'GB0',
  COMMUNITY_PARTY_BRANCH: 'CB0',
  GRID_PARTY_BRANCH: 'B00',
  ESTATE_PARTY_BRANCH: 'EB00',
  JOINT_PARTY_BRANCH: 'JB00',
  PROPERTY_PARTY_BRANCH: 'PB0',
  NEIGHBOUR_PARTY_GROUP: 'N00',
  GRID_PARTY_GROUP: 'GP00',
  BUILDING_PARTY_GROUP: 'BG00',
  PARTY_MEMBER_HOUSEHOLD: 'H00',
  OWNERS_COMMITTEE_PARTY_WORK_GROUP: 'WG00',
  COMMUNITY: 'C0',
  RESIDENTS_COMMITTEE: 'RC0',
  VILLAGE_COMMITTEE: 'V0',
  OWNERS_COMMITTEE: 'OW00',
  PROPERTY_COMPANY: 'PM0',
  POLICE_STATION: 'PS',
  POLICE_POST: 'PP0',
  GOVERNMENT_DEPARTMENT: 'D0',
  PUBLIC_UTILITY: 'PU0',
  RESIDENT_UNIT: 'U00',
  ENTERPRISE: 'E000',
  SOCIAL_ORGANIZATION: 'S00',
  MASS_ORGANIZATION: 'MO0',
  CULTURE_FEDERATION: 'CF',
  PARTY_ALLIANCE: 'PA',
  LEADING_GROUP: 'LG',
  COORDINATION_GROUP: 'CG0',
  GUIDANCE_COMMITTEE: 'GU',
  JOINT_CONFERENCE: 'JC',
  COBUILDING_COUNCIL: 'CO',
  MEDIATION_COMMITTEE: 'MC',
  ELDERS_ASSOCIATION: 'EA',
  OBSERVER_GROUP: 'OG',
  SUPERVISORY_COMMITTEE: 'SC',
  INFORMATION_CENTER: 'IC',
  ADMIN_AREA: 'AA',
  COMPREHENSIVE_GOVERNANCE_CENTER: 'CC',
  GRID_CENTER: 'GC',
};
