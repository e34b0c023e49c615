import type { Provenance } from '../db/base.entity.js';
import type { BranchCoverage, BranchPolicy, GridInclusion, GridKind, GridStatus } from '../modules/grids/grid.terms.js';
import type { PointGeometry } from '../modules/grids/point.js';
import type {
  IncidentChannel,
  IncidentDomain,
  IncidentEventKind,
  IncidentState,
  SupervisionLevel,
  Urgency,
} from '../modules/incidents/incident.terms.js';
import type {
  Formation,
  OrganizationKind,
  OrganizationRelationKind,
  OrganizationStatus,
  Position,
  PremisesKind,
  StationKind,
} from '../modules/organisations/organization.terms.js';
import type { Duty } from './duties.js';

/** Rows as the tables have them, so that PostgreSQL can take a whole table of them as one JSON text. Days are YYYY-MM-DD, instants ISO 8601. */
export interface BaseRow {
  id: string;
  jurisdiction_id: string;
  provenance: Provenance;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface OrganizationRow extends BaseRow {
  code: string;
  name: string;
  short_name: string | null;
  kind: OrganizationKind;
  status: OrganizationStatus;
  formation: Formation | null;
  parent_id: string | null;
  place: string;
  child_count: number;
  number: number | null;
  contact_phone: string | null;
  address: string | null;
  introduction: string | null;
  established_on: string | null;
  dissolved_on: string | null;
}

export interface RelationRow extends BaseRow {
  from_id: string;
  to_id: string;
  kind: OrganizationRelationKind;
  valid_from: string;
  valid_to: string | null;
  note: string | null;
}

export interface PersonRow extends BaseRow {
  name: string;
  phone: string | null;
  place: string | null;
}

export interface AccountRow extends BaseRow {
  issuer: string;
  subject: string;
  person_id: string;
}

export interface GridRow extends BaseRow {
  code: string;
  name: string;
  level: number;
  kind: GridKind;
  status: GridStatus;
  parent_id: string | null;
  community_id: string;
  place: string;
  child_count: number;
  branch_id: string | null;
  branch_coverage: BranchCoverage;
  inclusions: GridInclusion[];
  household_count: number;
  resident_count: number;
}

export interface CoverageRuleRow extends BaseRow {
  community_id: string;
  branch_policy: BranchPolicy;
  min_households: number | null;
  max_households: number | null;
  target_persons: number | null;
  service_circle_minutes: number | null;
}

export interface AppointmentRow extends BaseRow {
  person_id: string;
  position: Position;
  organization_id: string | null;
  grid_id: string | null;
  place: string;
  full_time: boolean;
  valid_from: string;
  valid_to: string | null;
  duties: Duty[];
}

export interface SiteRow extends BaseRow {
  address: string;
}

export interface StationRow extends BaseRow {
  name: string;
  kind: StationKind;
  host_id: string;
  grid_id: string | null;
  site_id: string;
  premises: PremisesKind | null;
  area_sqm: number | null;
  functions: string[];
  opened_on: string | null;
  place: string;
}

export interface CategoryRow extends BaseRow {
  code: string;
  name: string;
  domain: IncidentDomain;
  active: boolean;
}

export interface IncidentRow extends BaseRow {
  serial_number: string;
  title: string;
  description: string | null;
  category_id: string;
  domain: IncidentDomain;
  channel: IncidentChannel;
  urgency: Urgency;
  state: IncidentState;
  supervision: SupervisionLevel;
  grid_id: string;
  place: string;
  address: string | null;
  location: PointGeometry | null;
  reporter_id: string | null;
  reporting_organization_id: string | null;
  holder_id: string;
  previous_holder_id: string | null;
  assignee_id: string | null;
  handler_ids: string[];
  tracking_code: string;
  occurred_at: string | null;
  reported_at: string;
  accepted_at: string | null;
  resolved_at: string | null;
  verified_at: string | null;
  closed_at: string | null;
}

export interface IncidentEventRow extends BaseRow {
  incident_id: string;
  kind: IncidentEventKind;
  from_state: IncidentState | null;
  to_state: IncidentState;
  actor_id: string | null;
  organization_id: string | null;
  note: string | null;
  at: string;
}
