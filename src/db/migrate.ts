import pg from 'pg';
import type { Orm } from './orm.js';

/** Any number; the same in every version of the code, or two versions would migrate side by side. */
const MIGRATION_LOCK = 4_021_761_119;

export class SchemaTooNew extends Error {
  constructor(unknown: readonly string[]) {
    super(
      `The database is newer than this version of Mulin: it has run ${unknown.join(', ')}. ` +
        'Start the version that made it, or migrate it down with that version (npm run db -- migrate --to <name>).',
    );
    this.name = 'SchemaTooNew';
  }
}

/**
 * Brings the database to this code's schema, under an advisory lock: of several processes that start at once one migrates, the others wait.
 * `to` names the migration to stop at, also downwards; 0 undoes all.
 */
export async function migrate(orm: Orm, url: string, to?: string | 0): Promise<void> {
  const lock = new pg.Client({ connectionString: url });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseNewer(orm, lock);
    if (to === undefined) await orm.migrator.up();
    else await moveTo(orm, to);
  } finally {
    // Ending the session releases the lock, also when the migration threw.
    await lock.end();
  }
}

async function moveTo(orm: Orm, to: string | 0): Promise<void> {
  const executed = await orm.migrator.getExecuted();
  const isBehind = to === 0 || executed.some(({ name }) => name === to || name.endsWith(`_${to}`));
  if (isBehind) await orm.migrator.down({ to });
  else await orm.migrator.up({ to: String(to) });
}

async function refuseNewer(orm: Orm, lock: pg.Client): Promise<void> {
  const exists = await lock.query(`select to_regclass('migration') is not null as yes`);
  if (!exists.rows[0].yes) return;
  const known = new Set([...(await orm.migrator.getExecuted()), ...(await orm.migrator.getPending())].map(({ name }) => name));
  const ran = await lock.query<{ name: string }>('select name from migration order by id');
  const unknown = ran.rows.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new SchemaTooNew(unknown);
}
