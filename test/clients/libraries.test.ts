import { readFileSync } from 'node:fs';
import { ApolloClient, ApolloLink, HttpLink, type InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { fetchExchange, Client as UrqlClient } from '@urql/core';
import { buildSchema, getIntrospectionQuery, introspectionFromSchema, parse } from 'graphql';
import {
  ConnectionHandler,
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getSingularSelector,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
} from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type App, startApp } from '../kit/app.js';
import { calls } from '../kit/calls.js';
import { Client } from '../kit/client.js';
import { Sender } from '../modules/partners/kit.js';
import { Project, schemaFile, settingsFor } from './kit.js';

/** The clients that front-end teams and partners use, as their packages come, against the server. */

let app: App;
let place: { readonly gridId: string; readonly categoryId: string };
const projects: Project[] = [];
beforeAll(async () => {
  app = await startApp();
  const { grid } = await app.anonymous.data('{ grid(code: "000-G01") { id incidentCategories { id } } }');
  place = { gridId: grid.id, categoryId: grid.incidentCategories[0].id };
});
afterAll(async () => {
  for (const project of projects) await project.remove();
  expect(app.bugs).toEqual([]);
  await app.stop();
});

async function project(files: Readonly<Record<string, string>>): Promise<Project> {
  const made = new Project();
  projects.push(made);
  return made.write(files);
}

/** What was sent, body by body. */
type Sent = Record<string, unknown>[];
const sending =
  (token: string, sent: Sent): typeof fetch =>
  (address, init) => {
    sent.push(JSON.parse(String(init?.body)));
    return fetch(address, { ...init, headers: { ...(init?.headers as Record<string, string>), authorization: `Bearer ${token}` } });
  };

const REPORT =
  'mutation Report($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id title state } userErrors { message } } }';
