import type { Grant } from '../../auth/grant.js';
import {
  holds,
  isStaffOf,
  isStaffRole,
  organizationActedAt,
  organizationsStaffed,
  type Post,
  placesOf,
  type Role,
  staffPosts,
  type Viewer,
} from '../../auth/viewer.js';
import { demand, notFound } from '../../kernel/errors.js';
import { isWithin, type Place, type PlaceTree, SEGMENT } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence as SentenceOf } from '../../work/workflow.js';
import { type HeldPost, postOf } from '../organisations/held-post.js';
import { roleOf } from '../organisations/posts.js';
import { phaseOf } from './deadlines.js';
import type { IncidentFact } from './incident.facts.js';
import { finalStates, type IncidentState, type IncidentVisibility, type SupervisionLevel } from './incident.terms.js';

/** Where somebody's posts let them act on what was assigned to them, or taken down by them. Plain data. */
export interface Reach {
  /** Incidents at or below one of these. */
  readonly places: readonly Place[];
  /** Incidents that one of these holds: the organisation of a post; of one on a grid, the grid's community. */
  readonly organizations: readonly string[];
}

/**
 * Assignee, handler and recorder are columns of the incident and stay when a post ends; they count only within this reach. What else lets somebody act
 * on what was assigned to them is added here.
 */
export function reachOf(viewer: Pick<Viewer, 'posts'>): Reach {
  const staff = staffPosts(viewer);
  const distinct = (values: readonly (string | null)[]) => [...new Set(values.filter((value) => value !== null))].sort();
  return {
    places: distinct(staff.map(({ scope }) => scope)),
    organizations: distinct(staff.map(({ organizationId, communityId }) => organizationId ?? communityId)),
  };
}

export const reaches = ({ places, organizations }: Reach, incident: { readonly place?: Place | null; readonly holder: string }): boolean =>
  organizations.includes(incident.holder) || places.some((place) => isWithin(incident.place, place));

/** What a grant may withhold: the reporter, the notes of events, the details (description, address, location), the people (assignee and actors). */
export const incidentParts = ['reporter', 'notes', 'details', 'people'] as const;
export type IncidentPart = (typeof incidentParts)[number];
type IncidentGrant = Grant<IncidentPart, IncidentFact>;

/** Who sees which incidents (access.csv, Incident). */
export const visibleIncidents = (viewer: Viewer): readonly IncidentGrant[] => [
  ...placesOf(viewer, ...supervisors).map((within) => ({ within })),
  ...placesOf(viewer, ...ofGrids).map((within): IncidentGrant => ({ within, where: usual })),
  ...[...placesOf(viewer, 'BRANCH_SECRETARY'), ...gridsOfChief(viewer)].map(
    (within): IncidentGrant => ({ within, where: usual, withhold: ['reporter'] }),
  ),
  ...placesOf(viewer, 'POLICE').map((within): IncidentGrant => ({ within, where: { domain: ['PUBLIC_SECURITY', 'WORK_SAFETY'] } })),
  ...placesOf(viewer, 'ADMIN', 'DASHBOARD').map(
    (within): IncidentGrant => ({ within, where: usual, withhold: ['reporter', 'notes', 'details'] }),
  ),
  ...staffPosts(viewer)
    .filter(holdsMore)
    .map(
      ({ organizationId, role }): IncidentGrant => ({
        where: { holder: organizationId! },
        ...(role === 'DEPARTMENT_HANDLER' ? {} : { withhold: ['reporter'] }),
      }),
    ),
  ...whatTheyAssistWith(viewer),
  ...whatTheyDoWith(viewer, 'assignee', ['reporter']),
  ...whatTheyDoWith(viewer, 'recorder', ['notes']),
  ...(viewer.person ? [{ where: { reporter: viewer.person }, withhold: ['notes'] } as const] : []),
  ...placesOf(viewer, 'PARTNER').map(
    (within): IncidentGrant => ({ within, where: { reportingClient: viewer.client! }, withhold: ['notes'] }),
  ),
  ...(viewer.organization
    ? (['holder', 'coHandlers'] as const).map(
        (column): IncidentGrant => ({ where: { [column]: viewer.organization! }, withhold: ['reporter'] }),
      )
    : []),
];

