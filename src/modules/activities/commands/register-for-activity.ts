import { newId } from '../../../kernel/ids.js';
import type { Work } from '../../../work/command.js';
import { id } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { type Activity, ActivityRegistration } from '../activity.entity.js';
import { mayRegister } from '../activity.policy.js';
import type { RegistrationState } from '../activity.terms.js';
import { registrationPayload } from '../activity.type.js';
import { activityFlow } from '../activity.workflow.js';
import { hasRoom, placesOf } from './places.js';
import { tell } from './tell.js';

export const registerForActivity = verb(
  'registerForActivity',
  {
    does: 'Registers oneself for an activity: with a place while there are any, else on the waiting list. 报名活动',
    answers: registrationPayload,
    takes: { activityId: id('Activity', 'The activity. 活动') },
    may: (work, { activityId }) => activityFlow.admit(work, mayRegister, { id: activityId, at: 'activityId', isLocked: true }),
  },
  async (work, _input, { row: activity, now }) => {
    const taken = await placesOf(work, activity);
    const isPlaced = hasRoom(activity, taken);
    const registration = enter(work, activity, isPlaced ? 'SIGNED_UP' : 'WAITLISTED', taken.last + 1, now);
    await tell(work, activity, { kind: isPlaced ? 'REGISTERED' : 'WAITLISTED', registrations: [registration.id] });
    return { id: registration.id };
  },
);

/** The viewer's new registration. */
export const enter = (work: Work, activity: Activity, state: RegistrationState, number: number, now: Date): ActivityRegistration =>
  work.em.create(ActivityRegistration, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId: activity.jurisdictionId,
    activity: activity.id,
    person: work.viewer.person!,
    state,
    number,
    registeredAt: now,
    movedUpAt: null,
    checkedInAt: null,
    checkedOutAt: null,
    cancelledAt: null,
    place: activity.place,
    createdAt: now,
    updatedAt: now,
  });
