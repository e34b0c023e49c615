import type { Grant } from '../../auth/grant.js';
import { holds, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import type { HistoryPart } from '../organisations/organization.policy.js';
import type { BreachState, CovenantState } from './covenant.terms.js';

/**
 * Who sees and does what with covenants (access.csv): everybody reads what a session adopted; drafts are for staff, and for who sees the topic
 * that decides on them. Signatures are personal data, for the
 * household and the staff that knows it.
 */

const keepers: readonly Role[] = ['GRID_LEADER', 'COMMUNITY_CADRE', 'COUNCIL_SECRETARY', 'STREET_SUPERVISOR'];
const staff: readonly Role[] = [...keepers, 'GRID_WORKER'];
/** Who knows the households and what they report. */
const carers: readonly Role[] = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR'];
const handlers: readonly Role[] = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE'];

export const knownStates: readonly CovenantState[] = ['ADOPTED', 'ENDED'];

/** Who took which step is for staff. */
export const covenantParts = ['people', 'notes'] as const satisfies readonly HistoryPart[];
export type CovenantPart = (typeof covenantParts)[number];

const ofStaff = (viewer: Viewer): readonly Grant<never>[] => placesOf(viewer, ...staff).map((within) => ({ within }));

export const visibleCovenants = (viewer: Viewer): readonly Grant<CovenantPart>[] => [
  ...ofStaff(viewer),
  { where: { state: knownStates }, withhold: covenantParts },
];
export const visibleVersions = (viewer: Viewer): readonly Grant[] => [
  ...ofStaff(viewer),
  { when: 'adopted' },
  ...(viewer.jurisdiction ? [{ within: viewer.jurisdiction.place, when: 'deliberated' }] : []),
];

export const visibleSignatures = (viewer: Viewer): readonly Grant[] => [
  ...placesOf(viewer, ...carers).map((within) => ({ within })),
  ...(viewer.person ? [{ when: 'ofOwnHousehold' }] : []),
];

/** Who watches over a covenant is not told who reported, nor who took which step. */
export const breachParts = ['reporter', 'people', 'notes'] as const satisfies readonly ('reporter' | HistoryPart)[];
export type BreachPart = (typeof breachParts)[number];

export const visibleBreaches = (viewer: Viewer): readonly Grant<BreachPart>[] => [
  ...placesOf(viewer, ...carers).map((within) => ({ within })),
  ...(viewer.person
    ? [
        { where: { reporter: viewer.person }, withhold: ['people', 'notes'] as const },
        { when: 'watchedOver', withhold: breachParts },
      ]
    : []),
];

/** What the sentences below need to know of a covenant. */
export interface CovenantFacts {
  readonly state: CovenantState;
  readonly place: Place;
  /** Who watches over it. */
  readonly supervisors: readonly string[];
}

export const mayDraft = (viewer: Viewer, place: Place): boolean => holds(viewer, place, ...keepers);
export const NOT_KEEPER =
  'Only grid leaders, community cadres, council secretaries and street officers keep covenants, in their own subtree. 只有网格长、社区干部、议事会秘书和街道干部可以在其辖区内制定和维护公约。';
export const mayKeep: Sentence<CovenantFacts> = (viewer, { place }) => mayDraft(viewer, place) || forbidden(NOT_KEEPER);

/** What has ended is changed no more. */
export const mayChange: Sentence<CovenantFacts> = (viewer, covenant, now) => {
  const verdict = mayKeep(viewer, covenant, now);
  if (verdict !== true || covenant.state === 'DRAFT' || covenant.state === 'ADOPTED') return verdict;
  return notNow('WRONG_STATE', 'It has ended. 该公约已终止或撤回。');
};

/** Nobody names themselves: who watches over it already stays. */
export const mayNameSupervisors =
  (named: readonly string[]): Sentence<CovenantFacts> =>
  (viewer, covenant, now) => {
    const verdict = mayChange(viewer, covenant, now);
    const isNew = viewer.person !== null && named.includes(viewer.person) && !covenant.supervisors.includes(viewer.person);
    return verdict === true && isNew
      ? forbidden('Nobody names themselves: another official does. 不能指定本人为监督人，应由其他工作人员办理。')
      : verdict;
  };

/** For the household that they belong to. */
export const maySign = (viewer: Viewer, members: readonly string[]): boolean => viewer.person !== null && members.includes(viewer.person);
export const NOT_OF_HOUSEHOLD = 'Only members of a household sign for it. 只有本户成员可以代表本户签署。';

export const mayWithdrawSignature = (viewer: Viewer, { signedBy }: { readonly signedBy: string }): boolean =>
  viewer.person !== null && viewer.person === signedBy;
export const NOT_SIGNER = 'Only who signed withdraws a signature. 只有签署人可以撤回签署。';

/** Everybody reports breaches in their own jurisdiction: not a system. */
export const mayReportBreach = (viewer: Viewer, jurisdictionId: string): boolean =>
  viewer.person !== null && viewer.jurisdiction?.id === jurisdictionId;
export const NOT_REPORTER = 'Only persons of the jurisdiction report breaches. 只有本辖区的个人可以反映违约情况。';

/** What the sentence below needs to know of a breach. */
export interface BreachFacts {
  readonly state: BreachState;
  readonly place: Place;
  /** The viewer watches over the covenant. */
  readonly isWatchedOver: boolean;
}

export const mayHandleBreach: Sentence<BreachFacts> = (viewer, { place, isWatchedOver }) =>
  isWatchedOver ||
  holds(viewer, place, ...handlers) ||
  forbidden(
    'Only who watches over the covenant, grid staff and community cadres decide on its breaches. 只有公约监督人、网格员、网格长和社区干部可以处理违约情况。',
  );
