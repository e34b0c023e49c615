import { dayOf } from '../../../kernel/clock.js';
import { notFound } from '../../../kernel/errors.js';
import type { Work } from '../../../work/command.js';
import { isSeen } from '../../../work/find.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Person } from '../../organisations/person.entity.js';

/** A person of the jurisdiction whom the viewer sees, or an official: who holds a post there today, also one that is not on public notice. */
export async function findPersonOrOfficial(work: Work, id: string): Promise<Person> {
  const today = dayOf(work.now());
  const hasPost = {
    $sql: {
      text: 'exists (select from appointment where person_id = own.id and valid_from <= ?::date and (valid_to is null or valid_to > ?::date))',
      parameters: [today, today],
    },
  };
  const person = await work.em.findOne(Person, {
    id,
    jurisdictionId: jurisdictionOf(work).id,
    $or: [isSeen(work, 'Person'), hasPost],
  });
  if (!person) throw notFound('Person');
  return person;
}
