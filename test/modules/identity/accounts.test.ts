import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Persona, personas } from '../../../src/demo/personas.js';
import { publicId } from '../../../src/kernel/ids.js';
import type { Running } from '../../../src/server/start.js';
import { graphql } from '../../generated/index.js';
import { type App, startApp } from '../../kit/app.js';
import { Client } from '../../kit/client.js';
import { newKeyFile } from '../../kit/keys.js';
import { Provider } from '../../kit/provider.js';

/** Which subject of an identity provider is which person: who says so, and what follows. */

let app: App;
let provider: Provider;
let server: Running;
beforeAll(async () => {
  const keyFile = (await newKeyFile()).where;
  app = await startApp({ keyFile });
  provider = await Provider.open();
  server = await provider.serve(app.database, { keyFile });
});
afterAll(async () => {
  await server.stop();
  await provider.close();
  expect(app.bugs).toEqual([]);
  await app.stop();
});

let subjects = 0;
const newSubject = () => `u-${++subjects}`;
const account = 'account { id issuer subject linkedAt unlinkedAt person { id } }';
const verb = (name: 'linkAccount' | 'unlinkAccount') =>
  `mutation ($input: ${name === 'linkAccount' ? 'LinkAccountInput' : 'UnlinkAccountInput'}!) { ${name}(input: $input) { ${account} userErrors { code path message } } }`;
const perform = async (client: Client, name: 'linkAccount' | 'unlinkAccount', input: object) =>
  (await client.data(verb(name), { input }))[name];
const outcome = async (client: Client, name: 'linkAccount' | 'unlinkAccount', input: object) => {
  const { data, errors } = await client.ask(verb(name), { input });
  return errors?.[0]?.extensions?.code ?? data[name].userErrors[0]?.code ?? 'DONE';
};
const personOf = async (subject: string) => {
  const [row] = await app.database.query<{ id: string }>(
    `select person_id as id from account where subject = $1 and issuer = 'mulin-demo'`,
    [subject],
  );
  return publicId('Person', row!.id);
};
const viewerRoles = graphql(`query ViewerRoles { viewer { roles { role } } }`);
/** What somebody who signs in with the provider's subject is. */
const rolesOf = async (subject: string) => {
  const { data, status } = await new Client(server.url, await provider.sign({ sub: subject })).ask(viewerRoles);
  return status === 401 ? 'refused' : data!.viewer!.roles.map(({ role }) => role).sort();
};
const everywhere = { timeout: 5_000, interval: 20 };

test('a subject signs in as the person from the moment it is linked until it is unlinked, and may then be linked to another', async () => {
  const [admin, subject] = [await app.as('admin'), newSubject()];
  const [leader, dispatcher] = [await personOf('grid-leader@000'), await personOf('dispatcher@000')];
  expect(await rolesOf(subject)).toBe('refused');

  const linked = await perform(admin, 'linkAccount', { personId: leader, issuer: ` ${provider.issuer}`, subject: `${subject}\n` });
  expect(linked).toEqual({
    account: {
      id: expect.stringMatching(/^acc_/),
      issuer: provider.issuer,
      subject,
      linkedAt: expect.any(String),
      unlinkedAt: null,
      person: { id: leader },
    },
    userErrors: [],
  });
  await vi.waitFor(async () => expect(await rolesOf(subject)).toEqual(['GRID_LEADER', 'RESIDENT']), everywhere);

  const unlinked = await perform(admin, 'unlinkAccount', { personId: leader, issuer: provider.issuer, subject });
  expect(unlinked).toEqual({ account: { ...linked.account, unlinkedAt: expect.any(String) }, userErrors: [] });
  await vi.waitFor(async () => expect(await rolesOf(subject)).toBe('refused'), everywhere);

  const anew = await perform(admin, 'linkAccount', { personId: dispatcher, issuer: provider.issuer, subject });
  expect(anew.account).toMatchObject({ person: { id: dispatcher }, unlinkedAt: null });
  expect(anew.account.id).not.toBe(linked.account.id);
  await vi.waitFor(async () => expect(await rolesOf(subject)).toEqual(['DISPATCHER', 'RESIDENT']), everywhere);

  const lines = await app.database.query<{ action: string; subject: string }>(
    `select action, subject_id as subject from audit where action like '%linkAccount' order by at, id`,
  );
  const ids = [linked, unlinked, anew].map(({ account }) => account.id);
  expect(lines.map(({ action, subject }) => [action, publicId('Account', subject)])).toEqual([
    ['linkAccount', ids[0]],
    ['unlinkAccount', ids[1]],
    ['linkAccount', ids[2]],
  ]);
});

