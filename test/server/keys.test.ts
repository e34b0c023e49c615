import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { blindIndex, cellOf, headerOf, type Keyring, open, seal } from '../../src/auth/cipher.js';
import { KeyFault, type KeyStore, keyFile, withNewKey } from '../../src/auth/key-file.js';
import { openPool } from '../../src/db/client.js';
import { demoKeys } from '../../src/demo/keys.js';
import { startSequencer } from '../../src/events/sequencer.js';
import { startTail } from '../../src/events/tail.js';
import { locks } from '../../src/kernel/locks.js';
import { KEYS_CHANGED, type LiveKeyring, openKeyring } from '../../src/server/keyring.js';
import { rotateKeys } from '../../src/server/rotate-keys.js';
import { type Running, start } from '../../src/server/start.js';
import { freshDatabase, type TestDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';
import { keysOf, newKeyFile, newPath } from '../kit/keys.js';

/** The keys for personal data: where they come from, whose they must be, and how they are exchanged while servers run. */

async function blank(): Promise<TestDatabase> {
  const database = await freshDatabase();
  onTestFinished(() => database.close());
  return database;
}

async function demo(database: TestDatabase, keyFile: string | null): Promise<Running> {
  const server = await start(
    { port: 0, host: 'localhost', databaseUrl: database.url, dataDir: '', auth: null, keyFile },
    { info: () => {}, bug: () => {} },
  );
  onTestFinished(() => server.stop());
  return server;
}

const poolOf = (database: TestDatabase): pg.Pool => {
  const pool = openPool({ connectionString: database.url, max: 2 });
  onTestFinished(() => pool.end());
  return pool;
};
async function clientOf(database: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end().catch(() => {}));
  return client;
}

describe('the demo makes its keys itself', () => {
  test('in the database that it is given, for all who share it', async () => {
    const database = await blank();
    await Promise.all([demo(database, null), demo(database, null)]);
    const rows = await database.query<{ version: number; id: string }>('select version, id from sealing_key');
    const { keys } = await keysOf(demoKeys(poolOf(database)));
    expect(rows).toEqual([{ version: 1, id: keys[0]!.id }]);
  });
  test('or in the file that it is given, readable for its owner alone', async () => {
    const [database, path] = [await blank(), newPath()];
    await demo(database, path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await database.query('select from demo_keyring')).toEqual([]);
  });
});

describe('a server does not start', () => {
  test('outside of the demo without its key file, and makes none', async () => {
    const [database, keys] = [await blank(), newPath()];
    const starting = start(
      {
        ...{ port: 0, host: 'localhost', databaseUrl: database.url, dataDir: '', keyFile: keys },
        auth: { issuer: 'https://id.example', audience: 'mulin', jwksUrl: 'https://id.example/keys' },
      },
      { info: () => {}, bug: () => {} },
    );
    await expect(starting).rejects.toThrow(KeyFault);
    await expect(starting).rejects.toThrow(`There are no keys for personal data in ${keys}.`);
    expect(existsSync(keys)).toBe(false);
  });
  test('with other keys than the database was sealed with, nor makes new ones where those are lost', async () => {
    const [database, mine, other] = [await blank(), await newKeyFile(), await newKeyFile()];
    const pool = poolOf(database);
    const { keys } = await openKeyring(mine, pool, false);
    const [key] = keys;
    const row = { id: randomUUID(), jurisdictionId: randomUUID() };
    await database.query(
      `insert into person (id, jurisdiction_id, name, id_number_masked, id_number_sealed, id_number_index) values ($1, $2, '', '', $3, '')`,
      [row.id, row.jurisdictionId, seal({ keys }, cellOf(row, 'person', 'id_number_sealed'), 'a number')],
    );
    await expect(openKeyring(other, pool, true)).rejects.toThrow(`${other.where} lacks key 1 (${key!.id})`);
    await expect(openKeyring(keyFile(newPath()), pool, true)).rejects.toThrow('There are no keys');
    expect(await database.query('select id from sealing_key')).toEqual([{ id: key!.id }]);
  });
  test('but where nothing was sealed yet, it takes other keys', async () => {
    const [database, mine, other] = [await blank(), await newKeyFile(), await newKeyFile()];
    await openKeyring(mine, poolOf(database), false);
    const { keys } = await openKeyring(other, poolOf(database), false);
    expect(await database.query('select id from sealing_key')).toEqual([{ id: keys[0]!.id }]);
  });
  test('with a file that is none', async () => {
    const store = await newKeyFile();
    await store.replace('{"keys": "SECRET"}');
    const refusal = openKeyring(store, poolOf(await blank()), true);
    await expect(refusal).rejects.toThrow(`${store.where} is no key file of Mulin`);
    await expect(refusal).rejects.not.toThrow('SECRET');
  });
});

