import { join } from 'node:path';
import pg from 'pg';
import { headerOf, type Key, type Keyring } from '../auth/cipher.js';
import { KeyFault, type KeyStore, keyFile, parseKeys, withNewKey } from '../auth/key-file.js';
import type { Config } from '../config.js';
import { demoKeys } from '../demo/keys.js';

/** Why the `directory` event goes out that tells all servers of one database to look at their keys again. */
export const KEYS_CHANGED = 'rotateKeys';

/** KEY_FILE; in the demo also a file beside the built-in database, or the database that is given. */
export const keyStoreOf = (
  { keyFile: path, databaseUrl, dataDir }: Pick<Config, 'keyFile' | 'databaseUrl' | 'dataDir'>,
  database: pg.Pool | pg.Client,
): KeyStore => (path ? keyFile(path) : databaseUrl ? demoKeys(database) : keyFile(join(dataDir, 'keys.json')));

export interface LiveKeyring extends Keyring {
  /** Takes up what was added to the store. Throws {@link KeyFault}; the keys in hand go on being good. */
  refresh(): Promise<void>;
}

/**
 * Opens the keys. Throws {@link KeyFault} where they are missing, unless they may be made, and where the database was sealed with others:
 * nothing must be sealed that could not be opened together with the rest.
 */
export async function openKeyring(store: KeyStore, pool: pg.Pool, mayMake: boolean): Promise<LiveKeyring> {
  if (mayMake && (await store.read()) === null && (await registered(pool)).length === 0)
    await store.make(withNewKey(null, store.where, new Date()));
  let keys: readonly Key[] = [];
  const refresh = async () => {
    const text = await store.read();
    if (text === null)
      throw new KeyFault(
        `There are no keys for personal data in ${store.where}. Bring them back, or make first ones: npm run db -- add-key`,
      );
    const fresh = parseKeys(text, store.where).keys;
    await enrol(pool, fresh, store.where);
    keys = fresh;
  };
  await refresh();
  return {
    get keys() {
      return keys;
    },
    refresh,
  };
}

const registered = async (database: pg.Pool | pg.Client): Promise<readonly Pick<Key, 'version' | 'id'>[]> =>
  (await database.query<Pick<Key, 'version' | 'id'>>('select version, id from sealing_key order by version')).rows;

/**
 * Says to the database, before anything is sealed with it, that the newest key is needed. Throws {@link KeyFault} where another is that is not
 * there; one with which nothing was sealed is needed no longer.
 */
export async function enrol(database: pg.Pool | pg.Client, keys: readonly Key[], where: string): Promise<void> {
  for (const key of await registered(database)) {
    if (keys.some(({ version, id }) => version === key.version && id === key.id)) continue;
    if (await isUsed(database, key))
      throw new KeyFault(
        `${where} lacks key ${key.version} (${key.id}), with which personal data in this database is sealed. Use the keys of this database.`,
      );
    await database.query('delete from sealing_key where version = $1 and id = $2', [key.version, key.id]);
  }
  const [newest] = keys;
  await database.query('insert into sealing_key (version, id) values ($1, $2) on conflict do nothing', [newest!.version, newest!.id]);
}

async function isUsed(database: pg.Pool | pg.Client, key: Pick<Key, 'version' | 'id'>): Promise<boolean> {
  const header = headerOf(key);
  for (const sealed of await sealedColumns(database)) {
    const [table, column] = [pg.escapeIdentifier(sealed.table), pg.escapeIdentifier(sealed.column)];
    const { rowCount } = await database.query(`select from ${table} where substring(${column} from 1 for ${header.length}) = $1 limit 1`, [
      header,
    ]);
    if (rowCount) return true;
  }
  return false;
}

export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Its blind index, where it has one. */
  readonly index: string | null;
}

/** By their names, in every table: whatever a module seals is found. */
export async function sealedColumns(database: pg.Pool | pg.Client): Promise<SealedColumn[]> {
  const { rows } = await database.query<SealedColumn>(
    `select c.relname::text as table, a.attname::text as column,
       (select i.attname::text from pg_attribute i where i.attrelid = c.oid and not i.attisdropped and i.attname = regexp_replace(a.attname, '_sealed$', '_index')) as index
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attname like '%\\_sealed' and a.atttypid = 'bytea'::regtype order by 1, 2`,
  );
  return rows;
}
