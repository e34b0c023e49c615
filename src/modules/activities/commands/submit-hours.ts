import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { demands, id, optional, optionalLines } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { HelpPairing } from '../../care/care.entity.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { TeamMembership, VolunteerTeam } from '../../volunteers/volunteer.entity.js';
import { Activity, ActivityTeam } from '../activity.entity.js';
import { VolunteerHours } from '../hours.entity.js';
import { maySubmit } from '../hours.policy.js';
import type { HoursSource } from '../hours.terms.js';
import { hoursPayload } from '../hours.type.js';
import { demandHelped } from './helped.js';
import { lasting, lastsWell } from './hours-fields.js';
import { demandFree, lockHoursOf, minutesOf } from './overlap.js';
import { demandServed } from './served.js';

export const submitHours = verb(
  'submitHours',
  {
    does: 'Submits hours that one has volunteered for a team; somebody else has to approve them. 填报服务时长',
    answers: hoursPayload,
    takes: {
      teamId: id('VolunteerTeam', 'The team that they count for. 服务队'),
      activityId: optional(id('Activity', 'The activity of the team at which it was. 活动')),
      pairingId: optional(id('HelpPairing', 'The pairing in which it was: of the viewer, and on a day on which it lasted. 结对帮扶')),
      ...lasting,
      note: optionalLines(500, 'What was done. 说明'),
    },
    rules: [
      lastsWell,
      demands(
        ({ activityId, pairingId }) => activityId === null || pairingId === null,
        'INVALID',
        'Give activityId or pairingId, not both. activityId 与 pairingId 不能同时填写。',
        'pairingId',
      ),
    ],
    async may(work, { teamId, activityId, pairingId }) {
      const team = await findSeen(work, VolunteerTeam, teamId);
      const activity = activityId === null ? null : await findSeen(work, Activity, activityId);
      const pairing = pairingId === null ? null : await findSeen(work, HelpPairing, pairingId);
      const { person } = work.viewer;
      const isMember = person !== null && (await work.em.count(TeamMembership, { team: team.id, person, state: 'ACTIVE' })) > 0;
      demand(maySubmit(work.viewer, isMember), 'Only members of a team submit hours for it. 只有队员可以为本队填报服务时长。');
      return { team, activity, pairing };
    },
  },
  async (work, { startsAt, endsAt, note }, { team, activity, pairing }) => {
    if (activity && (await work.em.count(ActivityTeam, { activity: activity.id, team: team.id })) === 0)
      refuse('INVALID', 'The team does not take part in that activity. 该队未参与此活动。', 'activityId');
    const person = work.viewer.person!;
    await demandServed(work, { person, team: team.id, activity: activity?.id ?? null, startsAt, endsAt });
    if (pairing) demandHelped(pairing, person, dayOf(startsAt));
    await lockHoursOf(work, person);
    await demandFree(work, { person, startsAt, endsAt });
    const hours = addHours(
      work,
      { person, startsAt, endsAt },
      {
        ...{ team, activity: activity?.id ?? null, pairing: pairing?.id ?? null, source: 'BY_HAND' as const, note },
      },
    );
    remember(work, 'VolunteerHours', hours, { verb: 'submitHours', from: null });
    return { id: hours.id };
  },
);

interface Of {
  readonly team: Pick<VolunteerTeam, 'id' | 'place'>;
  readonly activity: string | null;
  readonly pairing: string | null;
  readonly source: HoursSource;
  readonly note: string | null;
}

/** New hours, which wait for approval. The person's lock is held, and the time is free. */
export function addHours(
  work: Work,
  { person, startsAt, endsAt }: { readonly person: string; readonly startsAt: Date; readonly endsAt: Date },
  { team, activity, pairing, source, note }: Of,
): VolunteerHours {
  const jurisdiction = jurisdictionOf(work);
  return work.em.create(VolunteerHours, {
    id: newId(jurisdiction.number),
    jurisdictionId: jurisdiction.id,
    ...{ person, team: team.id, activity, pairing, startsAt, endsAt, source, note },
    minutes: minutesOf({ startsAt, endsAt }),
    state: 'SUBMITTED',
    decidedBy: null,
    place: team.place,
    createdAt: work.now(),
    updatedAt: work.now(),
  });
}
