import type { Provenance } from '../db/base.entity.js';
import type { NounName } from '../kernel/ids.js';
import type {
  ActivityKind,
  ActivityOutcomeKind,
  ActivityScale,
  ActivityState,
  Audience,
  CallChannel,
  RegistrationState,
} from '../modules/activities/activity.terms.js';
import type { DwellingStatus, DwellingUse, EstateKind } from '../modules/addresses/address.terms.js';
import type {
  BallotMethod,
  BallotResult,
  BallotState,
  BallotWeight,
  ProposerKind,
  TopicCategory,
  TopicScale,
  TopicStage,
} from '../modules/ballots/ballots.terms.js';
import type { CalendarDayKind } from '../modules/calendar/calendar.terms.js';
import type { Cadence, CareCategory, CareLevel, CareSource, PairingEndReason, VisitKind, Weekday } from '../modules/care/care.terms.js';
import type { BreachState, CovenantKind, CovenantState } from '../modules/covenants/covenant.terms.js';
import type {
  BodyKind,
  Capacity,
  Electorate,
  MajorityBase,
  Party,
  QuorumKind,
  SessionKind,
  SessionState,
} from '../modules/deliberation/deliberation.terms.js';
import type { Recurrence } from '../modules/deliberation/recurrence.js';
import type { ExclusionReason, ExclusionState } from '../modules/exclusions/exclusion.terms.js';
import type { BranchCoverage, BranchPolicy, GridInclusion, GridKind, GridStatus } from '../modules/grids/grid.terms.js';
import type { PointGeometry } from '../modules/grids/point.js';
import type {
  Employment,
  Gender,
  HouseholdKind,
  HouseholdRelation,
  OccupancyKind,
  OccupancySource,
  PeopleHouseStatus,
  ResidentStatus,
  ResidentType,
} from '../modules/households/household.terms.js';
import type { AttachmentKind, AttachmentState } from '../modules/incidents/attachment.terms.js';
import type { ExtensionState } from '../modules/incidents/extension.terms.js';
import type { ExternalCode } from '../modules/incidents/incident.entity.js';
import type {
  IncidentChannel,
  IncidentDomain,
  IncidentEventKind,
  IncidentState,
  SupervisionLevel,
  Urgency,
} from '../modules/incidents/incident.terms.js';
import type { ParticipantState } from '../modules/incidents/participant.terms.js';
import type { Answer, Question } from '../modules/incidents/question.terms.js';
import type { RoutingTarget } from '../modules/incidents/routing.terms.js';
import type { SatisfactionChannel, SatisfactionReason } from '../modules/incidents/satisfaction.terms.js';
import type { NotificationKind } from '../modules/notifications/notification.terms.js';
import type {
  EnterpriseScale,
  Formation,
  GovernanceWay,
  OrganizationKind,
  OrganizationRelationKind,
  OrganizationStatus,
  Position,
  PremisesKind,
  StationKind,
} from '../modules/organisations/organization.terms.js';
import type { OutageKind, OutageRecipientState, OutageState } from '../modules/outages/outage.terms.js';
import type { SelectionObjectionState, SelectionState } from '../modules/selections/selection.terms.js';
import type { Comparator } from '../modules/statistics/figure.terms.js';
import type { MeasureState, ThemeState } from '../modules/themes/theme.terms.js';
import type { HonourKind, HonourLevel, HonourState } from '../modules/volunteers/honour.terms.js';
import type { NeedKind, NeedSource, NeedState, ServiceAspect } from '../modules/volunteers/need.terms.js';
import type { FreeTime } from '../modules/volunteers/volunteer.entity.js';
import type {
  MembershipState,
  Skill,
  TeamRole,
  VolunteerState,
  VolunteerTeamKind,
  VolunteerTeamState,
} from '../modules/volunteers/volunteer.terms.js';
import type { WhistleAnswerState, WhistleState } from '../modules/whistles/whistle.terms.js';
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
  grid_level: number | null;
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
  stairwell_id: string | null;
  place: string;
  full_time: boolean;
  valid_from: string;
  valid_to: string | null;
  duties: Duty[];
}

export interface EstateRow extends BaseRow {
  name: string;
  name_key: string;
  kind: EstateKind;
  community_id: string;
  owners_committee_id: string | null;
  property_company_id: string | null;
  place: string;
}