/** Incidents with which an organisation of theirs assists, as its staff would see them if it held them. Whoever sees the whole jurisdiction sees them anyway. */
function whatTheyAssistWith(viewer: Viewer): readonly IncidentGrant[] {
  if (placesOf(viewer, ...inFull).some(isRoot)) return [];
  const departments = organizationsStaffed({ posts: viewer.posts.filter(({ role }) => role === 'DEPARTMENT_HANDLER') });
  const others = organizationsStaffed(viewer).filter((organization) => !departments.includes(organization));
  return [
    ...(departments.length > 0 ? [{ where: { coHandlers: departments } }] : []),
    ...(others.length > 0 ? [{ where: { coHandlers: others }, withhold: ['reporter'] } as const] : []),
  ];
}

/** Whether an organisation of the viewer's staff assists with an incident now. */
export const isCoHandledBy = (viewer: Pick<Viewer, 'posts'>, { coHandlers }: { readonly coHandlers?: unknown }): boolean =>
  Array.isArray(coHandlers) && organizationsStaffed(viewer).some((organization) => coHandlers.includes(organization));

/** Incidents that have the viewer in a column, as long as their posts reach them. */
function whatTheyDoWith(viewer: Viewer, column: 'assignee' | 'recorder', withhold: readonly IncidentPart[]): readonly IncidentGrant[] {
  if (!viewer.person) return [];
  const { places, organizations } = reachOf(viewer);
  const where = { [column]: viewer.person };
  return [
    ...places.map((within) => ({ within, where, withhold })),
    ...(organizations.length > 0 ? [{ where: { ...where, holder: organizations }, withhold }] : []),
  ];
}

/** The client that reports and follows reports in its own name. */
export const partnerOf = (viewer: Pick<Viewer, 'client' | 'roles'>): string | null =>
  viewer.roles.some(({ role }) => role === 'PARTNER') ? viewer.client : null;

/** Whether it was the viewer, or their client, who reported an incident. */
export const isReportedBy = (
  viewer: Pick<Viewer, 'person' | 'client' | 'roles'>,
  { reporter, reportingClient }: { readonly reporter?: unknown; readonly reportingClient?: unknown },
): boolean =>
  (viewer.person !== null && viewer.person === reporter) || (partnerOf(viewer) !== null && partnerOf(viewer) === reportingClient);

/** The categories of the viewer's jurisdiction, and the active ones of every other: whoever reports without a token chooses among those. */
export const visibleCategories = (viewer: Viewer): readonly Grant[] => [
  ...(viewer.jurisdiction ? [{ where: { jurisdictionId: viewer.jurisdiction.id } }] : []),
  { when: 'active' },
];

/** Categories belong to a jurisdiction as a whole. */
export const mayManageCategories = (viewer: Viewer, jurisdictionId: string): boolean =>
  viewer.jurisdiction?.id === jurisdictionId && holds(viewer, viewer.jurisdiction.place, 'ADMIN', 'STREET_SUPERVISOR');
export const MANAGES_NO_CATEGORIES =
  'Only administrators and street officers of the whole jurisdiction manage categories. 只有管理整个辖区的管理员和街道干部可以管理事件类别。';

export const MANAGES_NO_TEMPLATES =
  'Only administrators and street officers of the whole jurisdiction manage reply templates. 只有管理整个辖区的管理员和街道干部可以管理答复模板。';

/** The jurisdiction whose reply templates the viewer reads: staff of it, and who manages them. */
export const templatesOf = (viewer: Viewer): string | null => {
  const id = viewer.jurisdiction?.id ?? null;
  return id !== null && (staffPosts(viewer).length > 0 || mayManageCategories(viewer, id)) ? id : null;
};
export const visibleReplyTemplates = (viewer: Viewer): readonly Grant[] => {
  const jurisdictionId = templatesOf(viewer);
  return jurisdictionId === null ? [] : [{ where: { jurisdictionId } }];
};

