import type { Naive } from '../../read/naive.js';
import { type Args, type Asking, id, type NaivePart, resolversOf, sorted } from '../../read/naive-rules.js';
import { has } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to } = resolversOf(naive);

  return {
    sees: {
      Account: (row, ask) =>
        row.person_id === ask.viewer.person ||
        (naive.isOwnJurisdiction(row, ask) && has(ask.viewer, naive.of(row.jurisdiction_id)!.place, 'ADMIN')),
    },
    fields: {
      Account: {
        id: id('Account'),
        person: to('person_id'),
        linkedAt: (row: Row) => row.created_at.toISOString(),
      },
      Person: {
        accounts: (row: Row, _args: Args, ask: Asking) =>
          sorted(
            rows.Account.filter((account) => account.person_id === row.id && account.unlinked_at === null && naive.sees(account, ask)),
            'created_at',
          ).slice(0, 20),
      },
    },
  };
};
