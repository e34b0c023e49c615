import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, type Sentence } from '../../work/workflow.js';
import type { HistoryPart } from '../organisations/organization.policy.js';
import type { SessionState } from './deliberation.terms.js';

/**
 * Who sees and does what with bodies and sessions (access.csv). Bodies and the calendar of sessions due are public, names in them only as far as they are on
 * notice. A session is known to its members and the staff of its subtree; to everybody of the jurisdiction once it is published. Who has left knows what everybody knows.
 */

export const deliberationStaff: readonly Role[] = [
  'GRID_WORKER',
  'GRID_LEADER',
  'COMMUNITY_CADRE',
  'COUNCIL_SECRETARY',
  'STREET_SUPERVISOR',
];

const ofJurisdiction = (viewer: Viewer): readonly Grant<never>[] =>
  viewer.jurisdiction ? [{ where: { jurisdictionId: viewer.jurisdiction.id } }] : [];

/** Rules. */
export const visibleToJurisdiction = ofJurisdiction;

/** Members of bodies that meet in public; of others for each other and the staff of its subtree. */
export const visibleMembers = (viewer: Viewer): readonly Grant<never>[] =>
  ofJurisdiction(viewer).flatMap((grant) => ['ofPublicBody', 'ofOwnBody', 'ofStaff'].map((when) => ({ ...grant, when })));

/** What a session is shown without to who is neither staff nor takes part: names, minutes before they are published, who took which step. */
export const sessionParts = ['inside', 'people', 'notes'] as const satisfies readonly ('inside' | HistoryPart)[];
export type SessionPart = (typeof sessionParts)[number];

export const visibleSessions = (viewer: Viewer): readonly Grant<SessionPart>[] => [
  ...placesOf(viewer, ...deliberationStaff).map((within) => ({ within })),
  ...(viewer.person ? [{ when: 'takesPart' }] : []),
  ...(viewer.jurisdiction ? [{ within: viewer.jurisdiction.place, when: 'published', withhold: sessionParts }] : []),
];

/** Who sets up bodies: their rules, rosters, members and calendars. */
export const mayKeepBodies = (viewer: Viewer, place: Place): boolean =>
  holds(viewer, place, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'COUNCIL_SECRETARY');
export const NOT_BODY_KEEPER =
  'Only community cadres, street officers and council secretaries set up bodies and their rules, in their own subtree. 只有社区干部、街道干部和议事会秘书可以在其辖区内设立议事组织及其规则。';

/** Who prepares sessions and keeps their minutes. */
export const mayPrepare = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'COUNCIL_SECRETARY', 'COMMUNITY_CADRE');
export const NOT_PREPARER =
  'Only the council secretary and community cadres prepare sessions, in their own subtree. 只有议事会秘书和社区干部可以在其辖区内筹备会议。';

/** What the sentences below need to know of a session. */
export interface SessionFacts {
  readonly state: SessionState;
  readonly place: Place;
  /** Null where they have left: see {@link chairOf}. */
  readonly chair: string | null;
}

export const mayPrepareSession: Sentence<SessionFacts> = (viewer, { place }) => mayPrepare(viewer, place) || forbidden(NOT_PREPARER);

const mayPreside = (viewer: Viewer, { chair }: SessionFacts): boolean => viewer.person !== null && viewer.person === chair;
/** Whoever checked in takes it back themselves; for others who keeps the attendance does. */
export const mayWithdrawAttendance =
  (person: string | null): Sentence<SessionFacts> =>
  (viewer, session, now) =>
    (viewer.person !== null && viewer.person === (person ?? viewer.person)) || mayRecordAttendance(viewer, session, now);
const NOT_CHAIR = 'Only the chair of the session may do this. 只有本次会议的主持人可以进行此操作。';
export const mayRecordAttendance: Sentence<SessionFacts> = (viewer, session) =>
  mayPreside(viewer, session) ||
  mayPrepare(viewer, session.place) ||
  forbidden('Only the chair and those who prepare the session record who is there. 只有主持人和会议筹备人员可以登记到会人员。');
/** Where nobody chairs it any more, those who prepare it do. */
export const mayApproveMinutes: Sentence<SessionFacts> = (viewer, session) =>
  mayPreside(viewer, session) || (session.chair === null && mayPrepare(viewer, session.place)) || forbidden(NOT_CHAIR);
export const mayChair: Sentence<SessionFacts> = (viewer, session) => mayPreside(viewer, session) || forbidden(NOT_CHAIR);

/** Nobody makes themselves a member or a chair. */
export const isOneself = (viewer: Viewer, persons: readonly string[]): boolean => viewer.person !== null && persons.includes(viewer.person);
export const ADMITS_ONESELF = 'Nobody admits themselves: another official does. 不能吸收本人为议事成员，应由其他工作人员办理。';
export const CHAIRS_ONESELF = 'Nobody puts themselves on the roster: another official does. 不能将本人列为轮值主席，应由其他工作人员办理。';

/** Whoever belongs to the body takes part, for themselves. */
export const mayTakePart = (viewer: Viewer, membership: { readonly person: string } | null): boolean =>
  membership !== null && membership.person === viewer.person;
