import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type App, startApp } from '../../kit/app.js';
import { testInDepth } from '../../kit/depth.js';
import { RawSocket } from '../../kit/raw-socket.js';
import { type Came, partner, publish, Sender, sha256, step } from './kit.js';

/** Which documents run for whom, in every form in which clients name them. */

const own = 'query Own { organization(code: "000") { name } }';
const foreign = 'query Foreign { organization(code: "000") { code } }';
const retired = 'query Retired { organization(code: "000") { kind } }';
const paged = 'query Paged($first: Int) { organizations(first: $first) { nodes { code } } }';
const report = 'mutation Report($input: ReportIncidentInput!) { reportIncident(input: $input) { userErrors { code } } }';
const followed = 'subscription Followed { incidentEvents { change } }';

let app: App;
let a: Sender;
let b: Sender;
beforeAll(async () => {
  app = await startApp();
  await publish(app, 'client-a', [{ source: own }, { source: paged, alias: 'custom-name' }, { source: report }, { source: followed }]);
  await publish(app, 'client-b', [{ source: foreign }]);
  const { versionId } = await publish(app, 'client-a', [{ source: retired }], '0.9.0');
  await step(await app.as('admin'), 'retire', { id: versionId });
  [a, b] = [await partner(app, 'client-a'), await partner(app, 'client-b')];
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const name = { organization: { name: '泰兴市济川街道' } };

describe('a document is run by its id', () => {
  const forms: readonly (readonly [string, (text: string) => Record<string, unknown>])[] = [
    ['GraphQL over HTTP', (text) => ({ documentId: `sha256:${sha256(text)}` })],
    ['a bare hash', (text) => ({ documentId: sha256(text) })],
    ["Apollo's", (text) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } })],
    ["Relay's id", (text) => ({ id: sha256(text) })],
    ["Relay's doc_id", (text) => ({ doc_id: sha256(text) })],
    ["Hive's", (text) => ({ documentId: `client-a~1.0.0~${sha256(text)}` })],
    ['with its text', (text) => ({ documentId: `sha256:${sha256(text)}`, query: text })],
    ['in two forms that agree', (text) => ({ documentId: `sha256:${sha256(text)}`, doc_id: sha256(text) })],
  ];

  test.each(forms)('%s, by POST and GET, the first time and again', async (_form, named) => {
    for (let n = 0; n < 3; n++) {
      for (const answer of [await a.post(named(own)), await a.get(named(own))])
        expect([answer.status, answer.body]).toEqual([200, { data: name }]);
      for (const answer of [
        await a.post({ ...named(paged), variables: { first: 1 } }),
        await a.get({ ...named(paged), variables: { first: 1 } }),
      ])
        expect(answer.body.data.organizations.nodes).toHaveLength(1);
    }
  });

  test('by another name of its manifest', async () => {
    for (const id of ['custom-name', 'client-a~1.0.0~custom-name'])
      expect((await a.post({ documentId: id, variables: { first: 2 } })).body.data.organizations.nodes).toHaveLength(2);
  });

  test('and a mutation by POST alone', async () => {
    const input = { title: ' ', categoryId: 'cat_1', channel: 'WECHAT' };
    const asked = { documentId: `sha256:${sha256(report)}`, variables: { input } };
    for (let n = 0; n < 2; n++) expect((await a.post(asked)).body.data.reportIncident.userErrors).not.toEqual([]);
    expect((await a.get(asked)).status).toBe(405);
  });

  test('for a person, too, whose token names a registered app', async () => {
    const person = new Sender(app.url, await app.tokenOf('resident', '000', { client: 'client-a' }));
    expect((await person.post({ documentId: sha256(own) })).body).toEqual({ data: name });
    expect((await person.post({ documentId: sha256(foreign) })).code).toBe('PERSISTED_DOCUMENT_NOT_FOUND');
  });
});

