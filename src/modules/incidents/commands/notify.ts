import { isStaffRole } from '../../../auth/viewer.js';
import { dayOf } from '../../../kernel/clock.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import type { Work } from '../../../work/command.js';
import { HELD_POST, HELD_POSTS, type HeldPost, postOf } from '../../organisations/held-post.js';
import type { IncidentEvent } from '../incident.entity.js';
import { Notification } from '../notification.entity.js';
import { type StepFacts, toldOf } from '../told.js';

/** Writes what a step is to whom it concerns, with the step itself. Nobody is told of what they did. */
export async function notify(work: Work, event: IncidentEvent, step: StepFacts): Promise<void> {
  const told = toldOf(step);
  const staff = await staffOf(
    work,
    told.flatMap(({ organization }) => organization ?? []),
  );
  const done = new Set([work.viewer.person]);
  for (const { kind, persons = [], organization } of told)
    for (const person of [...persons, ...(organization ? (staff.get(organization) ?? []) : [])]) {
      if (person == null || done.has(person)) continue;
      done.add(person);
      work.em.create(Notification, {
        id: newId(jurisdictionNumberOf(event.id)),
        jurisdictionId: event.jurisdictionId,
        person,
        kind,
        incident: event.incident,
        event: event.id,
        at: event.at,
        readAt: null,
        createdAt: event.at,
        updatedAt: event.at,
      });
    }
}

/** Who works today at each of the organisations. */
async function staffOf(work: Work, organizations: readonly string[]): Promise<Map<string, readonly string[]>> {
  if (organizations.length === 0) return new Map();
  const today = dayOf(work.now());
  const posts = await work.sql<HeldPost & { readonly person: string }>(
    `select a.person_id as person, ${HELD_POST} from ${HELD_POSTS}
     where a.organization_id = any(?) and a.valid_from <= ? and (a.valid_to is null or a.valid_to > ?) order by a.person_id`,
    [organizations, today, today],
  );
  const staff = posts.filter((post) => isStaffRole(postOf(post).role));
  return new Map(
    [...Map.groupBy(staff, ({ organizationId }) => organizationId!)].map(([at, held]) => [at, held.map(({ person }) => person)]),
  );
}
