import { createHash, type Hash } from 'node:crypto';
import fs from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import {
  type Backup,
  BackupError,
  columnsOf,
  FAITHFUL,
  FORMAT,
  type Header,
  OURS,
  PRODUCT,
  quoted,
  type Sum,
  type Table,
  tablesOf,
} from './backup.js';
import { knownMigrations, type Orm } from './orm.js';

export interface Restored extends Backup {
  /** Tables of the backup that no migration makes: somebody's own, left out. */
  readonly leftOut: readonly string[];
}

/**
 * Brings the backup into the empty database behind `orm`, at exactly the migrations that the backup had run; the next start runs newer
 * ones. All of it is one transaction, begun after the whole file was checked. Cursors of the old event log end in CURSOR_EXPIRED.
 */
export async function restore(orm: Orm, file: string): Promise<Restored> {
  const backup = await read(file, (_table, rows) => drain(rows));
  const connection = orm.em.getDriver().getConnection();
  const pool = await connection.getNativeClient();
  await refuseUnlessEmpty(pool);
  refuseNewer(orm, backup.header);
  // The migrator and COPY share one transaction: its client is the one that its BEGIN takes from the pool.
  let client!: pg.PoolClient;
  pool.once('acquire', (acquired) => (client = acquired));
  const work = connection.transactional(async (transaction) => {
    const { migrations } = backup.header;
    await client.query(FAITHFUL);
    const ran = await orm.migrator.up({ migrations: [...migrations], transaction });
    if (ran.length !== migrations.length) throw notEmpty('another process has begun to use this one');
    return { ...backup, leftOut: await load(client, file, backup.header) };
  });
  return work.catch((error) => {
    throw error instanceof BackupError ? error : new BackupError(`Nothing was restored: ${error.message}`, { cause: error });
  });
}

async function load(client: pg.PoolClient, file: string, header: Header): Promise<string[]> {
  await takePartitions(client, header.partitions);
  const present = new Set((await tablesOf(client)).map(({ name }) => name));
  const list = header.tables.filter(({ name }) => present.has(name)).map(({ name }) => quoted(name));
  const foreignKeys = await client.query<{ table: string; name: string; definition: string }>(
    `select c.relname::text as table, quote_ident(f.conname) as name, pg_get_constraintdef(f.oid) as definition
     from pg_constraint f join pg_class c on c.oid = f.conrelid where ${OURS} and f.contype = 'f' and f.conparentid = 0`,
  );
  // Added again after the rows, they are checked at once: no order of tables matters, nor do rows that refer to each other.
  for (const { table, name } of foreignKeys.rows) await client.query(`alter table ${quoted(table)} drop constraint ${name}`);
  // The rows that migrations put in are in the backup, as they were by then.
  await client.query(`truncate ${list.join(', ')}`);
  await read(file, (table, rows) => {
    if (!present.has(table.name)) return drain(rows);
    return pipeline(rows, client.query(copyFrom(`copy ${quoted(table.name)} (${columnsOf(table)}) from stdin`)));
  });
  for (const { table, name, definition } of foreignKeys.rows) {
    await client.query(`alter table ${quoted(table)} add constraint ${name} ${definition}`);
  }
  for (const { name, value, isCalled } of header.sequences) {
    await client.query('select setval(to_regclass($1), $2, $3)', [quoted(name), value, isCalled]);
  }
  await client.query('update public.event_epoch set epoch = gen_random_uuid()');
  await client.query(`analyze ${list.join(', ')}`);
  return header.tables.map(({ name }) => name).filter((name) => !present.has(name));
}

/**
 * Makes the partitions of the backup, in place of those that migrations made: they made the event log's first one of the day on which they ran, which lies
 * where the backup has others, or goes by the name of one that holds less.
 */
async function takePartitions(client: pg.PoolClient, partitions: Header['partitions']): Promise<void> {
  const { rows: made } = await client.query<{ name: string }>(
    `select c.relname::text as name from pg_class c where ${OURS} and c.relispartition and c.relkind in ('r', 'p')`,
  );
  // One that goes takes along its own partitions.
  for (const { name } of made) await client.query(`drop table if exists ${quoted(name)}`);
  for (const { name, parent, bound, key } of partitions)
    await client.query(`create table ${quoted(name)} partition of ${quoted(parent)} ${bound} ${key ? `partition by ${key}` : ''}`);
}

const notEmpty = (what: string) =>
  new BackupError(
    `A backup is restored into an empty database only, and ${what}. ` +
      'Make a new one: set DATA_DIR to a new directory, or run createdb and set DATABASE_URL to the database it made.',
  );