export interface BuildingRow extends BaseRow {
  estate_id: string;
  number: string;
  floors: number;
  floor_area_sqm: number;
  location: PointGeometry | null;
}

export interface StairwellRow extends BaseRow {
  building_id: string;
  number: string;
  grid_id: string;
  place: string;
}

export interface DwellingRow extends BaseRow {
  building_id: string;
  stairwell_id: string;
  grid_id: string;
  floor: number;
  room: string;
  address: string;
  address_key: string;
  words: string;
  use: DwellingUse;
  status: DwellingStatus;
  place: string;
}

export interface HouseholdRow extends BaseRow {
  dwelling_id: string;
  head_id: string;
  kind: HouseholdKind;
  main: boolean;
  origin: string | null;
  address_key: string;
  last_visit_at: string | null;
  formed_on: string;
  dissolved_on: string | null;
  place: string;
}

export interface MemberRow extends BaseRow {
  household_id: string;
  person_id: string;
  relation: HouseholdRelation;
  valid_from: string;
  valid_to: string | null;
}

export interface ResidentRow extends BaseRow {
  person_id: string;
  resident_type: ResidentType;
  status: ResidentStatus;
  gender: Gender;
  birth_date: string;
  employment: Employment;
  tags: string[];
  words: string;
  address_key: string;
  place: string;
}

export interface OccupancyRow extends BaseRow {
  person_id: string;
  dwelling_id: string;
  kind: OccupancyKind;
  main: boolean;
  people_house_status: PeopleHouseStatus;
  source: OccupancySource;
  verified_at: string | null;
  verified_by_id: string | null;
  valid_from: string;
  valid_to: string | null;
  place: string;
}

export interface CareRow extends BaseRow {
  person_id: string | null;
  household_id: string | null;
  category: CareCategory;
  level: CareLevel;
  source: CareSource;
  approved_by_id: string | null;
  valid_from: string;
  valid_to: string | null;
  place: string;
}

export interface PairingRow extends BaseRow {
  person_id: string | null;
  household_id: string | null;
  leader_id: string;
  responsible_id: string;
  helper_ids: string[];
  cadence: Cadence;
  started_on: string;
  ended_on: string | null;
  end_reason: PairingEndReason | null;
  place: string;
}

export interface VisitRow extends BaseRow {
  kind: VisitKind;
  household_id: string;
  person_id: string | null;
  actor_ids: string[];
  at: string;
  purpose: string | null;
  return_of_id: string | null;
  next_due_on: string | null;
  information_updated: boolean;
  place: string;
}

export interface VisitRuleRow extends BaseRow {
  community_id: string;
  position: Position;
  kind: VisitKind;
  cadence: Cadence;
  weekday: Weekday | null;
  return_weekday: Weekday | null;
  valid_from: string;
  valid_to: string | null;
  place: string;
}

export interface SiteRow extends BaseRow {
  address: string;
}

export interface EnterpriseRow extends BaseRow {
  organization_id: string;
  scale: EnterpriseScale;
  employees: number;
  party_members: number;
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
  parent_id: string | null;
  public_name: string | null;
  responsible_kinds: OrganizationKind[];
  external_codes: readonly ExternalCode[];
  active: boolean;
  questions: readonly Question[];
  needs_picture: boolean;
  needs_result: boolean;
}

export interface IncidentRow extends BaseRow {
  serial_number: string;
  title: string;
  description: string | null;
  category_id: string;
  answers: readonly Answer[];
  domain: IncidentDomain;
  channel: IncidentChannel;
  urgency: Urgency;
  state: IncidentState;
  supervision: SupervisionLevel;
  supervised_holder_id: string | null;
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
  co_handler_ids: string[] | null;
  parent_id: string | null;
  required: boolean | null;
  open_parts: number;
  duplicate_of_id: string | null;
  forwarded_to_id: string | null;
  forward_due_at: string | null;
  suspended_at: string | null;
  suspended_until: string | null;
  suspended_seconds: number;
  suspended_minutes: number;
  handling_minutes: number | null;
  closings: number;
  rework_count: number;
  accept_by: string | null;
  accept_red_at: string | null;
  handle_by: string | null;
  handle_red_at: string | null;
  verify_by: string | null;
  verify_red_at: string | null;
  due_at: string | null;
  red_at: string | null;
  alarm_at: string | null;
  alarmed_at: string | null;
  remind_at: string | null;
  occurred_at: string | null;
  reported_at: string;
  accepted_at: string | null;
  rejected_at: string | null;
  resolved_at: string | null;
  verified_at: string | null;
  closed_at: string | null;
}

