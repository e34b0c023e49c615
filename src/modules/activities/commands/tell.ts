import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import type { Taken } from '../../../work/workflow.js';
import type { Activity } from '../activity.entity.js';
import { rowFactsOf, teamFactsOf } from '../activity.facts.js';
import type { ActivityEventKind } from '../activity.terms.js';

type RowFacts = ReturnType<typeof rowFactsOf>;
type Step = Taken<Activity, RowFacts, ActivityEventKind>;

interface Told {
  readonly kind: ActivityEventKind;
  /** The row's facts from before; null when it was not there yet. Left out: the activity itself is as it was. */
  readonly before?: RowFacts | null;
  /** The registrations that it is about: an event each. */
  readonly registrations?: readonly string[];
}

/** Leaves the events of what happened to an activity; the lock on its row orders them. */
export async function tell(work: Work, activity: Activity, { kind, before, registrations }: Told): Promise<void> {
  if (registrations?.length === 0) return;
  const [teams] = await teamFactsOf(work, [activity]);
  const after = { ...rowFactsOf(activity), ...teams! };
  for (const registrationId of registrations ?? [null])
    work.emit({
      topic: 'activity',
      jurisdictionId: activity.jurisdictionId,
      payload: {
        activityId: activity.id,
        kind,
        registrationId,
        before: before === undefined ? after : before && { ...before, ...teams! },
        after,
      },
    });
}

/** The history entry and the event of a step. */
export async function record({ row, before, verb, event: kind, note, work }: Step): Promise<void> {
  remember(work, 'Activity', row, { verb, from: before.state, note });
  await tell(work, row, { kind, before });
}
