import { once } from 'node:events';
import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.js';
import { reasonOfStart } from '../../src/server/bug.js';
import { start } from '../../src/server/start.js';
import { demoDatabase, freshDatabase } from '../kit/database.js';

/** Why a server does not start, as its process prints it. Null where it starts, or ends with a bug. */
async function refusal(settings: Readonly<Record<string, string>>): Promise<string | null> {
  try {
    const server = await start(readConfig({ PORT: '0', ...settings }), { info: () => {}, bug: () => {} });
    await server.stop();
    return null;
  } catch (error) {
    return reasonOfStart(error);
  }
}

test('a port that is taken is one clear line', async () => {
  const database = await demoDatabase();
  onTestFinished(() => database.close());
  const squatter = net.createServer().listen(0, 'localhost');
  await once(squatter, 'listening');
  onTestFinished(() => void squatter.close());
  const { port } = squatter.address() as net.AddressInfo;
  expect(await refusal({ DATABASE_URL: database.url, DEMO: '1', PORT: String(port) })).toBe(
    `Port ${port} on localhost is taken by another program. Stop it, or set PORT to a free one.`,
  );
});

test.each([
  ['203.0.113.7', /^203\.0\.113\.7 is no address of this machine\. Set HOST /],
  ['nonsense.invalid', /^Mulin cannot listen on HOST nonsense\.invalid and PORT 0 \(E\w+\)\. Set HOST /],
])('HOST %s is one clear line', async (HOST, said) => {
  const database = await demoDatabase();
  onTestFinished(() => database.close());
  expect(await refusal({ DATABASE_URL: database.url, DEMO: '1', HOST })).toMatch(said);
});

test('newer than the program is refused, with what to do', async () => {
  const database = await freshDatabase();
  onTestFinished(() => database.close());
  await database.query(`insert into migration (name, executed_at) values ('Migration20990101000000_later', now())`);
  expect(await refusal({ DATABASE_URL: database.url, DEMO: '1' })).toMatch(
    /^The database is newer than this version of Mulin: it has run Migration20990101000000_later\. Start the version that made it, or migrate it down with that version \(.*\)\.$/,
  );
  expect(await database.query('select from organization')).toEqual([]);
});

test.each([
  ['that nobody serves', (url: URL) => Object.assign(url, { port: '1' })],
  ['with a wrong password', (url: URL) => Object.assign(url, { password: 'guess' })],
  ['that is not there', (url: URL) => Object.assign(url, { pathname: '/absent' })],
  ['on a host that nobody knows', (url: URL) => Object.assign(url, { hostname: 'nowhere.invalid' })],
  ['that demands TLS of a server without it', (url: URL) => Object.assign(url, { search: '?sslmode=require' })],
] as const)('a DATABASE_URL %s is refused, naming it but not its password', async (_what, change) => {
  const database = await freshDatabase();
  onTestFinished(() => database.close());
  const url = change(new URL(database.url));
  const said = await refusal({ DATABASE_URL: url.href, DEMO: '1' });
  expect(said).toContain('DATABASE_URL');
  expect(said).not.toContain(url.password);
});