export interface AttachmentRow extends BaseRow {
  state: AttachmentState;
  kind: AttachmentKind;
  file_name: string;
  content_type: string;
  announced_size: number;
  announced_hash: string | null;
  uploaded_by_id: string | null;
  uploading_client: string | null;
  reserved_for_id: string | null;
  expires_at: string;
  discard_at: string | null;
  uploaded_at: string | null;
  original_hash: string | null;
  key: string | null;
  size: number | null;
  hash: string | null;
  width: number | null;
  height: number | null;
  thumbnail_key: string | null;
  thumbnail_size: number | null;
  incident_id: string | null;
  event_id: string | null;
  attached_at: string | null;
  public: boolean;
  removed_at: string | null;
  removed_by_id: string | null;
}

export interface SatisfactionRow extends BaseRow {
  incident_id: string;
  closing: number;
  score: number;
  solved: boolean;
  reasons: SatisfactionReason[];
  comment: string | null;
  channel: SatisfactionChannel;
  respondent_id: string | null;
  asked_by_id: string | null;
  at: string;
}

export interface ExtensionRequestRow extends BaseRow {
  incident_id: string;
  organization_id: string;
  minutes: number;
  reason: string;
  state: ExtensionState;
  requested_by_id: string;
  requested_at: string;
  lapses_at: null;
  decided_by_id: string | null;
  decided_at: string;
  note: string | null;
}

export interface RateExclusionRow extends BaseRow {
  incident_id: string;
  organization_id: string;
  reason: ExclusionReason;
  note: string;
  requested_by_id: string;
  requested_at: string;
  decided_by_id: string | null;
  decided_at: string | null;
  state: ExclusionState;
  place: string;
}

export interface IncidentParticipantRow extends BaseRow {
  incident_id: string;
  organization_id: string;
  task: string;
  due_at: string;
  state: ParticipantState;
  asked_by_id: string;
  asked_at: string;
  ended_at: string | null;
  answer: string | null;
  alarm_at: string | null;
}

export interface NotificationRow extends BaseRow {
  person_id: string;
  kind: NotificationKind;
  subject_noun: NounName;
  subject_id: string;
  step_id: string | null;
  at: string;
  read_at: string | null;
}

export interface CalendarDayRow extends BaseRow {
  organization_id: string;
  place: string;
  date: string;
  kind: CalendarDayKind;
  sessions: string[];
  name: string;
}

export interface DutyListRow extends BaseRow {
  organization_id: string;
  place: string;
  level: OrganizationKind;
  number: number;
  own_ids: string[];
  assist_ids: string[];
  not_ours_ids: string[];
  published_at: string;
}

export interface RoutingRuleRow extends BaseRow {
  name: string;
  position: number;
  organization_id: string;
  grid_id: string | null;
  place: string;
  category_ids: string[];
  domains: IncidentDomain[];
  urgencies: Urgency[];
  keywords: string[];
  from_time: string | null;
  to_time: string | null;
  weekdays: Weekday[];
  day_kinds: CalendarDayKind[];
  in_working_time: boolean | null;
  target: RoutingTarget;
  target_organization_id: string | null;
}

export interface ReplyTemplateRow extends BaseRow {
  category_id: string | null;
  state: IncidentState;
  name: string;
  text: string;
  active: boolean;
}

export interface SlaRuleRow extends BaseRow {
  organization_id: string;
  place: string;
  urgency: Urgency;
  accept_yellow: number;
  accept_red: number;
  handle_yellow: number;
  handle_red: number;
  verify_yellow: number;
  verify_red: number;
}

export interface IncidentEventRow extends BaseRow {
  incident_id: string;
  kind: IncidentEventKind;
  from_state: IncidentState | null;
  to_state: IncidentState;
  actor_id: string | null;
  organization_id: string | null;
  note: string | null;
  reply: string | null;
  at: string;
}

export interface VolunteerTeamRow extends BaseRow {
  name: string;
  kind: VolunteerTeamKind;
  introduction: string | null;
  organization_id: string;
  station_id: string | null;
  grid_id: string | null;
  founded_on: string;
  dissolved_on: string | null;
  state: VolunteerTeamState;
  place: string;
}