/** The keys as a server has them that runs: told of a new one through the event log. */
async function served(database: TestDatabase, store: KeyStore): Promise<LiveKeyring> {
  const pool = poolOf(database);
  const keyring = await openKeyring(store, pool, false);
  const tail = await startTail(database.url, pool);
  tail.onEvents(({ events }) => {
    if (events.some(({ topic, payload }) => topic === 'directory' && payload.reason === KEYS_CHANGED)) void keyring.refresh();
  });
  const sequencer = startSequencer({ url: database.url, nudgeOthers: () => {}, moved: tail.accept });
  onTestFinished(async () => {
    await tail.stop();
    await sequencer.stop();
  });
  return keyring;
}

test('a file that was spoilt leaves the keys in hand as they are', async () => {
  const store = await newKeyFile();
  const keyring = await openKeyring(store, poolOf(await blank()), false);
  const versions = () => keyring.keys.map(({ version }) => version);
  await store.replace(withNewKey(await store.read(), store.where, new Date()));
  expect(versions()).toEqual([1]);
  await keyring.refresh();
  expect(versions()).toEqual([2, 1]);
  await store.replace('spoilt');
  await expect(keyring.refresh()).rejects.toThrow(KeyFault);
  expect(versions()).toEqual([2, 1]);
});

describe('rotation', () => {
  const jurisdiction = randomUUID();
  const people = Array.from({ length: 1_234 }, (_, n) => ({ id: randomUUID(), jurisdictionId: jurisdiction, number: `number ${n}` }));
  let database: TestDatabase;
  let store: KeyStore;
  beforeAll(async () => {
    database = await freshDatabase();
    store = await newKeyFile();
    // A second sealed column, in another table, without an index: found by its name.
    await database.query('create table diary (id uuid, jurisdiction_id uuid, text_sealed bytea, not_really_sealed text)');
    await write(await keysOf(store), people);
  });
  afterAll(() => database.close());

  const write = async (keyring: Keyring, rows: typeof people) => {
    await database.query('truncate person cascade; truncate diary; truncate sealing_key');
    const { version, id } = keyring.keys[0]!;
    await database.query('insert into sealing_key (version, id) values ($1, $2)', [version, id]);
    await database.query(
      `insert into person (id, jurisdiction_id, name, id_number_masked, id_number_sealed, id_number_index)
       select id, $2, '某人', '****', sealed, index from unnest($1::uuid[], $3::bytea[], $4::bytea[]) as row (id, sealed, index)`,
      [
        rows.map(({ id }) => id),
        jurisdiction,
        rows.map((row) => seal(keyring, cellOf(row, 'person', 'id_number_sealed'), row.number)),
        rows.map((row) => blindIndex(keyring, jurisdiction, 'id_number', row.number)),
      ],
    );
    await database.query('insert into diary select id, $2, sealed from unnest($1::uuid[], $3::bytea[]) as row (id, sealed)', [
      rows.slice(0, 10).map(({ id }) => id),
      jurisdiction,
      rows.slice(0, 10).map((row) => seal(keyring, cellOf(row, 'diary', 'text_sealed'), `diary of ${row.number}`)),
    ]);
  };
  /** Every value, opened, with the versions that sealed them. */
  const read = async (keyring: Keyring) => {
    const rows = await database.query<{ id: string; sealed: Buffer; index: Buffer }>(
      'select id, id_number_sealed as sealed, id_number_index as index from person',
    );
    const diaries = await database.query<{ id: string; sealed: Buffer }>('select id, text_sealed as sealed from diary');
    const ofRow = (id: string) => ({ id, jurisdictionId: jurisdiction });
    return {
      numbers: new Map(rows.map(({ id, sealed }) => [id, open(keyring, cellOf(ofRow(id), 'person', 'id_number_sealed'), sealed)])),
      indexes: new Map(rows.map(({ id, index }) => [id, index.toString('hex')])),
      diaries: new Map(diaries.map(({ id, sealed }) => [id, open(keyring, cellOf(ofRow(id), 'diary', 'text_sealed'), sealed)])),
      versions: [...new Set([...rows, ...diaries].map(({ sealed }) => sealed.readUInt16BE(1)))].sort(),
    };
  };
  const expectAllUnder = async (version: number) => {
    const keyring = await keysOf(store);
    const onlyNewest = { keys: keyring.keys.slice(0, 1) };
    expect(onlyNewest.keys[0]!.version).toBe(version);
    const found = await read(onlyNewest);
    expect(found.versions).toEqual([version]);
    expect(found.numbers).toEqual(new Map(people.map(({ id, number }) => [id, number])));
    expect(found.diaries).toEqual(new Map(people.slice(0, 10).map(({ id, number }) => [id, `diary of ${number}`])));
    expect(found.indexes).toEqual(
      new Map(people.map(({ id, number }) => [id, blindIndex(onlyNewest, jurisdiction, 'id_number', number).toString('hex')])),
    );
    expect(await database.query('select version, id from sealing_key')).toEqual([{ version, id: onlyNewest.keys[0]!.id }]);
  };

  test('seals all with a new key, while a server reads and seals beside it', async () => {
    const keyring = await served(database, store);
    const [lines, client] = [vi.fn(), await clientOf(database)];
    let isOver = false;
    const rotating = rotateKeys(client, store, lines).finally(() => {
      isOver = true;
    });
    let reads = 0;
    while (!isOver) {
      // Whatever state the rotation is in, a server that runs opens everything.
      expect((await read(keyring)).numbers.size).toBe(people.length);
      reads++;
      const row = people[reads % people.length]!;
      await database.query('update person set id_number_sealed = $2, id_number_index = $3 where id = $1', [
        row.id,
        seal(keyring, cellOf(row, 'person', 'id_number_sealed'), row.number),
        blindIndex(keyring, jurisdiction, 'id_number', row.number),
      ]);
    }
    await rotating;
    expect(reads).toBeGreaterThan(1);
    await expectAllUnder(2);
    const said = lines.mock.calls.flat();
    expect(said[0]).toBe(`Key 2 was added to ${store.where}`);
    expect(said.at(-1)).toBe(`${store.where} needs key 2 alone from now on; backups made before need the others.`);
    const sealed = said.slice(1, -1);
    for (const line of sealed) expect(line).toMatch(/^\w+\.\w+_sealed: \d+ values sealed with key 2$/);
    expect(sealed).toContain('diary.text_sealed: 10 values sealed with key 2');
    for (const column of ['person.id_number', 'care_designation.note', 'help_pairing.plan', 'visit.findings', 'visit.needs'])
      expect(sealed).toContainEqual(expect.stringContaining(`${column}_sealed: `));
  });

  test('that broke off goes on where it stopped, with the same key', async () => {
    const client = await clientOf(database);
    const query = client.query.bind(client);
    let updates = 0;
    client.query = ((text: string, ...rest: unknown[]) => {
      if (text.startsWith('update') && ++updates === 3) return Promise.reject(new Error('the power went'));
      return query(text, ...(rest as []));
    }) as never;
    await expect(rotateKeys(client, store, () => {})).rejects.toThrow('the power went');
    const half = await read(await keysOf(store));
    expect(half.versions).toEqual([2, 3]);
    expect(half.numbers).toEqual(new Map(people.map(({ id, number }) => [id, number])));
    await client.end();
    await rotateKeys(await clientOf(database), store, () => {});
    await expectAllUnder(3);
  });

  test('of a key that was added by hand adds no other', async () => {
    await store.replace(withNewKey(await store.read(), store.where, new Date()));
    await rotateKeys(await clientOf(database), store, () => {});
    await expectAllUnder(4);
  });

  testInDepth('leaves what it cannot open as it is, names the row, and keeps the old key needed', async () => {
    const [row] = people;
    await database.query('update person set id_number_sealed = overlay(id_number_sealed placing $2 from 40) where id = $1', [
      row!.id,
      Buffer.from('changed'),
    ]);
    await store.replace(withNewKey(await store.read(), store.where, new Date()));
    const [lines, before] = [vi.fn(), await database.query('select id_number_sealed from person where id = $1', [row!.id])];
    await expect(rotateKeys(await clientOf(database), store, lines)).rejects.toThrow('1 values could not be opened and stay as they are.');
    expect(lines.mock.calls.flat()).toContain(
      `  person.id_number_sealed of ${row!.id} does not open: it was changed, or belongs elsewhere.`,
    );
    expect(await database.query('select id_number_sealed from person where id = $1', [row!.id])).toEqual(before);
    expect(await database.query('select version from sealing_key order by version')).toEqual([{ version: 4 }, { version: 5 }]);
    const { keys } = await keysOf(store);
    await database.query('update person set id_number_sealed = $2 where id = $1', [
      row!.id,
      seal({ keys: keys.slice(1) }, cellOf(row!, 'person', 'id_number_sealed'), row!.number),
    ]);
    await rotateKeys(await clientOf(database), store, () => {});
    await expectAllUnder(5);
  });

  test('is one at a time', async () => {
    const [first, second] = [await clientOf(database), await clientOf(database)];
    await first.query(`select pg_advisory_lock(${locks.keyRotation})`);
    await expect(rotateKeys(second, store, () => {})).rejects.toThrow('Another rotation of keys is under way.');
  });
});

test('every column of bytes is sealed or an index by its name, or no personal data', async () => {
  const database = await blank();
  const columns = await database.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public' and data_type = 'bytea' order by 1`,
  );
  expect(columns.map(({ name }) => name).filter((name) => !/_(sealed|index)$/.test(name))).toEqual([
    'audit_link.hash',
    'calendar_feed.digest',
    'event_epoch.secret',
    'stream_ticket.digest',
  ]);
  expect(headerOf({ version: 258, id: '01020304' })).toEqual(Buffer.from([1, 1, 2, 1, 2, 3, 4]));
});