/** A chief sees what happens on the whole grid, not on the stairwell alone. */
const gridsOfChief = (viewer: Viewer): readonly Place[] =>
  viewer.posts.filter(({ role }) => role === 'STAIRWELL_CHIEF').map(({ gridPlace, place }) => gridPlace ?? place);

/** Who sees what is reported at a place, whatever it is: they supervise it, and verify what nobody else does. */
const supervisors: readonly Role[] = ['COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR'];
/** Staff of grids. */
const ofGrids: readonly Role[] = ['GRID_WORKER', 'GRID_LEADER'];
const inFull: readonly Role[] = [...ofGrids, ...supervisors];

/** Not what a category shows to fewer people than it usually would. */
const usual = { visibility: 'USUAL' } as const;

/** Whether the viewer sees restricted incidents wherever they lie at or below a place. */
export const seesRestricted = (viewer: Viewer, place: Place): boolean => holds(viewer, place, ...supervisors);

/** Whether the organisation of a post may hold what the post's role does not show. A street and a community hold only what lies in them. */
const holdsMore = ({ organizationId, kind, role }: Post): boolean =>
  organizationId !== null &&
  !(role !== null && inFull.includes(role) && kind !== null && ['STREET_OFFICE', 'TOWN_GOVERNMENT', 'COMMUNITY'].includes(kind));

/** An anonymous or foreign look by tracking code: the course of things, nobody's name or words. */
export const byTrackingCode: readonly IncidentGrant[] = [{ withhold: ['people', 'reporter', 'notes', 'details'] }];

const fieldStaff: readonly Role[] = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR', 'POLICE'];

/** For which organisation staff report: that of their narrowest post that covers the place, a grid's staff for its community. Null for everybody else. */
export const organizationReportedFor = (viewer: Viewer, place: Place): string | null => organizationActedAt(viewer, place, fieldStaff);

/** For which organisation somebody takes a step: the holder when they have a post there or on its grids, else as they would report. */
export function organizationActedFor(viewer: Viewer, place: Place, holder: string): string | null {
  const isHolders = ({ organizationId, communityId, role }: Post) =>
    organizationId === holder || (communityId === holder && role !== null && fieldStaff.includes(role));
  return staffPosts(viewer).some(isHolders) ? holder : organizationReportedFor(viewer, place);
}

/** What the sentences below need to know of an incident. Ids are bare UUIDs. */
export interface Matter {
  readonly state: IncidentState;
  readonly visibility: IncidentVisibility;
  readonly place: Place;
  readonly community: string;
  readonly holder: string;
  readonly previousHolder: string | null;
  readonly assignee: string | null;
  /** The incident that it is a part of. */
  readonly parent: string | null;
  /** Who holds that one, and how far it has come. */
  readonly parentHolder: string | null;
  readonly parentState: IncidentState | null;
  /** How many parts that it waits for are open. */
  readonly openParts: number;
  /** The assignee's posts of today. */
  readonly assigneePosts: readonly HeldPost[];
  /** The sorts of posts that people hold today at an organisation that it was sent to, while it lies with no person. */
  readonly holderPosts: readonly SortOfPost[];
  /** The organisations that assist with it now. */
  readonly coHandlers: readonly string[] | null;
  readonly reporter: string | null;
  /** Who took it down in somebody else's name. */
  readonly recorder: string | null;
  /** The partner's client that reported it. */
  readonly reportingClient: string | null;
  /** Every assignee, starter and resolver since the last opening. */
  readonly handlers: readonly string[];
  /** The grid's leader today. */
  readonly leader: string | null;
  readonly reportingOrganization: string | null;
  /** The sorts of posts that people of the reporting organisation hold who did not handle it; known while there is something to verify. */
  readonly reportingPosts: readonly SortOfPost[];
  /** ISO instant. */
  readonly closedAt: string | null;
  /** The number of the duty list by which it is not the holder's business; null where none says so. */
  readonly notOursBy: number | null;
  /** Where the holder is. */
  readonly holderPlace: Place;
  /** ISO instants. */
  readonly handleBy: string | null;
  readonly handleRedAt: string | null;
  readonly supervision: SupervisionLevel;
  /** Who put it under supervision and may take that back; null where nobody but street officers may. */
  readonly supervisor: string | null;
  /** Who has asked for more time, while nobody has decided. */
  readonly extensionAskedBy: string | null;
  /** Whether somebody rated the last closing. */
  readonly isRated: boolean;
}

