import type { Grant } from '../../auth/grant.js';
import { holds, organizationsStaffed, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import type { HistoryPart } from '../organisations/organization.policy.js';
import type { NeedState } from './need.terms.js';

/** Who sees and does what with needs. Grants `when` offered and claimed are conditions that the reads declare. */

const raisers: readonly Role[] = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE'];

/** What a grant on needs may withhold: whose need it is and who claimed it; of the history who took a step, and the notes. */
export type NeedPart = 'person' | HistoryPart;
export const needParts = ['person', 'people', 'notes'] as const satisfies readonly NeedPart[];

/** For staff of the grid, for whose need it is, who has claimed it; while it is open, without the person, for who may claim it. */
export const visibleNeeds = (viewer: Viewer): readonly Grant<NeedPart>[] => [
  ...placesOf(viewer, ...raisers).map((place) => ({ within: place })),
  ...(viewer.person === null
    ? []
    : ([
        { where: { person: viewer.person } },
        { when: 'claimed', withhold: ['people', 'notes'] },
        { when: 'offered', where: { state: 'OPEN' }, withhold: ['person', 'people', 'notes'] },
      ] as const)),
];

export const mayRaiseNeeds = (viewer: Viewer, place: Place): boolean => holds(viewer, place, ...raisers);
export const NOT_RAISER =
  'Only grid staff and community cadres raise needs, in their own grids. 只有网格员和社区干部可以登记其网格内的需求。';

/** What the sentences below need to know of a need. */
export interface NeedFacts {
  readonly state: NeedState;
  readonly place: Place;
  /** The viewer has claimed it, leads a team that has, or is staff of a unit that has. */
  readonly isClaimant: boolean;
  /** The viewer volunteers. */
  readonly volunteers: boolean;
  readonly isConfirmed: boolean;
}

export const mayClaim: Sentence<NeedFacts> = (viewer, { volunteers }) =>
  volunteers ||
  organizationsStaffed(viewer).length > 0 ||
  forbidden('Only volunteers and staff of a unit claim needs. 只有志愿者和单位工作人员可以认领需求。');

const isResponsible = (viewer: Viewer, { place }: NeedFacts): boolean => mayRaiseNeeds(viewer, place);

export const mayMeet: Sentence<NeedFacts> = (_viewer, { isClaimant }) =>
  isClaimant || forbidden('Only those who have claimed the need do this. 只有认领方可以操作。');
export const mayRelease: Sentence<NeedFacts> = (viewer, facts) =>
  facts.isClaimant ||
  isResponsible(viewer, facts) ||
  forbidden('Only who claimed the need and who answers for it give a claim back. 只有认领方和需求负责人可以释放认领。');
export const mayWithdraw: Sentence<NeedFacts> = (viewer, facts) =>
  isResponsible(viewer, facts) ||
  forbidden('Only grid staff and community cadres of its place withdraw a need. 只有所在地的网格员、网格长和社区干部可以撤回需求。');
/** Nobody confirms their own work. */
export const mayConfirm: Sentence<NeedFacts> = (viewer, facts) => {
  if (!isResponsible(viewer, facts))
    return forbidden('Only grid staff and community cadres of its place confirm a need. 只有所在地的网格员、网格长和社区干部可以确认。');
  if (facts.isClaimant) return forbidden('Who has met a need does not confirm it. 认领方不能确认本方的服务。');
  return facts.isConfirmed ? notNow('WRONG_STATE', 'It is confirmed already. 已确认。') : true;
};