describe('what is refused, is refused before anything is parsed', () => {
  const notFound = (answer: Came) => ({ status: answer.status, body: answer.body });

  test('unknown, foreign, retired, tampered and malformed ids in one way', async () => {
    const first = await a.post({ documentId: `sha256:${sha256('unknown')}` });
    expect([first.status, first.code]).toEqual([400, 'PERSISTED_DOCUMENT_NOT_FOUND']);
    const tampered = sha256(own).replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    for (const id of [sha256(foreign), sha256(retired), tampered, sha256(own).toUpperCase(), 'sha256:', 'client-b~1.0.0~x', 'toString'])
      for (const answer of [await a.post({ documentId: id }), await a.get({ documentId: id }), await a.post({ doc_id: id })])
        expect(notFound(answer), id).toEqual(notFound(first));
    for (const hive of [`client-b~1.0.0~${sha256(foreign)}`, `client-a~0.9.0~${sha256(retired)}`, `client-a~1.0.0~${sha256(foreign)}`])
      expect(notFound(await a.post({ documentId: hive })), hive).toEqual(notFound(first));
    expect((await b.post({ documentId: sha256(foreign) })).body).toEqual({ data: { organization: { code: '000' } } });
    // Who is no registered client, and who is nobody.
    for (const token of [await app.tokenOf('resident'), await app.tokenOf('dashboard'), null])
      expect(notFound(await new Sender(app.url, token).post({ documentId: sha256(own) }))).toEqual(notFound(first));
  });

  test('a text of a client without the scope', async () => {
    const answers = [
      await a.post({ query: '{ __typename }' }),
      await a.get({ query: '{ __typename }' }),
      await a.post({ query: 'this is { no document' }),
      await a.post({ query: own }),
      await a.post({}),
      await a.post({ query: '' }),
    ];
    for (const answer of answers) expect([answer.status, answer.code]).toEqual([400, 'PERSISTED_DOCUMENT_REQUIRED']);
    expect((await (await app.as('partner')).ask(own)).data).toEqual(name);
  });

  test('a text and an id that differ, and ids that differ', async () => {
    const [known, unknown] = [sha256(own), sha256('unknown')];
    const requests = [
      { documentId: `sha256:${known}`, query: foreign },
      { documentId: `sha256:${unknown}`, query: own },
      { documentId: 'custom-name', query: own },
      { documentId: known, doc_id: sha256(paged) },
      { extensions: { persistedQuery: { version: 1, sha256Hash: known } }, query: 'no { document' },
    ];
    for (const request of requests)
      for (const answer of [await a.post(request), await a.get(request)])
        expect([answer.status, answer.code]).toEqual([400, 'DOCUMENT_ID_MISMATCH']);
    // Of a person as well, who may send the text.
    expect(await (await app.as('resident')).ask(own)).toMatchObject({ data: name });
  });

  test('a list of several requests', async () => {
    const one = { documentId: sha256(own) };
    for (const batch of [[one, one], [{ query: own }], []]) {
      const answer = await a.post(batch);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).not.toContain('data');
    }
  });

  test('what is no id', async () => {
    for (const request of [{ documentId: 1 }, { id: {} }, { extensions: { persistedQuery: { version: 2, sha256Hash: sha256(own) } } }]) {
      const answer = await a.post(request);
      expect([answer.status, answer.code]).toEqual([400, 'BAD_REQUEST']);
    }
  });

  test('in the shape that the client accepts', async () => {
    const accept = 'application/graphql-response+json, application/json;q=0.9';
    const answer = await a.post({ documentId: 'unknown' }, { accept });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/graphql-response+json; charset=utf-8']);
    expect((await a.post({ documentId: 'unknown' }, { 'accept-language': 'zh' })).body.errors[0].message).toMatch(/文档/);
  });
});

test("a person's client that sends text and hash as Apollo does is answered, and nothing is registered by it", async () => {
  const person = new Sender(app.url, await app.tokenOf('resident'));
  const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(own) } };
  for (let n = 0; n < 2; n++) {
    expect((await person.post({ extensions })).code).toBe('PERSISTED_DOCUMENT_NOT_FOUND');
    for (const answer of [await person.post({ query: own, extensions }), await person.get({ query: own, extensions })])
      expect(answer.body).toEqual({ data: name });
  }
});

