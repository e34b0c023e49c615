import { defineModule } from '../../graph/module.js';
import { Account, ClientOrganization, TokenRevocation } from './account.entity.js';
import { AccountMutations } from './account.mutations.js';
import { accountReads } from './account.reads.js';

export const identity = defineModule({
  name: 'identity',
  entities: [Account, ClientOrganization, TokenRevocation],
  resolvers: [AccountMutations],
  reads: accountReads,
});