export interface VolunteerRow extends BaseRow {
  person_id: string;
  number: string;
  skills: Skill[];
  expert: boolean;
  certificates: never[];
  availability: readonly FreeTime[];
  state: VolunteerState;
  place: string;
}

export interface TeamMembershipRow extends BaseRow {
  team_id: string;
  volunteer_id: string;
  person_id: string;
  role: TeamRole;
  position: Position | null;
  state: MembershipState;
  valid_from: string;
  valid_to: string | null;
  place: string;
}

export interface ActivityRow extends BaseRow {
  title: string;
  kind: ActivityKind;
  series: string | null;
  description: string | null;
  scale: ActivityScale | null;
  organization_id: string;
  calling_team_id: string | null;
  channel: CallChannel | null;
  governance: readonly GovernanceWay[];
  venue: string;
  starts_at: string;
  ends_at: string;
  completed_at: string;
  capacity: number | null;
  open: boolean;
  state: ActivityState;
  audience: Audience;
  participants: number;
  beneficiary_person_times: number;
  summary: string;
  place: string;
}

export interface ActivityTeamRow extends BaseRow {
  activity_id: string;
  team_id: string;
}

export interface ActivityOutcomeRow extends BaseRow {
  activity_id: string;
  kind: ActivityOutcomeKind;
  count: number;
}

export interface CalendarFeedRow extends BaseRow {
  person_id: string;
  team_id: string | null;
  name: null;
  digest: string;
  revoked_at: null;
}

export interface ActivityRegistrationRow extends BaseRow {
  activity_id: string;
  person_id: string;
  state: RegistrationState;
  number: number;
  registered_at: string;
  moved_up_at: null;
  checked_in_at: string;
  checked_out_at: string;
  cancelled_at: null;
  place: string;
}

export interface NeedItemRow extends BaseRow {
  kind: NeedKind;
  source: NeedSource;
  title: string;
  description: string | null;
  aspect: ServiceAspect | null;
  person_id: string | null;
  grid_id: string | null;
  community_id: string | null;
  skills: Skill[];
  times: readonly FreeTime[];
  due_on: string | null;
  wanted: number;
  claimed: number;
  state: NeedState;
  raised_by_id: string;
  outcome: string | null;
  finished_at: string | null;
  confirmed_at: string | null;
  confirmed_by_id: string | null;
  place: string;
}

export interface NeedClaimRow extends BaseRow {
  need_id: string;
  person_id: string | null;
  team_id: string | null;
  organization_id: string | null;
  count: number;
  claimed_at: string;
  released_at: string | null;
}

export interface HonourRow extends BaseRow {
  kind: HonourKind;
  level: HonourLevel;
  person_id: string | null;
  household_id: string | null;
  team_id: string | null;
  unit_id: string | null;
  organization_id: string;
  merits: string;
  nominated_by_id: string;
  publicised_on: string | null;
  public_until: string | null;
  awarded_on: string | null;
  state: HonourState;
  place: string;
}

export interface WhistleRow extends BaseRow {
  organization_id: string;
  grid_id: string | null;
  incident_id: string | null;
  title: string;
  description: string | null;
  site: string;
  arrive_by: string;
  called_by_id: string;
  called_at: string;
  called_ids: string[];
  outcome: string | null;
  ended_at: string | null;
  alarm_at: string | null;
  state: WhistleState;
  place: string;
}

export interface WhistleAnswerRow extends BaseRow {
  whistle_id: string;
  organization_id: string;
  state: WhistleAnswerState;
  arrived_at: string | null;
  attendance_score: number | null;
  attendance_comment: string | null;
  call_score: number | null;
  call_comment: string | null;
  place: string;
}

export interface GovernanceThemeRow extends BaseRow {
  title: string;
  category_id: string;
  grid_id: string | null;
  organization_id: string | null;
  grid_ids: string[];
  lead_id: string;
  responsible_id: string;
  opened_from: string;
  opened_to: string;
  baseline: number;
  opened_at: string;
  cause: string | null;
  observed_from: string | null;
  observed_until: string | null;
  recurring: number | null;
  recurring_of: number | null;
  due_at: string | null;
  ended_at: string | null;
  involved_ids: string[];
  state: ThemeState;
  place: string;
}

