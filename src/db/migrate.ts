import pg from 'pg';
import { locks } from '../kernel/locks.js';
import { knownMigrations, type Orm, openOrm } from './orm.js';

export class SchemaTooNew extends Error {
  constructor(unknown: readonly string[]) {
    super(
      `The database is newer than this version of Mulin: it has run ${unknown.join(', ')}. ` +
        'Start the version that made it, or migrate it down with that version (npm run db -- migrate --to <name>).',
    );
    this.name = 'SchemaTooNew';
  }
}

/** Of several processes that change the schema at once one does, the others wait. Ending the session releases the lock, also when the work threw. */
export async function withMigrationLock(url: string, work: (lock: pg.Client) => Promise<void>): Promise<void> {
  const lock = new pg.Client({ connectionString: url });
  lock.on('error', () => {});
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [locks.migration]);
    await work(lock);
  } finally {
    await lock.end();
  }
}

export class UnknownMigration extends Error {
  override name = 'UnknownMigration';
}

/**
 * Brings the database to this code's schema. `to` names the migration to stop at, also downwards, whole or from its last underscore on;
 * 0 undoes all.
 */
export function migrate(orm: Orm, url: string, to?: string | 0): Promise<void> {
  return withMigrationLock(url, async (lock) => {
    const known = knownMigrations(orm);
    const executed = await executedMigrations(lock);
    const unknown = executed.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new SchemaTooNew(unknown);
    // Nothing is missing at most starts: the migrator would ask a good deal more.
    if (to === undefined && known.every((name) => executed.includes(name))) return;
    if (to === undefined) await orm.migrator.up();
    else if (to === 0) await orm.migrator.down({ to });
    else {
      const target = known.find((name) => name === to || name.endsWith(`_${to}`));
      if (!target) throw new UnknownMigration(`There is no migration ${to}. There are: ${known.join(', ')}.`);
      if (executed.includes(target)) await orm.migrator.down({ to: target });
      else await orm.migrator.up({ to: target });
    }
  });
}

/** Brings the database to this code's schema, however long that takes. */
export async function migrateWhole(url: string): Promise<void> {
  const orm = await openOrm(url, 2);
  try {
    await migrate(orm, url);
  } finally {
    await orm.close(true);
  }
}

async function executedMigrations(lock: pg.Client): Promise<string[]> {
  const exists = await lock.query(`select to_regclass('migration') is not null as yes`);
  if (!exists.rows[0].yes) return [];
  return (await lock.query<{ name: string }>('select name from migration order by id')).rows.map(({ name }) => name);
}
