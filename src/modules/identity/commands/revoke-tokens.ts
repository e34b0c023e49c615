import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { demands, id, needed, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { TokenRevocation } from '../account.entity.js';
import { mayRevokeTokens } from '../account.policy.js';
import { revokeTokensPayload } from '../account.type.js';
import { findHolder, tokenName } from './find.js';

/** Of one person or client: whoever looks them up reads all of these. */
const MOST_SINGLE_TOKENS = 100;

/** One row for all of a holder's tokens, and one for each single one. The clocks of two servers may differ: the later instant counts. */
const REVOKE = `insert into token_revocation as revoked (id, jurisdiction_id, person_id, client, token_id, before) values (?, ?, ?, ?, ?, ?)
  on conflict (jurisdiction_id, person_id, client, token_id) do update set before = greatest(revoked.before, excluded.before), updated_at = now()`;

/** One token by its id, or all that were issued until now; a person's, a client's, or the viewer's own. */
export const revokeTokens = verb(
  'revokeTokens',
  {
    does: 'Refuses tokens from now on that were lost or should not be used any more; their open sockets end. Your own if neither personId nor client is given. 吊销令牌',
    answers: revokeTokensPayload,
    takes: {
      personId: optional(id('Person', 'Those of this person. Give this or client. 人员')),
      client: optional(tokenName('Those of this client (client_id). Give this or personId. 客户端')),
      // All, because one was named with blanks only, is not what was meant: blank is refused.
      jti: optional(tokenName('Only the token with this id (jti); if left out all that were issued until now. 令牌标识')),
    },
    rules: [
      needed(
        demands(
          ({ personId, client }) => personId === null || client === null,
          'INVALID',
          'Give personId or client, not both. 请只填写 personId 或 client 之一。',
          'client',
        ),
      ),
    ],
    async may(work, { personId, client }) {
      const holder = client === null ? (personId ?? work.viewer.person) : null;
      const person = holder === null ? null : await findHolder(work, holder);
      demand(
        mayRevokeTokens(work.viewer, person?.id ?? null),
        'Everybody revokes their own tokens, administrators of the whole jurisdiction also those of others. 本人可以吊销自己的令牌，管理整个辖区的管理员可以吊销他人的令牌。',
      );
      return person;
    },
  },
  async (work, { client, jti }, person) => {
    const jurisdiction = jurisdictionOf(work);
    if (person === null && client === null) refuse('REQUIRED', 'Give personId or client. 请填写 personId 或 client。', 'client');
    const holderOf = { jurisdictionId: jurisdiction.id, person: person?.id ?? null, client };
    if (jti !== null && (await work.em.count(TokenRevocation, { ...holderOf, tokenId: { $ne: null } })) >= MOST_SINGLE_TOKENS)
      refuse(
        'LIMIT_EXCEEDED',
        '{max} single tokens are revoked already; leave jti out to revoke all of them. 已逐个吊销 {max} 个令牌；如需全部吊销，请不填 jti。',
        'jti',
        { max: MOST_SINGLE_TOKENS },
      );
    await work.sql(REVOKE, [newId(jurisdiction.number), holderOf.jurisdictionId, holderOf.person, holderOf.client, jti, work.now()]);
    const whose = person ? { person: person.id } : { client: client! };
    work.emit({ topic: 'directory', jurisdictionId: jurisdiction.id, payload: { reason: 'revokeTokens', ...whose } });
    const which = [...(client === null ? [] : [`client ${client}`]), ...(jti === null ? [] : [`jti ${jti}`])];
    work.audited({ fields: which });
    return person ? { id: person.id } : { id: jurisdiction.id, noun: 'Organization' };
  },
);
