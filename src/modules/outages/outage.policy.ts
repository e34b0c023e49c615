import type { Grant } from '../../auth/grant.js';
import { holds, isStaffOf, type Role, staffPosts, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import type { HistoryPart } from '../organisations/organization.policy.js';
import { currentStates, type OutageRecipientState, type OutageState } from './outage.terms.js';

/** Who sees and does what with outage notices (access.csv): everybody reads them, so that nobody waits for water that does not come. */

export const announcers: readonly Role[] = ['COMMUNITY_CADRE', 'DISPATCHER', 'STREET_SUPERVISOR'];

/** Who took which step, and who acknowledged, is for staff of the jurisdiction. */
export const outageParts = ['people', 'notes'] as const satisfies readonly HistoryPart[];
export type OutagePart = (typeof outageParts)[number];

const ofStaff = (viewer: Viewer): readonly Grant<OutagePart>[] =>
  viewer.jurisdiction && staffPosts(viewer).length > 0 ? [{ where: { jurisdictionId: viewer.jurisdiction.id } }] : [];

export const visibleOutages = (viewer: Viewer): readonly Grant<OutagePart>[] => [...ofStaff(viewer), { withhold: outageParts }];
/** Who was told, and whether they acknowledged it, is for who signed in to the jurisdiction. */
export const visibleRecipients = (viewer: Viewer): readonly Grant<OutagePart>[] =>
  viewer.jurisdiction ? [...ofStaff(viewer), { where: { jurisdictionId: viewer.jurisdiction.id }, withhold: outageParts }] : [];

/** Officers of the utility, wherever it cuts the supply; and who is responsible for the whole area. */
export const mayAnnounce = (viewer: Viewer, utility: string, place: Place): boolean =>
  actsForUtility(viewer, utility) || holds(viewer, place, ...announcers);
export const actsForUtility = (viewer: Viewer, utility: string): boolean =>
  viewer.posts.some(({ role, organizationId }) => role === 'DEPARTMENT_HANDLER' && organizationId === utility);
export const ANNOUNCES_NOT =
  'Only officers of the utility, and community cadres, dispatchers and street officers of the whole area announce outages. 只有停供单位的经办人，以及管辖整个区域的社区干部、调度员和街道干部可以发布和变更停供通知。';

/** What the sentences below need to know of a notice. */
export interface OutageFacts {
  readonly state: OutageState;
  readonly utility: string;
  readonly place: Place;
}
export const mayManage: Sentence<OutageFacts> = (viewer, { utility, place }) =>
  mayAnnounce(viewer, utility, place) || forbidden(ANNOUNCES_NOT);

/** Who leads the grid of an incident, and who dispatches it. */
export const mayExplain = (viewer: Viewer, place: Place): boolean => holds(viewer, place, 'GRID_LEADER', ...announcers);
export const EXPLAINS_NOT =
  'Only grid leaders, community cadres, dispatchers and street officers say which outage explains an incident. 只有网格长、社区干部、调度员和街道干部可以关联事件与停供通知。';

const OVER = 'The outage is over, or was called off. 停供已结束或已取消。';
export const mayChangeTimes: Sentence<OutageFacts> = (viewer, outage, now) => {
  const verdict = mayManage(viewer, outage, now);
  return verdict !== true || currentStates.includes(outage.state) ? verdict : notNow('WRONG_STATE', OVER);
};

/** What the sentence below needs to know of who was told, and of the notice. */
export interface RecipientFacts {
  readonly state: OutageRecipientState;
  readonly outage: OutageState;
  /** Null where a grid was told. */
  readonly organization: string | null;
  readonly place: Place;
}
/** Staff of the organisation that was told; the leader and the workers of the grid, and of the grid around it. */
export const mayAcknowledge: Sentence<RecipientFacts> = (viewer, { outage, organization, place }) => {
  const isMeant = organization === null ? holds(viewer, place, 'GRID_LEADER', 'GRID_WORKER') : isStaffOf(viewer, organization);
  if (!isMeant)
    return forbidden(
      'Only staff of the organisation, or of the grid, that was told acknowledge it. 只有被通知组织或网格的工作人员可以确认。',
    );
  return currentStates.includes(outage) || notNow('WRONG_STATE', OVER);
};
