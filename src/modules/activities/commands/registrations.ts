import { notFound } from '../../../kernel/errors.js';
import type { Work } from '../../../work/command.js';
import { id, optional } from '../../../work/input.js';
import { type Activity, ActivityRegistration } from '../activity.entity.js';

/** Whose registration: one's own if left out. */
export const whose = {
  activityId: id('Activity', 'The activity. 活动'),
  registrationId: optional(
    id('ActivityRegistration', "Somebody else's registration, for who runs the activity; one's own if left out. 报名"),
  ),
};

/** The viewer's registration, unless it was withdrawn. */
export const ownRegistration = (work: Work, { id }: Activity): Promise<ActivityRegistration | null> =>
  work.em.findOne(ActivityRegistration, { activity: id, person: work.viewer.person, state: { $ne: 'CANCELLED' } });

/** A registration for this activity; who may run the activity sees them all. */
export async function registrationOf(work: Work, activity: Activity, id: string): Promise<ActivityRegistration> {
  const registration = await work.em.findOne(ActivityRegistration, { id, activity: activity.id });
  if (!registration) throw notFound('ActivityRegistration');
  return registration;
}
