import type { Mover } from '../../work/keeps.js';
import { Activity } from './activity.entity.js';
import { rowFactsOf, teamFactsOf } from './activity.facts.js';
import { openActivityStates } from './activity.terms.js';

/** Activities that are not over move along with their place: streams see each as one change of scope. What is over is history; nobody is told. */
export const moveActivities: Mover = async (work, { from, to }) => {
  const activities = await work.em.find(
    Activity,
    { place: { $like: `${from}%` }, state: { $in: [...openActivityStates] } },
    { lock: 'update', orderBy: { id: 'asc' } },
  );
  return async () => {
    const teams = await teamFactsOf(work, activities);
    for (const [n, activity] of activities.entries()) {
      const facts = { ...rowFactsOf(activity), ...teams[n]! };
      const place = to + facts.place.slice(from.length);
      work.emit({
        topic: 'activity',
        jurisdictionId: activity.jurisdictionId,
        payload: {
          ...{ activityId: activity.id, kind: null, registrationId: null },
          before: { ...facts, successor: place, carried: to },
          after: { ...facts, place },
        },
      });
    }
  };
};
