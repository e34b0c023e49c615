import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { TeamMembership, VolunteerTeam } from '../../volunteers/volunteer.entity.js';
import { Activity } from '../activity.entity.js';

const DAY_MS = 86_400_000;

interface Service {
  readonly person: string;
  readonly team: string;
  readonly activity: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Whoever has hours for a team belonged to it then; at an activity, it took place, at about that time. */
export async function demandServed(work: Work, { person, team, activity, startsAt, endsAt }: Service): Promise<void> {
  const day = dayOf(startsAt);
  const { foundedOn } = await work.em.findOneOrFail(VolunteerTeam, { id: team });
  const memberships = await work.em.find(TeamMembership, { team, person, validFrom: { $lte: day } });
  if (day < foundedOn || !memberships.some(({ validTo }) => validTo == null || validTo > day))
    refuse('INVALID', 'They did not belong to the team on that day. 当日尚不是该队队员。', 'startsAt');
  if (activity === null) return;
  const held = await work.em.findOneOrFail(Activity, { id: activity });
  if (held.state === 'DRAFT' || held.state === 'CANCELLED')
    refuse('INVALID', 'The activity did not take place. 该活动尚未发布或已取消。', 'activityId');
  if (startsAt.getTime() < held.startsAt.getTime() - DAY_MS || endsAt.getTime() > held.endsAt.getTime() + DAY_MS)
    refuse(
      'INVALID',
      'Hours at an activity lie between a day before it begins and a day after it ends. 活动的服务时长应在活动开始前一天至结束后一天之内。',
      'startsAt',
    );
}
