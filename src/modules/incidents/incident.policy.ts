import type { Grant } from '../../auth/grant.js';
import { holds, isStaffOf, type Post, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import type { ProblemCode } from '../../kernel/result.js';
import type { IncidentState } from './incident.terms.js';

/**
 * Who sees which incidents (access.csv, Incident). Parts that a grant may withhold: `reporter`, `notes` (of events), `details`
 * (description, address, location) and `people` (assignee and actors).
 */
export const visibleIncidents = (viewer: Viewer): readonly Grant[] => [
  ...placesOf(viewer, ...inFull).map((within) => ({ within })),
  ...[...placesOf(viewer, 'BRANCH_SECRETARY'), ...gridsOfChief(viewer)].map((within) => ({ within, withhold: ['reporter'] })),
  ...placesOf(viewer, 'POLICE').map((within) => ({ within, where: { domain: ['PUBLIC_SECURITY', 'WORK_SAFETY'] } })),
  ...placesOf(viewer, 'ADMIN', 'DASHBOARD').map((within) => ({ within, withhold: ['reporter', 'notes', 'details'] })),
  ...viewer.posts.filter(holdsMore).map(({ organizationId, role }) => ({
    where: { holder: organizationId! },
    ...(role === 'DEPARTMENT_HANDLER' ? {} : { withhold: ['reporter'] }),
  })),
  ...(viewer.person
    ? [
        { where: { assignee: viewer.person }, withhold: ['reporter'] },
        { where: { reporter: viewer.person }, withhold: ['notes'] },
        { where: { recorder: viewer.person }, withhold: ['notes'] },
      ]
    : []),
];

/** The categories of the viewer's jurisdiction, and the active ones of every other: whoever reports without a token chooses among those. */
export const visibleCategories = (viewer: Viewer): readonly Grant[] => [
  ...(viewer.jurisdiction ? [{ where: { jurisdictionId: viewer.jurisdiction.id } }] : []),
  { when: 'active' },
];

/** A chief sees what happens on the whole grid, not on the stairwell alone. */
const gridsOfChief = (viewer: Viewer): readonly Place[] =>
  viewer.posts.filter(({ role }) => role === 'STAIRWELL_CHIEF').map(({ gridPlace, place }) => gridPlace ?? place);

const inFull: readonly Role[] = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR'];

/** Whether the organisation of a post may hold what the post's role does not show. A street and a community hold only what lies in them. */
const holdsMore = ({ organizationId, kind, role }: Post): boolean =>
  organizationId !== null &&
  !(role !== null && inFull.includes(role) && kind !== null && ['STREET_OFFICE', 'TOWN_GOVERNMENT', 'COMMUNITY'].includes(kind));

/** An anonymous or foreign look by tracking code: the course of things, nobody's name or words. */
export const byTrackingCode: readonly Grant[] = [{ withhold: ['people', 'reporter', 'notes', 'details'] }];

const fieldStaff: readonly Role[] = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR', 'POLICE'];

/** For which organisation staff report: that of their narrowest post that covers the place, a grid's staff for its community. Null for everybody else. */
export function organizationReportedFor(viewer: Viewer, place: Place): string | null {
  const posts = viewer.posts.filter(
    ({ role, scope }) => role !== null && fieldStaff.includes(role) && scope !== null && place.startsWith(scope),
  );
  const narrowest = posts.sort((a, b) => b.scope!.length - a.scope!.length)[0];
  return narrowest ? (narrowest.communityId ?? narrowest.organizationId) : null;
}

/** For which organisation somebody takes a step: the holder when they have a post there or on its grids, else as they would report. */
export function organizationActedFor(viewer: Viewer, place: Place, holder: string): string | null {
  const isHolders = ({ organizationId, communityId, role }: Post) =>
    organizationId === holder || (communityId === holder && role !== null && fieldStaff.includes(role));
  return viewer.posts.some(isHolders) ? holder : organizationReportedFor(viewer, place);
}

/** What the sentences below need to know of an incident. Ids are bare UUIDs. */
export interface Matter {
  /** Whether the viewer sees it by their own rights, and not by its tracking code alone. */
  readonly seen: boolean;
  readonly state: IncidentState;
  readonly place: Place;
  readonly community: string;
  readonly holder: string;
  readonly previousHolder: string | null;
  readonly assignee: string | null;
  readonly reporter: string | null;
  /** Every assignee, starter and resolver since the last opening. */
  readonly handlers: readonly string[];
  /** The grid's leader today. */
  readonly leader: string | null;
  readonly reportingOrganization: string | null;
  /** Whether somebody of the reporting organisation could verify; known while there is something to verify. */
  readonly hasReportingVerifier: boolean;
  /** ISO instant. */
  readonly closedAt: string | null;
}

/** Why not. FORBIDDEN is for who may never; a problem is for who may, but not now. */
export interface Refusal {
  readonly code: 'FORBIDDEN' | ProblemCode;
  readonly reason: string;
}
export type Verdict = true | Refusal;
export type Sentence = (viewer: Viewer, matter: Matter, now: Date) => Verdict;

const forbidden = (reason: string): Refusal => ({ code: 'FORBIDDEN', reason });

const staffOnly: Sentence = (viewer, { holder, previousHolder, community }) => {
  if (isStaffOf(viewer, holder)) return true;
  const actedBefore = [previousHolder, community].some((organization) => organization !== null && isStaffOf(viewer, organization));
  return actedBefore
    ? { code: 'NOT_HOLDER', reason: 'Another organisation holds the incident now; its staff have to act.' }
    : forbidden('Only staff of the organisation that holds the incident may do this.');
};

const isAssigned = (viewer: Viewer, { assignee }: Matter): boolean => viewer.person !== null && viewer.person === assignee;

/** An incident that was sent to an organisation has no assignee: there its staff act as one. */
const isAssignedThroughPost = (viewer: Viewer, { assignee, holder }: Matter): boolean => assignee === null && isStaffOf(viewer, holder);

export const mayAccept = staffOnly;
export const mayReject = staffOnly;
export const mayDispatch = staffOnly;
export const mayClose = staffOnly;

export const mayCancel: Sentence = (viewer, matter, now) => {
  const isReporter = viewer.person !== null && viewer.person === matter.reporter;
  if (isReporter && matter.state === 'REPORTED') return true;
  const verdict = staffOnly(viewer, matter, now);
  if (verdict === true || !isReporter) return verdict;
  return { code: 'WRONG_STATE', reason: 'The reporter may withdraw an incident only until it is accepted.' };
};

export const mayStart: Sentence = (viewer, matter, now) => (isAssigned(viewer, matter) ? true : staffOnly(viewer, matter, now));
export const mayResolve = mayStart;

export const mayReturn: Sentence = (viewer, matter) =>
  isAssigned(viewer, matter) || isAssignedThroughPost(viewer, matter)
    ? true
    : forbidden('Only who has to handle the incident may return it.');

/**
 * Verifier ≠ handler. Who verifies: somebody of the organisation whose staff reported it, else the grid's leader, else a community cadre
 * (domain B.3, who is who); never somebody who handled it since it was last opened (I11).
 */
export const mayVerify: Sentence = (viewer, matter) => {
  const { state, handlers, leader, reportingOrganization, hasReportingVerifier, place } = matter;
  const isMember = reportingOrganization !== null && isMemberOf(viewer, reportingOrganization);
  const isLeader = viewer.person !== null && viewer.person === leader;
  const isCadre = holds(viewer, place, 'COMMUNITY_CADRE');
  if (!isMember && !isLeader && !isCadre)
    return forbidden('Only somebody of the reporting organisation, the grid leader or a community cadre may verify.');
  // Whose turn it will be is known once there is something to verify.
  if (state !== 'RESOLVED') return true;
  if (viewer.person !== null && handlers.includes(viewer.person)) {
    return { code: 'SELF_VERIFICATION', reason: 'Who handled the incident cannot verify it; somebody else has to.' };
  }
  if (hasReportingVerifier) return isMember ? true : forbidden('It was reported by staff: somebody of their organisation has to verify.');
  if (leader !== null && !handlers.includes(leader)) return isLeader ? true : forbidden('The grid leader has to verify.');
  return isCadre ? true : forbidden('A community cadre has to verify.');
};

/** Grid leaders and grid workers belong to the community of their grid. */
const isMemberOf = (viewer: Viewer, organization: string): boolean =>
  viewer.posts.some(
    ({ organizationId, communityId, position }) =>
      organizationId === organization || (communityId === organization && gridStaff.includes(position)),
  );
export const gridStaff: readonly string[] = ['GRID_LEADER', 'GRID_WORKER'];

/** How long the reporter may ask for an incident to be opened again. */
const REOPEN_DAYS = 14;

export const mayReopen: Sentence = (viewer, { place, reporter, closedAt }, now) => {
  if (holds(viewer, place, 'GRID_LEADER', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR')) return true;
  if (viewer.person === null || viewer.person !== reporter)
    return forbidden('Only the reporter, the grid leader, a community cadre or a street officer may reopen.');
  const isInTime = closedAt === null || now.getTime() - new Date(closedAt).getTime() <= REOPEN_DAYS * 86_400_000;
  return isInTime
    ? true
    : { code: 'WRONG_STATE', reason: `The reporter may reopen within ${REOPEN_DAYS} days of closing; that time is over.` };
};

/** Who reads figures of a place (access.csv, Statistics): who holds a role there or above by a post or a credential. Everybody is a resident; that is none. */
export const mayCount = (viewer: Viewer, place: Place): boolean =>
  viewer.roles.some(({ role, place: held }) => role !== 'RESIDENT' && place.startsWith(held));

/** Everybody may report in their own jurisdiction, also without a token; dashboards and routers only look on. */
export const mayReport = (viewer: Viewer, place: Place): boolean => {
  if (!viewer.jurisdiction) return true;
  return place.startsWith(viewer.jurisdiction.place) && (viewer.person !== null || viewer.roles.some(({ role }) => role === 'PARTNER'));
};

/** Staff take down what others report to them: by phone, at the desk, on patrol. */
export const mayReportOnBehalf = (viewer: Viewer, place: Place): boolean =>
  holds(viewer, place, 'GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR', 'POLICE');
