import { connect } from 'node:net';
import { isEnumType } from 'graphql';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { buildGraph } from '../../src/graph/schema.js';
import { modules } from '../../src/modules/index.js';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import { RawSocket } from '../kit/raw-socket.js';

let app: App;
let resident: Client;
let leader: Client;
let input: Record<string, unknown>;
beforeAll(async () => {
  app = await startApp();
  [resident, leader] = [await app.as('resident'), await app.as('grid-leader')];
  const { grid, incidentCategories } = await resident.data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
  input = { gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' };
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const HAN = /\p{Script=Han}/u;
const REPORT = 'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }';

async function report(title: string): Promise<string> {
  const { reportIncident } = await resident.data(REPORT, { input: { ...input, title } });
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

/** A Chinese message is all Chinese, but for names of the graph and values; an English one has nothing Chinese in it. */
function expectIn(language: 'en' | 'zh', message: string): void {
  expect(message).not.toMatch(/\{\w+\}/);
  if (language === 'zh') expect(message).toMatch(/\p{Script=Han}.*。$/u);
  else expect(message).toMatch(/^[^\p{Script=Han}。]+$/u);
}

const inBoth = ['en', 'zh'] as const;

test.each([
  [null, 'en'],
  ['zh', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.5', 'zh'],
  ['ZH-hans-CN', 'zh'],
  ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
  ['fr,zh;q=0.1', 'zh'],
  ['zh;q=0,*', 'en'],
  ['*', 'en'],
  ['fr', 'en'],
  ['', 'en'],
  [';q=,,;;zh=1', 'en'],
  ['zh;q=none', 'en'],
  [`zh,${'fr,'.repeat(4_000)}`, 'zh'],
] as const)('Accept-Language: %s is answered in %s', async (header, language) => {
  const asking = header === null ? app.anonymous : app.anonymous.speaking(header);
  const [error] = (await asking.ask('{ enumLabels(enum: "Nothing") { value } }')).errors!;
  expect(error!.extensions?.code).toBe('BAD_USER_INPUT');
  expectIn(language, error!.message);
});

describe('every refusal is told in the language of the request', () => {
  const post = (client: Client, body: string, headers: Record<string, string> = {}, path = '/graphql') =>
    fetch(app.url + path, { method: 'POST', headers: { ...client.headers, ...headers }, body });
  const errorOf = async (response: Response) => ((await response.json()) as { errors: { message: string }[] }).errors[0]!.message;
  const asked = async (client: Client, query: string, variables?: Record<string, unknown>) =>
    (await client.ask(query, variables)).errors![0]!.message;

  const refusals: readonly (readonly [what: string, message: (language: string) => Promise<string>])[] = [
    [
      'a field that is wrong',
      async (language) =>
        (await resident.speaking(language).data(REPORT, { input: { ...input, title: '长'.repeat(201) } })).reportIncident.userErrors[0]
          .message,
    ],
    [
      'an id that is none',
      async (language) =>
        (await resident.speaking(language).data(REPORT, { input: { ...input, title: '路灯', gridId: 'none' } })).reportIncident
          .userErrors[0].message,
    ],
    [
      'what is not theirs to do',
      (language) =>
        asked(
          resident.speaking(language),
          'mutation ($id: ID!) { setBoundary(input: { id: $id, boundary: {} }) { userErrors { code } } }',
          {
            id: input.gridId,
          },
        ),
    ],
    [
      'what is not there',
      (language) =>
        asked(
          resident.speaking(language),
          'mutation { acceptIncident(input: { id: "inc_0197c1f2000070008000000000000001" }) { userErrors { code } } }',
        ),
    ],
    [
      'who did not sign in',
      (language) => asked(app.anonymous.speaking(language), 'mutation { acceptIncident(input: { id: "inc_x" }) { userErrors { code } } }'),
    ],
    ['a page that is too long', (language) => asked(resident.speaking(language), '{ grids(first: 1000) { totalCount } }')],
    [
      'a page that is too long, in a variable',
      (language) => asked(resident.speaking(language), 'query ($n: Int) { grids(first: $n) { totalCount } }', { n: 0 }),
    ],
    [
      'an id of something else',
      (language) => asked(resident.speaking(language), '{ grid(id: "org_0197c1f2000070008000000000000001") { id } }'),
    ],
    [
      'a text that is none',
      (language) =>
        asked(resident.speaking(language), 'query ($t: String) { grids(filter: { text: $t }) { totalCount } }', { t: 'a\u0000' }),
    ],
    [
      'a document that costs too much',
      (language) => asked(resident.speaking(language), `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: viewer { client }`).join(' ')} }`),
    ],
    [
      'a document that is nested too deeply',
      (language) => asked(resident.speaking(language), `{ grids { nodes ${'{ parent '.repeat(60)}{ id }${' }'.repeat(60)} } }`),
    ],
    [
      'several operations without a name',
      (language) => asked(resident.speaking(language), 'query A { viewer { client } } query B { viewer { client } }'),
    ],
    ['a subscription by POST', (language) => asked(resident.speaking(language), 'subscription { incidentEvents { change } }')],
    [
      'a subscription under a condition',
      (language) => asked(resident.speaking(language), 'subscription { incidentEvents @skip(if: false) { change } }'),
    ],
    ['a token that is none', async (language) => errorOf(await post(resident.speaking(language), '{}', { authorization: 'Bearer none' }))],
    ['no token at all', async (language) => errorOf(await post(resident.speaking(language), '{}', { authorization: 'none' }))],
    ['malformed JSON', async (language) => errorOf(await post(resident.speaking(language), '{"query":'))],
    ['another media type', async (language) => errorOf(await post(resident.speaking(language), '{}', { 'content-type': 'text/plain' }))],
    [
      'a wrong method',
      async (language) => errorOf(await fetch(`${app.url}/graphql`, { method: 'PUT', headers: resident.speaking(language).headers })),
    ],
    ['a wrong address', async (language) => errorOf(await post(resident.speaking(language), '{}', {}, '/nowhere'))],
    ['a ticket for nobody', async (language) => errorOf(await post(app.anonymous.speaking(language), '', {}, '/graphql/stream/ticket'))],
    [
      'a used ticket',
      async (language) => errorOf(await post(app.anonymous.speaking(language), '{"query":"{ x }","ticket":"used"}', {}, '/graphql/stream')),
    ],
  ];
  test.each(refusals)('%s', async (_what, message) => {
    for (const language of inBoth) expectIn(language, await message(language));
  });

  test('what Node cannot read as HTTP is refused in both', async () => {
    const { port } = new URL(app.url);
    const socket = connect(Number(port), 'localhost');
    socket.write('nonsense\r\n\r\n');
    let text = '';
    for await (const bytes of socket) text += bytes;
    expect(text).toMatch(/This is not HTTP.*不是有效的 HTTP/);
  });
});

describe('streams', () => {
  const WRONG: readonly (readonly [what: string, query: string])[] = [
    ['a query', '{ viewer { client } }'],
    ['two operations', 'subscription A { incidentEvents { change } } subscription B { incidentEvents { change } }'],
    ['a cursor of nobody', 'subscription { incidentEvents(after: "x") { change } }'],
    ['a filter that is not tested', 'subscription { incidentEvents(filter: { text: "x" }) { change } }'],
    ['a place of others', 'subscription { statisticsTally(scope: "org_0197c1f2000070008000000000000001") { scopeId } }'],
    [
      'what costs too much',
      `subscription { incidentEvents { event { ${Array.from({ length: 31 }, (_, i) => `a${i}: note`).join(' ')} } } }`,
    ],
  ];

  test.each(WRONG)('%s is refused in the language of connection_init, else of the handshake', async (_what, query) => {
    const { token } = leader;
    const ways = [
      [{ acceptLanguage: 'zh-CN,zh;q=0.9' }, {}, 'zh'],
      [{ acceptLanguage: 'en' }, { 'accept-language': 'zh' }, 'en'],
      [{ acceptLanguage: 7 }, {}, 'en'],
      [{}, { 'accept-language': 'zh' }, 'zh'],
      [{}, {}, 'en'],
    ] as const;
    for (const [params, headers, language] of ways) {
      const raw = await RawSocket.open(app.url, undefined, undefined, headers);
      raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}`, ...params } });
      expect(await raw.next()).toEqual({ type: 'connection_ack' });
      raw.subscribe('1', query);
      const { type, payload } = await raw.next('1');
      expectIn(language, (type === 'next' ? payload.errors : payload)[0].message);
    }
  });

  test.each(WRONG)('%s is refused in the language of a request for events', async (_what, query) => {
    for (const language of inBoth) {
      const { headers } = leader.speaking(language);
      const response = await fetch(`${app.url}/graphql/stream`, { method: 'POST', headers, body: JSON.stringify({ query }) });
      const [, data] = /^event: next\ndata: (.*)$/m.exec(await response.text())!;
      expectIn(language, JSON.parse(data!).errors[0].message);
    }
  });

  test('a socket without the right token is closed in its language', async () => {
    const raw = await RawSocket.open(app.url);
    raw.send({ type: 'connection_init', payload: { token: 'abc', acceptLanguage: 'zh' } });
    expect((await raw.closed).reason).toMatch(/connection_init .*发送令牌。$/);
  });

  const ACTIONS = 'subscription { incidentEvents { change incidentId event { incident { viewerActions { verb allowed reason } } } } }';
  const TITLES = 'subscription { incidentEvents { change incidentId event { incident { title } } } }';
  const follow = async (language: string, query: string) => {
    const stream = leader.speaking(language).subscribe(query);
    onTestFinished(() => stream.close());
    await stream.next();
    return async (id: string) =>
      (await stream.nextWhere(({ incidentEvents }) => incidentEvents.incidentId === id)).incidentEvents.event.incident;
  };

  test('items have reasons in the language of each follower; others are shared', async () => {
    const [english, alsoEnglish, chinese] = await Promise.all(['en', 'fr', 'zh-CN'].map((language) => follow(language, ACTIONS)));
    expect((await app.readiness()).streams).toMatchObject({ subscriptions: 3, channels: 2 });
    await Promise.all([follow('en', TITLES), follow('zh', TITLES)]);
    expect((await app.readiness()).streams).toMatchObject({ subscriptions: 5, channels: 3 });
    const id = await report('路灯坏了');
    const told = await Promise.all([english!, alsoEnglish!, chinese!].map((next) => next(id)));
    const languages = ['en', 'en', 'zh'] as const;
    for (const [i, { viewerActions }] of told.entries()) {
      const reasons = viewerActions.flatMap(({ reason }: { reason: string | null }) => reason ?? []);
      expect(reasons.length).toBeGreaterThan(3);
      for (const reason of reasons) expectIn(languages[i]!, reason);
      // The same as a read says.
      const read = await leader
        .speaking(languages[i]!)
        .data('query ($id: ID!) { incident(id: $id) { viewerActions { verb allowed reason } } }', { id });
      expect(viewerActions).toEqual(read.incident.viewerActions);
    }
  });
});

