import pg from 'pg';
import type { Outage } from '../kernel/outage.js';
import { SafeClient } from './client.js';

/** What the database can do for users just now; the probe rejects with the error where it cannot serve them. */
export interface Probed {
  /** For how long the oldest event has waited for the sequencer, in ms; null where none waits. */
  readonly eventsWaitMs: number | null;
}

export interface ProbeParts {
  /** For lookups: rights, places. */
  readonly pool: pg.Pool;
  /** For commands. */
  readonly writers: pg.Pool;
  /** The tables that requests read and write. */
  readonly tables: readonly string[];
  readonly connectionString: string;
}

/** A table that nobody else may use for longer than this does not serve. */
const LOCK_MS = 1_000;
/** Of half a mebibyte that does not compress. */
const ROWS = 16_384;

/**
 * Finds out whether requests can be served: each pool has a connection to lend, every table can be read and written, and writes are accepted. Changes
 * nothing. `suspicion` is what failed last: whether there is room on the disk, or for one more connection, is only tried after that failed.
 */
export const openProbe =
  ({ pool, writers, tables, connectionString }: ProbeParts) =>
  async (suspicion: Outage['kind'] | null): Promise<Probed> => {
    const [probed] = await Promise.all([
      withClient(pool, tables, suspicion === 'FULL'),
      writers.query('select'),
      suspicion === 'CONNECTIONS' ? connectAnew(connectionString) : null,
    ]);
    return probed;
  };

/** Whoever keeps these keeps nobody's request waiting. */
const BACKGROUND = ['migration', 'event_log', 'event_term', 'audit_link', 'sealing_key', 'demo_key', 'demo_keyring', 'job'];

/** The names of the tables that requests read and write: all of the schema, but for those of background work. */
export async function tablesOfRequests(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
     and relname <> all($1) and has_table_privilege(oid, 'INSERT') order by 1`,
    [BACKGROUND],
  );
  return rows.map(({ name }) => name);
}

async function withClient(pool: pg.Pool, tables: readonly string[], fillsPages: boolean): Promise<Probed> {
  const client = await pool.connect();
  try {
    // As a write would; only changes of a table's shape have to wait for it, and they can.
    const locks = tables.map((table) => `only ${pg.escapeIdentifier(table)}`).join(', ');
    await client.query(`begin; set local lock_timeout = ${LOCK_MS}; lock table ${locks} in row exclusive mode`);
    await client.query('update event_epoch set minimum = minimum where false');
    if (fillsPages)
      await client.query(
        `create temporary table room on commit drop as select gen_random_uuid()::text as filling from generate_series(1, ${ROWS})`,
      );
    const { rows } = await client.query<Probed>(OLDEST);
    await client.query('rollback');
    client.release();
    return rows[0]!;
  } catch (error) {
    // Ended, and its transaction with it.
    client.release(true);
    throw error;
  }
}

/** Since when it happened: of a transaction that was long open, its own time counts too. */
const OLDEST = `select (select extract(epoch from clock_timestamp() - at) * 1000 from outbox order by id limit 1)::int as "eventsWaitMs"`;

async function connectAnew(connectionString: string): Promise<void> {
  const client = new SafeClient({ connectionString, connectionTimeoutMillis: LOCK_MS });
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}