export interface ThemeMeasureRow extends BaseRow {
  theme_id: string;
  text: string;
  organization_id: string;
  due_on: string;
  done_at: string | null;
  alarm_at: string | null;
  state: MeasureState;
  place: string;
}

export interface OutageNoticeRow extends BaseRow {
  kind: OutageKind;
  planned: boolean;
  utility_id: string;
  issuer_id: string;
  reason: string;
  area: string;
  organization_id: string | null;
  grid_ids: string[];
  starts_at: string;
  ends_at: string | null;
  restored_at: string | null;
  issued_at: string;
  contact_phone: string | null;
  state: OutageState;
  place: string;
}

export interface OutageRecipientRow extends BaseRow {
  notice_id: string;
  organization_id: string | null;
  grid_id: string | null;
  state: OutageRecipientState;
  told_at: string;
  acknowledged_at: string | null;
  acknowledged_by_id: string | null;
  place: string;
}

/** One step of a row that moves through states. */
export interface HistoryRow {
  id: string;
  jurisdiction_id: string;
  subject_noun: string;
  subject_id: string;
  verb: string;
  from_state: string | null;
  to_state: string;
  actor_id: string | null;
  organization_id: string | null;
  note: string | null;
  at: string;
}

export interface BodyRow extends BaseRow {
  name: string;
  kind: BodyKind;
  organization_id: string;
  grid_id: string | null;
  chair_ids: readonly string[];
  recurrence: Recurrence | null;
  dues_until: string | null;
  ended_on: string | null;
  place: string;
}

/** What is asked for a decision to hold: in the rules of a body, and frozen in its ballots. */
interface VotingRow extends BaseRow {
  quorum_kind: QuorumKind;
  quorum_numerator: number;
  quorum_denominator: number;
  quorum_strict: boolean;
  majority_of: MajorityBase;
  majority_numerator: number;
  majority_denominator: number;
  majority_strict: boolean;
}

export interface RulesRow extends VotingRow {
  body_id: string;
  number: number;
  text: string | null;
  electorate: Electorate;
  is_public: boolean;
  publicity_days: number;
  proxy_limit: number;
  valid_from: string;
  valid_to: string | null;
}

export interface BodyMemberRow extends BaseRow {
  body_id: string;
  person_id: string;
  capacity: Capacity;
  party: Party;
  valid_from: string;
  valid_to: string | null;
}

export interface DueRow extends BaseRow {
  body_id: string;
  due_at: string;
  place: string;
}

export interface SessionRow extends BaseRow {
  body_id: string;
  rules_id: string;
  due_id: string | null;
  number: number;
  kind: SessionKind;
  state: SessionState;
  scheduled_at: string;
  venue: string | null;
  chair_id: string | null;
  turn: number | null;
  chair_reason: string | null;
  is_public: boolean;
  notice_sent_at: string | null;
  opened_at: string | null;
  closed_at: string | null;
  is_adjourned: boolean;
  elector_ids: readonly string[] | null;
  place: string;
}

export interface AgendaItemRow extends BaseRow {
  session_id: string;
  position: number;
  title: string;
  topic_id: string | null;
}

export interface AttendanceRow extends BaseRow {
  session_id: string;
  person_id: string;
  capacity: Capacity;
  party: Party;
  at: string;
}

export interface ProxyRow extends BaseRow {
  session_id: string;
  giver_id: string;
  holder_id: string;
  paper: string;
  at: string;
  revoked_at: string | null;
}

export interface MinutesRow extends BaseRow {
  session_id: string;
  number: number;
  text: string;
  written_by_id: string | null;
  approved_by_id: string | null;
  approved_at: string | null;
  redacted: string | null;
  published_at: string | null;
}

export interface TopicRow extends BaseRow {
  body_id: string;
  title: string;
  content: string;
  category: TopicCategory;
  scale: TopicScale | null;
  governance: readonly GovernanceWay[];
  grid_id: string | null;
  proposer_id: string | null;
  proposer_kind: ProposerKind;
  organization_id: string | null;
  incident_id: string | null;
  state: TopicStage;
  session_id: string | null;
  result: BallotResult | null;
  resolution: string | null;
  decided_at: string | null;
  supporter_count: number;
  round: number;
  evaluation_count: number;
  satisfied_count: number;
  place: string;
}

