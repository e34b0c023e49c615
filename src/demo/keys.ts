import type pg from 'pg';
import type { KeyStore } from '../auth/key-file.js';

/**
 * The demo's keys where it runs on a database of its own and no KEY_FILE is set: in that database, so that all processes share them.
 * They lie beside what they seal, which would be no seal for anybody's real data.
 */
export const demoKeys = (database: pg.Pool | pg.Client): KeyStore => ({
  where: 'the table demo_keyring',
  read: async () => (await database.query<{ keys: string }>('select keys from demo_keyring')).rows[0]?.keys ?? null,
  make: async (text) => void (await database.query('insert into demo_keyring (keys) values ($1) on conflict do nothing', [text])),
  replace: async (text) => void (await database.query('update demo_keyring set keys = $1', [text])),
});
