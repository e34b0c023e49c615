import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { Account } from '../account.entity.js';
import { mayLinkAccounts } from '../account.policy.js';
import { accountPayload } from '../account.type.js';
import { accountFields, findHolder } from './find.js';

/**
 * One subject is one person; a person may have several accounts. Nobody links what is or was an account of their own to somebody else.
 */
export const linkAccount = verb(
  'linkAccount',
  {
    does: 'Lets a subject of an identity provider sign in as a person. 绑定账号',
    answers: accountPayload,
    takes: accountFields,
    async may(work, { personId }) {
      const person = await findHolder(work, personId);
      demand(
        mayLinkAccounts(work.viewer),
        'Only administrators of the whole jurisdiction link accounts. 只有管理整个辖区的管理员可以绑定账号。',
      );
      return person;
    },
  },
  async (work, { issuer, subject }, person) => {
    // An administrator who was known by it would become somebody else.
    const isOwn = work.viewer.person !== person.id && (await work.em.count(Account, { issuer, subject, person: work.viewer.person })) > 0;
    demand(
      !isOwn,
      'Nobody links an account of their own to somebody else; another administrator has to. 不得将自己的账号绑定给他人，须由其他管理员办理。',
    );
    // Whose it is, is not said: it may be somebody's of another jurisdiction.
    if ((await work.em.count(Account, { issuer, subject, unlinkedAt: null })) > 0)
      refuse('INVALID', 'This account is linked already; unlink it first. 该账号已绑定，请先解绑。', 'subject');
    const account = work.em.create(Account, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId: person.jurisdictionId,
      issuer,
      subject,
      person: person.id,
    });
    work.emit({ topic: 'directory', jurisdictionId: person.jurisdictionId, payload: { reason: 'linkAccount', person: person.id } });
    return { id: account.id };
  },
);
