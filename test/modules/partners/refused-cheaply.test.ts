import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../../kit/app.js';
import { calls } from '../../kit/calls.js';
import { inDepth } from '../../kit/depth.js';
import { partner, publish, type Sender, sha256 } from './kit.js';

/** Whoever tries ids finds out nothing, and costs next to nothing. */

const source = 'query Known { organization(code: "000") { name } }';

let app: App;
let client: Sender;
beforeAll(async () => {
  app = await startApp();
  await publish(app, 'tries', [{ source }]);
  client = await partner(app, 'tries');
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const parses = (act: () => Promise<void>): Promise<number> => calls(/graphql\/language\/parser\.m?js$/, 'parse', act);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heap = (): number => {
  for (let n = 0; n < 3; n++) collect();
  return process.memoryUsage().heapUsed;
};

const unknown = async (from: number, count: number): Promise<void> => {
  for (let n = from; n < from + count; n++) {
    const answer = await client.post({ documentId: `sha256:${sha256(`unknown ${n}`)}`, variables: { n } });
    expect([answer.status, answer.code]).toEqual([400, 'PERSISTED_DOCUMENT_NOT_FOUND']);
  }
};

test('unknown hashes, however many, are not parsed, and leave nothing behind', async () => {
  const rows = () =>
    app.database.query(
      'select (select count(*) from partner_document)::int as documents, (select count(*) from partner_usage)::int as used, (select count(*) from partner_spending)::int as spent',
    );
  await unknown(0, 100);
  const [before, rowsBefore] = [heap(), await rows()];
  expect(await parses(() => unknown(1_000, inDepth(1_000, 200)))).toBe(0);
  expect(await rows()).toEqual(rowsBefore);
  // One kept entry of a kilobyte each would be more.
  expect(heap() - before).toBeLessThan(1_000_000);
});

test('nor is a text that this client may not send; one that somebody may is', async () => {
  expect(
    await parses(async () => {
      for (let n = 0; n < 20; n++) expect((await client.post({ query: `{ f${n} {{{` })).code).toBe('PERSISTED_DOCUMENT_REQUIRED');
    }),
  ).toBe(0);
  expect(await parses(async () => void (await app.anonymous.ask('{ organization(code: "000") { code name kind } }')))).toBeGreaterThan(0);
});
