import type pg from 'pg';
import { LONGEST_TOKEN_DAYS } from '../kernel/limit.js';

/** For how long a repeat with the same idempotency key is told the outcome of the first request. README says it. */
const KEYS_KEPT_DAYS = 7;
/** Of idempotency keys at a time: events wait for it. */
const BATCH = 2_000;

/**
 * Removes what cannot matter any more: counts of callers who have their whole allowance again, revocations of single tokens that have expired, and old
 * idempotency keys. For the sequencer's session: one process is enough.
 */
export async function removeOldRows(client: pg.Client): Promise<void> {
  await client.query(`delete from rate where whole_at < now();
    delete from token_revocation where token_id is not null and before < now() - interval '${LONGEST_TOKEN_DAYS} days';
    delete from idempotency where (jurisdiction_id, actor, key) in
      (select jurisdiction_id, actor, key from idempotency where created_at < now() - interval '${KEYS_KEPT_DAYS} days' order by created_at limit ${BATCH})`);
}