type SortOfPost = Pick<HeldPost, 'position' | 'seat'>;
type Sentence = SentenceOf<Matter>;

export const isStaffPost = ({ position, seat }: SortOfPost): boolean => isStaffRole(roleOf(position, seat));
const isRoot = (place: Place): boolean => place.length === SEGMENT;

const staffOnly: Sentence = (viewer, { holder, previousHolder, community }) => {
  if (isStaffOf(viewer, holder)) return true;
  const actedBefore = [previousHolder, community].some((organization) => organization !== null && isStaffOf(viewer, organization));
  return actedBefore
    ? notNow(
        'NOT_HOLDER',
        'Another organisation holds the incident now; its staff have to act. 该事件现由其他组织承办，应由其工作人员处理。',
      )
    : forbidden('Only staff of the organisation that holds the incident may do this. 只有承办组织的工作人员可以进行此操作。');
};

/** Whether an incident is the viewer's to handle now: it was assigned to them, and their posts reach it. */
export const isAssignedTo = (
  viewer: Pick<Viewer, 'person' | 'posts'>,
  incident: { readonly assignee?: unknown; readonly place?: Place | null; readonly holder: string },
): boolean => viewer.person !== null && viewer.person === incident.assignee && reaches(reachOf(viewer), incident);

/** Whether the viewer took it down, and their posts reach it. */
export const isRecordedBy = (viewer: Viewer, matter: Matter): boolean =>
  viewer.person !== null && viewer.person === matter.recorder && reaches(reachOf(viewer), matter);

/** The assignee holds no post any more that reaches the incident. */
const isAbandoned = (matter: Matter): boolean =>
  matter.assignee !== null && !reaches(reachOf({ posts: matter.assigneePosts.map(postOf) }), matter);

/** An incident that was sent to an organisation has no assignee: there its staff act as one. */
const isAssignedThroughPost = (viewer: Viewer, { assignee, holder }: Matter): boolean => assignee === null && isStaffOf(viewer, holder);

export const mayAccept = staffOnly;
export const mayReject = staffOnly;
export const mayDispatch = staffOnly;
export const mayClose = staffOnly;
export const mayMerge = staffOnly;
export const mayForward = staffOnly;
export const mayReclaim = staffOnly;
export const maySuspend = staffOnly;
export const mayResume = staffOnly;

export const mayEscalate: Sentence = (viewer, matter, now) => {
  const verdict = staffOnly(viewer, matter, now);
  if (verdict !== true || !isRoot(matter.holderPlace)) return verdict;
  return notNow('WRONG_STATE', 'There is no organisation above the holder. 承办组织没有上级组织。');
};

/** An incident does not end before the parts that it waits for. */
const unlessPartsAreOpen =
  (sentence: Sentence): Sentence =>
  (viewer, matter, now) => {
    const verdict = sentence(viewer, matter, now);
    if (verdict !== true || matter.openParts === 0) return verdict;
    return notNow('WRONG_STATE', 'Parts that it waits for are still open: {count}. 仍有 {count} 件必办子事件未办结。', {
      count: matter.openParts,
    });
  };
export const mayFile = unlessPartsAreOpen(staffOnly);

export const mayCancel: Sentence = unlessPartsAreOpen((viewer, matter, now) => {
  const isReporter = viewer.person !== null && viewer.person === matter.reporter;
  if (isReporter && matter.state === 'REPORTED') return true;
  const verdict = staffOnly(viewer, matter, now);
  if (verdict === true || !isReporter) return verdict;
  return notNow('WRONG_STATE', 'The reporter may withdraw an incident only until it is accepted. 上报人只能在受理之前撤回。');
});

export const mayStart: Sentence = (viewer, matter, now) => (isAssignedTo(viewer, matter) ? true : staffOnly(viewer, matter, now));
export const mayResolve = unlessPartsAreOpen(mayStart);

