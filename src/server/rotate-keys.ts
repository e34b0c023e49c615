import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { blindIndex, headerOf, type Key, type Keyring, open, reseal, Unsealable } from '../auth/cipher.js';
import { KeyFault, type KeyStore, parseKeys, withNewKey } from '../auth/key-file.js';
import { locks } from '../kernel/locks.js';
import { enrol, KEYS_CHANGED, type SealedColumn, sealedColumns } from './keyring.js';

const BATCH = 500;
/** Servers that run hear of a new key through the event log; only then is anything sealed with it. */
const SPREAD_MS = 2_000;

interface SealedRow {
  readonly id: string;
  readonly jurisdictionId: string;
  readonly sealed: Buffer;
}

/**
 * Seals everything with the newest key. Where all is sealed with it already, a new key is made first; where not, an earlier rotation was
 * interrupted or a key was added by hand, and this one goes on. Servers may run meanwhile. What was not sealed by any key at hand is named and stays.
 */
export async function rotateKeys(client: pg.Client, store: KeyStore, say: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [locks.keyRotation]);
  if (!rows[0]!.mine) throw new KeyFault('Another rotation of keys is under way.');
  try {
    await rotate(client, store, say);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [locks.keyRotation]).catch(() => {});
  }
}

async function rotate(client: pg.Client, store: KeyStore, say: (line: string) => void): Promise<void> {
  const keyring = await newestKeys(client, store, say);
  const [newest, ...older] = keyring.keys;
  let failed = 0;
  for (const column of await sealedColumns(client)) {
    const { count, faults } = await rotateColumn(client, keyring, newest!, column);
    say(`${column.table}.${column.column}: ${count} values sealed with key ${newest!.version}`);
    for (const fault of faults.slice(0, 20)) say(`  ${fault}`);
    failed += faults.length;
  }
  if (failed > 0) throw new KeyFault(`${failed} values could not be opened and stay as they are.`);
  await client.query('delete from sealing_key where version <> $1', [newest!.version]);
  if (older.length > 0) say(`${store.where} needs key ${newest!.version} alone from now on; backups made before need the others.`);
}

async function newestKeys(client: pg.Client, store: KeyStore, say: (line: string) => void): Promise<Keyring> {
  const text = await store.read();
  if (text === null) throw new KeyFault(`There are no keys in ${store.where}.`);
  const keyring = parseKeys(text, store.where);
  await enrol(client, keyring.keys, store.where);
  const { rows } = await client.query<{ keys: number }>('select count(*)::int as keys from sealing_key');
  if (rows[0]!.keys > 1) {
    await spread(client);
    return keyring;
  }
  const renewed = withNewKey(text, store.where, new Date());
  await store.replace(renewed);
  const fresh = parseKeys(renewed, store.where);
  await enrol(client, fresh.keys, store.where);
  say(`Key ${fresh.keys[0]!.version} was added to ${store.where}`);
  await spread(client);
  return fresh;
}

async function spread(client: pg.Client): Promise<void> {
  await client.query(`insert into outbox (topic, jurisdiction_id, payload) values ('directory', $1, $2)`, [
    '00000000-0000-0000-0000-000000000000',
    { reason: KEYS_CHANGED },
  ]);
  await sleep(SPREAD_MS);
}

/** Walks the table by id as often as it finds something old: what a server sealed with the old key meanwhile is found the next time. */
async function rotateColumn(client: pg.Client, keyring: Keyring, newest: Key, sealed: SealedColumn) {
  const [table, column] = [pg.escapeIdentifier(sealed.table), pg.escapeIdentifier(sealed.column)];
  const header = headerOf(newest);
  const faults = new Map<string, string>();
  let count = 0;
  for (let isFound = true; isFound; ) {
    isFound = false;
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const { rows } = await client.query<SealedRow>(
        `select id, jurisdiction_id as "jurisdictionId", ${column} as sealed from ${table}
         where id > $1 and ${column} is not null and substring(${column} from 1 for ${header.length}) <> $2 order by id limit ${BATCH}`,
        [after, header],
      );
      if (rows.length === 0) break;
      after = rows.at(-1)!.id;
      const renewed = rows.flatMap((row) => renew(keyring, sealed, row, faults));
      await write(client, sealed, renewed);
      count += renewed.length;
      isFound ||= renewed.length > 0;
    }
  }
  return { count, faults: [...faults.values()] };
}

interface Renewed extends SealedRow {
  readonly renewed: Buffer;
  readonly index: Buffer | null;
}

function renew(keyring: Keyring, { table, column, index }: SealedColumn, row: SealedRow, faults: Map<string, string>): Renewed[] {
  const cell = { jurisdictionId: row.jurisdictionId, table, column, rowId: row.id };
  try {
    const renewed = reseal(keyring, cell, row.sealed);
    const text = open(keyring, cell, renewed);
    return [
      { ...row, renewed, index: index && blindIndex(keyring, row.jurisdictionId, column.replace(/_sealed$/, ''), text) },
    ] as Renewed[];
  } catch (error) {
    if (!(error instanceof Unsealable)) throw error;
    faults.set(row.id, error.message);
    return [];
  }
}

/** A value that somebody changed since it was read is theirs. */
async function write(client: pg.Client, { table, column, index }: SealedColumn, rows: readonly Renewed[]): Promise<void> {
  const [sealed, blind] = [pg.escapeIdentifier(column), index && pg.escapeIdentifier(index)];
  await client.query(
    `update ${pg.escapeIdentifier(table)} own set ${sealed} = fresh.renewed${blind ? `, ${blind} = fresh.blind` : ''}
     from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[]) as fresh (id, jurisdiction_id, old, renewed, blind)
     where own.id = fresh.id and own.jurisdiction_id = fresh.jurisdiction_id and own.${sealed} = fresh.old`,
    [
      rows.map(({ id }) => id),
      rows.map(({ jurisdictionId }) => jurisdictionId),
      rows.map(({ sealed }) => sealed),
      rows.map(({ renewed }) => renewed),
      rows.map(({ index }) => index),
    ],
  );
}
