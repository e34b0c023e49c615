import type { Grant } from '../../auth/grant.js';
import { isStaffOf, organizationsStaffed, placesOf, type Viewer } from '../../auth/viewer.js';
import { type Place, SEGMENT } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import { isAboveHolder, type Matter } from '../incidents/incident.policy.js';
import type { ExclusionState } from './exclusion.terms.js';

/** Who sees and does what with exclusions from rates (access.csv). */

/** Those who review where the incident lies, and staff of the holder that asked. */
export const visibleExclusions = (viewer: Viewer): readonly Grant[] => {
  const organizations = organizationsStaffed(viewer);
  return [
    ...placesOf(viewer, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'DISPATCHER').map((within) => ({ within })),
    ...(organizations.length > 0 ? [{ where: { organization: organizations } }] : []),
  ];
};

const HOLDERS_ONLY = 'Only staff of the organisation that held the incident ask for this. 只有承办组织的工作人员可以申请剔除。';

/** The holder asks once an incident is closed; somebody above it has to be there to decide. */
export const mayRequestExclusion: Sentence<Matter> = (viewer, { state, holder, holderPlace }) => {
  if (!isStaffOf(viewer, holder)) return forbidden(HOLDERS_ONLY);
  if (state !== 'CLOSED') return notNow('WRONG_STATE', 'Only what is closed is left out of rates. 只有已结案的事件可以申请剔除。');
  return (
    holderPlace.length > SEGMENT ||
    notNow('WRONG_STATE', 'There is no organisation above the holder to decide. 承办组织没有上级组织，无法审核。')
  );
};

/** What the sentences below need to know. */
export interface ExclusionFacts {
  readonly state: ExclusionState;
  readonly organization: string;
  /** Where the organisation that asked is. */
  readonly holderPlace: Place;
  readonly requestedBy: string;
}

/** Somebody above the holder; never whoever asked. */
export const mayReview: Sentence<ExclusionFacts> = (viewer, { holderPlace, requestedBy }) => {
  if (!isAboveHolder(viewer, holderPlace))
    return forbidden(
      'Only street officers and community cadres above the holder decide on it. 只有承办组织上级的街道干部和社区干部可以审核。',
    );
  return requestedBy !== viewer.person || notNow('SELF_VERIFICATION', 'Nobody decides on what they asked for. 申请人不得审批自己的申请。');
};

export const mayWithdraw: Sentence<ExclusionFacts> = (viewer, { organization }) =>
  isStaffOf(viewer, organization) || forbidden(HOLDERS_ONLY);
