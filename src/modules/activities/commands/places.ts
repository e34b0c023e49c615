import type { Work } from '../../../work/command.js';
import { notify } from '../../notifications/commands/notify.js';
import type { Activity, ActivityRegistration } from '../activity.entity.js';
import { tell } from './tell.js';

/**
 * Places of an activity and who waits for them. Whoever registers, withdraws, comes, or changes the capacity or the state of an activity holds the lock on its
 * row until their transaction ends: so no place is given twice, and numbers are the order of arrival.
 */

/** Waits for the others, and lets them wait. A row that was changed since it was read is found by its version when it is written. */
export async function lockActivity(work: Work, activity: Activity): Promise<void> {
  await work.sql('select from activity where id = ? for update', [activity.id]);
}

export interface Taken {
  /** How many places are taken. */
  readonly placed: number;
  readonly waiting: number;
  /** The number of the last who came. */
  readonly last: number;
}

/** How places stand; the lock is held. */
export async function placesOf(work: Work, activity: Activity): Promise<Taken> {
  const [taken] = await work.sql<Taken>(
    `select count(*) filter (where state in ('SIGNED_UP', 'CHECKED_IN'))::int as placed, count(*) filter (where state = 'WAITLISTED')::int as waiting,
       coalesce(max(number), 0) as last from activity_registration where activity_id = ?`,
    [activity.id],
  );
  return taken!;
}

/** Whether one more may have a place. */
export const hasRoom = ({ capacity }: Activity, { placed }: Taken): boolean => capacity == null || placed < capacity;

/** Gives places that are free to those who wait, in the order of arrival. The lock is held, and what came before is written. */
export async function moveUp(work: Work, activity: Activity, now: Date): Promise<void> {
  await work.em.flush();
  const { placed, waiting } = await placesOf(work, activity);
  const free = activity.capacity == null ? waiting : activity.capacity - placed;
  if (waiting === 0 || free <= 0) return;
  const moved = await work.sql<{ id: string; number: number; person: string }>(
    `update activity_registration set state = 'SIGNED_UP', moved_up_at = ?, updated_at = ?, version = version + 1
     where id in (select id from activity_registration where activity_id = ? and state = 'WAITLISTED' order by number limit ?) returning id, number, person_id as person`,
    [now, now, activity.id, free],
  );
  const registrations = moved.toSorted((a, b) => a.number - b.number).map(({ id }) => id);
  await tell(work, activity, { kind: 'MOVED_UP', registrations });
  await notify(work, { noun: 'Activity', row: activity, at: now }, [{ kind: 'MOVED_UP', persons: moved.map(({ person }) => person) }]);
}

/** Gives up a registration; whoever waits longest moves up where it had a place. */
export async function giveUp(work: Work, activity: Activity, registration: ActivityRegistration, now: Date): Promise<void> {
  registration.state = 'CANCELLED';
  registration.cancelledAt = now;
  await tell(work, activity, { kind: 'WITHDRAWN', registrations: [registration.id] });
  await moveUp(work, activity, now);
}

/** What becomes of registrations when an activity is called off, or over: those in a state go to another. Answers whose they are. */
export async function settleAll(
  work: Work,
  activity: Activity,
  from: 'SIGNED_UP' | 'WAITLISTED',
  to: 'ABSENT' | 'CANCELLED',
  now: Date,
): Promise<readonly string[]> {
  const settled = await work.sql<{ person: string }>(
    `update activity_registration set state = ?, cancelled_at = case when ? = 'CANCELLED' then ?::timestamptz end, updated_at = ?, version = version + 1
     where activity_id = ? and state = ? returning person_id as person`,
    [to, to, now, now, activity.id, from],
  );
  return settled.map(({ person }) => person);
}