export interface TopicSupportRow {
  topic_id: string;
  jurisdiction_id: string;
  person_id: string;
  at: string;
}

export interface TopicEvaluationRow {
  topic_id: string;
  jurisdiction_id: string;
  round: number;
  person_id: string;
  score: number;
  is_satisfied: boolean;
  comment: string | null;
  at: string;
}

export interface DecisionRow extends BaseRow {
  topic_id: string;
  text: string;
  responsible_id: string;
  due_on: string;
  effective_on: string;
  incident_ids: readonly string[];
  report: string | null;
  done_at: string | null;
  evaluation_minimum: number;
  threshold_numerator: number;
  threshold_denominator: number;
}

export interface BallotRow extends VotingRow {
  topic_id: string;
  session_id: string;
  method: BallotMethod;
  weight: BallotWeight;
  options: readonly string[];
  matter: null;
  hide_until_closed: boolean;
  proxy_limit: number;
  electorate: number;
  electorate_area: number;
  state: BallotState;
  opened_at: string;
  closes_at: string | null;
  remind_at: null;
  closed_at: string | null;
  result: BallotResult | null;
  winners: readonly number[];
  secret: boolean;
  public_key: string | null;
  signing_key: string | null;
  totals: readonly number[] | null;
  proofs: readonly string[] | null;
}

export interface SealedBallotRow {
  id: string;
  jurisdiction_id: string;
  ballot_id: string;
  receipt: string;
  content: string;
  signature: string;
}

export interface BallotElectorRow {
  id: string;
  jurisdiction_id: string;
  ballot_id: string;
  person_ids: readonly string[];
  household_id: string | null;
  area: number;
}

export interface BallotProxyRow extends BaseRow {
  ballot_id: string;
  elector_id: string;
  giver_id: string;
  holder_id: string;
  paper: string;
  proxy_id: string | null;
  at: string;
  revoked_at: string | null;
}

export interface BallotVoteRow extends BaseRow {
  ballot_id: string;
  elector_id: string;
  voter_id: string;
  on_behalf_of_id: string | null;
  is_abstention: boolean | null;
  choices: readonly number[];
  scores: readonly number[];
  at: string;
}

export interface ReportedFigureRow extends BaseRow {
  organization_id: string;
  place: string;
  metric: string;
  value: number;
  unit: string;
  comparator: Comparator;
  period_from: string | null;
  period_to: string | null;
  as_of: string | null;
  quote: string;
  source: string;
}

export interface DisclosureRow extends BaseRow {
  title: string;
  content: string;
  department_id: string;
  supervised_id: string;
  publisher_id: string;
  inspected_on: string;
  state: 'PUBLISHED';
  published_at: string;
  place: string;
}

export interface CovenantRow extends BaseRow {
  kind: CovenantKind;
  title: string;
  organization_id: string;
  grid_id: string | null;
  supervisor_ids: readonly string[];
  state: CovenantState;
  place: string;
}

export interface CovenantVersionRow extends BaseRow {
  covenant_id: string;
  number: number;
  text: string;
  drafter_ids: readonly string[];
  written_at: string;
  topic_id: string | null;
  session_id: string | null;
  adopted_at: string | null;
  valid_from: string | null;
  valid_to: string | null;
  place: string;
}

export interface CovenantBreachRow extends BaseRow {
  covenant_id: string;
  text: string;
  reporter_id: string;
  topic_id: string | null;
  incident_id: string | null;
  state: BreachState;
  place: string;
}

export interface CovenantSignatureRow extends BaseRow {
  covenant_version_id: string;
  household_id: string;
  signed_by_id: string;
  signed_at: string;
  withdrawn_at: string | null;
  place: string;
}

export interface SelectionRow extends BaseRow {
  stairwell_id: string;
  candidate_id: string;
  statement: string;
  recommendation_count: number;
  recommendations_needed: number;
  publicised_on: string | null;
  public_until: string | null;
  appointment_id: string | null;
  state: SelectionState;
  place: string;
}

export interface SelectionRecommendationRow {
  selection_id: string;
  jurisdiction_id: string;
  person_id: string;
  at: string;
}

export interface SelectionObjectionRow extends BaseRow {
  selection_id: string;
  person_id: string;
  text: string;
  state: SelectionObjectionState;
  decision: string | null;
  decided_by_id: string | null;
  place: string;
}
