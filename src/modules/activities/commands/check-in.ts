import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { exactlyOne, optionalText } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import type { Activity, ActivityRegistration } from '../activity.entity.js';
import { mayCheckIn, mayNoteAttendance } from '../activity.policy.js';
import { registrationPayload } from '../activity.type.js';
import { activityFlow } from '../activity.workflow.js';
import { isCheckInCode } from '../check-in-code.js';
import { hasRoom, placesOf } from './places.js';
import { enter } from './register-for-activity.js';
import { ownRegistration, registrationOf, whose } from './registrations.js';
import { tell } from './tell.js';

export const checkIn = verb(
  'checkIn',
  {
    does: 'Checks in at an activity that is under way: oneself with the code that it shows, or somebody else as who runs it. 签到',
    answers: registrationPayload,
    takes: {
      ...whose,
      code: optionalText(100, 'The code that the activity shows: checks oneself in. Give this or registrationId. 签到码'),
    },
    rules: [exactlyOne('code', 'registrationId')],
    may: (work, { activityId, registrationId }) =>
      activityFlow.admit(work, registrationId === null ? mayCheckIn : mayNoteAttendance, {
        id: activityId,
        at: 'activityId',
        isLocked: true,
      }),
  },
  async (work, { code, registrationId }, { row: activity, now }) => {
    const registration = registrationId === null ? await own(work, activity, code!, now) : await theirs(work, activity, registrationId);
    await demandElsewhereOut(work, registration);
    if (registration.state !== 'SIGNED_UP' && registration.state !== 'CHECKED_IN' && !hasRoom(activity, await placesOf(work, activity)))
      refuse('LIMIT_EXCEEDED', 'All places are taken. 名额已满。', 'activityId');
    registration.state = 'CHECKED_IN';
    registration.checkedInAt = now;
    await tell(work, activity, { kind: 'CHECKED_IN', registrations: [registration.id] });
    return { id: registration.id };
  },
);

/** The viewer's registration. Who comes without one gets a place while there are any. */
async function own(work: Work, activity: Activity, code: string, now: Date): Promise<ActivityRegistration> {
  switch (isCheckInCode(work.keyring, activity, code, now)) {
    case 'expired':
      return refuse(
        'INVALID',
        'The code is no longer good; read the one that is shown now. 签到码已失效，请使用当前显示的签到码。',
        'code',
      );
    case 'wrong':
      return refuse('INVALID', 'That is not the code of this activity. 签到码与该活动不符。', 'code');
    case 'good':
      return (await ownRegistration(work, activity)) ?? enter(work, activity, 'WAITLISTED', (await placesOf(work, activity)).last + 1, now);
  }
}

async function theirs(work: Work, activity: Activity, id: string): Promise<ActivityRegistration> {
  const registration = await registrationOf(work, activity, id);
  if (activity.state !== 'ONGOING')
    refuse('WRONG_STATE', 'People check in while the activity is under way. 活动进行中方可签到。', 'activityId');
  if (registration.state === 'CHECKED_IN') refuse('WRONG_STATE', 'They have checked in already. 该人员已签到。', 'registrationId');
  if (registration.state === 'CANCELLED') refuse('WRONG_STATE', 'The registration was withdrawn. 该报名已取消。', 'registrationId');
  return registration;
}

/** Nobody is in two places at once: hours from check-in to check-out would overlap. */
async function demandElsewhereOut(work: Work, { person, activity }: ActivityRegistration): Promise<void> {
  // Two who check one person in at two activities wait for each other.
  await work.sql('select from person where id = ? for no key update', [person]);
  const [elsewhere] = await work.sql<{ title: string }>(
    `select title from activity_registration r join activity a on a.id = r.activity_id
     where r.person_id = ? and r.activity_id <> ? and r.state = 'CHECKED_IN' and r.checked_out_at is null and a.state = 'ONGOING'`,
    [person, activity],
  );
  if (elsewhere)
    refuse('WRONG_STATE', 'They have not checked out of “{title}” yet. 尚未从“{title}”签退。', 'activityId', { title: elsewhere.title });
}
