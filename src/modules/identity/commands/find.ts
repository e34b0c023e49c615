import { notFound } from '../../../kernel/errors.js';
import type { Work } from '../../../work/command.js';
import { isSeen } from '../../../work/find.js';
import { type Field, id, text } from '../../../work/input.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Person } from '../../organisations/person.entity.js';
import { mayLinkAccounts } from '../account.policy.js';

/**
 * The person whose accounts or tokens are meant. Who may work on all of the jurisdiction finds all of it, also people whose home is not known;
 * to everybody else somebody whom they do not see is NOT_FOUND.
 */
export async function findHolder(work: Work, personId: string): Promise<Person> {
  const person = await work.em.findOne(Person, {
    id: personId,
    jurisdictionId: jurisdictionOf(work).id,
    ...(mayLinkAccounts(work.viewer) ? {} : isSeen(work, 'Person')),
  });
  if (!person) throw notFound('Person');
  return person;
}

/** A name that tokens have: compared letter by letter; only blanks around it, as pasted, are taken away. */
export const tokenName = (description: string): Field<string> => text(255, description);

/** Which account of whom. */
export const accountFields = {
  personId: id('Person', 'Whose account it is. 人员'),
  issuer: tokenName('The identity provider, exactly as its tokens name it (iss). 身份提供方'),
  subject: tokenName('What the provider calls the person, exactly as in its tokens (sub). 主体标识'),
};
