import path from 'node:path';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { KeyFault, keyFile, parseKeys, withNewKey } from '../auth/key-file.js';
import { readDatabase } from '../config.js';
import { type Backup, BackupError, backup } from '../db/backup.js';
import { SafeClient } from '../db/client.js';
import { joinEmbedded, openEmbedded } from '../db/embedded.js';
import type { Orm } from '../db/orm.js';
import { verifyAudit } from '../events/audit-chain.js';
import { publicId } from '../kernel/ids.js';
import { keyStoreOf } from './keyring.js';
import { rotateKeys } from './rotate-keys.js';
import { withDatabase } from './with-database.js';

const usage = `npm run db -- migrate                     bring the database to this version's schema
npm run db -- migrate --to <migration>    … or to the schema after that migration, also backwards; 0 undoes all
npm run db -- backup <file>               write the whole database to a new file; the server may run
npm run db -- restore <file>              bring a backup into an empty database
npm run db -- add-key                     make KEY_FILE, or add a key to it: what the next start or rotation seals with
npm run db -- verify-audit                reckon the chain of the audit log anew, and name what does not hold; the server may run
npm run db -- rotate-keys                 seal all personal data with a new key, or go on where that stopped; the server may run`;

class UsageError extends Error {}

/** Looks after the database that the environment names: DATABASE_URL, or the built-in one in DATA_DIR; and after the keys of KEY_FILE. */
async function main(): Promise<void> {
  const [verb, file, to] = readArguments();
  switch (verb) {
    case 'migrate':
      return withDatabase(openEmbedded, (url) => withOrm(url, (orm) => move(orm, url, to)));
    case 'backup':
      return withDatabase(joinEmbedded, async (url) => report(`${path.resolve(file)} was written`, await backup(url, file)));
    case 'restore':
      return withDatabase(openEmbedded, (url) => withOrm(url, (orm) => bringBack(orm, url, file)));
    case 'verify-audit':
      return withDatabase(joinEmbedded, (url) => withClient(url, verify));
    case 'add-key':
      return addKey();
    case 'rotate-keys':
      return withDatabase(joinEmbedded, (url) => withClient(url, rotate));
  }
}

const verbs = ['migrate', 'backup', 'restore', 'verify-audit', 'add-key', 'rotate-keys'] as const;
type Verb = (typeof verbs)[number];

function readArguments(): [Verb, file: string, to: string | undefined] {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' } } });
    const [given, file = '', ...more] = positionals;
    const verb = verbs.find((verb) => verb === given);
    const takesFile = verb === 'backup' || verb === 'restore';
    const isRight = takesFile === (file !== '') && more.length === 0 && (values.to === undefined || verb === 'migrate');
    if (verb && isRight) return [verb, file, values.to];
  } catch {
    // An unknown option.
  }
  throw new UsageError(usage);
}

async function bringBack(orm: Orm, url: string, file: string): Promise<void> {
  const [{ withMigrationLock }, { restore }] = await Promise.all([import('../db/migrate.js'), import('../db/restore.js')]);
  // A server that starts meanwhile waits for the whole.
  await withMigrationLock(url, async () => {
    const { leftOut, ...whole } = await restore(orm, file);
    report(`${path.resolve(file)} of ${whole.header.takenAt} was restored`, whole);
    if (leftOut.length > 0) console.info(`Left out, as no migration makes them: ${leftOut.join(', ')}.`);
  });
}

async function verify(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: string; code: string; name: string }>(
    'select id, code, name from organization where parent_id is null order by code',
  );
  for (const { id, code, name } of rows) {
    const { entries, breaks, head, unchained } = await verifyAudit(client, id);
    const end = head ? `; the last is ${head.seq} ${head.hash}` : '';
    console.info(`${code} ${name}: ${entries} entries chained${end}${unchained > 0 ? `; ${unchained} not chained yet` : ''}`);
    for (const { seq, reason, auditId } of breaks) {
      console.error(`  ${seq} ${reason} ${auditId ? publicId('AuditEntry', auditId) : ''}`.trimEnd());
      process.exitCode = 1;
    }
  }
}

async function addKey(): Promise<void> {
  const { keyFile: file } = readDatabase(process.env);
  if (!file) throw new KeyFault('KEY_FILE is not set: it names the file with the keys.');
  const store = keyFile(file);
  const text = await store.read();
  const renewed = withNewKey(text, file, new Date());
  await (text === null ? store.make(renewed) : store.replace(renewed));
  const [newest] = parseKeys(renewed, file).keys;
  console.info(`Key ${newest!.version} (${newest!.id}) is in ${file}. Keep a copy apart from the database and its backups.`);
}

async function rotate(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`select to_regclass('sealing_key') is not null as ready`);
  if (!rows[0].ready) throw new KeyFault('There is nothing to seal yet: start the server once, or migrate.');
  const setting = readDatabase(process.env);
  await rotateKeys(client, keyStoreOf(setting, client), console.info);
}

async function move(orm: Orm, url: string, to: string | undefined): Promise<void> {
  const { migrate } = await import('../db/migrate.js');
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

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new SafeClient({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function withOrm(url: string, work: (orm: Orm) => Promise<void>): Promise<void> {
  // Loaded here: it takes longer than most of what the other verbs do.
  const { openOrm } = await import('../db/orm.js');
  const orm = await openOrm(url, 2);
  try {
    await work(orm);
  } finally {
    await orm.close(true);
  }
}

await main().catch(async (error: Error) => {
  const isExpected =
    error instanceof BackupError ||
    error instanceof UsageError ||
    ['ConfigError', 'KeyFault', 'EmbeddedError', 'SchemaTooNew', 'UnknownMigration'].includes(error.name);
  // Loaded here: what describes errors takes longer to load than most verbs take.
  const { refusalOf } = await import('./bug.js');
  console.error(isExpected ? error.message : (refusalOf(error, 'The command failed') ?? error));
  process.exitCode = 1;
});
