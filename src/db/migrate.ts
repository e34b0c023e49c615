import { readdirSync } from 'node:fs';
import pg from 'pg';
import { migrations, type Orm } from './orm.js';

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

/** Of several processes that change the schema at once one does, the others wait. Ending the session releases the lock, also when the work threw. */
export async function withMigrationLock(url: string, work: (lock: pg.Client) => Promise<void>): Promise<void> {
  const lock = new pg.Client({ connectionString: url });
  lock.on('error', () => {});
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
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
    const executed = (await orm.migrator.getExecuted()).map(({ name }) => name);
    const known = [...executed, ...(await orm.migrator.getPending()).map(({ name }) => name)];
    await refuseNewer(lock);
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

async function refuseNewer(lock: pg.Client): Promise<void> {
  const exists = await lock.query(`select to_regclass('migration') is not null as yes`);
  if (!exists.rows[0].yes) return;
  // Not the migrator's list of executed ones: that is the table's own, unknown ones included.
  const known = new Set(readdirSync(migrations).flatMap((file) => /^(Migration\w+)\.[jt]s$/.exec(file)?.[1] ?? []));
  const ran = await lock.query<{ name: string }>('select name from migration order by id');
  const unknown = ran.rows.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new SchemaTooNew(unknown);
}
