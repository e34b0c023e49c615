import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { publicId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import { Client } from '../../kit/client.js';
import { done, openHall } from '../deliberation/hall.js';
import { publish, step } from './kit.js';
import { accepts, answers, hangs, Receiver } from './receiver.js';

/** Items of a partner's subscription are sent to its address: signed, each once by its id, those of an incident in order. */

const source = 'subscription Told { incidentEvents { change incidentId event { kind to incident { title } } } }';
const NAMES = [
  'reads',
  'fails',
  'healthy',
  'hour',
  'dead',
  'retired',
  'revoked',
  'tests',
  'rotates',
  'gone',
  'many',
  'paused',
  'moves',
  'spends',
  'checks',
  'sessions',
];

let ahead = 0;
const start = Date.parse('2026-11-22T08:00:00+08:00') - Date.now();
const clock = () => new Date(Date.now() + start + ahead);
/** Time passes for the server. */
const pass = (hours: number) => {
  ahead += hours * 3_600_000;
};

let app: App;
let cadre: Client;
let place: { gridId: string; categoryId: string; channel: string };
const published = new Map<string, { appId: string; versionId: string }>();
beforeAll(async () => {
  app = await startApp({ clock });
  cadre = await app.as('community-cadre');
  const { grid, incidentCategories } = await cadre.data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
  place = { gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' };
  const admin = await app.as('admin');
  for (const name of NAMES) {
    const made = await publish(app, name, [{ source }]);
    published.set(name, made);
    // On a slow machine a test asks for a webhook more often than the usual budget lasts.
    await setBudget(admin, { id: made.appId, units: 1_000_000_000, perSecond: 10_000_000 });
  }
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

async function setBudget(admin: Client, input: object): Promise<void> {
  const set = 'mutation ($input: SetPartnerBudgetInput!) { setPartnerBudget(input: $input) { userErrors { message } } }';
  expect((await admin.data(set, { input })).setPartnerBudget.userErrors).toEqual([]);
}

class Partner extends Client {
  constructor(
    readonly client: string,
    token: string,
  ) {
    super(app.url, token);
  }
}

const partner = async (client: string) =>
  new Partner(client, await app.tokenOf('partner', '000', { client, scope: 'graphql:adhoc', lifetime: '300d' }));

async function receiver(): Promise<Receiver> {
  const opened = await Receiver.open();
  onTestFinished(() => opened.close());
  return opened;
}

const documentOf = async (client: string, name = 'Told'): Promise<string> => {
  const [row] = await app.database.query<{ id: string }>(
    `select document.id from partner_document document join partner_version version on version.id = partner_version_id
     where client = $1 and operation_name = $2 order by version.created_at limit 1`,
    [client, name],
  );
  return publicId('PartnerDocument', row!.id);
};

const REGISTER =
  'mutation ($input: RegisterWebhookInput!) { registerWebhook(input: $input) { webhook { id state url } secret userErrors { code path message } } }';

async function register(client: Partner, url: string, more: object = {}) {
  const { registerWebhook } = await client.data(REGISTER, { input: { documentId: await documentOf(client.client), url, ...more } });
  expect(registerWebhook.userErrors).toEqual([]);
  return { id: registerWebhook.webhook.id as string, secret: registerWebhook.secret as string };
}

/** A verb about a webhook or a delivery. */
async function does(client: Client, verb: string, input: Record<string, unknown>, type = 'WebhookTransitionInput') {
  const field = verb === 'testWebhook' || verb === 'redeliverWebhookDelivery' ? 'webhookDelivery' : 'webhook';
  const data = await client.data(
    `mutation ($input: ${type}!) { ${verb}(input: $input) { ${field} { id state } ${verb === 'rotateWebhookSecret' ? 'secret' : ''} userErrors { code } } }`,
    { input },
  );
  return data[verb];
}

async function report(client: Client, title = '路灯坏了'): Promise<string> {
  const { reportIncident } = await client.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    { input: { ...place, title } },
  );
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

async function moves(id: string, ...verbs: string[]): Promise<void> {
  for (const verb of verbs) {
    const data = await cadre.data(
      `mutation ($input: IncidentTransitionInput!) { ${verb}(input: $input) { userErrors { code message } } }`,
      { input: { id } },
    );
    expect(data[verb].userErrors).toEqual([]);
  }
}

const webhookOf = async (client: Client, id: string) =>
  (
    await client.data(
      `query ($id: ID!) { webhook(id: $id) { state pauseReason lastSuccessAt failingSince restsUntil
         history { nodes { verb to note } }
         deliveries(first: 100) { nodes { id kind state attempts lastStatus lastError nextAttemptAt settledAt } } } }`,
      { id },
    )
  ).webhook;

/** Waits until the webhook is as it is expected. */
const shows = (client: Client, id: string, expected: object) =>
  vi.waitFor(async () => expect(await webhookOf(client, id)).toMatchObject(expected), { timeout: 20_000, interval: 50 });

const once = (all: readonly { readonly id: string }[]) => expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
const kindsOf = (all: Receiver['accepted'], incident: string) =>
  all.filter(({ body }) => body.data.incidentEvents.incidentId === incident).map(({ body }) => body.data.incidentEvents.event.kind);

test('items are sent as the document answers them, signed, each once, in order', async () => {
  const [client, other, to] = [await partner('reads'), await partner('healthy'), await receiver()];
  const { id, secret } = await register(client, to.url);
  expect(secret).toMatch(/^whsec_/);
  const incident = await report(client);
  await report(other, '别家上报');
  await moves(incident, 'acceptIncident', 'fileIncident');
  const all = await to.has(3);
  expect(all.map(({ body }) => body)).toEqual(
    ['REPORTED', 'ACCEPTED', 'FILED'].map((kind) => ({
      data: {
        incidentEvents: {
          change: kind === 'REPORTED' ? 'ENTERED' : 'CHANGED',
          incidentId: incident,
          event: { kind, to: expect.any(String), incident: { title: '路灯坏了' } },
        },
      },
    })),
  );
  once(all);
  for (const { text, headers } of all) {
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' });
    expect(new Webhook(secret).verify(text, headers)).toEqual(JSON.parse(text));
    expect(() => new Webhook(secret).verify(`${text} `, headers)).toThrow();
  }
  await shows(client, id, {
    state: 'ACTIVE',
    failingSince: null,
    deliveries: { nodes: Array(3).fill({ state: 'DELIVERED', attempts: 1, lastStatus: 204 }) },
  });
  expect((await webhookOf(client, id)).deliveries.nodes.map((delivery: { id: string }) => delivery.id).sort()).toEqual(
    all.map((one) => one.id).sort(),
  );
});

test('the secret is told once', async () => {
  const client = await partner('reads');
  const input = { documentId: await documentOf(client.client), url: 'http://127.0.0.1:9/once', idempotencyKey: 'once' };
  const [first, again] = [await client.data(REGISTER, { input }), await client.data(REGISTER, { input })];
  expect(first.registerWebhook.secret).toMatch(/^whsec_/);
  expect(again.registerWebhook).toMatchObject({ webhook: { id: first.registerWebhook.webhook.id }, secret: null, userErrors: [] });
  const rows = await app.database.query<{ text: string }>('select webhook::text as text from webhook');
  const told = Buffer.from(first.registerWebhook.secret);
  for (const { text } of rows) for (const form of [told.toString(), told.toString('hex')]) expect(text).not.toContain(form);
  await does(client, 'removeWebhook', { id: first.registerWebhook.webhook.id });
});

test('an incident whose item is not accepted waits, and no other one does', async () => {
  const [client, to] = [await partner('fails'), await receiver()];
  const { id } = await register(client, to.url);
  const [held, free] = [await report(client, '甲'), await report(client, '乙')];
  await to.has(2);
  // The second step of one incident fails until its third attempt.
  to.behaviour = ({ body }, response, nth) =>
    (body.data.incidentEvents.incidentId === held && nth < 2 ? answers(500) : accepts)(null as never, response, nth);
  await moves(held, 'acceptIncident', 'fileIncident');
  await moves(free, 'acceptIncident', 'fileIncident');
  await vi.waitFor(() => expect(kindsOf(to.accepted, free)).toEqual(['REPORTED', 'ACCEPTED', 'FILED']), { timeout: 20_000 });
  expect(kindsOf(to.accepted, held)).toEqual(['REPORTED']);
  const failing = (await webhookOf(client, id)).deliveries.nodes.find(
    ({ state, attempts }: { state: string; attempts: number }) => state === 'PENDING' && attempts > 0,
  );
  expect(failing).toMatchObject({ lastStatus: 500, lastError: 'REFUSED', nextAttemptAt: expect.any(String), settledAt: null });
  for (let n = 0; n < 4; n++) {
    pass(0.01);
    await vi.waitFor(() => expect(to.received.length).toBeGreaterThan(6 + n), { timeout: 5_000 }).catch(() => {});
  }
  await vi.waitFor(() => expect(kindsOf(to.accepted, held)).toEqual(['REPORTED', 'ACCEPTED', 'FILED']), { timeout: 20_000 });
  once(to.accepted);
});

test('one that hangs slows nobody', async () => {
  const [hanging, healthy] = [await partner('many'), await partner('healthy')];
  const [stuck, to] = [await receiver(), await receiver()];
  stuck.behaviour = hangs;
  const { id } = await register(hanging, stuck.url);
  await register(healthy, to.url);
  for (let n = 0; n < 6; n++) await report(hanging);
  await vi.waitFor(() => expect(stuck.received.length).toBe(4));
  const begun = performance.now();
  for (let n = 0; n < 5; n++) await report(healthy);
  await to.has(5);
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(stuck.received).toHaveLength(4);
  await does(hanging, 'removeWebhook', { id });
});

test('one that comes back after an hour is told everything, once and in order', async () => {
  const [client, to] = [await partner('hour'), await receiver()];
  const { id } = await register(client, to.url);
  const incidents = [await report(client, '一'), await report(client, '二')];
  await to.has(2);
  to.behaviour = (_, response) => void response.destroy();
  for (const incident of incidents) await moves(incident, 'acceptIncident', 'fileIncident');
  for (let n = 0; n < 5; n++) await report(client);
  await vi.waitFor(() => expect(to.received.length).toBeGreaterThan(2), { timeout: 10_000 });
  for (let n = 0; n < 3; n++) {
    const before = to.received.length;
    // However long it rests by then: that depends on how many attempts were under way when it went away.
    await vi.waitFor(
      () => {
        pass(0.06);
        expect(to.received.length).toBeGreaterThan(before);
      },
      { timeout: 60_000, interval: 100 },
    );
  }
  await shows(client, id, { failingSince: expect.any(String), restsUntil: expect.any(String) });
  // While it is down one message is tried at a time, and not all of them.
  expect(new Set(to.received.slice(2).map((one) => one.id)).size).toBeLessThan(9);
  to.behaviour = accepts;
  pass(1);
  const all = await to.has(11);
  once(all);
  for (const incident of incidents) expect(kindsOf(all, incident)).toEqual(['REPORTED', 'ACCEPTED', 'FILED']);
  await shows(client, id, { failingSince: null, restsUntil: null });
});

test('what happens at one session is told in order, one message at a time', async () => {
  const followed = 'subscription Sessions { sessionEvents { change sessionId kind } }';
  await publish(app, 'sessions', [{ source: followed }], '2.0.0');
  const [client, to] = [await partner('sessions'), await receiver()];
  const [underWay, overlapping] = [new Set<string>(), new Set<string>()];
  const sessionIn = ({ body }: { readonly body: { data: { sessionEvents: { sessionId: string; kind: string } } } }) =>
    body.data.sessionEvents.sessionId;
  to.behaviour = (message, response) => {
    const session = sessionIn(message);
    if (underWay.has(session)) overlapping.add(session);
    underWay.add(session);
    setTimeout(() => {
      underWay.delete(session);
      response.writeHead(204).end();
    }, 200);
  };
  await register(client, to.url, { documentId: await documentOf('sessions', 'Sessions') });
  const hall = await openHall(app);
  const sessions = [await hall.announced(await hall.body()), await hall.announced(await hall.body())];
  for (const verb of ['postponeSession', 'cancelSession']) for (const id of sessions) await done(cadre, verb, { id, reason: '下雨' });
  const all = await to.has(6);
  expect(overlapping).toEqual(new Set());
  for (const id of sessions) {
    const kinds = all.filter((message) => sessionIn(message) === id).map(({ body }) => body.data.sessionEvents.kind);
    expect(kinds).toEqual(['NOTICE_SENT', 'POSTPONED', 'CANCELLED']);
  }
});

test('what is not accepted for three days is given up, and sent again on demand under its id', async () => {
  const [client, to] = [await partner('dead'), await receiver()];
  const { id } = await register(client, to.url);
  to.behaviour = answers(422);
  await report(client);
  await vi.waitFor(() => expect(to.received).toHaveLength(1), { timeout: 10_000 });
  await shows(client, id, { deliveries: { nodes: [{ attempts: 1, state: 'PENDING' }] } });
  pass(73);
  await shows(client, id, {
    state: 'ACTIVE',
    deliveries: { nodes: [{ attempts: 2, state: 'DEAD', lastStatus: 422, nextAttemptAt: null, settledAt: expect.any(String) }] },
  });
  const [{ id: delivery }] = (await webhookOf(client, id)).deliveries.nodes;
  to.behaviour = accepts;
  expect(
    await does(await app.as('admin'), 'redeliverWebhookDelivery', { id: delivery }, 'RedeliverWebhookDeliveryInput').catch((error) =>
      String(error),
    ),
  ).toMatch(/FORBIDDEN/);
  expect(await does(client, 'redeliverWebhookDelivery', { id: delivery }, 'RedeliverWebhookDeliveryInput')).toEqual({
    webhookDelivery: { id: delivery, state: 'PENDING' },
    userErrors: [],
  });
  pass(0.1);
  const [message] = await to.has(1);
  expect(message!.id).toBe(delivery);
  await shows(client, id, { deliveries: { nodes: [{ attempts: 3, state: 'DELIVERED' }] } });
});

test('a receiver that accepts nothing for three days is paused; what waits goes out when it is resumed', async () => {
  const [client, to] = [await partner('dead'), await receiver()];
  const { id } = await register(client, to.url);
  to.behaviour = answers(503, { 'retry-after': '7200' });
  await report(client);
  await report(client);
  // What was answered is noted before time passes.
  const isNoted = async () => {
    const { deliveries } = await webhookOf(client, id);
    expect(deliveries.nodes.reduce((sum: number, { attempts }: { attempts: number }) => sum + attempts, 0)).toBe(to.received.length);
    expect(to.received.length).toBeGreaterThan(0);
  };
  const soon = { timeout: 30_000, interval: 20 };
  await vi.waitFor(isNoted, soon);
  pass(0.5);
  // It asked to be left alone for longer.
  await app.caughtUp();
  await vi.waitFor(isNoted, soon);
  const count = to.received.length;
  pass(80);
  await shows(client, id, {
    state: 'PAUSED',
    pauseReason: 'FAILING',
    history: { nodes: [{ verb: 'registerWebhook' }, { verb: 'pauseWebhook', to: 'PAUSED' }] },
  });
  expect(to.received.length).toBe(count + 1);
  to.behaviour = accepts;
  expect(await does(client, 'resumeWebhook', { id }, 'ResumeWebhookInput')).toMatchObject({ webhook: { state: 'ACTIVE' } });
  once(await to.has(2));
});

test('one that answers 410 is paused', async () => {
  const [client, to] = [await partner('gone'), await receiver()];
  const { id } = await register(client, to.url);
  to.behaviour = answers(410);
  await report(client);
  await shows(client, id, { state: 'PAUSED', pauseReason: 'GONE' });
});

test('a version that is retired ends what is sent; another one that holds the document goes on', async () => {
  const [client, to, admin] = [await partner('retired'), await receiver(), await app.as('admin')];
  const { id } = await register(client, to.url);
  const next = await publish(app, 'retired', [{ source }, { source: 'query Other { __typename }' }], '2.0.0');
  await step(admin, 'retire', { id: published.get('retired')!.versionId });
  await report(client);
  await to.has(1);
  await step(admin, 'retire', { id: next.versionId });
  await report(client);
  await shows(client, id, { state: 'PAUSED', pauseReason: 'DOCUMENT_RETIRED' });
  expect(to.received).toHaveLength(1);
});

test('a client whose tokens are revoked is sent nothing until it resumes the webhook with another one', async () => {
  const [client, to, admin] = [await partner('revoked'), await receiver(), await app.as('admin')];
  const { id } = await register(client, to.url);
  await report(client, '之前');
  await to.has(1);
  const revoke = 'mutation ($input: RevokeTokensInput!) { revokeTokens(input: $input) { userErrors { message } } }';
  await admin.data(revoke, { input: { client: 'revoked' } });
  const renewed = await partner('revoked');
  await report(renewed, '之后');
  await shows(renewed, id, { state: 'PAUSED', pauseReason: 'TOKENS_REVOKED' });
  expect(to.received).toHaveLength(1);
  await does(renewed, 'resumeWebhook', { id }, 'ResumeWebhookInput');
  expect((await to.has(2)).map(({ body }) => body.data.incidentEvents.event.incident.title)).toEqual(['之前', '之后']);
});

test('a test sends a heartbeat of the document, once', async () => {
  const [client, to] = [await partner('tests'), await receiver()];
  const { id, secret } = await register(client, to.url);
  const { webhookDelivery } = await does(client, 'testWebhook', { id }, 'TestWebhookInput');
  const [message] = await to.has(1);
  expect(message).toMatchObject({
    id: webhookDelivery.id,
    body: { data: { incidentEvents: { change: 'HEARTBEAT', incidentId: null, event: null } } },
  });
  new Webhook(secret).verify(message!.text, message!.headers);
  to.behaviour = answers(302, { location: `${to.url}/elsewhere` });
  await does(client, 'testWebhook', { id }, 'TestWebhookInput');
  await shows(client, id, {
    deliveries: {
      nodes: [
        { kind: 'TEST', state: 'DEAD', attempts: 1, lastStatus: 302, lastError: 'REFUSED' },
        { kind: 'TEST', state: 'DELIVERED' },
      ],
    },
  });
  expect(to.received).toHaveLength(2);
});

test('after the secret is replaced both sign for a day', async () => {
  const [client, to] = [await partner('rotates'), await receiver()];
  const { id, secret: former } = await register(client, to.url);
  const { secret } = await does(client, 'rotateWebhookSecret', { id }, 'RotateWebhookSecretInput');
  expect(secret).not.toBe(former);
  await report(client);
  const [first] = await to.has(1);
  for (const known of [former, secret]) new Webhook(known).verify(first!.text, first!.headers);
  pass(25);
  await report(client);
  const [, second] = await to.has(2);
  new Webhook(secret).verify(second!.text, second!.headers);
  expect(() => new Webhook(former).verify(second!.text, second!.headers)).toThrow();
});

test('nothing is sent while it is paused, nothing is lost, and a cursor sends again what came after it', async () => {
  const [client, to] = [await partner('paused'), await receiver()];
  const { id } = await register(client, to.url);
  const { incidents } = await client.data('{ incidents { streamCursor } }');
  await report(client, '一');
  await to.has(1);
  await does(client, 'pauseWebhook', { id });
  await report(client, '二');
  await app.caughtUp();
  expect(to.received).toHaveLength(1);
  await does(client, 'resumeWebhook', { id }, 'ResumeWebhookInput');
  expect((await to.has(2)).map(({ body }) => body.data.incidentEvents.event.incident.title)).toEqual(['一', '二']);
  await shows(client, id, { deliveries: { nodes: [{ state: 'DELIVERED' }, { state: 'DELIVERED' }] } });
  await does(client, 'pauseWebhook', { id });
  await does(client, 'resumeWebhook', { id, after: incidents.streamCursor }, 'ResumeWebhookInput');
  const all = await to.has(4);
  const ids = all.map((one) => one.id);
  expect(ids.slice(2).sort()).toEqual(ids.slice(0, 2).sort());
  await does(client, 'removeWebhook', { id });
  await report(client, '三');
  await app.caughtUp();
  expect(to.received).toHaveLength(4);
});

test('what the former address did not accept goes to the new one, at once and in order', async () => {
  const [client, former, to] = [await partner('moves'), await receiver(), await receiver()];
  former.behaviour = answers(500);
  const { id, secret } = await register(client, former.url);
  const incident = await report(client, '搬家');
  await vi.waitFor(() => expect(former.received).toHaveLength(1), { timeout: 10_000 });
  await moves(incident, 'acceptIncident', 'fileIncident');
  const update = async (url: string) => does(client, 'updateWebhook', { id, url }, 'UpdateWebhookInput');
  expect((await update('ftp://partner.example/hooks')).userErrors).toEqual([{ code: 'INVALID' }]);
  expect(await update(to.url)).toMatchObject({ webhook: { state: 'ACTIVE' }, userErrors: [] });
  const all = await to.has(3);
  expect(kindsOf(all, incident)).toEqual(['REPORTED', 'ACCEPTED', 'FILED']);
  for (const { text, headers } of all) new Webhook(secret).verify(text, headers);
  expect(new Set(former.received.map((one) => one.id)).size).toBe(1);
  await shows(client, id, { failingSince: null, restsUntil: null });
});

test('items are paid from the budget of the client: where it is empty they wait, where one costs more the webhook is paused', async () => {
  const [client, to] = [await partner('spends'), await receiver()];
  await register(client, to.url);
  const incidents = [await report(client, '一'), await report(client, '二')];
  await to.has(2);
  const [{ cost }] = (await app.database.query<{ cost: number }>(
    "select cost from partner_document join partner_version version on version.id = partner_version_id where client = 'spends'",
  )) as [{ cost: number }];
  const admin = await app.as('admin');
  const budget = async (units: number, perSecond: number) => {
    await setBudget(admin, { id: published.get('spends')!.appId, units, perSecond });
    await app.caughtUp();
  };
  await budget(2 * cost, cost);
  await moves(incidents[0]!, 'acceptIncident', 'fileIncident');
  await moves(incidents[1]!, 'acceptIncident');
  const begun = performance.now();
  const all = await to.has(5);
  expect(performance.now() - begun).toBeGreaterThan(1_000);
  once(all);
  expect(incidents.map((incident) => kindsOf(all, incident))).toEqual([
    ['REPORTED', 'ACCEPTED', 'FILED'],
    ['REPORTED', 'ACCEPTED'],
  ]);
  // What was received is noted a little later.
  const attempts = () =>
    app.database.query('select attempts from webhook_delivery join webhook on webhook.id = webhook_id where client = $1', ['spends']);
  await expect.poll(attempts, { timeout: 30_000 }).toEqual(Array(5).fill({ attempts: 1 }));
  await budget(cost - 1, 1);
  await moves(incidents[1]!, 'fileIncident');
  await vi.waitFor(
    async () =>
      expect(await app.database.query('select pause_reason from webhook where client = $1', ['spends'])).toEqual([
        { pause_reason: 'TOO_COSTLY' },
      ]),
    { timeout: 10_000 },
  );
  expect(to.received).toHaveLength(5);
});

describe('a webhook is refused', () => {
  const documents: Readonly<Record<string, string>> = {
    Query: 'query Query { __typename }',
    Tally: 'subscription Tally($scope: ID!) { statisticsTally(scope: $scope) { scopeId } }',
    Mine: 'subscription Mine { viewerNotifications { kind } }',
    Reporter:
      'subscription Reporter { incidentEvents { event { ...Who } } } fragment Who on IncidentEvent { incident { title reporter { id } } }',
    Details: 'subscription Details { incidentEvents { event { incident { description } } } }',
    Filtered: 'subscription Filtered($filter: IncidentFilter!) { incidentEvents(filter: $filter) { change } }',
  };
  let client: Partner;
  beforeAll(async () => {
    await publish(
      app,
      'checks',
      Object.values(documents).map((source) => ({ source })),
      '2.0.0',
    );
    client = await partner('checks');
  });
  const refusal = async (name: string, more: object = {}) => {
    const input = { documentId: await documentOf('checks', name), url: 'https://partner.example/hooks', ...more };
    return (await client.data(REGISTER, { input })).registerWebhook.userErrors;
  };

  test.each([
    ['Query', /no subscription/, {}],
    ['Mine', /Notifications are for persons/, {}],
    ['Reporter', /personal data: Incident.reporter/, {}],
    ['Details', /personal data: Incident.description/, {}],
    ['Filtered', /filter/, {}],
    ['Filtered', /not JSON/, { variables: 'no' }],
    ['Filtered', /no JSON object/, { variables: '[]' }],
    ['Filtered', /do not take text/, { variables: '{"filter": {"text": "a"}}' }],
  ])('for the document %s: %s', async (name, reason, more) => {
    expect(await refusal(name, more)).toEqual([{ code: 'INVALID', path: ['documentId'], message: expect.stringMatching(reason) }]);
  });

  test('for a document that follows a state', async () => {
    const variables = JSON.stringify({ scope: place.gridId });
    expect(await refusal('Tally', { variables })).toMatchObject([{ message: expect.stringMatching(/a state, not events/) }]);
  });

  test.each(['partner.example', 'ftp://partner.example', 'https://user:word@partner.example', 'https://partner.example/#part'])(
    'for the address %s',
    async (url) => {
      expect(await refusal('Told', { url })).toEqual([{ code: 'INVALID', path: ['url'], message: expect.any(String) }]);
    },
  );

  test("for another partner's document, as if there were none", async () => {
    const input = { documentId: await documentOf('reads'), url: 'https://partner.example' };
    expect(await client.codes(REGISTER, { input })).toEqual(['NOT_FOUND']);
  });

  test('beyond ten, of many at once too', async () => {
    const input = { documentId: await documentOf(client.client), url: 'http://127.0.0.1:9/none' };
    const all = await Promise.all(Array.from({ length: 15 }, () => client.data(REGISTER, { input })));
    const errors = all.flatMap(({ registerWebhook }) => registerWebhook.userErrors);
    expect(errors).toEqual(Array(5).fill({ code: 'LIMIT_EXCEEDED', path: ['documentId'], message: expect.any(String) }));
  });
});

test('settled deliveries are forgotten after a time', async () => {
  const countOf = async (state: string) =>
    (await app.database.query<{ count: number }>('select count(*)::int as count from webhook_delivery where state = $1', [state]))[0]!
      .count;
  await app.database.query(
    `update webhook_delivery set state = 'DEAD' where id = (select id from webhook_delivery where state = 'DELIVERED' limit 1)`,
  );
  expect(await countOf('DELIVERED')).toBeGreaterThan(0);
  pass(8 * 24);
  await vi.waitFor(async () => expect(await countOf('DELIVERED')).toBe(0), { timeout: 20_000 });
  expect(await countOf('DEAD')).toBeGreaterThan(0);
  pass(31 * 24);
  await vi.waitFor(async () => expect(await countOf('DEAD')).toBe(0), { timeout: 20_000 });
});
