import { keepPartitions } from '../events/partitions.js';
import type { AnyJob } from './job.js';

/** For how long a repeat with the same idempotency key is told the outcome of the first request. README says it. */
const KEYS_KEPT_DAYS = 7;
const RETENTION_DAYS = 7;

/**
 * What is kept for a time in tables that no module has. The database's clock counts: these rows were written by it. `retentionDays`: of the event log.
 */
export const upkeep = (retentionDays = RETENTION_DAYS): readonly AnyJob[] => [
  {
    name: 'event partitions',
    when: { everySeconds: 60 },
    atOnce: 1,
    run: async (client) => {
      await keepPartitions(client, retentionDays);
      return 0;
    },
  },
  {
    name: 'idempotency keys',
    when: { everySeconds: 10 },
    atOnce: 2_000,
    run: async (client, { atOnce }) => {
      const { rowCount } = await client.query(
        `delete from idempotency where (jurisdiction_id, actor, key) in (
           select jurisdiction_id, actor, key from idempotency where created_at < now() - make_interval(days => $1) order by created_at limit $2)`,
        [KEYS_KEPT_DAYS, atOnce],
      );
      return rowCount!;
    },
  },
  {
    name: 'rates',
    when: { everySeconds: 10 },
    atOnce: 10_000,
    // Counts of callers who have their whole allowance again.
    run: async (client, { atOnce }) => {
      const { rowCount } = await client.query(
        'delete from rate where (kind, who) in (select kind, who from rate where whole_at < now() limit $1 for update skip locked)',
        [atOnce],
      );
      return rowCount!;
    },
  },
];
