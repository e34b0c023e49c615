import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, type EntitySchema, MikroORM, UnderscoreNamingStrategy } from '@mikro-orm/postgresql';
import { migrations } from '../../migrations/index.js';

export type Orm = MikroORM;
export type { EntityManager };

/** Opens MikroORM for writes: unit of work, optimistic versions, migrations, metadata. Reads go through src/read. */
export function openOrm(url: string, entities: readonly EntitySchema[], poolSize = 10): Promise<Orm> {
  return MikroORM.init({
    clientUrl: url,
    entities: [...entities],
    namingStrategy: UnderscoreNamingStrategy,
    forceUtcTimezone: true,
    pool: { min: 0, max: poolSize },
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, silent: true, tableName: 'migration' },
    discovery: { warnWhenNoEntities: false },
    debug: false,
  });
}

/** The names of the migrations that this code knows. */
export const knownMigrations = (orm: Orm): string[] =>
  orm.config
    .get('migrations')
    .migrationsList!.map((migration) => (typeof migration === 'function' ? migration.name : String(migration.name)));
