import { notFound } from '../../../kernel/errors.js';
import { optionalTextOf, textOf } from '../../../kernel/text.js';
import { uuidOf } from '../../../read/value.js';
import type { Work } from '../../../work/command.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { isSeen } from '../../organisations/commands/find-seen.js';
import { Person } from '../../organisations/person.entity.js';

/**
 * The person whose accounts or tokens are meant. Who may work on all of the jurisdiction finds all of it, also people whose home is not known;
 * to everybody else somebody whom they do not see is NOT_FOUND.
 */
export async function findHolder(work: Work, id: string, findsAll: boolean): Promise<Person> {
  const person = await work.em.findOne(Person, {
    id: uuidOf(id, 'personId', 'Person'),
    jurisdictionId: jurisdictionOf(work).id,
    ...(findsAll ? {} : isSeen(work, 'Person')),
  });
  if (!person) throw notFound('Person');
  return person;
}

const LONGEST = 255;

/** Issuer and subject are compared letter by letter, as tokens have them; only blanks around them, as pasted, are taken away. */
export const nameOf = (value: string, field: string) => textOf(value, field, LONGEST);
export const optionalNameOf = (value: string | null | undefined, field: string) => optionalTextOf(value, field, LONGEST);
