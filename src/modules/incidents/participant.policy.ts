import { holds, isStaffOf } from '../../auth/viewer.js';
import type { Place } from '../../kernel/place.js';
import { forbidden, notNow, type Sentence as SentenceOf } from '../../work/workflow.js';
import type { ParticipantState } from './participant.terms.js';

/** What the sentences below need to know of an organisation that assists, and of the incident. Ids are bare UUIDs. */
export interface Assistance {
  readonly state: ParticipantState;
  readonly organization: string;
  readonly holder: string;
  readonly place: Place;
}

type Sentence = SentenceOf<Assistance>;

/** Staff of the organisation that was asked. */
export const mayAnswer: Sentence = (viewer, { organization }) =>
  isStaffOf(viewer, organization)
    ? true
    : forbidden('Only staff of the organisation that was asked to assist may do this. 只有被请求协办的组织的工作人员可以进行此操作。');

/** Whoever could ask, as long as it is asked for. */
export const mayReschedule: Sentence = (viewer, assistance, now) => {
  const verdict = mayWithdraw(viewer, assistance, now);
  if (verdict !== true || ['ASKED', 'ACCEPTED'].includes(assistance.state)) return verdict;
  return notNow('WRONG_STATE', 'It does not assist any more. 协办已结束。');
};

/** Whoever could ask: staff of the holder of now, and dispatchers of the place. */
export const mayWithdraw: Sentence = (viewer, { holder, place }) =>
  isStaffOf(viewer, holder) || holds(viewer, place, 'DISPATCHER')
    ? true
    : forbidden(
        'Only staff of the organisation that holds the incident and dispatchers of the place may do this. 只有承办组织的工作人员和所在地的调度员可以进行此操作。',
      );
