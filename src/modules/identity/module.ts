import { defineModule } from '../../graph/module.js';
import { Account, TokenRevocation } from './account.entity.js';
import { AccountMutations } from './account.mutations.js';
import { accountReads } from './account.reads.js';

export const identity = defineModule({
  name: 'identity',
  entities: [Account, TokenRevocation],
  resolvers: [AccountMutations],
  reads: accountReads,
});