/** What the migrator leaves when all is undone, or when a restore failed, counts as empty. */
async function refuseUnlessEmpty(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname::text as name from pg_class c
     where ${OURS} and c.relkind in ('r', 'p', 'f', 'v', 'm', 'S') and c.relname not in ('migration', 'migration_id_seq') order by 1`,
  );
  if (rows.length > 0) throw notEmpty(`this one holds ${rows[0]!.name}${rows[1] ? ` and ${rows.length - 1} more` : ''}`);
}

function refuseNewer(orm: Orm, { product, migrations }: Header): void {
  const known = knownMigrations(orm);
  const unknown = migrations.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const whose = `The backup was made by Mulin ${product}, which had run ${unknown.join(', ')}; this is Mulin ${PRODUCT}, which does not know`;
  throw new BackupError(`${whose} ${unknown.length > 1 ? 'them' : 'it'}. Restore it with the version that made it, or a later one.`);
}

async function drain(rows: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of rows);
}

/** Hands each table's rows to `take`, in pieces of whole lines, and checks them once they are taken. */
async function read(file: string, take: (table: Table, rows: AsyncIterable<Buffer>) => Promise<void>): Promise<Backup> {
  try {
    return await pipeline(fs.createReadStream(file), createGunzip({ chunkSize: 2 ** 18 }), async (chunks: AsyncIterable<Buffer>) => {
      const lines = new Lines(chunks[Symbol.asyncIterator]());
      const header = parse<Header>(await lines.next());
      if (!header?.format?.startsWith?.('mulin-backup-')) throw new BackupError(`${file} is not a backup of Mulin.`);
      if (header.format !== FORMAT)
        throw new BackupError(`${file} was made by Mulin ${header.product}; this is ${PRODUCT} and cannot read it.`);
      const sums: Sum[] = [];
      for (const table of header.tables) {
        const hash = createHash('sha256');
        await take(table, lines.rows(hash));
        const sum = parse<Sum>(await lines.next());
        if (sum?.table !== table.name || sum.sha256 !== hash.digest('hex')) {
          throw new BackupError(`${file} is damaged: the rows of ${table.name} do not have the checksum they were written with.`);
        }
        sums.push(sum);
      }
      // gzip compares its own checksum when it is read to the end.
      if ((await lines.next()) !== '') throw new BackupError(`${file} is damaged: something follows its end.`);
      return { header, sums };
    });
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, file);
  }
}

function explain(error: NodeJS.ErrnoException, file: string): Error {
  if (error.code === 'ENOENT') return new BackupError(`There is no file ${file}.`);
  if (['EACCES', 'EISDIR', 'EIO'].includes(error.code ?? '')) return new BackupError(`${file} cannot be read (${error.message}).`);
  if (error.message === 'incorrect header check') return new BackupError(`${file} is not a backup of Mulin.`);
  if (error.code === 'Z_BUF_ERROR') return new BackupError(`${file} is cut off: its end is missing.`);
  return error.code?.startsWith('Z_') ? new BackupError(`${file} is damaged (${error.message}).`) : error;
}

function parse<T>(line: string): T | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Longer than any line of JSON in a backup: a file with a longer one is something else. */
const LONGEST_LINE = 2 ** 24;

/** Splits the text of a backup. Between calls, `#rest` begins at the begin of a line. */
class Lines {
  #rest: Buffer = Buffer.alloc(0);

  constructor(private readonly chunks: AsyncIterator<Buffer>) {}

  /** The next line, or what is left of the file. */
  async next(): Promise<string> {
    while (!this.#rest.includes('\n') && this.#rest.length < LONGEST_LINE && (await this.#more()));
    return this.#take(this.#rest.indexOf('\n') + 1 || this.#rest.length).toString();
  }

  /** The lines before the line `\.`, which goes with them. */
  async *rows(hash: Hash): AsyncGenerator<Buffer> {
    while (!this.#rest.subarray(0, 3).equals(END)) {
      const end = this.#rest.indexOf(`\n${END}`);
      const size = (end >= 0 ? end : this.#rest.lastIndexOf('\n')) + 1;
      if (size > 0) {
        const piece = this.#take(size);
        hash.update(piece);
        yield piece;
      } else if (!(await this.#more())) return;
    }
    this.#take(END.length);
  }

  #take(size: number): Buffer {
    const taken = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return taken;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.chunks.next();
    if (!done) this.#rest = Buffer.concat([this.#rest, value]);
    return !done;
  }
}

/** No row looks like this: COPY writes a backslash as two. */
const END = Buffer.from('\\.\n');
