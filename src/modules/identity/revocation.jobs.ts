import type { Job } from '../../jobs/job.js';
import { LONGEST_TOKEN_DAYS } from '../../kernel/limit.js';

/** Revocations of single tokens that have expired since, by the database's clock: none of them is accepted any more. */
export const expiredRevocations: Job = {
  name: 'expired revocations',
  when: { everySeconds: 10 },
  atOnce: 10_000,
  run: async (client, { atOnce }) => {
    const { rowCount } = await client.query(
      `delete from token_revocation where id in (
         select id from token_revocation where token_id is not null and before < now() - make_interval(days => $1) limit $2)`,
      [LONGEST_TOKEN_DAYS, atOnce],
    );
    return rowCount!;
  },
};