describe('enumLabels', () => {
  const LABELS = 'query ($enum: String!) { enumLabels(enum: $enum) { value label } }';
  const { schema } = buildGraph(modules);
  const enums = Object.values(schema.getTypeMap()).filter((type) => isEnumType(type) && !type.name.startsWith('__'));

  test('names every value of every enum in both languages, to everybody', async () => {
    expect(enums.length).toBeGreaterThan(50);
    for (const type of enums) {
      const values = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
      for (const language of inBoth) {
        const { enumLabels } = await app.anonymous.speaking(language).data(LABELS, { enum: type.name });
        expect(enumLabels.map(({ value }: { value: string }) => value)).toEqual(values);
        for (const { value, label } of enumLabels) {
          expect(HAN.test(label), `${type.name}.${value} in ${language}: ${label}`).toBe(language === 'zh');
          if (language === 'zh') expect(label).not.toMatch(/[a-z]{3}/);
          else expect(label.replaceAll(' ', '_').toUpperCase()).toBe(value.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
        }
      }
    }
  });

  test.each([
    ['IncidentState', 'IN_PROGRESS', 'In progress', '处置中'],
    ['IncidentChannel', 'QR_SCAN', 'QR scan', '扫码'],
    ['CoordinateSystem', 'WGS84', 'WGS84', '世界大地坐标系'],
    ['UserErrorCode', 'WRONG_STATE', 'Wrong state', '状态不符'],
    ['Verb', 'acceptIncident', 'Accept incident', '受理'],
  ])('%s.%s is %s, %s', async (type, value, en, zh) => {
    for (const [language, label] of [
      ['en', en],
      ['zh', zh],
    ] as const) {
      const { enumLabels } = await app.anonymous.speaking(language).data(LABELS, { enum: type });
      expect(enumLabels).toContainEqual({ value, label });
    }
  });

  test.each(['Nothing', '__TypeKind', 'Incident', ''])('%j is no enum', async (name) => {
    const { status, data, errors } = await app.anonymous.ask(LABELS, { enum: name });
    expect([status, data, errors]).toMatchObject([200, null, [{ path: ['enumLabels'], extensions: { code: 'BAD_USER_INPUT' } }]]);
    expect(errors![0]!.message).toMatch(/^enum takes the name of an enum/);
  });

  test('may be kept by caches, a language each; everything else by who asks alone', async () => {
    const get = async (query: string) => {
      const { headers } = await fetch(`${app.url}/graphql?query=${encodeURIComponent(query)}`, { headers: { 'accept-language': 'zh' } });
      return [headers.get('cache-control'), headers.get('vary')];
    };
    expect(await get('{ enumLabels(enum: "Urgency") { value label } }')).toEqual(['public, max-age=3600', 'accept-language']);
    expect((await get('{ enumLabels(enum: "Urgency") { label } viewer { client } }'))[0]).toBe('private, no-cache');
    expect((await get('{ enumLabels(enum: "Nothing") { label } }'))[0]).toBe('no-store');
    expect(await get('{ __typename }')).toEqual(['private, no-cache', 'authorization, accept, accept-language']);
    expect((await app.anonymous.ask(LABELS, { enum: 'Urgency' })).headers.get('cache-control')).toBe('no-store');
  });
});
