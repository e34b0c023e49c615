import { join } from 'node:path';
import type pg from 'pg';
import type { Key, Keyring } from '../auth/cipher.js';
import { KeyFault, type KeyStore, keyFile, parseKeys, withNewKey } from '../auth/key-file.js';
import type { Config } from '../config.js';
import { demoKeys } from '../demo/keys.js';

/** Why the `house` event goes out that tells all servers of one database to look at their keys again. */
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

/** Says to the database, before anything is sealed with it, that the newest key is needed. Throws {@link KeyFault} where another is that is not there. */
export async function enrol(database: pg.Pool | pg.Client, keys: readonly Key[], where: string): Promise<void> {
  const missing = (await registered(database)).find(({ version, id }) => !keys.some((key) => key.version === version && key.id === id));
  if (missing)
    throw new KeyFault(
      `${where} lacks key ${missing.version} (${missing.id}), with which personal data in this database is sealed. Use the keys of this database.`,
    );
  const [newest] = keys;
  await database.query('insert into sealing_key (version, id) values ($1, $2) on conflict do nothing', [newest!.version, newest!.id]);
}
