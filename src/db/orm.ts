import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, type EntitySchema, MikroORM, UnderscoreNamingStrategy } from '@mikro-orm/postgresql';

export type Orm = MikroORM;
export type { EntityManager };

/** Beside the sources in a checkout, beside the compiled sources in dist. */
export const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Opens MikroORM for writes: unit of work, optimistic versions, migrations, metadata. Reads go through src/read. */
export function openOrm(url: string, entities: readonly EntitySchema[], poolSize = 10): Promise<Orm> {
  return MikroORM.init({
    clientUrl: url,
    entities: [...entities],
    namingStrategy: UnderscoreNamingStrategy,
    forceUtcTimezone: true,
    pool: { min: 0, max: poolSize },
    extensions: [Migrator],
    migrations: { path: migrations, glob: '!(*.d).{js,ts}', snapshot: false, silent: true, tableName: 'migration' },
    discovery: { warnWhenNoEntities: false },
    debug: false,
  });
}
