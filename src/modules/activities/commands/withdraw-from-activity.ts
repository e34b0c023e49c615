import { id } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayWithdraw } from '../activity.policy.js';
import { registrationPayload } from '../activity.type.js';
import { activityFlow } from '../activity.workflow.js';
import { giveUp } from './places.js';
import { ownRegistration } from './registrations.js';

export const withdrawFromActivity = verb(
  'withdrawFromActivity',
  {
    does: "Withdraws one's own registration; who waits longest gets the place. 取消报名",
    answers: registrationPayload,
    takes: { activityId: id('Activity', 'The activity. 活动') },
    may: (work, { activityId }) => activityFlow.admit(work, mayWithdraw, { id: activityId, at: 'activityId', isLocked: true }),
  },
  async (work, _input, { row: activity, now }) => {
    const registration = (await ownRegistration(work, activity))!;
    await giveUp(work, activity, registration, now);
    return { id: registration.id };
  },
);
