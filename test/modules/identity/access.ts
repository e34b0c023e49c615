import { type AddedFields, type Ask, isOfAdministrators, list, mayAdminister, type NounRules, open, to } from '../../access/noun-rules.js';
import { may } from '../../access/policy.js';
import type { VerbRule, VerbRules } from '../../access/verb-rules.js';
import type { Row } from '../../read/world.js';
import { seesPerson } from '../organisations/access.js';

const seesAccount = (ask: Ask, account: Row) =>
  may(
    'Account',
    'see',
    ask.viewer,
    { jurisdiction: account.jurisdiction_id, own: [account.person_id] },
    (line) => !isOfAdministrators(line.note) || mayAdminister(ask),
  );
/** Administrators of the whole jurisdiction know everybody in it. */
function seesHolder(ask: Ask, row: Row): boolean {
  if (row.jurisdiction_id !== ask.viewer.jurisdiction) return false;
  return mayAdminister(ask) || seesPerson(ask, row);
}

const ofAccount = (action: string): VerbRule => ({
  noun: 'Person',
  input: ({ id }) => ({ personId: id, issuer: ' ', subject: ' ' }),
  may: (ask, row) => mayAdminister(ask) && may('Account', action, ask.viewer, { jurisdiction: row.jurisdiction_id }),
  sees: seesHolder,
});

export const tables = {
  Account: 'account',
} as const;

export const nouns: NounRules = {
  Account: {
    sees: seesAccount,
    fields: {
      ...{ id: open('id'), issuer: open('issuer'), subject: open('subject'), person: to('Person', 'person_id') },
      ...{ linkedAt: open('created_at'), unlinkedAt: open('unlinked_at') },
    },
  },
};

export const adds: AddedFields = {
  Person: { accounts: list('Account') },
};

export const verbs: VerbRules = {
  linkAccount: ofAccount('linkAccount'),
  unlinkAccount: ofAccount('unlinkAccount'),
  nameClientOrganization: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, client: ' ' }),
    may: (ask, row) => mayAdminister(ask) && may('Client', 'nameClientOrganization', ask.viewer, { jurisdiction: row.jurisdiction_id }),
  },
  revokeTokens: {
    noun: 'Person',
    input: ({ id }) => ({ personId: id, jti: ' ' }),
    may: (ask, row) =>
      may(
        'Token',
        'revokeTokens',
        ask.viewer,
        { jurisdiction: row.jurisdiction_id, own: [row.id] },
        ({ note }) => note === '' || mayAdminister(ask),
      ),
    sees: seesHolder,
  },
};
