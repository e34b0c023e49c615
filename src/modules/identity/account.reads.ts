import { column, many, one, type Reads } from '../../read/noun.js';
import { sql } from '../../read/sql.js';
import { Account } from './account.entity.js';
import { visibleAccounts } from './account.policy.js';

export const accountReads: readonly Reads[] = [
  {
    noun: 'Account',
    entity: Account,
    visible: visibleAccounts,
    fields: { linkedAt: column('createdAt'), person: one('Person', 'person', { follows: true }) },
  },
  {
    adds: 'Person',
    fields: {
      accounts: many(
        'Account',
        (person, account) => sql`${account.col('person')} = ${person.col('id')} and ${account.col('unlinkedAt')} is null`,
        (account) => sql`${account.col('createdAt')}, ${account.col('id')}`,
      ),
    },
  },
];