const ONLY_WHILE_HANDLED = 'Only while it is handled: after it was taken up, before it is resolved. 只能在受理之后、办结之前进行。';

/** While it is handled, the holder parts an incident, and asks others to assist. */
const whileHandled =
  (sentence: Sentence): Sentence =>
  (viewer, matter, now) => {
    const verdict = sentence(viewer, matter, now);
    if (verdict !== true || phaseOf(matter.state) === 'handle') return verdict;
    return notNow('WRONG_STATE', ONLY_WHILE_HANDLED);
  };

/** The holder's staff, and dispatchers of the place. */
export const mayAskForAssistance: Sentence = whileHandled((viewer, matter, now) =>
  holds(viewer, matter.place, 'DISPATCHER') ? true : staffOnly(viewer, matter, now),
);

/** A part is not split again: what is whole sees all of its parts. */
export const maySplit: Sentence = whileHandled((viewer, matter, now) => {
  const verdict = staffOnly(viewer, matter, now);
  if (verdict !== true || matter.parent === null) return verdict;
  return notNow('WRONG_STATE', 'It is a part of another incident; a part is not split again. 该事件是子事件，不能再拆分。');
});

/** It was sent to an organisation where nobody works. */
const isDeserted = ({ assignee, holderPosts }: Matter): boolean => assignee === null && !holderPosts.some(isStaffPost);

/** Staff of who holds it, and those who supervise at its place, let it become a part of another one. */
export const mayBecomePart = (viewer: Viewer, { holder, place }: Pick<Matter, 'holder' | 'place'>): boolean =>
  isStaffOf(viewer, holder) || holds(viewer, place, ...supervisors);

/** Staff of the whole, which waits for it no longer. */
export const mayReleasePart: Sentence = (viewer, { holder, parent, parentHolder, parentState }) => {
  if (!isStaffOf(viewer, parentHolder ?? holder))
    return forbidden('Only staff of the organisation that holds the whole may do this. 只有父事件承办组织的工作人员可以进行此操作。');
  if (parent === null || parentState === null) return notNow('WRONG_STATE', 'It is no part of another incident. 该事件不是子事件。');
  return phaseOf(parentState) === 'handle' ? true : notNow('WRONG_STATE', ONLY_WHILE_HANDLED);
};

/** What lies with somebody who has left is taken back by the staff of the organisation that holds it. */
const mayHandBack: Sentence = (viewer, matter) => {
  if (isAssignedTo(viewer, matter) || isAssignedThroughPost(viewer, matter)) return true;
  if (!isStaffOf(viewer, matter.holder))
    return forbidden('Only the person who has to handle the incident may return it. 只有处置人可以退回该事件。');
  return isAbandoned(matter)
    ? true
    : forbidden(
        "Only the person who has to handle the incident may return it; the holder's staff may once that person's post has ended. 只有处置人可以退回该事件；处置人离任后，承办组织的工作人员可以退回。",
      );
};

/** What lies with an organisation where nobody works is taken back by the staff of the one that sent it there. */
export const mayReturn: Sentence = (viewer, matter, now) =>
  matter.previousHolder !== null && isStaffOf(viewer, matter.previousHolder) && isDeserted(matter)
    ? true
    : mayHandBack(viewer, matter, now);

/**
 * Verifier ≠ handler. Who verifies: somebody of the organisation whose staff reported it, else the grid's leader, else a community cadre
 * never somebody who handled it since it was last opened.
 */
