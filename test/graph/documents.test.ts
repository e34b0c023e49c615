import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../kit/app.js';

/** A query that came before is answered without Apollo's pipeline: nothing of the answer may tell. */

let app: App;
let token: string;
beforeAll(async () => {
  app = await startApp();
  token = await app.tokenOf('grid-leader');
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

async function send(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: Object.fromEntries(
      Object.entries({ 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers }).filter(
        ([, value]) => value !== '',
      ),
    ),
    body: JSON.stringify(body),
  });
  const { date: _date, ...rest } = Object.fromEntries(response.headers);
  return { status: response.status, headers: rest, text: await response.text() };
}

const list =
  'query Grids($first: Int = 2, $code: String) { grids(first: $first) { totalCount nodes { code } } grid(code: $code) { name } }';
const code = { code: '000-G01' };

test.each<[string, object, Record<string, string>?]>([
  ['a query', { query: '{ grid(code: "000-G01") { code name leader { publicName } } }' }],
  ['variables', { query: list, variables: { first: 3, ...code } }],
  ['a default', { query: list, variables: code }],
  ['its name', { query: list, variables: code, operationName: 'Grids' }],
  ['another name', { query: list, variables: code, operationName: 'Other' }],
  ['null beside it', { query: list, variables: code, operationName: null, extensions: null }],
  ['what it costs', { query: list, variables: code, extensions: { cost: true } }],
  ['a variable of another type', { query: list, variables: { first: 'two', ...code } }],
  ['a page that is too long', { query: list, variables: { first: 1_000, ...code } }],
  ['variables that are a list', { query: list, variables: [] }],
  ['variables that are a text', { query: list, variables: '{}' }],
  ['neither id nor code', { query: list }],
  ['an id of another noun', { query: 'query ($id: ID) { grid(id: $id) { code } }', variables: { id: `inc_${'0'.repeat(32)}` } }],
  ['a field that graphql-js answers', { query: '{ viewer { roles { role } } grid(code: "000-G01") { code } }' }],
  ['a fragment', { query: '{ grid(code: "000-G01") { ...F } } fragment F on Grid { code }' }],
  [
    'two operations',
    { query: 'query A { grid(code: "000-G01") { code } } query B { grid(code: "000-G02") { code } }', operationName: 'B' },
  ],
  ['any type', { query: list, variables: code }, { accept: '*/*' }],
  ['JSON', { query: list, variables: code }, { accept: 'application/json' }],
  ['a response', { query: list, variables: code }, { accept: 'application/graphql-response+json' }],
  ['a response, else JSON', { query: list, variables: code }, { accept: 'application/graphql-response+json, application/json' }],
  [
    'JSON, else a response',
    { query: list, variables: code },
    { accept: 'application/json;q=0.9, application/graphql-response+json;q=0.8' },
  ],
  ['a picture', { query: list, variables: code }, { accept: 'image/png' }],
])('the fourth answer is as the first: %s', async (_what, body, headers) => {
  const answers = [];
  for (let n = 0; n < 4; n++) answers.push(await send(body, headers));
  for (const later of answers.slice(1)) expect(later).toEqual(answers[0]);
});

test('each repeat is read with the rights of who asks', async () => {
  const query = '{ incidents { totalCount } grid(code: "000-G01") { householdCount leader { name } } }';
  const first = await send({ query });
  for (let n = 0; n < 3; n++) expect(await send({ query })).toEqual(first);
  const data = await app.anonymous.data(query);
  expect(data).toEqual({ incidents: { totalCount: 0 }, grid: { householdCount: null, leader: { name: expect.stringMatching(/^.\*$/) } } });
  expect((await send({ query }, { authorization: 'Bearer none' })).status).toBe(401);
  expect(await send({ query })).toEqual(first);
});

const report =
  'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { __typename incident { title state grid { code } reporter { name } viewerActions(allowed: true) { verb } } trackingCode userErrors { code path message params { name value } } } }';

interface Places {
  readonly grid: { readonly id: string };
  readonly foreign: { readonly id: string };
  readonly incidentCategories: readonly { readonly id: string }[];
}

async function inputs() {
  const { grid, foreign, incidentCategories } = (await (
    await app.as('grid-leader')
  ).data('{ grid(code: "000-G01") { id } foreign: grid(code: "002-G01") { id } incidentCategories { id } }')) as Places;
  const right = { title: '路灯坏了', gridId: grid.id, categoryId: incidentCategories[0]!.id, channel: 'WECHAT' };
  return { right, foreign: { ...right, gridId: foreign.id } };
}

test.each<[string, (given: Awaited<ReturnType<typeof inputs>>) => object]>([
  ['what is done', ({ right }) => ({ query: report, variables: { input: right } })],
  ['wrong fields', ({ right }) => ({ query: report, variables: { input: { ...right, title: '', address: 'x'.repeat(300) } } })],
  ['an id that cannot be read', ({ right }) => ({ query: report, variables: { input: { ...right, gridId: 'grd_1' } } })],
  ['what is forbidden', ({ foreign }) => ({ query: report, variables: { input: foreign } })],
  ['a row that is not there', ({ right }) => ({ query: report, variables: { input: { ...right, gridId: `grd_${'0'.repeat(32)}` } } })],
  ['a missing field', () => ({ query: report, variables: { input: { title: '路灯坏了' } } })],
  ['an unknown enum value', ({ right }) => ({ query: report, variables: { input: { ...right, channel: 'PIGEON' } } })],
  [
    'an alias and a fragment',
    ({ right }) => ({
      query: `mutation R($title: String!) { told: reportIncident(input: { title: $title, gridId: "${right.gridId}", categoryId: "${right.categoryId}", channel: WECHAT }) { ...P } }
        fragment P on ReportIncidentPayload { made: incident { name: title } again: incident { state } userErrors { code } }`,
      variables: { title: '路灯坏了' },
    }),
  ],
  [
    'two verbs',
    ({ right }) => ({
      query: `mutation ($input: ReportIncidentInput!) { a: reportIncident(input: $input) { incident { title } } b: reportIncident(input: $input) { incident { title } } }`,
      variables: { input: right },
    }),
  ],
  [
    'a part that is left out',
    ({ right }) => ({
      query: `mutation ($input: ReportIncidentInput!, $all: Boolean = false) { reportIncident(input: $input) { incident @include(if: $all) { title } userErrors { code } } }`,
      variables: { input: right },
    }),
  ],
])('a mutation that comes again is answered as the first time: %s', async (_what, bodyOf) => {
  const body = bodyOf(await inputs());
  for (const headers of [{}, { authorization: '' }, { 'accept-language': 'zh' }]) {
    const answers = [];
    for (let n = 0; n < 4; n++) {
      const { text, ...rest } = await send(body, headers as Record<string, string>);
      const { 'content-length': _length, ...others } = rest.headers;
      answers.push({ status: rest.status, headers: others, text: text.replace(/"trackingCode":"[^"]+"/, '"trackingCode":"…"') });
    }
    for (const later of answers.slice(1)) expect(later).toEqual(answers[0]);
  }
});
