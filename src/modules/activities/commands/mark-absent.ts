import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { rowOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { ActivityRegistration } from '../activity.entity.js';
import { mayNoteAttendance } from '../activity.policy.js';
import { registrationPayload } from '../activity.type.js';
import { activityFlow } from '../activity.workflow.js';
import { moveUp } from './places.js';
import { tell } from './tell.js';

export const markAbsent = verb(
  'markAbsent',
  {
    does: 'Notes that somebody with a place did not come; who waits longest gets the place. 登记缺席',
    answers: registrationPayload,
    takes: rowOf('ActivityRegistration'),
    async may(work, { id }) {
      const registration = await findSeen(work, ActivityRegistration, id);
      return { registration, ...(await activityFlow.admit(work, mayNoteAttendance, { id: registration.activity, isLocked: true })) };
    },
  },
  async (work, _input, { registration, row: activity, now }) => {
    await work.em.refresh(registration);
    if (activity.state !== 'ONGOING' || registration.state !== 'SIGNED_UP')
      refuse(
        'WRONG_STATE',
        'Only who has a place and has not checked in is absent, while the activity is under way. 仅可在活动进行中登记已报名但未签到的人员缺席。',
        'id',
      );
    registration.state = 'ABSENT';
    await tell(work, activity, { kind: 'MARKED_ABSENT', registrations: [registration.id] });
    await moveUp(work, activity, now);
    return { id: registration.id };
  },
);