export const mayVerify: Sentence = (viewer, matter) => {
  const { state, handlers, leader, reportingOrganization, place } = matter;
  const isMember = reportingOrganization !== null && isMemberOf(viewer, reportingOrganization);
  const isLeader = viewer.person !== null && viewer.person === leader;
  const isCadre = holds(viewer, place, 'COMMUNITY_CADRE');
  if (!isMember && !isLeader && !isCadre)
    return forbidden(
      'Only somebody of the reporting organisation, the grid leader or a community cadre may verify. 只有上报组织的人员、网格长或社区干部可以核查。',
    );
  // Whose turn it will be is known once there is something to verify.
  if (state !== 'RESOLVED') return true;
  if (viewer.person !== null && handlers.includes(viewer.person)) {
    return notNow(
      'SELF_VERIFICATION',
      'Nobody verifies an incident that they handled; somebody else has to. 处置人不得自行核查，须由他人核查。',
    );
  }
  const turn = verifierOf(matter);
  if (turn === 'REPORTING_ORGANIZATION')
    return isMember
      ? true
      : forbidden(
          'It was reported by staff: somebody of their organisation has to verify. 该事件由工作人员上报，须由其所属组织的人员核查。',
        );
  if (turn === 'LEADER') return isLeader ? true : forbidden('The grid leader has to verify. 须由网格长核查。');
  return isCadre ? true : forbidden('A community cadre has to verify. 须由社区干部核查。');
};

/** Whose turn it is to verify what is resolved: the first of these who did not handle it. The leader does not see what is restricted. */
export function verifierOf({
  visibility,
  reportingPosts,
  leader,
  handlers,
}: Pick<Matter, 'visibility' | 'reportingPosts' | 'leader' | 'handlers'>): 'REPORTING_ORGANIZATION' | 'LEADER' | 'CADRE' {
  if (reportingPosts.some(isStaffPost)) return 'REPORTING_ORGANIZATION';
  return visibility === 'USUAL' && leader !== null && !handlers.includes(leader) ? 'LEADER' : 'CADRE';
}

const IS_FINAL = 'The incident is closed. 该事件已办结。';

/** access.csv, superviseIncident. */
export const maySupervise: Sentence = (viewer, { state, place, holderPlace, supervision }) => {
  const places = placesOf(viewer, ...supervisors).filter((held) => isWithin(place, held));
  if (places.length === 0)
    return forbidden(
      'Only community cadres, dispatchers and street officers of the place supervise an incident. 只有该区域的社区干部、信息总台调度员和街道干部可以督办。',
    );
  if (finalStates.includes(state)) return notNow('WRONG_STATE', IS_FINAL);
  // Nobody supervises those above them.
  if (places.some((held) => held !== holderPlace && isWithin(held, holderPlace)))
    return notNow('NOT_HOLDER', 'An organisation above holds it; somebody there supervises it. 该事件由上级组织承办，应由上级督办。');
  return supervision === 'RED' ? notNow('WRONG_STATE', 'It is under the highest supervision already. 该事件已是最高督办级别。') : true;
};

/** Whoever issued it, as long as they may, or somebody higher. */
export const mayCancelSupervision: Sentence = (viewer, { state, place, supervision, supervisor }) => {
  const isIssuer = viewer.person !== null && viewer.person === supervisor && holds(viewer, place, ...supervisors);
  if (!isIssuer && !maySuperviseAll(viewer, place))
    return forbidden('Only whoever issued the supervision, or a street officer, cancels it. 只有督办发起人或街道干部可以取消督办。');
  if (finalStates.includes(state)) return notNow('WRONG_STATE', IS_FINAL);
  return supervision === 'NONE' ? notNow('WRONG_STATE', 'It is not under supervision. 该事件未被督办。') : true;
};

/** Street officers take back what others issued. */
export const maySuperviseAll = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'STREET_SUPERVISOR');

/** What another organisation sent and the duty list gives to somebody else. */
export const mayRefuseDispatch: Sentence = (viewer, matter, now) => {
  const verdict = mayHandBack(viewer, matter, now);
  if (verdict !== true) return verdict;
  const { state, assignee, previousHolder, notOursBy } = matter;
  if (state !== 'DISPATCHED' || assignee !== null || previousHolder === null)
    return notNow(
      'WRONG_STATE',
      'A dispatch is refused by the organisation that it was sent to, before it starts. 只有被派遣的组织可以在开始处置之前依清单退回。',
    );
  return notOursBy !== null
    ? true
    : notNow(
        'WRONG_STATE',
        'The duty list does not say that it is not yours; return it with a reason. 职责清单未列明非本级职责，请说明理由退回。',
      );
};