const input = (title: string) => ({ ...place, title, channel: 'WECHAT' });
async function report(title: string): Promise<string> {
  const { reportIncident } = await (await app.as('resident')).data(REPORT, { input: input(title) });
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the document's.
type Any = any;
type Document = TypedDocumentNode<Any, Any>;
const document = (text: string): Document => parse(text) as Document;

/** How many requests went through the whole of Apollo Server, which a known document does not need. */
const longWays = (act: () => Promise<unknown>): Promise<number> =>
  calls(/@apollo\/server\/.*requestPipeline\.js$/, 'processGraphQLRequest', act);

describe('Apollo Client', () => {
  async function apollo(link: ApolloLink): Promise<ApolloClient> {
    const { cache } = (await (await project(settingsFor('apollo'))).import('settings.js')) as { cache: InMemoryCache };
    const client = new ApolloClient({ cache, link });
    onTestFinished(() => client.stop());
    return client;
  }
  const http = (token: string, sent: Sent = []) => new HttpLink({ uri: `${app.url}/graphql`, fetch: sending(token, sent) });

  const INCIDENTS: Document = document(`query Incidents($after: String) {
    incidents(first: 2, after: $after, filter: { text: "坏了" }) { totalCount edges { node { id title state } } pageInfo { hasNextPage endCursor } }
  }`);

  test('joins pages, and knows a row again wherever it comes from', async () => {
    for (const title of ['路灯坏了', '门禁坏了', '电梯坏了']) await report(title);
    const client = await apollo(http(await app.tokenOf('community-cadre')));
    const list = client.watchQuery({ query: INCIDENTS });
    const seen: Any[] = [];
    list.subscribe(({ data }) => data && seen.push(data.incidents.edges.map(({ node }: Any) => node)));
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    const { data: first } = list.getCurrentResult();
    expect([first.incidents.totalCount, first.incidents.edges.length]).toEqual([3, 2]);
    await list.fetchMore({ variables: { after: first.incidents.pageInfo.endCursor } });
    await vi.waitFor(() => expect(seen.at(-1)).toHaveLength(3));
    expect(list.getCurrentResult().data.incidents.pageInfo.hasNextPage).toBe(false);
    // A verb changes the row that the list shows.
    const [{ id }] = seen.at(-1);
    const { data } = await client.mutate({
      mutation: document(
        `mutation ($input: IncidentTransitionInput!) { acceptIncident(input: $input) { incident { id state } userErrors { message } } }`,
      ),
      variables: { input: { id } },
    });
    expect(data.acceptIncident.userErrors).toEqual([]);
    await vi.waitFor(() => expect(seen.at(-1).map(({ state }: Any) => state)).toEqual(['ACCEPTED', 'REPORTED', 'REPORTED']));
    // The same list with another filter is another list.
    const { data: other } = await client.query({
      query: document(`{ incidents(first: 1, filter: { text: "门禁坏了" }) { edges { node { id title } } } }`),
    });
    expect(other.incidents.edges.map(({ node }: Any) => node.title)).toEqual(['门禁坏了']);
    expect(list.getCurrentResult().data.incidents.edges).toHaveLength(3);
    // A value without an id is completed by what a second query asks of it.
    const rate = (fields: string): Document =>
      document(
        `{ grid(code: "000-G01") { statistics(period: { from: "2026-01-01", to: "2026-12-31" }) { completionRate { ${fields} } } } }`,
      );
    for (const fields of ['numerator', 'denominator']) await client.query({ query: rate(fields) });
    expect(client.readQuery({ query: rate('numerator denominator') })).not.toBeNull();
  });

  test('shows what a subscription brings where the row stands already', async () => {
    const id = await report('井盖不见了');
    const token = await app.tokenOf('community-cadre');
    const socket = new Client(app.url, token).socket();
    onTestFinished(async () => void (await socket.dispose()));
    const client = await apollo(
      ApolloLink.split(({ operationType }) => (operationType as string) === 'subscription', new GraphQLWsLink(socket), http(token)),
    );
    const ROW: Document = document(`query Row($id: ID!) { node(id: $id) { id ... on Incident { title state } } }`);
    const states: string[] = [];
    client.watchQuery({ query: ROW, variables: { id } }).subscribe(({ data }) => data && states.push(data.node.state));
    const changes: string[] = [];
    client
      .subscribe({ query: document(`subscription { incidentEvents { change event { incident { id state } } } }`) })
      .subscribe(({ data }) => changes.push(data.incidentEvents.change));
    await vi.waitFor(() => expect([states, changes]).toEqual([['REPORTED'], ['HEARTBEAT']]));
    await (await app.as('community-cadre')).data(
      'mutation ($input: IncidentTransitionInput!) { acceptIncident(input: $input) { userErrors { message } } }',
      { input: { id } },
    );
    await vi.waitFor(() => expect(states).toEqual(['REPORTED', 'ACCEPTED']));
  });

  test('sends the ids of a manifest that generate-persisted-query-manifest wrote', async () => {
    const documents = {
      'operations/place.graphql':
        'query Place($code: String!) { grid(code: $code) { ...Named community { id name } } viewer { id client } }\nfragment Named on Grid { id name }',
      'operations/report.graphql': REPORT,
      'operations/own.graphql': 'query Own { incidents(filter: { reportedByViewer: true }) { edges { node { id title state } } } }',
    };
    const partners = await project({
      ...documents,
      'persisted-query-manifest.config.json': JSON.stringify({ documents: ['operations/*.graphql'], output: 'manifest.json' }),
    });
    expect(await partners.run('generate-persisted-query-manifest')).toEqual({ succeeded: true, said: expect.any(String) });
    await partners.publish(app, 'apollo', 'manifest.json');
    const sent: Sent = [];
    const persisted = new PersistedQueryLink(
      generatePersistedQueryIdsFromManifest({ loadManifest: async () => JSON.parse(partners.read('manifest.json')) }),
    );
    const token = await app.tokenOf('partner', '000', { client: 'apollo', scope: '' });
    const client = await apollo(persisted.concat(http(token, sent)));
    const [place, report, own] = Object.values(documents).map((text) => document(text)) as [Document, Document, Document];
    const { data } = await client.query({ query: place, variables: { code: '000-G01' } });
    expect(data).toMatchObject({ grid: { community: { name: expect.any(String) } }, viewer: { client: 'apollo' } });
    const made = await client.mutate({ mutation: report, variables: { input: { ...input('合作方上报'), channel: 'PARTNER_API' } } });
    expect(made.data.reportIncident).toMatchObject({ incident: { state: 'REPORTED' }, userErrors: [] });
    expect((await client.query({ query: own })).data.incidents.edges.map(({ node }: Any) => node)).toEqual([
      made.data.reportIncident.incident,
    ]);
    const again = () => client.query({ query: own, fetchPolicy: 'network-only' });
    expect(await longWays(again)).toBe(0);
    expect(sent.map(({ query, extensions }) => [query, Object.keys(Object(extensions))])).toEqual(
      Array.from({ length: 4 }, () => [undefined, ['clientLibrary', 'persistedQuery']]),
    );
  });
});

describe('urql with Graphcache', () => {
  test('joins pages, and knows a row again; the schema is the introspected one', async () => {
    for (const title of ['树倒了', '墙倒了', '杆倒了']) await report(title);
    const schema = await (await app.as('community-cadre')).data(getIntrospectionQuery());
    const { cache } = await (await project(settingsFor('urql'))).import('settings.js');
    const complaints: string[] = [];
    vi.spyOn(console, 'warn').mockImplementation((text) => void complaints.push(String(text)));
    onTestFinished(() => void vi.restoreAllMocks());
    const client = new UrqlClient({
      url: `${app.url}/graphql`,
      preferGetMethod: false,
      fetch: sending(await app.tokenOf('community-cadre'), []),
      exchanges: [cache(schema), fetchExchange],
    });
    const list = `query Fallen($after: String) { incidents(first: 2, after: $after, filter: { text: "倒了" }) {
      nodes { id title state viewerActions(allowed: true) { verb } } pageInfo { hasNextPage endCursor } } }`;
    const read = async (query: string, variables: object = {}) => {
      const { data, error } = await client.query(query, variables).toPromise();
      expect(error).toBeUndefined();
      return data;
    };
    const { incidents } = await read(list, {});
    expect(incidents.nodes).toHaveLength(2);
    const both = await read(list, { after: incidents.pageInfo.endCursor });
    expect([both.incidents.nodes.length, both.incidents.pageInfo.hasNextPage]).toEqual([3, false]);
    const { data } = await client
      .mutation(
        'mutation Accept($input: IncidentTransitionInput!) { acceptIncident(input: $input) { incident { id state } userErrors { message } } }',
        { input: { id: both.incidents.nodes[0].id } },
      )
      .toPromise();
    expect(data.acceptIncident.userErrors).toEqual([]);
    expect((await read(list, {})).incidents.nodes.map(({ state }: Any) => state)).toEqual(['ACCEPTED', 'REPORTED', 'REPORTED']);
    await read(
      'query Viewing { viewer { id roles { role } } grid(code: "000-G01") { id statistics(period: { from: "2026-01-01", to: "2026-12-31" }) { completionRate { numerator } } } }',
    );
    expect(complaints).toEqual([]);
  });
});

describe('Relay', () => {
  const source = `
    graphql\`query IncidentsQuery { ...Incidents_query }\`;
    graphql\`fragment Incidents_query on Query @refetchable(queryName: "IncidentsPaginationQuery")
      @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
      incidents(first: $count, after: $cursor, filter: { reportedByViewer: true }) @connection(key: "Incidents_incidents") {
        edges { node { ...Incidents_incident } }
      }
    }\`;
    graphql\`fragment Incidents_incident on Incident @refetchable(queryName: "IncidentsRefetchQuery") { id title state }\`;
    graphql\`mutation IncidentsReportMutation($input: ReportIncidentInput!, $lists: [ID!]!) {
      reportIncident(input: $input) { incident @prependNode(connections: $lists, edgeTypeName: "IncidentEdge") { ...Incidents_incident } userErrors { message } }
    }\`;
    graphql\`subscription IncidentsSubscription { incidentEvents { change event { incident { ...Incidents_incident } } } }\`;`;

  test('reads pages, prepends what it reports, and reads a node again, all by the ids of its compiler', async () => {
    const partners = await project({
      'src/Incidents.js': source,
      'src/__generated__/.keep': '',
      'schema.graphql': readFileSync(schemaFile('api.graphql'), 'utf8'),
      'relay.config.json': JSON.stringify({
        ...{ src: './src', schema: './schema.graphql', language: 'javascript', eagerEsModules: true },
        ...{ artifactDirectory: './src/__generated__', persistConfig: { file: './persisted.json' } },
      }),
      'persisted.json': '{}',
    });
    expect(await partners.run('relay-compiler')).toEqual({ succeeded: true, said: expect.any(String) });
    await partners.publish(app, 'relay', 'persisted.json');
    const compiled = async (name: string) => (await partners.import(`src/__generated__/${name}.graphql.js`)).default;

    const token = await app.tokenOf('partner', '000', { client: 'relay', scope: '' });
    const sender = new Sender(app.url, token);
    const socket = sender.socket();
    onTestFinished(async () => void (await socket.dispose()));
    const environment = new Environment({
      store: new Store(new RecordSource()),
      network: Network.create(
        async ({ id }, variables) => (await sender.post({ id, variables })).body,
        ({ id }, variables) => Observable.create((sink) => socket.subscribe({ id, variables, query: '' } as never, sink as never)),
      ),
    });
    const query = await compiled('IncidentsQuery');
    const operation = createOperationDescriptor(query, {});
    onTestFinished(() => environment.retain(operation).dispose());
    const shown = async () => {
      const list = getSingularSelector(await compiled('Incidents_query'), environment.lookup(operation.fragment).data as Any)!;
      const row = await compiled('Incidents_incident');
      const { incidents } = environment.lookup(list).data as Any;
      const rows = incidents.edges.map(({ node }: Any) => environment.lookup(getSingularSelector(row, node)!).data);
      return { rows, page: incidents.pageInfo };
    };
    const titles = async () => (await shown()).rows.map(({ title }: Any) => title);
    const reported = async (title: string, lists: string[]) => {
      const mutation = await compiled('IncidentsReportMutation');
      await new Promise((resolve, reject) =>
        commitMutation(environment, {
          mutation,
          variables: { input: { ...input(title), channel: 'PARTNER_API' }, lists },
          onCompleted: resolve,
          onError: reject,
        }),
      );
    };

    for (const title of ['一', '二', '三']) await reported(title, []);
    await fetchQuery(environment, query, {}).toPromise();
    expect(await titles()).toEqual(['三', '二']);
    const { page } = await shown();
    expect(page.hasNextPage).toBe(true);
    // What usePaginationFragment does for loadNext.
    await fetchQuery(environment, await compiled('IncidentsPaginationQuery'), { count: 2, cursor: page.endCursor }).toPromise();
    expect([await titles(), (await shown()).page.hasNextPage]).toEqual([['三', '二', '一'], false]);

    const list = ConnectionHandler.getConnectionID('client:root', 'Incidents_incidents', { filter: { reportedByViewer: true } });
    await reported('四', [list]);
    expect(await titles()).toEqual(['四', '三', '二', '一']);

    // Somebody else takes two of them up: one is read again, the other comes by the stream.
    await app.caughtUp();
    const changes: Any[] = [];
    const following = requestSubscription(environment, {
      subscription: await compiled('IncidentsSubscription'),
      variables: {},
      onNext: (item: Any) => changes.push(item.incidentEvents.change),
    });
    onTestFinished(() => following.dispose());
    await vi.waitFor(() => expect(changes).toEqual(['HEARTBEAT']));
    const [fourth, third] = (await shown()).rows;
    const leader = await app.as('community-cadre');
    for (const { id } of [fourth, third])
      await leader.data('mutation ($input: IncidentTransitionInput!) { acceptIncident(input: $input) { userErrors { message } } }', {
        input: { id },
      });
    await fetchQuery(environment, await compiled('IncidentsRefetchQuery'), { id: fourth.id }).toPromise();
    await vi.waitFor(async () =>
      expect((await shown()).rows.map(({ state }: Any) => state)).toEqual(['ACCEPTED', 'ACCEPTED', 'REPORTED', 'REPORTED']),
    );
  });
});

test('gql.tada infers answers and variables, and what is misspelt does not compile', async () => {
  const file = (field: string, variables: string) => `
    import { initGraphQLTada, type ResultOf, type VariablesOf } from 'gql.tada';
    import type { introspection } from './graph.d.ts';
    const graphql = initGraphQLTada<{ introspection: introspection; scalars: { DateTime: string; Cursor: string } }>();
    const query = graphql('query Q($code: String!) { grid(code: $code) { incidents { nodes { ${field} state } } } }');
    declare const answer: ResultOf<typeof query>;
    export const title: string | undefined = answer.grid?.incidents.nodes[0]?.${field};
    export const variables: VariablesOf<typeof query> = ${variables};`;
  const introspected = introspectionFromSchema(buildSchema(readFileSync(schemaFile('api.graphql'), 'utf8')), { descriptions: false });
  const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: 'nodenext', target: 'es2024', types: [] };
  const made = await project({
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }),
    'graph.d.ts': outputIntrospectionFile(minifyIntrospection(introspected), { fileType: '.d.ts', shouldPreprocess: true }),
    'right.ts': file('title', '{ code: "000-G01" }'),
    'field.ts': file('titel', '{ code: "000-G01" }'),
    'variable.ts': file('title', '{ cod: "000-G01" }'),
  });
  const { said } = await made.run('tsc', '-p', '.', '--pretty', 'false');
  expect(said.match(/^\S+\.ts(?=\()/gm)).toEqual(['field.ts', 'variable.ts']);
  expect(said).toMatch(/'unknown' is not assignable to type 'string \| undefined'/);
  expect(said).toMatch(/'cod' does not exist in type/);
});

test("the client preset's persisted documents run by the hash that each typed document has", async () => {
  const partners = await project({
    'app.js':
      "import { graphql } from './gql/index.js';\nexport const named = graphql(`query Named($code: String!) { grid(code: $code) { code } }`);",
    'codegen.json': JSON.stringify({
      schema: schemaFile('api.graphql'),
      documents: ['app.js'],
      generates: { 'gql/': { preset: 'client', presetConfig: { persistedDocuments: true, fragmentMasking: false } } },
    }),
  });
  expect(await partners.run('graphql-codegen', '--config', 'codegen.json')).toEqual({ succeeded: true, said: expect.any(String) });
  await partners.publish(app, 'preset', 'gql/persisted-documents.json');
  const { NamedDocument } = await partners.import('gql/graphql.ts');
  const sender = new Sender(app.url, await app.tokenOf('partner', '000', { client: 'preset', scope: '' }));
  const { body } = await sender.post({ documentId: NamedDocument.__meta__.hash, variables: { code: '000-G01' } });
  expect(body).toEqual({ data: { grid: { code: '000-G01' } } });
});
