import { describe, expect, test } from 'vitest';
import { ConfigError, isDemo, readConfig } from '../../src/config.js';

const KEY_FILE = '/keys.json';
const auth = { AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'mulin', AUTH_JWKS_URL: 'https://id.example/keys' };
const DATABASE_URL = 'postgres://mulin:secret@db.example/mulin';
const faultsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const [head, ...faults] = (error as Error).message.split('\n');
    expect(head).toBe('Mulin cannot start like this:');
    return faults.map((fault) => fault.replace(/^ {2}- /, ''));
  }
};

test('with nothing set it is the demo, on localhost:4000, with PostgreSQL of its own in ./.data', () => {
  const config = readConfig({});
  expect(config).toEqual({
    port: 4000,
    host: 'localhost',
    databaseUrl: null,
    dataDir: './.data',
    keyFile: null,
    auth: null,
    explorer: false,
    rates: {},
  });
  expect(isDemo(config)).toBe(true);
});

test('what is set is taken, without the blanks around it; what is empty is not set', () => {
  const env = {
    PORT: ' 8080 ',
    HOST: '0.0.0.0',
    DATA_DIR: '/data',
    DATABASE_URL: ` ${DATABASE_URL}\n`,
    DEMO: '',
    EXPLORER: '1',
    KEY_FILE: ` ${KEY_FILE}`,
    ...auth,
  };
  const config = readConfig(env);
  expect(config).toEqual({
    port: 8080,
    host: '0.0.0.0',
    databaseUrl: DATABASE_URL,
    dataDir: '/data',
    keyFile: KEY_FILE,
    auth: { issuer: 'https://id.example', audience: 'mulin', jwksUrl: 'https://id.example/keys' },
    explorer: true,
    rates: {},
  });
  expect(isDemo(config)).toBe(false);
  expect(readConfig({ PORT: '', HOST: ' ', DATA_DIR: '', DATABASE_URL: '', AUTH_ISSUER: '' })).toEqual(readConfig({}));
});

test('CORS_ORIGINS lists origins', () => {
  expect(readConfig({ CORS_ORIGINS: 'https://a.example, http://localhost:8080\n*' }).corsOrigins).toEqual([
    'https://a.example',
    'http://localhost:8080',
    '*',
  ]);
  expect(readConfig({}).corsOrigins).toBeUndefined();
});

test.each(['https://a.example/', 'https://a.example/app', 'a.example', 'null', 'https://*.example'])(
  'CORS_ORIGINS does not take %s',
  (origin) => {
    expect(faultsOf({ CORS_ORIGINS: `https://b.example,${origin}` })).toEqual([
      `CORS_ORIGINS takes origins such as https://board.example.com, separated by commas, or *; "${origin}" is neither.`,
    ]);
  },
);

test('limits and proxies are whole numbers', () => {
  const { rates, trustProxy } = readConfig({ RATE_REPORTS: '7', RATE_ANONYMOUS: '100', TRUST_PROXY: '2' });
  expect({ ...rates, trustProxy }).toEqual({ reports: 7, anonymous: 100, trustProxy: 2 });
  expect(readConfig({ TRUST_PROXY: '0' }).trustProxy).toBe(0);
  expect(faultsOf({ RATE_REVEALS: '0', RATE_FAILED_TOKENS: 'many', TRUST_PROXY: '-1' })).toEqual([
    'TRUST_PROXY must be a whole number from 0 to 10; it is "-1".',
    'RATE_REVEALS must be a whole number from 1 to 100000000; it is "0".',
    'RATE_FAILED_TOKENS must be a whole number from 1 to 100000000; it is "many".',
  ]);
});

test.each([['-1'], ['65536'], ['80.5'], ['http'], ['4000x'], ['0x50'], ['4e3']])('PORT %s is refused', (PORT) => {
  expect(faultsOf({ PORT })).toEqual([`PORT must be a whole number from 0 to 65535; it is "${PORT}".`]);
});
test.each([['0'], ['1'], ['65535']])('PORT %s is taken', (PORT) => {
  expect(readConfig({ PORT }).port).toBe(Number(PORT));
});

const URL_WRONG =
  'DATABASE_URL must look like postgres://user:password@host:5432/database; write # @ : / ? in the password as %23 %40 %3A %2F %3F.';
test.each([
  ...[['mysql://db.example/mulin'], ['db.example/mulin'], ['postgres:/db.example'], ['postgres://'], ['postgres://localhost:99999/x']],
  ...[['postgres://[::1/x'], ['postgres://a b/x'], ['postgres://u:p@ss#w@localhost/x'], ['postgres://u:p/w@localhost/x']],
])('DATABASE_URL %s is refused, without a word of it', (url) => {
  expect(faultsOf({ DATABASE_URL: url, DEMO: '1' })).toEqual([URL_WRONG]);
});
test.each([
  ['postgresql://u:p%23w@db.example:5433/mulin?sslmode=require'],
  ['postgres:///mulin?host=/var/run/postgresql'],
  ['postgres://[::1]/x'],
])('DATABASE_URL %s is taken', (url) => expect(faultsOf({ DATABASE_URL: url, DEMO: '1' })).toEqual([]));