/** access.csv, DutyList. */
export const mayPublishDuties = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'ADMIN', 'STREET_SUPERVISOR');
export const visibleDutyLists = (viewer: Viewer): readonly Grant[] =>
  viewer.jurisdiction ? [{ where: { jurisdictionId: viewer.jurisdiction.id } }] : [];

/** access.csv, RoutingRule. */
export const mayManageRouting = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'ADMIN', 'STREET_SUPERVISOR');
export const visibleRoutingRules = visibleDutyLists;
/** Staff of the jurisdiction, and who manages it. */
export const mayExplainRouting = (viewer: Viewer, place: Place): boolean =>
  staffPosts(viewer).length > 0 || mayManageRouting(viewer, place);

/** access.csv, SlaRule. */
export const maySetDeadlines = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'ADMIN', 'STREET_SUPERVISOR');

/** The holder asks before its time is over; somebody above it decides, before the red limit. */
export const mayRequestExtension: Sentence = (viewer, matter, now) => {
  const verdict = staffOnly(viewer, matter, now);
  if (verdict !== true) return verdict;
  const { state, handleBy, handleRedAt, supervision, holderPlace, extensionAskedBy } = matter;
  const limit = handleRedAt ?? handleBy;
  if (phaseOf(state) !== 'handle' || limit === null)
    return notNow(
      'WRONG_STATE',
      'More time is asked for while an incident is handled and has a limit. 只有处于办理阶段且有时限的事件可以申请延期。',
    );
  if (supervision === 'RED' || new Date(limit) <= now)
    return notNow('WRONG_STATE', 'Past the red limit there is no more time. 已超过红牌时限，不能申请延期。');
  if (extensionAskedBy !== null) return notNow('WRONG_STATE', 'More time has been asked for already. 已有待审批的延期申请。');
  return isRoot(holderPlace)
    ? notNow('WRONG_STATE', 'There is no organisation above the holder to decide. 承办组织没有上级组织，无法审批延期。')
    : true;
};

/** Whether the viewer is a cadre or street officer of a place above the one of a holder: they decide on what it asks for. */
export const isAboveHolder = (viewer: Viewer, holderPlace: Place): boolean =>
  placesOf(viewer, 'STREET_SUPERVISOR', 'COMMUNITY_CADRE').some((place) => place !== holderPlace && isWithin(holderPlace, place));

/** access.csv, decideExtension: nobody decides on what they asked for themselves. */
export const mayDecideExtension =
  (request: { readonly requestedBy: string } | null): Sentence =>
  (viewer, { holderPlace, extensionAskedBy }) => {
    if (!isAboveHolder(viewer, holderPlace))
      return forbidden(
        'Only street officers and community cadres above the holder decide on more time. 只有承办组织上级的街道干部和社区干部可以审批延期。',
      );
    const askedBy = request?.requestedBy ?? extensionAskedBy;
    if (askedBy === null) return notNow('WRONG_STATE', 'Nobody has asked for more time. 没有待审批的延期申请。');
    if (askedBy !== viewer.person) return true;
    return notNow('SELF_VERIFICATION', 'Nobody decides on what they asked for. 申请人不得审批自己的申请。');
  };

/** Whoever may confirm a repair may refuse it. */
export const mayRework = mayVerify;

/** Grid leaders and grid workers belong to the community of their grid. */
const isMemberOf = (viewer: Viewer, organization: string): boolean =>
  staffPosts(viewer).some(
    ({ organizationId, communityId, position }) =>
      organizationId === organization || (communityId === organization && gridStaff.includes(position)),
  );
export const gridStaff: readonly string[] = ['GRID_LEADER', 'GRID_WORKER'];

/** How long a reporter may say that they are content, or ask for an incident to be opened again. */
const FEEDBACK_DAYS = 14;
const isRecent = (closedAt: string | null, now: Date): boolean =>
  closedAt === null || now.getTime() - new Date(closedAt).getTime() <= FEEDBACK_DAYS * 86_400_000;

