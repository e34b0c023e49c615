import path from 'node:path';
import { parseArgs } from 'node:util';
import { readDatabase } from '../config.js';
import { type Backup, BackupError, backup } from '../db/backup.js';
import { type EmbeddedDatabase, joinEmbedded, openEmbedded } from '../db/embedded.js';
import { migrate, withMigrationLock } from '../db/migrate.js';
import { type Orm, openOrm } from '../db/orm.js';
import { restore } from '../db/restore.js';

const usage = `npm run db -- migrate                     bring the database to this version's schema
npm run db -- migrate --to <migration>    … or to the schema after that migration, also backwards; 0 undoes all
npm run db -- backup <file>               write the whole database to a new file; the server may run
npm run db -- restore <file>              bring a backup into an empty database`;

class UsageError extends Error {}

/** Migrates, backs up or restores the database that the environment names: DATABASE_URL, or the built-in one in DATA_DIR. */
async function main(): Promise<void> {
  const [verb, file, to] = readArguments();
  if (verb === 'migrate') return withDatabase(openEmbedded, (url) => withOrm(url, (orm) => move(orm, url, to)));
  if (verb === 'backup')
    return withDatabase(joinEmbedded, async (url) => report(`${path.resolve(file)} was written`, await backup(url, file)));
  return withDatabase(openEmbedded, (url) =>
    withOrm(url, async (orm) => {
      // A server that starts meanwhile waits for the whole.
      await withMigrationLock(url, async () => {
        const { leftOut, ...whole } = await restore(orm, file);
        report(`${path.resolve(file)} of ${whole.header.takenAt} was restored`, whole);
        if (leftOut.length > 0) console.info(`Left out, as no migration makes them: ${leftOut.join(', ')}.`);
      });
    }),
  );
}

function readArguments(): ['migrate' | 'backup' | 'restore', file: string, to: string | undefined] {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' } } });
    const [verb, file = '', ...more] = positionals;
    if (verb === 'migrate' && !file) return [verb, file, values.to];
    if ((verb === 'backup' || verb === 'restore') && file && more.length === 0 && values.to === undefined) return [verb, file, undefined];
  } catch {
    // An unknown option.
  }
  throw new UsageError(usage);
}

async function move(orm: Orm, url: string, to: string | undefined): Promise<void> {
  let count = 0;
  const say = (what: string) => (event: { name: string }) => console.info(`${++count}. ${what} ${event.name}`);
  orm.migrator.on('migrated', say('ran'));
  orm.migrator.on('reverted', say('undid'));
  await migrate(orm, url, to === '0' ? 0 : to);
  if (count === 0) console.info('Nothing to do: the schema is there already.');
}

function report(what: string, { header, sums }: Backup): void {
  const rows = sums.reduce((total, sum) => total + sum.rows, 0);
  console.info(
    `${what}: ${sums.length} tables, ${rows} rows, ${header.migrations.length} migrations, Mulin ${header.product}, PostgreSQL ${header.postgres}.`,
  );
}

async function withDatabase(open: (directory: string) => Promise<EmbeddedDatabase>, work: (url: string) => Promise<void>): Promise<void> {
  const { databaseUrl, dataDir } = readDatabase(process.env);
  if (databaseUrl) return work(databaseUrl);
  const database = await open(dataDir);
  try {
    await work(database.url);
  } finally {
    await database.stop();
  }
}

async function withOrm(url: string, work: (orm: Orm) => Promise<void>): Promise<void> {
  // Migrations need no entities.
  const orm = await openOrm(url, [], 2);
  try {
    await work(orm);
  } finally {
    await orm.close(true);
  }
}

await main().catch((error: Error) => {
  const isExpected =
    error instanceof BackupError ||
    error instanceof UsageError ||
    ['ConfigError', 'EmbeddedError', 'SchemaTooNew', 'UnknownMigration'].includes(error.name);
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
});