test.each([
  [{ HOST: 'http://localhost' }, 'HOST must be a host name or an IP address, without scheme and port; it is "http://localhost".'],
  [{ HOST: 'localhost:4000' }, 'HOST must be a host name or an IP address, without scheme and port; it is "localhost:4000".'],
  [{ EXPLORER: 'true' }, 'EXPLORER must be 1 or 0; it is "true".'],
  [{ DEMO: 'yes' }, 'DEMO must be 1 or 0; it is "yes".'],
  [{ NATS_URL: 'nats://' }, 'NATS_URL must look like nats://host:4222 or tls://host:4222.'],
  [{ NATS_URL: 'nats://h:99999' }, 'NATS_URL must look like nats://host:4222 or tls://host:4222.'],
  [{ RESPONSE_BYTES: '0x10' }, 'RESPONSE_BYTES must be a whole number from 1 to 268435456; it is "0x10".'],
  [{ S3_REGION: 'eu-west-1' }, 'S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY are missing beside the other S3_*.'],
])('%j is refused', (env, fault) => expect(faultsOf(env)).toEqual([fault]));
test.each([['::1'], ['0.0.0.0'], ['mulin_api.internal'], ['localhost']])('HOST %s is taken', (HOST) => {
  expect(readConfig({ HOST }).host).toBe(HOST);
});

test.each([['nonsense'], ['//id.example/keys']])('AUTH_JWKS_URL %s is refused', (url) => {
  expect(faultsOf({ ...auth, KEY_FILE, AUTH_JWKS_URL: url })).toEqual([`AUTH_JWKS_URL must be a URL; it is "${url}".`]);
});
// Nobody could ever sign in: keys are fetched by HTTP.
test.each([['file:///etc/keys.json'], ['mailto:keys@id.example']])('AUTH_JWKS_URL %s is refused', (url) => {
  expect(faultsOf({ ...auth, KEY_FILE, AUTH_JWKS_URL: url })).toHaveLength(1);
});

describe('whose tokens are accepted is settled before it starts', () => {
  const names = Object.keys(auth) as (keyof typeof auth)[];
  const subsets = Array.from({ length: 8 }, (_, bits) => names.filter((_, index) => bits & (1 << index)));
  const cases = subsets.flatMap((given) =>
    [false, true].flatMap((database) => [false, true].map((demo) => [given.join(', ') || 'no AUTH_*', given, database, demo] as const)),
  );
  test.each(cases)('%s; a database of its own, DEMO=1: %#', (_what, given, database, demo) => {
    const env = {
      ...Object.fromEntries(given.map((name) => [name, auth[name]])),
      ...(database ? { DATABASE_URL } : {}),
      ...(demo ? { DEMO: '1' } : {}),
      KEY_FILE,
    };
    const missing = names.filter((name) => !given.includes(name));
    const faults = faultsOf(env);
    if (demo && given.length > 0) expect(faults).toEqual([`DEMO=1 has an issuer of its own: leave ${given.join(', ')} out, or DEMO.`]);
    else if (given.length > 0 && missing.length > 0) {
      expect(faults).toEqual([`${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing beside ${given.join(', ')}.`]);
    } else if (given.length === 0 && database && !demo) {
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(/^DATABASE_URL without AUTH_ISSUER, AUTH_AUDIENCE and AUTH_JWKS_URL would let nobody in\..*DEMO=1/);
    } else {
      expect(faults).toEqual([]);
      expect(isDemo(readConfig(env))).toBe(given.length === 0);
    }
  });
});

const KEYS_MISSING = 'KEY_FILE is missing: the file with the keys that seal personal data. Make one: KEY_FILE=<file> npm run db -- add-key';
test.each([[{}], [{ DATABASE_URL }]])('outside of the demo personal data is sealed with keys of your own: %j', (env) => {
  expect(faultsOf({ ...auth, ...env })).toEqual([KEYS_MISSING]);
  expect(faultsOf({ ...auth, ...env, KEY_FILE })).toEqual([]);
});
test('in the demo they may be given', () => {
  expect(readConfig({ KEY_FILE }).keyFile).toBe(KEY_FILE);
  expect(readConfig({ DATABASE_URL, DEMO: '1' }).keyFile).toBeNull();
});

test('every fault is told at once', () => {
  expect(faultsOf({ PORT: 'x', DATABASE_URL: 'x', AUTH_JWKS_URL: 'x' })).toEqual([
    URL_WRONG,
    'AUTH_ISSUER, AUTH_AUDIENCE are missing beside AUTH_JWKS_URL.',
    'AUTH_JWKS_URL must be a URL; it is "x".',
    KEYS_MISSING,
    'PORT must be a whole number from 0 to 65535; it is "x".',
  ]);
});

test('DEMO_NOW is an instant, in the demo alone', () => {
  expect(readConfig({ DEMO_NOW: '2026-11-22T08:00:00+08:00' }).demoNow).toEqual(new Date('2026-11-22T00:00:00Z'));
  for (const text of [
    'tomorrow',
    '2026-11-22',
    '2026-11-22T08:00:00',
    '2026-13-22T08:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '0001-01-01T00:00:00Z',
  ])
    expect(faultsOf({ DEMO_NOW: text })).toEqual([
      `DEMO_NOW must be an instant with its offset, such as 2026-11-22T08:00:00+08:00; it is "${text}".`,
    ]);
  expect(faultsOf({ ...auth, KEY_FILE, DEMO_NOW: '2026-11-22T08:00:00Z' })).toEqual([
    expect.stringMatching(/^DEMO_NOW is for the demo alone/),
  ]);
});
