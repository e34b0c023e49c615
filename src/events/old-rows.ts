import type pg from 'pg';
import { LONGEST_TOKEN_DAYS } from '../kernel/limit.js';

/** Removes what cannot matter any more: counts of callers who have their whole allowance again, and revocations of single tokens that have expired. */
export async function removeOldRows(client: pg.Client): Promise<void> {
  await client.query(`delete from rate where whole_at < now();
    delete from token_revocation where token_id is not null and before < now() - interval '${LONGEST_TOKEN_DAYS} days'`);
}
