import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Account } from '../account.entity.js';
import { mayLinkAccounts } from '../account.policy.js';
import { findHolder, nameOf } from './find.js';

export interface LinkAccount extends Idempotent {
  readonly personId: string;
  readonly issuer: string;
  readonly subject: string;
}

/**
 * Lets a subject of an identity provider sign in as a person. One subject is one person; a person may have several accounts. Nobody links what is or was
 * an account of their own to somebody else.
 */
export const linkAccount: Command<LinkAccount> = async (work, input) => {
  const person = await findHolder(work, input.personId, mayLinkAccounts(work.viewer));
  demand(mayLinkAccounts(work.viewer), 'Only administrators of the whole jurisdiction link accounts.');
  const issuer = nameOf(input.issuer, 'issuer');
  if (!issuer.ok) return issuer;
  const subject = nameOf(input.subject, 'subject');
  if (!subject.ok) return subject;
  // An administrator who was known by it would become somebody else.
  const own = work.viewer.person !== person.id && { issuer: issuer.value, subject: subject.value, person: work.viewer.person };
  const isOwn = own && (await work.em.count(Account, own)) > 0;
  demand(!isOwn, 'Nobody links an account of their own to somebody else; another administrator has to.');
  // Whose it is, is not said: it may be somebody's of another jurisdiction.
  if ((await work.em.count(Account, { issuer: issuer.value, subject: subject.value, unlinkedAt: null })) > 0)
    return fail('INVALID', 'This account is linked already; unlink it first.', 'subject');
  const account = work.em.create(Account, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId: person.jurisdictionId,
    issuer: issuer.value,
    subject: subject.value,
    person: person.id,
  });
  work.emit({ topic: 'house', jurisdictionId: person.jurisdictionId, payload: { reason: 'linkAccount', person: person.id } });
  return ok({ id: account.id });
};