describe('streams', () => {
  const socket = (client: Sender, payload: Record<string, unknown>) => {
    const results: unknown[] = [];
    const errors: unknown[] = [];
    const connection = createClient({
      url: `${app.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${client.token}` },
      retryAttempts: 0,
    });
    connection.subscribe({ query: '', ...payload } as never, {
      next: (result) => results.push(result),
      error: (error) => errors.push(error),
      complete: () => {},
    });
    return { results, errors, close: () => connection.dispose() };
  };

  test.each([
    ['documentId', { documentId: `sha256:${sha256(followed)}` }],
    ["Apollo's extension", { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(followed) } } }],
  ])('on a socket, by %s', async (_form, payload) => {
    const stream = socket(a, payload);
    await vi.waitFor(() => expect(stream.results).toEqual([{ data: { incidentEvents: { change: 'HEARTBEAT' } } }]));
    await stream.close();
  });

  // graphql-ws's own client sends a text always; others need not.
  test('on a socket, without a text', async () => {
    const raw = await RawSocket.signedIn(app.url, a.token);
    const payloads = [{ documentId: sha256(followed) }, { query: null, id: sha256(followed) }, { documentId: sha256('unknown') }];
    for (const [n, payload] of payloads.entries()) raw.send({ type: 'subscribe', id: String(n), payload });
    for (const id of ['0', '1'])
      expect(await raw.next(id)).toMatchObject({ type: 'next', payload: { data: { incidentEvents: { change: 'HEARTBEAT' } } } });
    expect(await raw.next('2')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'PERSISTED_DOCUMENT_NOT_FOUND' } }] });
  });

  test.each([
    ['unknown', { documentId: sha256('unknown') }, 'PERSISTED_DOCUMENT_NOT_FOUND'],
    ['a text', { query: followed }, 'PERSISTED_DOCUMENT_REQUIRED'],
    ['both', { query: followed, documentId: sha256(own) }, 'DOCUMENT_ID_MISMATCH'],
    ['no document at all', { query: 'no { document' }, 'PERSISTED_DOCUMENT_REQUIRED'],
  ])('on a socket refuse %s', async (_what, payload, code) => {
    const stream = socket(a, payload);
    await vi.waitFor(() => expect(stream.errors).toMatchObject([[{ extensions: { code } }]]));
    await stream.close();
  });

  test('as events, by POST and GET', async () => {
    const asked = { documentId: `sha256:${sha256(followed)}` };
    const headers = { authorization: `Bearer ${a.token}`, accept: 'text/event-stream' };
    for (const request of [
      fetch(`${app.url}/graphql/stream?${new URLSearchParams(asked)}`, { headers }),
      fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(asked),
      }),
    ]) {
      const reader = (await request).body!.getReader();
      let text = '';
      while (!text.includes('HEARTBEAT')) text += new TextDecoder().decode((await reader.read()).value);
      await reader.cancel();
    }
    const refused = await fetch(`${app.url}/graphql/stream?documentId=unknown`, { headers });
    expect(await refused.text()).toContain('PERSISTED_DOCUMENT_NOT_FOUND');
  });

  test('end when their version is retired', async () => {
    const source = 'subscription Ending { incidentEvents { cursor change } }';
    const { versionId } = await publish(app, 'client-a', [{ source }], '2.0.0');
    const payload = { documentId: sha256(source) };
    const [ending, other] = [socket(a, payload), socket(a, { documentId: sha256(followed) })];
    await vi.waitFor(() => expect([ending.results, other.results].map(({ length }) => length)).toEqual([1, 1]));
    const events = await fetch(`${app.url}/graphql/stream?documentId=${sha256(source)}`, {
      headers: { authorization: `Bearer ${a.token}` },
    });
    await step(await app.as('admin'), 'retire', { id: versionId });
    await vi.waitFor(() => expect(ending.errors).toMatchObject([[{ extensions: { code: 'PERSISTED_DOCUMENT_NOT_FOUND' } }]]));
    expect(await events.text()).toContain('PERSISTED_DOCUMENT_NOT_FOUND');
    expect((await a.post(payload)).code).toBe('PERSISTED_DOCUMENT_NOT_FOUND');
    expect(other.errors).toEqual([]);
    for (const stream of [ending, other]) await stream.close();
  });
});

