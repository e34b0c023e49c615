import { refuse } from '../../../kernel/result.js';
import { verb } from '../../../work/verb.js';
import { mayCheckOut, mayNoteAttendance } from '../activity.policy.js';
import { registrationPayload } from '../activity.type.js';
import { activityFlow } from '../activity.workflow.js';
import { ownRegistration, registrationOf, whose } from './registrations.js';

export const checkOut = verb(
  'checkOut',
  {
    does: 'Checks out of an activity: oneself, or somebody else as who runs it. After its end, the time of its end counts. 签退',
    answers: registrationPayload,
    takes: whose,
    may: (work, { activityId, registrationId }) =>
      activityFlow.admit(work, registrationId === null ? mayCheckOut : mayNoteAttendance, {
        id: activityId,
        at: 'activityId',
        isLocked: true,
      }),
  },
  async (work, { registrationId }, { row: activity, now }) => {
    const registration =
      registrationId === null ? (await ownRegistration(work, activity))! : await registrationOf(work, activity, registrationId);
    if (registration.state !== 'CHECKED_IN') refuse('WRONG_STATE', 'They have not checked in. 该人员尚未签到。', 'registrationId');
    if (registration.checkedOutAt != null) refuse('WRONG_STATE', 'They have checked out already. 该人员已签退。', 'registrationId');
    if (activity.state !== 'ONGOING' && activity.state !== 'COMPLETED')
      refuse('WRONG_STATE', 'The activity has been reported. 活动已总结，不能再签退。', 'activityId');
    registration.checkedOutAt = activity.state === 'COMPLETED' ? activity.completedAt! : now;
    return { id: registration.id };
  },
);
