import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import { verb } from '../../../work/verb.js';
import { notBefore } from '../../../work/workflow.js';
import type { Activity, ActivityRegistration } from '../activity.entity.js';
import { mayCheckOut, mayNoteAttendance } from '../activity.policy.js';
import { registrationPayload } from '../activity.type.js';
import { activityFlow } from '../activity.workflow.js';
import { freeStart, lockHoursOf, minutesOf } from './overlap.js';
import { ownRegistration, registrationOf, whose } from './registrations.js';
import { addHours } from './submit-hours.js';
import { tell } from './tell.js';

export const checkOut = verb(
  'checkOut',
  {
    does: 'Checks out of an activity: oneself, or somebody else as who runs it. After its end, the time of its end counts. Members of its teams have hours by it, to be approved. 签退',
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
    const at = notBefore(activity.state === 'COMPLETED' ? activity.completedAt! : now, registration.checkedInAt!);
    registration.checkedOutAt = at;
    await credit(work, activity, registration, at);
    await tell(work, activity, { kind: 'CHECKED_OUT', registrations: [registration.id] });
    return { id: registration.id };
  },
);

/** The hours of a member of one of its teams, from check-in to check-out: what others already reach into is left out. */
async function credit(work: Work, activity: Activity, { person, checkedInAt }: ActivityRegistration, endsAt: Date): Promise<void> {
  const [team] = await work.sql<{ id: string; place: string }>(
    `select team.id, team.place from activity_team t join volunteer_team team on team.id = t.team_id join team_membership m on m.team_id = team.id
     where t.activity_id = ? and m.person_id = ? and m.state = 'ACTIVE' order by (team.id = ?::uuid) is not true, team.id limit 1`,
    [activity.id, person, activity.callingTeam ?? null],
  );
  if (!team) return;
  await lockHoursOf(work, person);
  const startsAt = await freeStart(work, { person, startsAt: checkedInAt!, endsAt });
  if (minutesOf({ startsAt, endsAt }) < 1) return;
  const hours = addHours(
    work,
    { person, startsAt, endsAt },
    { team, activity: activity.id, pairing: null, source: 'ATTENDANCE', note: null },
  );
  remember(work, 'VolunteerHours', hours, { verb: 'checkOut', from: null });
}
