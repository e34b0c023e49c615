import { covers } from '../../../auth/grant.js';
import { dayOf } from '../../../kernel/clock.js';
import { notFound } from '../../../kernel/errors.js';
import { uuidOf } from '../../../read/value.js';
import type { Work } from '../../../work/command.js';
import { Appointment } from '../appointment.entity.js';
import { isOnNotice, visiblePersons } from '../organization.policy.js';
import { Person } from '../person.entity.js';

/** Whether the viewer sees the person's row: by their posts, as themselves, or from the notice board. */
export async function seesPerson({ em, viewer, now }: Work, person: Person): Promise<boolean> {
  if (covers(visiblePersons(viewer), person)) return true;
  const posts = await em.find(Appointment, { person: person.id });
  return posts.some((post) => isOnNotice(post, dayOf(now())));
}

/** The person behind an input field; NOT_FOUND for one whom the viewer does not see, as for one who never was. */
export async function findVisiblePerson(work: Work, id: string, field: string): Promise<Person> {
  const person = await work.em.findOne(Person, { id: uuidOf(id, field, 'Person') });
  if (!person || !(await seesPerson(work, person))) throw notFound('person');
  return person;
}
