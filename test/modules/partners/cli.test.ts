import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '../../kit/app.js';
import * as kit from './kit.js';

/** mulin-partners, as a partner runs it: with the token of its app, which may send no texts. */

const { partner, sha256 } = kit;

let app: App;
let folder: string;
beforeAll(async () => {
  app = await startApp();
  folder = await mkdtemp(join(tmpdir(), 'mulin-manifests-'));
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const register = (client: string) => kit.register(app, client);
const command = (client: string, ...args: string[]) => kit.command(app, client, ...args);

const manifest = async (name: string, content: unknown): Promise<string> => {
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(content));
  return file;
};

const query = 'query City {\n  organization(code: "000") {\n    __typename\n    name\n  }\n}';
const data = { organization: { __typename: 'Organization', name: '泰兴市济川街道' } };

test.each([
  [
    'apollo',
    {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: sha256(query), name: 'City', type: 'query', body: query }],
    },
    { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(query) } } },
  ],
  ['relay', { '9f3c8f0b-own-id': `${query}\n` }, { doc_id: '9f3c8f0b-own-id' }],
  ['codegen', { [`sha256:${sha256(query)}`]: query }, { documentId: `sha256:${sha256(query)}` }],
  ['hive', { [sha256(query)]: query }, { documentId: `hive~1.0.0~${sha256(query)}` }],
])('a manifest of %s is published, and its documents run', async (client, content, request) => {
  await register(client);
  const file = await manifest(client, content);
  expect((await (await partner(app, client)).post(request)).code).toBe('PERSISTED_DOCUMENT_NOT_FOUND');
  const { code, out, err } = await command(client, 'publish', '--version', '1.0.0', '--yes', file);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/This is the first version\.\n {2}\+ City\n {2}City costs \d+ · sha256:[0-9a-f]{64}/);
  expect((await (await partner(app, client)).post(request)).body).toEqual({ data });
});

describe('a second version', () => {
  const client = 'second';
  const other = 'query Grids { grids(first: 1) { nodes { code } } }';
  const changed = 'query City { organization(code: "000") { code } }';
  const map = (...documents: string[]) => Object.fromEntries(documents.map((text) => [sha256(text), text]));

  test('is compared with the one before; without --yes nothing runs where there is nobody to ask', async () => {
    await register(client);
    await command(client, 'publish', '--version', '1', '--yes', await manifest('one', map(query, other)));
    const file = await manifest('two', map(changed, 'query Added { __typename }'));
    const diff = await command(client, 'diff', file);
    expect([diff.code, diff.out]).toEqual([0, 'Compared with 1: 0 unchanged.\n  + Added\n  ~ City\n  - Grids\n']);
    const draft = await command(client, 'publish', '--version', '2', file);
    expect([draft.code, draft.err]).toEqual([1, 'There is nobody to ask: add --yes.\n']);
    expect((await (await partner(app, client)).post({ documentId: sha256(changed) })).code).toBe('PERSISTED_DOCUMENT_NOT_FOUND');
    expect((await command(client, 'publish', '--version', '2', '--yes', file)).code).toBe(0);
    expect((await (await partner(app, client)).post({ documentId: sha256(changed) })).body).toEqual({
      data: { organization: { code: '000' } },
    });
  });

  test('cannot be the same with other documents', async () => {
    const { code, err } = await command(client, 'publish', '--version', '2', '--yes', await manifest('three', map(other)));
    expect([code, err]).toEqual([1, 'name: This version has other documents already; give it another name.\n']);
  });

  test('is used, deprecated and retired', async () => {
    const deprecated = await command(client, 'deprecate', '--version', '1', '--sunset', '2099-01-01T00:00:00Z');
    expect(deprecated.out).toBe('second 1 is deprecated, and ends at 2099-01-01T00:00:00.000Z.\n');
    expect((await command(client, 'retire', '--version', '1')).out).toBe('second 1 is retired.\n');
    expect((await (await partner(app, client)).post({ documentId: sha256(query) })).code).toBe('PERSISTED_DOCUMENT_NOT_FOUND');
    expect((await command(client, 'usage')).out).toMatch(/second 2 \(ACTIVE\)\n {2}Added: never used\n {2}City: /);
  });
});