test('people whose home nobody knows are linked, too', async () => {
  const [row] = await app.database.query<{ id: string }>(
    `select p.id from person p join organization o on o.id = p.jurisdiction_id where o.code = '000' and p.place is null limit 1`,
  );
  const personId = publicId('Person', row!.id);
  const { account } = await perform(await app.as('admin'), 'linkAccount', { personId, issuer: provider.issuer, subject: newSubject() });
  expect(account.person).toEqual({ id: personId });
});

test('of several who link one subject at once, one does', async () => {
  const [admin, subject] = [await app.as('admin'), newSubject()];
  const people = await Promise.all(['resident@000', 'police@000', 'property-staff@000', 'auditor@000'].map(personOf));
  const outcomes = await Promise.all(
    people.map((personId) => outcome(admin, 'linkAccount', { personId, issuer: provider.issuer, subject })),
  );
  expect(outcomes.filter((one) => one === 'DONE')).toHaveLength(1);
  for (const one of outcomes) expect(['DONE', 'INVALID', 'CONFLICT']).toContain(one);
});

describe('is refused:', () => {
  const input = async (more: object = {}) => ({
    personId: await personOf('resident@000'),
    issuer: provider.issuer,
    subject: newSubject(),
    ...more,
  });
  const never = publicId('Person', '01a20000-0000-7000-8000-000000000001');

  test.each([
    ['without an issuer', 'linkAccount', { issuer: ' ' }, 'REQUIRED', 'issuer'],
    ['without a subject', 'linkAccount', { subject: '' }, 'REQUIRED', 'subject'],
    ['with an endless issuer', 'linkAccount', { issuer: 'x'.repeat(256) }, 'TOO_LONG', 'issuer'],
    ['with an endless subject', 'linkAccount', { subject: 'x'.repeat(256) }, 'TOO_LONG', 'subject'],
    ['a subject that is linked', 'linkAccount', { issuer: 'mulin-demo', subject: 'chief@000' }, 'INVALID', 'subject'],
    ['a subject that is linked to the same person', 'linkAccount', { issuer: 'mulin-demo', subject: 'resident@000' }, 'INVALID', 'subject'],
    [
      'a subject that is linked in another jurisdiction',
      'linkAccount',
      { issuer: 'mulin-demo', subject: 'chief@001' },
      'INVALID',
      'subject',
    ],
    ['what is not linked', 'unlinkAccount', {}, 'INVALID', 'subject'],
    ["somebody else's", 'unlinkAccount', { issuer: 'mulin-demo', subject: 'chief@000' }, 'INVALID', 'subject'],
    ["somebody's of another jurisdiction", 'unlinkAccount', { issuer: 'mulin-demo', subject: 'chief@001' }, 'INVALID', 'subject'],
  ] as const)('%s: %s', async (_what, name, more, code, path) => {
    const { account, userErrors } = await perform(await app.as('admin'), name, await input(more));
    expect(account).toBeNull();
    expect(userErrors).toEqual([{ code, path: [path], message: expect.stringMatching(/^.{10,200}\.$/) }]);
  });

  test.each([
    ['a person who never was', () => never],
    ['a person of another jurisdiction', () => personOf('resident@001')],
  ])('%s is NOT_FOUND, in the same words', async (_what, person) => {
    for (const name of ['linkAccount', 'unlinkAccount'] as const) {
      const { errors } = await (await app.as('admin')).ask(verb(name), { input: await input({ personId: await person() }) });
      expect(errors).toMatchObject([{ message: 'There is no such person.', extensions: { code: 'NOT_FOUND' } }]);
    }
  });

  test('an account of who asks, to somebody else: neither one that they sign in with nor one that they had', async () => {
    const [admin, subject] = [await app.as('admin'), newSubject()];
    const account = { issuer: provider.issuer, subject };
    const personId = await personOf('admin@000');
    expect(await outcome(admin, 'linkAccount', { personId, ...account })).toBe('DONE');
    const auditor = await personOf('auditor@000');
    expect(await outcome(admin, 'linkAccount', { personId: auditor, ...account })).toBe('FORBIDDEN');
    expect(await outcome(admin, 'unlinkAccount', { personId, ...account })).toBe('DONE');
    expect(await outcome(admin, 'linkAccount', { personId: auditor, ...account })).toBe('FORBIDDEN');
    expect(await outcome(admin, 'linkAccount', { personId: auditor, issuer: 'mulin-demo', subject: 'admin@000' })).toBe('FORBIDDEN');
    expect(await outcome(admin, 'linkAccount', { personId, ...account })).toBe('DONE');
  });

  const others = (Object.keys(personas) as Persona[]).filter((persona) => !['admin', 'router'].includes(persona));
  test.each(others)('by %s, as FORBIDDEN for whom they see and NOT_FOUND for whom they do not', async (persona) => {
    const client = await app.as(persona);
    const onNotice = await personOf('grid-leader@000');
    const [row] = await app.database.query<{ id: string }>(
      `select id from person where place is null and id::text like '%0001' and not exists (select from appointment where person_id = person.id) limit 1`,
    );
    const subject = newSubject();
    for (const name of ['linkAccount', 'unlinkAccount'] as const) {
      expect(await outcome(client, name, await input({ personId: onNotice, subject }))).toBe('FORBIDDEN');
      expect(await outcome(client, name, await input({ personId: await personOf('grid-leader@001'), subject }))).toBe('NOT_FOUND');
      expect(await outcome(client, name, await input({ personId: never, subject }))).toBe('NOT_FOUND');
      if (row) expect(await outcome(client, name, await input({ personId: publicId('Person', row.id), subject }))).toBe('NOT_FOUND');
    }
    expect(await app.database.query('select from account where subject = $1', [subject])).toEqual([]);
  });

  test('without a token', async () => {
    for (const name of ['linkAccount', 'unlinkAccount'] as const)
      expect(await app.anonymous.codes(verb(name), { input: await input() })).toEqual(['UNAUTHENTICATED']);
  });
});

