import { demand, Fault } from '../../../kernel/errors.js';
import { newId, publicId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { TokenRevocation } from '../account.entity.js';
import { mayLinkAccounts, mayRevokeTokens } from '../account.policy.js';
import { findHolder, optionalNameOf } from './find.js';

export interface RevokeTokens extends Idempotent {
  readonly personId?: string | null;
  readonly client?: string | null;
  readonly jti?: string | null;
}

/** Of one person or client: whoever looks them up reads all of these. */
const MOST_SINGLE_TOKENS = 100;

/** One row for all of a holder's tokens, and one for each single one. The clocks of two servers may differ: the later instant counts. */
const REVOKE = `insert into token_revocation as revoked (id, jurisdiction_id, person_id, client, token_id, before) values (?, ?, ?, ?, ?, ?)
  on conflict (jurisdiction_id, person_id, client, token_id) do update set before = greatest(revoked.before, excluded.before), updated_at = now()`;

/** Refuses tokens from now on, on sockets that are open, too: one by its id, or all that were issued until now. */
export const revokeTokens: Command<RevokeTokens> = async (work, input) => {
  const { viewer } = work;
  const jurisdiction = jurisdictionOf(work);
  if (input.personId != null && input.client != null) throw new Fault('BAD_USER_INPUT', 'Give personId or client, not both.');
  const holder = input.client == null ? (input.personId ?? (viewer.person && publicId('Person', viewer.person))) : null;
  const person = holder === null ? null : await findHolder(work, holder, mayLinkAccounts(viewer));
  demand(
    mayRevokeTokens(viewer, person?.id ?? null),
    'Everybody revokes their own tokens, administrators of the jurisdiction those of others.',
  );
  const client = optionalNameOf(input.client, 'client');
  if (!client.ok) return client;
  if (person === null && client.value === null) return fail('REQUIRED', 'client must not be empty.', 'client');
  const tokenId = optionalNameOf(input.jti, 'jti');
  if (!tokenId.ok) return tokenId;
  // All, because one was named with blanks only, is not what was meant.
  if (input.jti != null && tokenId.value === null) return fail('REQUIRED', 'jti must not be empty.', 'jti');
  const holderOf = { jurisdictionId: jurisdiction.id, person: person?.id ?? null, client: client.value };
  if (tokenId.value !== null && (await work.em.count(TokenRevocation, { ...holderOf, tokenId: { $ne: null } })) >= MOST_SINGLE_TOKENS)
    return fail('LIMIT_EXCEEDED', `${MOST_SINGLE_TOKENS} single tokens are revoked already; leave jti out to revoke all of them.`, 'jti');
  await work.sql(REVOKE, [
    newId(jurisdiction.number),
    holderOf.jurisdictionId,
    holderOf.person,
    holderOf.client,
    tokenId.value,
    work.now(),
  ]);
  const whose = person ? { person: person.id } : { client: client.value! };
  work.emit({ topic: 'house', jurisdictionId: jurisdiction.id, payload: { reason: 'revokeTokens', ...whose } });
  const which = [...(client.value === null ? [] : [`client ${client.value}`]), ...(tokenId.value === null ? [] : [`jti ${tokenId.value}`])];
  work.audited({ fields: which });
  return ok(person ? { id: person.id } : { id: jurisdiction.id, noun: 'Organization' });
};
