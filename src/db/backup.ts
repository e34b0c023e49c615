/**
 * A backup is gzipped text: a line of JSON that says what follows, then for each table its rows as COPY prints them, the line `\.`, and a
 * line of JSON with their number and checksum. Where gzip's own checksum holds and the last table is there, the file is whole.
 */
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** A reason why nothing was backed up or restored; its message is written for the operator and needs no stack. */
export class BackupError extends Error {
  override name = 'BackupError';
}

export const FORMAT = 'mulin-backup-1';
/** The version of this Mulin. */
export const PRODUCT: string = JSON.parse(fs.readFileSync(findPackageJSON(import.meta.url)!, 'utf8')).version;

export interface Table {
  readonly name: string;
  /** Those that are stored: generated ones compute themselves again. */
  readonly columns: readonly string[];
}

/** The first line of a backup. Tables follow in this order. */
export interface Header {
  readonly format: typeof FORMAT;
  readonly product: string;
  readonly postgres: string;
  readonly takenAt: string;
  /** In the order in which they ran. */
  readonly migrations: readonly string[];
  readonly sequences: readonly { readonly name: string; readonly value: string; readonly isCalled: boolean }[];
  /** Parents before children; `key` where a partition is partitioned itself. */
  readonly partitions: readonly { readonly name: string; readonly parent: string; readonly bound: string; readonly key: string | null }[];
  readonly tables: readonly Table[];
}

/** The line after a table's rows. */
export interface Sum {
  readonly table: string;
  readonly rows: number;
  readonly sha256: string;
}

/** What was written or read, for a message. */
export interface Backup {
  readonly header: Header;
  readonly sums: readonly Sum[];
}

/** Text means the same when written and when read, nothing times out, and row-level security fails rather than hides rows. */
export const FAITHFUL = `set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local extra_float_digits = 3;
  set local statement_timeout = 0; set local row_security = off`;

/** A name within schema public. */
export const quoted = (name: string): string => `public.${pg.escapeIdentifier(name)}`;
export const columnsOf = (table: Table): string => table.columns.map(pg.escapeIdentifier).join(', ');

/** Of the relations in schema public, those that are ours, not an extension's. */
export const OURS = `c.relnamespace = 'public'::regnamespace
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`;

/** All tables; the rows of partitions are those of their root. */
export async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const columns = `select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''`;
  const { rows } = await client.query<Table>(
    `select c.relname::text as name, array(${columns} order by attnum) as columns from pg_class c
     where ${OURS} and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`,
  );
  return rows;
}

/**
 * Writes what the database holds at one instant to a new file, while others go on writing to the database. The file gets its name when it
 * is whole and on disk; until then it is `<file>.<random>.partial`.
 */
export async function backup(url: string, file: string): Promise<Backup> {
  if (fs.existsSync(file)) throw new BackupError(`${file} exists. Name a new file: a backup never overwrites another.`);
  const partial = `${file}.${randomUUID().slice(0, 8)}.partial`;
  const client = new pg.Client({ connectionString: url, application_name: 'mulin backup' });
  // What breaks the connection also fails the statement under way.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(`begin isolation level repeatable read read only; ${FAITHFUL}`);
    const header = await describe(client);
    const sums: Sum[] = [];
    const target = fs.createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(() => print(client, header, sums), createGzip({ chunkSize: 2 ** 18 }), target);
    fs.renameSync(partial, file);
    const directory = fs.openSync(path.dirname(path.resolve(file)), 'r');
    fs.fsyncSync(directory);
    fs.closeSync(directory);
    return { header, sums };
  } catch (error) {
    fs.rmSync(partial, { force: true });
    const { code = '', path, message } = error as NodeJS.ErrnoException;
    throw path || ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code) ? new BackupError(`${file} was not written (${message}).`) : error;
  } finally {
    await client.end();
  }
}

async function describe(client: pg.Client): Promise<Header> {
  const tables = await tablesOf(client);
  if (!tables.some(({ name }) => name === 'event_epoch')) throw new BackupError('The database holds no Mulin, so nothing was backed up.');
  // Rows stay visible to a snapshot when others commit, but not when a migration drops, rewrites or truncates their table.
  await client.query(`lock table ${tables.map(({ name }) => quoted(name)).join(', ')} in access share mode`);
  const partitions = await client.query<Header['partitions'][number]>(
    `select c.relname::text as name, p.relname::text as parent, pg_get_expr(c.relpartbound, c.oid) as bound, pg_get_partkeydef(c.oid) as key
     from pg_class c join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
     where ${OURS} and c.relispartition and c.relkind in ('r', 'p')
     order by (select count(*) from pg_partition_ancestors(c.oid)), c.relname`,
  );
  const sequences = await client.query<{ name: string }>(
    `select c.relname::text as name from pg_class c where ${OURS} and c.relkind = 'S'`,
  );
  const states: Header['sequences'][number][] = [];
  for (const { name } of sequences.rows) {
    // Sequences know no snapshot: read after it was taken, they are past every row in it.
    const { rows } = await client.query(`select last_value::text as value, is_called as "isCalled" from ${quoted(name)}`);
    states.push({ name, ...rows[0] });
  }
  const facts = await client.query<Pick<Header, 'postgres' | 'migrations'>>(
    `select current_setting('server_version') as postgres, array(select name from public.migration order by id) as migrations`,
  );
  return {
    format: FORMAT,
    product: PRODUCT,
    takenAt: new Date().toISOString(),
    ...facts.rows[0]!,
    sequences: states,
    partitions: partitions.rows,
    tables,
  };
}

async function* print(client: pg.Client, header: Header, sums: Sum[]): AsyncGenerator<string | Buffer> {
  yield `${JSON.stringify(header)}\n`;
  for (const table of header.tables) {
    const hash = createHash('sha256');
    let rows = 0;
    const copy: AsyncIterable<Buffer> = client.query(copyTo(`copy (select ${columnsOf(table)} from ${quoted(table.name)}) to stdout`));
    for await (const chunk of copy) {
      hash.update(chunk);
      for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) rows++;
      yield chunk;
    }
    const sum = { table: table.name, rows, sha256: hash.digest('hex') };
    sums.push(sum);
    yield `\\.\n${JSON.stringify(sum)}\n`;
  }
}