testInDepth('a deprecated version says so with each answer until its sunset', async () => {
  const source = 'query Old { organization(code: "000") { id } }';
  const { versionId } = await publish(app, 'client-b', [{ source }], '0.1.0');
  const admin = await app.as('admin');
  const before = await b.post({ documentId: sha256(source) });
  expect([before.headers.get('deprecation'), before.body.extensions]).toEqual([null, undefined]);
  await step(admin, 'deprecate', { id: versionId, sunsetAt: '2099-01-01T00:00:00Z' });
  const asked = { documentId: sha256(source) };
  for (const answer of [await b.post(asked), await b.get(asked), await b.post({ ...asked, extensions: { cost: true } })]) {
    expect(answer.headers.get('deprecation')).toMatch(/^@\d{10}$/);
    expect(answer.headers.get('sunset')).toBe('Thu, 01 Jan 2099 00:00:00 GMT');
    expect(answer.body.data).toEqual(before.body.data);
    expect(answer.body.extensions.deprecation).toMatchObject({ version: '0.1.0', sunset: '2099-01-01T00:00:00.000Z' });
  }
  await app.database.query(
    `update partner_version set retires_at = now() where id = (select id from partner_version where name = '0.1.0' and client = 'client-b')`,
  );
  await vi.waitFor(async () => expect((await b.post(asked)).code).toBe('PERSISTED_DOCUMENT_NOT_FOUND'), { timeout: 20_000, interval: 200 });
  const { partnerVersion } = await admin.data('query ($id: ID!) { partnerVersion(id: $id) { state history { nodes { verb from to } } } }', {
    id: versionId,
  });
  expect(partnerVersion).toEqual({
    state: 'RETIRED',
    history: {
      nodes: [
        { verb: 'draftPartnerVersion', from: null, to: 'DRAFT' },
        { verb: 'publishPartnerVersion', from: 'DRAFT', to: 'ACTIVE' },
        { verb: 'deprecatePartnerVersion', from: 'ACTIVE', to: 'DEPRECATED' },
        { verb: 'retirePartnerVersion', from: 'DEPRECATED', to: 'RETIRED' },
      ],
    },
  });
});

describe('an answer by GET', () => {
  const asked = { documentId: sha256(own) };

  test('has an ETag, and is not sent twice', async () => {
    const first = await a.get(asked);
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toContain('authorization');
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await a.get(asked, { 'if-none-match': known });
      expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, null, etag]);
    }
    expect((await a.get(asked, { 'if-none-match': '"other"' })).body).toEqual({ data: name });
  });

  test('has none where it is an error, or by POST', async () => {
    for (const answer of [await a.get({ documentId: 'unknown' }), await a.post(asked)])
      expect([answer.headers.get('etag'), answer.headers.get('cache-control')?.startsWith('private') ?? false]).toEqual([null, false]);
  });
});

test("the demo's partner has documents to begin with, in each community", async () => {
  for (const community of ['000', '004']) {
    const client = await partner(app, 'partner', community);
    const documents = await app.database.query<{ sha256: string; operation_name: string }>(
      `select sha256, operation_name from partner_document join organization root on root.id = partner_document.jurisdiction_id
       where root.code = $1 and partner_document.provenance = 'SYNTHETIC'`,
      [community],
    );
    expect(documents.map(({ operation_name }) => operation_name)).toEqual(expect.arrayContaining(['PartnerReport', 'PartnerReports']));
    const { sha256: id } = documents.find(({ operation_name }) => operation_name === 'PartnerReports')!;
    expect((await client.post({ documentId: id })).body.data.incidents.nodes).toEqual([]);
  }
});

describe('where texts are off', () => {
  test('they are run for the explorer and for routers alone', async () => {
    const off = await startApp({ database: app.database, adhocDocuments: false });
    try {
      const leader = await off.tokenOf('grid-leader');
      for (const token of [leader, await off.tokenOf('dashboard'), null])
        expect((await new Sender(off.url, token).post({ query: own })).code).toBe('PERSISTED_DOCUMENT_REQUIRED');
      expect((await (await partner(off, 'client-a')).post({ documentId: sha256(own) })).body).toEqual({ data: name });
      const { key } = (await (await fetch(`${off.url}/explorer/setting.json`)).json()) as { key: string };
      const sender = new Sender(off.url, leader);
      expect((await sender.post({ query: own }, { 'mulin-explorer': key })).body).toEqual({ data: name });
      expect((await sender.post({ query: own }, { 'mulin-explorer': `${key}x` })).code).toBe('PERSISTED_DOCUMENT_REQUIRED');
      expect(await sender.through(await off.tokenOf('router')).data(own)).toEqual(name);
      // The explorer is no way around for a partner.
      expect((await (await partner(off, 'client-a')).post({ query: own }, { 'mulin-explorer': key })).code).toBe(
        'PERSISTED_DOCUMENT_REQUIRED',
      );
    } finally {
      await off.stop();
    }
  });
});
