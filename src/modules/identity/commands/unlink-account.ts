import { demand } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { Account } from '../account.entity.js';
import { mayLinkAccounts } from '../account.policy.js';
import { findHolder, nameOf } from './find.js';

export interface UnlinkAccount extends Idempotent {
  readonly personId: string;
  readonly issuer: string;
  readonly subject: string;
}

/** Ends a link: whoever signed in by it is nobody from now on, on sockets that are open, too. */
export const unlinkAccount: Command<UnlinkAccount> = async (work, input) => {
  const person = await findHolder(work, input.personId, mayLinkAccounts(work.viewer));
  demand(mayLinkAccounts(work.viewer), 'Only administrators of the whole jurisdiction unlink accounts.');
  const issuer = nameOf(input.issuer, 'issuer');
  if (!issuer.ok) return issuer;
  const subject = nameOf(input.subject, 'subject');
  if (!subject.ok) return subject;
  const account = await work.em.findOne(Account, { issuer: issuer.value, subject: subject.value, person: person.id, unlinkedAt: null });
  if (!account) return fail('INVALID', 'The person is not linked to this account.', 'subject');
  account.unlinkedAt = work.now();
  work.emit({ topic: 'house', jurisdictionId: person.jurisdictionId, payload: { reason: 'unlinkAccount', person: person.id } });
  return ok({ id: account.id });
};
