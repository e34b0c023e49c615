import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, type Sentence } from '../../work/workflow.js';
import type { HistoryPart } from '../organisations/organization.policy.js';
import type { DisclosureState } from './disclosure.terms.js';

/** Who sees and does what with disclosure notices (access.csv): everybody reads what is published; staff of the publisher's subtree write it. */

const publishers: readonly Role[] = ['BRANCH_SECRETARY', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR'];

/** Who took which step is for staff. */
export const disclosureParts = ['people', 'notes'] as const satisfies readonly HistoryPart[];
export type DisclosurePart = (typeof disclosureParts)[number];

export const visibleDisclosures = (viewer: Viewer): readonly Grant<DisclosurePart>[] => [
  { where: { state: 'PUBLISHED' }, withhold: disclosureParts },
  ...placesOf(viewer, ...publishers).map((within) => ({ within })),
];

/** What the sentence below needs to know of a notice. */
export interface DisclosureFacts {
  readonly state: DisclosureState;
  readonly place: Place;
}

export const mayDisclose = (viewer: Viewer, place: Place): boolean => holds(viewer, place, ...publishers);
export const NOT_PUBLISHER =
  'Only party secretaries, community cadres and street officers publish what supervision found, in their own subtree. 只有党组织书记、社区干部和街道干部可以在其辖区内公开监督检查结果。';
export const mayPublish: Sentence<DisclosureFacts> = (viewer, { place }) => mayDisclose(viewer, place) || forbidden(NOT_PUBLISHER);
