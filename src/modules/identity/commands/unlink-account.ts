import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { verb } from '../../../work/verb.js';
import { Account } from '../account.entity.js';
import { mayLinkAccounts } from '../account.policy.js';
import { accountPayload } from '../account.type.js';
import { accountFields, findHolder } from './find.js';

/** Whoever signed in by it is nobody from now on. */
export const unlinkAccount = verb(
  'unlinkAccount',
  {
    does: 'Ends that a subject signs in as a person; open sockets of the account end, too. 解绑账号',
    answers: accountPayload,
    takes: accountFields,
    async may(work, { personId }) {
      const person = await findHolder(work, personId);
      demand(
        mayLinkAccounts(work.viewer),
        'Only administrators of the whole jurisdiction unlink accounts. 只有管理整个辖区的管理员可以解绑账号。',
      );
      return person;
    },
  },
  async (work, { issuer, subject }, person) => {
    const account = await work.em.findOne(Account, { issuer, subject, person: person.id, unlinkedAt: null });
    if (!account) refuse('INVALID', 'The person is not linked to this account. 该人员未绑定此账号。', 'subject');
    account.unlinkedAt = work.now();
    work.emit({ topic: 'directory', jurisdictionId: person.jurisdictionId, payload: { reason: 'unlinkAccount', person: person.id } });
    return { id: account.id };
  },
);
