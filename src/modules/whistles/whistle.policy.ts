import type { Grant } from '../../auth/grant.js';
import { holds, isStaffOf, organizationsStaffed, placesOf, type Role, type Viewer } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence } from '../../work/workflow.js';
import type { WhistleAnswerState, WhistleState } from './whistle.terms.js';

/** Who sees and does what with calls of departments (access.csv). */

const callers: readonly Role[] = ['GRID_LEADER', 'COMMUNITY_CADRE', 'STREET_SUPERVISOR'];

/** Staff of the place, and of the departments that were called. */
export const visibleWhistles = (viewer: Viewer): readonly Grant[] => {
  const organizations = organizationsStaffed(viewer);
  return [
    ...placesOf(viewer, ...callers, 'GRID_WORKER', 'DISPATCHER').map((within) => ({ within })),
    ...(organizations.length > 0 ? [{ where: { calledOrganizations: organizations } }] : []),
  ];
};

/** Whoever leads the grid, and cadres and street officers above it. */
export const mayCall = (viewer: Viewer, place: Place): boolean => holds(viewer, place, ...callers);
export const CALLS_NOT =
  'Only grid leaders, community cadres and street officers of the place call departments. 只有该区域的网格长、社区干部和街道干部可以吹哨。';

export interface WhistleFacts {
  readonly state: WhistleState;
  readonly place: Place;
}
export const mayEnd: Sentence<WhistleFacts> = (viewer, { place }) => mayCall(viewer, place) || forbidden(CALLS_NOT);

/** What the sentences below need to know of an answer, and of the call. */
export interface AnswerFacts {
  readonly state: WhistleAnswerState;
  readonly organization: string;
  readonly call: WhistleState;
  readonly place: Place;
  readonly isAttendanceRated: boolean;
  readonly isCallRated: boolean;
}

const whileCalled =
  (sentence: Sentence<AnswerFacts>): Sentence<AnswerFacts> =>
  (viewer, answer, now) => {
    const verdict = sentence(viewer, answer, now);
    return verdict !== true || answer.call === 'CALLED' ? verdict : notNow('WRONG_STATE', 'The call is over. 该次吹哨已结束。');
  };
const ofDepartment: Sentence<AnswerFacts> = (viewer, { organization }) =>
  isStaffOf(viewer, organization) ||
  forbidden('Only staff of the department that was called may do this. 只有被吹哨部门的工作人员可以进行此操作。');

export const mayAnswer = whileCalled(ofDepartment);
/** They say that they are here, or whoever called notes it. */
export const mayArrive = whileCalled((viewer, answer, now) => mayCall(viewer, answer.place) || ofDepartment(viewer, answer, now));

/** Both sides rate each other once it is over: who belongs to the department rates the call, and not the department. */
const afterwards =
  (isRated: 'isAttendanceRated' | 'isCallRated', sentence: Sentence<AnswerFacts>): Sentence<AnswerFacts> =>
  (viewer, answer, now) => {
    const verdict = sentence(viewer, answer, now);
    if (verdict !== true) return verdict;
    if (answer.call !== 'CONCLUDED') return notNow('WRONG_STATE', 'It is rated once the call is concluded. 吹哨办结后方可互评。');
    return !answer[isRated] || notNow('WRONG_STATE', 'It has been rated already. 已经评价过。');
  };
export const mayRateAttendance = afterwards('isAttendanceRated', (viewer, { place, organization }) =>
  mayCall(viewer, place) && !isStaffOf(viewer, organization)
    ? true
    : forbidden('Whoever calls rates the departments; nobody rates their own. 由吹哨方评价部门，不得评价本单位。'),
);
export const mayRateCall = afterwards('isCallRated', ofDepartment);
