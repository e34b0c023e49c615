import { defineModule } from '../../graph/module.js';
import { Account, ClientOrganization, TokenRevocation } from './account.entity.js';
import { accountReads } from './account.reads.js';
import { linkAccount } from './commands/link-account.js';
import { nameClientOrganization } from './commands/name-client-organization.js';
import { revokeTokens } from './commands/revoke-tokens.js';
import { unlinkAccount } from './commands/unlink-account.js';
import { expiredRevocations } from './revocation.jobs.js';

export const identity = defineModule({
  name: 'identity',
  after: ['organisations'],
  entities: [Account, ClientOrganization, TokenRevocation],
  resolvers: [],
  verbs: [linkAccount, unlinkAccount, nameClientOrganization, revokeTokens],
  reads: accountReads,
  jobs: [expiredRevocations],
});
