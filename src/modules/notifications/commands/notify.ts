import { isStaffRole } from '../../../auth/viewer.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { isWithin, type Place } from '../../../kernel/place.js';
import type { Work } from '../../../work/command.js';
import { postsToday } from '../../organisations/held-post.js';
import type { Matter } from '../notification.facts.js';
import type { NotificationKind } from '../notification.terms.js';

/** Whom something is told: persons, and the staff of an organisation or grid. */
export interface Telling {
  readonly kind: NotificationKind;
  readonly persons?: readonly (string | null | undefined)[];
  readonly organization?: string | null;
  readonly grid?: string | null;
}

/** Who is told what somebody waits for: they, as long as a post of theirs covers the place or is at the organisation; else who works there today. */
export async function whoWaits(
  work: Work,
  person: string,
  { place, organization, grid = null }: { readonly place: Place; readonly organization: string; readonly grid?: string | null | undefined },
): Promise<Omit<Telling, 'kind'>> {
  const posts = await postsToday(work, 'person_id', [person]);
  const isThere = posts.some(
    ({ role, scope, organizationId }) =>
      isStaffRole(role) && (organizationId === organization || (scope !== null && isWithin(place, scope))),
  );
  return isThere ? { persons: [person] } : { organization, grid };
}

/** The row that a step changed, and when. */
interface About extends Omit<Matter, 'id'> {
  readonly row: { readonly id: string; readonly jurisdictionId: string };
  readonly at: Date;
}

/** An event names so many persons at most. */
const PERSONS_AN_EVENT = 500;

/**
 * Writes what a step is to whom it concerns, with the step itself: the rows of their lists, and the events of their streams. Nobody is told of what they did;
 * somebody whom several tellings name is told the first.
 */
export async function notify(work: Work, { noun, row, step, at }: About, tellings: readonly Telling[]): Promise<void> {
  const seats = await Promise.all([
    staffOf(
      work,
      'organization',
      tellings.flatMap(({ organization }) => organization ?? []),
    ),
    staffOf(
      work,
      'grid',
      tellings.flatMap(({ grid }) => grid ?? []),
    ),
  ]);
  const staff = new Map(seats.flat());
  const kinds = new Map<string, NotificationKind>();
  for (const { kind, persons = [], organization, grid } of tellings)
    for (const person of [...persons, ...[organization, grid].flatMap((seat) => (seat ? (staff.get(seat) ?? []) : []))])
      if (person != null && person !== work.viewer.person && !kinds.has(person)) kinds.set(person, kind);
  const { id: subjectId, jurisdictionId } = row;
  const told = [...kinds].map(([person, kind]) => ({ notification: newId(jurisdictionNumberOf(subjectId)), person, kind }));
  if (told.length === 0) return;
  // One part of the statement that changes the row, for they may be thousands.
  work.em.write(
    `insert into notification (id, jurisdiction_id, person_id, kind, subject_noun, subject_id, step_id, at, created_at, updated_at)
     select notification, ?, person, kind, ?, ?, ?, at, at, at from json_to_recordset(?) as told (notification uuid, person uuid, kind text), (select ?::timestamptz as at) now`,
    [jurisdictionId, noun, subjectId, step?.id ?? null, JSON.stringify(told), at],
  );
  for (let from = 0; from < told.length; from += PERSONS_AN_EVENT)
    work.emit({
      topic: 'notification',
      jurisdictionId,
      payload: { about: { noun, id: subjectId, step }, told: told.slice(from, from + PERSONS_AN_EVENT) },
    });
}

/** Who works today at each of the organisations or grids. */
async function staffOf(
  work: Work,
  at: 'organization' | 'grid',
  ids: readonly string[],
): Promise<readonly (readonly [seat: string, persons: readonly string[]])[]> {
  const staff = (await postsToday(work, `${at}_id`, ids)).filter(({ role }) => isStaffRole(role));
  return [...Map.groupBy(staff, (post) => post[`${at}Id`]!)].map(([seat, held]) => [seat, held.map(({ person }) => person)]);
}