test.each([
  ['a document that the schema does not allow', { x: 'query Wrong { nothing }' }, /! not valid: Wrong: Cannot query field "nothing"/],
  [
    'a hash that is another text’s',
    { [sha256('other')]: 'query Wrong { __typename }' },
    /! not valid: Wrong: [0-9a-f]{64} is not the hash of the document/,
  ],
  ['a document without a name', { x: '{ __typename }' }, /! not valid: .*Its operation has no name/],
  [
    'a document of two operations',
    { x: 'query A { __typename } query B { __typename }' },
    /! not valid: A: It has more than one operation/,
  ],
])('%s is published by nobody', async (_what, content, words) => {
  await register('wrong');
  const { code, out, err } = await command('wrong', 'publish', '--version', '1', '--yes', await manifest('wrong', content));
  expect(code).toBe(1);
  expect(out + err).toMatch(words);
});

test('operations of one name are told one by one', async () => {
  await register('names');
  const [one, two, three] = ['{ __typename }', '{ organization(code: "000") { id } }', '{ organization(code: "000") { name } }'].map(
    (fields) => `query Same ${fields}`,
  );
  const first = await manifest('same-1', { one, two });
  expect((await command('names', 'diff', first)).out).toBe('This is the first version.\n  + Same\n  + Same\n');
  await command('names', 'publish', '--version', '1', '--yes', first);
  const diff = await command('names', 'diff', await manifest('same-2', { one, three, four: 'query More { __typename }' }));
  expect(diff.out).toBe('Compared with 1: 1 unchanged.\n  + More\n  ~ Same\n');
});

test('a document that stands in two manifests is published once, under the name that is not its hash', async () => {
  await register('twice');
  const files = [await manifest('hashes', { [sha256(query)]: query }), await manifest('names', { 'own-name': query })];
  const { code, err } = await command('twice', 'publish', '--version', '1', '--yes', ...files);
  expect([code, err]).toEqual([0, '']);
  for (const documentId of ['own-name', sha256(query)])
    expect((await (await partner(app, 'twice')).post({ documentId })).body).toEqual({ data });
  const refused = await command('twice', 'diff', ...files, await manifest('others', { 'other-name': query }));
  expect([refused.code, refused.err]).toEqual([1, 'The manifests call one document own-name and other-name: it has one name.\n']);
});

test('a manifest may begin with a byte order mark', async () => {
  await register('marked');
  const file = await manifest('marked', { x: query });
  await writeFile(file, `\uFEFF${JSON.stringify({ x: query })}`);
  expect((await command('marked', 'diff', file)).out).toBe('This is the first version.\n  + City\n');
});

test.each([
  [{}, 'The manifest has no list of operations.'],
  [{ operations: [null] }, 'The manifest maps ids to something else than texts.'],
])("a manifest of Apollo's with %j is none", async (content, words) => {
  await register('wrong');
  const file = await manifest('apollo-broken', { format: 'apollo-persisted-query-manifest', version: 1, ...content });
  expect((await command('wrong', 'diff', file)).err).toBe(`${file}: ${words}\n`);
});

test('what is no manifest, no command and no token is said', async () => {
  await register('wrong');
  expect((await command('wrong', 'diff', await manifest('list', []))).err).toMatch(/The manifest is no object/);
  expect((await command('wrong', 'steal')).err).toMatch(/is no command/);
  expect((await command('nobody', 'usage')).err).toMatch(/may publish for no such app/);
  expect((await command('wrong', 'usage', '--url', 'http://127.0.0.1:9/graphql')).err).toMatch(
    /^http:\/\/127\.0\.0\.1:9\/graphql cannot be asked: /,
  );
});
