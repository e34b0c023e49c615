import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, type EntitySchema, MikroORM, UnderscoreNamingStrategy } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { migrations } from '../../migrations/index.js';
import { SafeClient } from './client.js';
import { timeouts } from './timeouts.js';

export type Orm = MikroORM;
export type { EntityManager };

/** Commands wait for each other's rows, one after the other; not for a table that somebody keeps. */
const WRITE_LOCK_MS = 5_000;

/**
 * Opens MikroORM for writes: unit of work, optimistic versions, migrations, metadata. Reads go through src/read. What migrates or restores waits as
 * long as it takes; `statementMs` is for who serves.
 */
export async function openOrm(url: string, entities: readonly EntitySchema[], poolSize = 10, statementMs?: number): Promise<Orm> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [...entities],
    namingStrategy: UnderscoreNamingStrategy,
    forceUtcTimezone: true,
    pool: { min: 0, max: poolSize },
    // With all that the address says: of it MikroORM itself knows the host, the user and the database.
    driverOptions: {
      Client: SafeClient,
      connectionString: url,
      ...(statementMs ? { pipeline: true, ...timeouts(statementMs, WRITE_LOCK_MS) } : {}),
    },
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, silent: true, tableName: 'migration' },
    discovery: { warnWhenNoEntities: false },
    debug: false,
    // What fails is thrown; MikroORM would print it besides, statements and values with it.
    logger: () => {},
  });
  takeBackBroken(await poolOf(orm));
  return orm;
}

export const poolOf = (orm: Orm): Promise<pg.Pool> => orm.em.getDriver().getConnection().getNativeClient();

/**
 * A transaction gives its connection back after a commit or rollback that went well. One that breaks in between would be missing from the pool for
 * ever: once the database has been away for a moment, nobody could write any more.
 */
function takeBackBroken(pool: pg.Pool): void {
  const lent = new Set<pg.PoolClient>();
  const watched = new WeakSet<pg.PoolClient>();
  pool.on('release', (_error, client) => void lent.delete(client));
  pool.on('acquire', (client) => {
    lent.add(client);
    if (watched.has(client)) return;
    watched.add(client);
    client.once('end', () => {
      if (!lent.has(client)) return;
      client.release(true);
      client.release = () => {};
    });
  });
}

/** The names of the migrations that this code knows. */
export const knownMigrations = (orm: Orm): string[] =>
  orm.config
    .get('migrations')
    .migrationsList!.map((migration) => (typeof migration === 'function' ? migration.name : String(migration.name)));