describe('who sees them', () => {
  const accountsById = graphql(`query AccountsById($ids: [ID!]!) { nodes(ids: $ids) { ... on Account { subject person { id } } } }`);
  const ownAccounts = graphql(`query OwnAccounts { viewer { person { accounts { issuer subject } } } }`);
  const accountsOfLeader = graphql(`query AccountsOfLeader { grid(code: "000-G01") { leader { accounts { id } } } }`);
  let ids: Record<'mine' | 'theirs' | 'foreign' | 'ended', string>;
  beforeAll(async () => {
    const admin = await app.as('admin');
    const input = { personId: await personOf('chief@000'), issuer: 'https://old.example', subject: 'gone' };
    const { account } = await perform(admin, 'linkAccount', input);
    await perform(admin, 'unlinkAccount', input);
    const idOf = async (subject: string) => {
      const [row] = await app.database.query<{ id: string }>(`select id from account where subject = $1 and issuer = 'mulin-demo'`, [
        subject,
      ]);
      return publicId('Account', row!.id);
    };
    ids = { mine: await idOf('chief@000'), theirs: await idOf('resident@000'), foreign: await idOf('chief@001'), ended: account.id };
  });
  const seen = async (client: Client) => {
    const wanted = ['mine', 'theirs', 'foreign', 'ended'] as const;
    const { nodes } = await client.data(accountsById, { ids: wanted.map((name) => ids[name]) });
    return wanted.filter((_, n) => nodes[n] !== null);
  };

  test('their person, those of now on the person', async () => {
    const chief = await app.as('chief');
    expect(await seen(chief)).toEqual(['mine', 'ended']);
    expect((await chief.data(ownAccounts)).viewer!.person!.accounts).toEqual([{ issuer: 'mulin-demo', subject: 'chief@000' }]);
  });
  test('administrators, all of the jurisdiction', async () => {
    expect(await seen(await app.as('admin'))).toEqual(['mine', 'theirs', 'ended']);
    expect(await seen(await app.as('admin', '001'))).toEqual(['foreign']);
  });
  test.each(['street-supervisor', 'community-cadre', 'grid-leader', 'auditor', 'dashboard'] as const)('not %s', async (persona) => {
    const client = await app.as(persona);
    expect(await seen(client)).toEqual([]);
    // On somebody whom they see there are none.
    const { grid } = await client.data(accountsOfLeader);
    expect(grid!.leader!.accounts).toHaveLength(persona === 'grid-leader' ? 1 : 0);
  });
  test('nor anybody without a token', async () => {
    expect(await seen(app.anonymous)).toEqual([]);
    expect((await app.anonymous.data(accountsOfLeader)).grid!.leader!.accounts).toEqual([]);
  });
});