export const mayReopen: Sentence = (viewer, { place, reporter, closedAt }, now) => {
  if (holds(viewer, place, 'GRID_LEADER', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR')) return true;
  if (viewer.person === null || viewer.person !== reporter)
    return forbidden(
      'Only the reporter, the grid leader, a community cadre or a street officer may reopen. 只有上报人、网格长、社区干部或街道干部可以要求重新办理。',
    );
  return isRecent(closedAt, now)
    ? true
    : notNow(
        'WRONG_STATE',
        'The reporter may reopen within {days} days of closing; that time is over. 上报人只能在结案后 {days} 天内要求重新办理，现已过期。',
        {
          days: FEEDBACK_DAYS,
        },
      );
};

/** Whoever knows the tracking code rates as the reporter. */
export const mayBeRated: Sentence = (_viewer, { state, closedAt, isRated }, now) => {
  if (state !== 'CLOSED') return notNow('WRONG_STATE', 'Only a closed incident is rated. 只有已结案的事件可以评价。');
  if (isRated) return notNow('WRONG_STATE', 'This closing has been rated already. 本次结案已有评价。');
  return isRecent(closedAt, now)
    ? true
    : notNow(
        'WRONG_STATE',
        'An incident is rated within {days} days of closing; that time is over. 只能在结案后 {days} 天内评价，现已过期。',
        { days: FEEDBACK_DAYS },
      );
};

/** The reporter, or staff of the place who asked them. Nobody says how content somebody is with what they handled themselves. */
export const mayRate: Sentence = (viewer, matter, now) => {
  const isReporter = viewer.person !== null && viewer.person === matter.reporter;
  if (!isReporter && !holds(viewer, matter.place, 'GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE'))
    return forbidden(
      'Only the reporter rates an incident; a grid worker, the grid leader or a community cadre enters what the reporter answered when asked. 只有上报人可以评价；网格员、网格长、社区干部可以登记回访结果。',
    );
  const verdict = mayBeRated(viewer, matter, now);
  return verdict === true && viewer.person !== null && matter.handlers.includes(viewer.person)
    ? notNow('SELF_VERIFICATION', 'Nobody rates what they handled; somebody else has to ask. 处置人不得登记评价，须由他人回访。')
    : verdict;
};

/**
 * Who reads figures of a place (access.csv, Statistics): who holds a role there or above by a post, and dashboards. Everybody is a resident, and a partner
 * has a jurisdiction, but neither holds anything by it.
 */
export const mayCount = (viewer: Viewer, place: Place): boolean => placesCounted(viewer).some((held) => place.startsWith(held));

/** Where figures are about. */
export interface CountedPlace {
  /** Where the organisation or grid lies now. */
  readonly place: Place;
}

/** The place of an organisation or grid, for who may be told figures of it. */
export function countedPlace(seat: string, { viewer, tree }: { readonly viewer: Viewer; readonly tree: PlaceTree }): CountedPlace {
  const place = tree.placeOf(seat);
  if (place === null) throw notFound('Organization', 'Grid');
  demand(
    mayCount(viewer, place),
    'Figures of a place are for those who hold a post there or above. 只有在该区域或其上级任职的人员可以查看统计数字。',
  );
  return { place };
}

/** The roles that nobody has by a post or a dashboard's credential: they show no figures. */
const ordinary: readonly Role[] = ['RESIDENT', 'VOLUNTEER', 'PARTNER'];

/** Whether the viewer sees who reported, wherever an incident lies at or below the place: only they are told how many reporters there are. */
export const mayCountReporters = (viewer: Viewer, place: Place): boolean => holds(viewer, place, ...inFull);

/** The places in which the viewer reads figures. */
export const placesCounted = (viewer: Viewer): readonly Place[] =>
  viewer.roles.filter(({ role }) => !ordinary.includes(role)).map(({ place }) => place);

/** Everybody may report in their own jurisdiction, and anywhere without a token; dashboards only look on. */
export const mayReport = (viewer: Viewer, place: Place): boolean => {
  if (!viewer.jurisdiction) return true;
  return place.startsWith(viewer.jurisdiction.place) && (viewer.person !== null || partnerOf(viewer) !== null);
};

/** Staff take down what others report to them: by phone, at the desk, on patrol. */
export const mayReportOnBehalf = (viewer: Viewer, place: Place): boolean =>
  holds(viewer, place, 'GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR', 'POLICE');
