import type { MetadataStorage } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { type EntitySchema, MikroORM, UnderscoreNamingStrategy } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { migrations } from '../../migrations/index.js';
import { remembered } from '../kernel/memo.js';
import { SafeClient } from './client.js';
import { timeouts } from './timeouts.js';

export type Orm = MikroORM;

const usual = {
  namingStrategy: UnderscoreNamingStrategy,
  forceUtcTimezone: true,
  debug: false,
  // What fails is thrown; MikroORM would print it besides, statements and values with it.
  logger: () => {},
};

const metadata = new WeakMap<readonly EntitySchema[], MetadataStorage>();

/** The tables and columns of entities. MikroORM finds them out once for each list. */
export const metadataOf = (entities: readonly EntitySchema[]): MetadataStorage =>
  remembered(metadata, entities, () => new MikroORM({ ...usual, entities: [...entities], dbName: 'none' }).getMetadata());

/** Commands wait for each other's rows, one after the other; not for a table that somebody keeps. */
const WRITE_LOCK_MS = 5_000;

/**
 * Opens MikroORM for migrations, and for its pool, whose connections write: reads go through src/read. What migrates or restores waits as long as it
 * takes; `statementMs` is for who serves.
 */
export async function openOrm(url: string, poolSize: number, statementMs?: number): Promise<Orm> {
  const orm = await MikroORM.init({
    ...usual,
    // Not among what is usual: `init` writes into it that entities are not to be looked at.
    discovery: { warnWhenNoEntities: false },
    clientUrl: url,
    pool: { min: 0, max: poolSize },
    // With all that the address says: of it MikroORM itself knows the host, the user and the database.
    driverOptions: {
      Client: SafeClient,
      connectionString: url,
      ...(statementMs ? { pipeline: true, ...timeouts(statementMs, WRITE_LOCK_MS) } : {}),
    },
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, silent: true, tableName: 'migration' },
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
