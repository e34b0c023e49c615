import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type App, startApp } from '../kit/app.js';
import { type Message, RawSocket } from '../kit/raw-socket.js';

/**
 * The protocol graphql-transport-ws, as its specification has it (PROTOCOL.md of graphql-ws): every message in every state of a connection, and what
 * is no message of it.
 */

let app: App;
const logged = vi.spyOn(console, 'error');
beforeAll(async () => {
  logged.mockImplementation(() => {});
  app = await startApp();
});
afterAll(async () => {
  const said = logged.mock.calls.map(String);
  logged.mockRestore();
  // Whatever clients send amiss is no fault of ours, and no matter for the log.
  expect([said, app.bugs]).toEqual([[], []]);
  await app.stop();
});

const query = 'subscription { incidentEvents { change incidentId } }';
const subscribe = (id: string) => ({ type: 'subscribe', id, payload: { query } });
const complete = (id: string) => ({ type: 'complete', id });
const ack = { type: 'connection_ack' };
const pong = { type: 'pong' };
const beat = (id: string) => ({ id, type: 'next', payload: { data: { incidentEvents: { change: 'HEARTBEAT', incidentId: null } } } });
const init = async () => ({ type: 'connection_init', payload: { authorization: `Bearer ${await app.tokenOf('grid-leader')}` } });
const signedIn = async () => RawSocket.signedIn(app.url, await app.tokenOf('grid-leader'));

/** Sends messages in one packet, so that the server has all of them before it has answered the first. */
function sendAtOnce(raw: RawSocket, messages: readonly (Message | string)[]): void {
  const tcp = (raw.socket as unknown as { _socket: Socket })._socket;
  tcp.cork();
  for (const message of messages) raw.send(message);
  tcp.uncork();
}

/** What the server says next, with an answer to a ping as the last of it; heartbeats that come in between by the clock are left out. */
const settled = async (raw: RawSocket, ...expected: readonly string[]): Promise<readonly Message[]> =>
  (await raw.settled()).filter(({ id, type }) => type !== 'next' || expected.includes(id!));

async function report(): Promise<string> {
  const resident = await app.as('resident');
  const { grid } = await resident.data('{ grid(code: "000-G01") { id incidentCategories { id } } }');
  const input = { title: '路灯坏了', gridId: grid.id, categoryId: grid.incidentCategories[0].id, channel: 'WECHAT' };
  const { reportIncident } = await resident.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    { input },
  );
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

/** What becomes of a message: the socket closes, or the server says this and goes on. */
type Outcome = { readonly closes: number } | { readonly says: readonly Message[] };
const closes = (code: number): Outcome => ({ closes: code });
const says = (...messages: readonly Message[]): Outcome => ({ says: messages });

/** A state of a connection: how one gets there; and what is still to come from there of itself. `last` goes out together with the message. */
interface State {
  readonly reach: () => Promise<RawSocket>;
  readonly last?: () => Promise<Message | string>;
  readonly pending?: readonly Message[];
}
const subscribed = async () => {
  const raw = await signedIn();
  raw.subscribe('1', query);
  expect(await raw.next('1')).toEqual(beat('1'));
  return raw;
};
const states = {
  'before connection_init': { reach: () => RawSocket.open(app.url) },
  'while connection_init is looked at': { reach: () => RawSocket.open(app.url), last: init, pending: [ack] },
  acknowledged: { reach: signedIn },
  'while a subscription is looked at': { reach: signedIn, last: async () => subscribe('1'), pending: [beat('1')] },
  subscribed: { reach: subscribed },
  'completed by the client': {
    reach: async () => {
      const raw = await subscribed();
      raw.send(complete('1'));
      expect(await settled(raw, '1')).toEqual([]);
      return raw;
    },
  },
  'completed by the server': {
    reach: async () => {
      const raw = await signedIn();
      raw.subscribe('1', 'subscription { incidentEvents(after: "x") { change } }');
      expect((await raw.next('1')).payload.errors).toHaveLength(1);
      expect(await raw.next('1')).toEqual(complete('1'));
      return raw;
    },
  },
  'ended by an error': {
    reach: async () => {
      const raw = await signedIn();
      raw.subscribe('1', '{ viewer { client } }');
      expect((await raw.next('1')).type).toBe('error');
      return raw;
    },
  },
  'while the server closes it': { reach: signedIn, last: async () => '{' },
} as const satisfies Record<string, State>;
type StateName = keyof typeof states;
const stateNames = Object.keys(states) as StateName[];

const isAcknowledged = (state: StateName) => !['before connection_init', 'while connection_init is looked at'].includes(state);
const isActive = (state: StateName) => ['while a subscription is looked at', 'subscribed'].includes(state);

/** The messages, each with what the specification says of it; what a state still has to say is added where the socket stays open. */
const messages: Readonly<Record<string, readonly [message: () => Promise<Message>, outcome: (state: StateName) => Outcome]>> = {
  connection_init: [init, (state) => (state === 'before connection_init' ? says(ack) : closes(4429))],
  'connection_init of nobody': [
    async () => ({ type: 'connection_init', payload: null }),
    (state) => (state === 'before connection_init' ? says(ack) : closes(4429)),
  ],
  ping: [async () => ({ type: 'ping' }), () => says(pong)],
  'ping with a payload': [async () => ({ type: 'ping', payload: { at: 1 } }), () => says(pong)],
  'ping with null': [async () => ({ type: 'ping', payload: null }), () => says(pong)],
  'pong that nobody asked for': [async () => pong, () => says()],
  'pong with a payload': [async () => ({ type: 'pong', payload: { at: 1 } }), () => says()],
  'subscribe under a new id': [async () => subscribe('2'), (state) => (isAcknowledged(state) ? says(beat('2')) : closes(4401))],
  'subscribe under an id in use or used': [
    async () => subscribe('1'),
    (state) => (!isAcknowledged(state) ? closes(4401) : isActive(state) ? closes(4409) : says(beat('1'))),
  ],
  'subscribe that is refused': [
    async () => ({ type: 'subscribe', id: '2', payload: { query: '{' } }),
    (state) => (isAcknowledged(state) ? says({ id: '2', type: 'error', payload: [expect.anything()] }) : closes(4401)),
  ],
  'complete of an id in use or used': [async () => complete('1'), () => says()],
  'complete of an id that nobody used': [async () => complete('9'), () => says()],
  connection_ack: [async () => ack, () => closes(4400)],
  next: [async () => ({ id: '1', type: 'next', payload: { data: {} } }), () => closes(4400)],
  error: [async () => ({ id: '1', type: 'error', payload: [{ message: 'x' } as never] }), () => closes(4400)],
};

describe.each(stateNames)('%s', (state) => {
  test.each(Object.keys(messages))('%s', async (name) => {
    const { reach, last, pending = [] }: State = states[state];
    const [message, outcomeIn] = messages[name]!;
    const raw = await reach();
    const sent = await message();
    sendAtOnce(raw, [...(last ? [await last()] : []), sent]);
    // Whatever comes while it closes changes nothing.
    const outcome = state === 'while the server closes it' ? closes(4400) : outcomeIn(state);
    if ('closes' in outcome) return expect((await raw.closed).code).toBe(outcome.closes);
    // A subscription that is completed while it is looked at may have begun by then; what matters is that it ends.
    const isCompletedMeanwhile = state === 'while a subscription is looked at' && sent.type === 'complete' && sent.id === '1';
    const left = isCompletedMeanwhile ? [] : [...pending, ...outcome.says];
    while (left.length > 0) {
      const said = await raw.next();
      const index = left.findIndex(({ type, id }) => type === said.type && id === said.id);
      expect(said).toEqual(left[index]);
      left.splice(index, 1);
    }
    const rest = await settled(raw, ...(isCompletedMeanwhile ? [] : ['1', '2']));
    expect(rest).toEqual([]);
    expect(raw.socket.readyState).toBe(raw.socket.OPEN);
  });
});

describe('what is no message of the protocol closes its socket with 4400', () => {
  const wrong: readonly string[] = [
    ...['', ' ', '{', '{}', '[]', '[{"type":"ping"}]', 'null', 'true', '7', '"ping"', 'ping', '{"type":"ping"}{"type":"ping"}'],
    ...['{"type":null}', '{"type":7}', '{"type":["ping"]}', '{"type":""}', '{"type":"PING"}', '{"type":"dance"}', '{"Type":"ping"}'],
    // Of the protocol before this one.
    ...['{"type":"start","id":"1","payload":{"query":"{ x }"}}', '{"type":"stop","id":"1"}', '{"type":"connection_terminate"}'],
    ...['connection_init', 'ping', 'pong'].flatMap((type) =>
      ['[]', '"x"', '7', 'true'].map((payload) => `{"type":"${type}","payload":${payload}}`),
    ),
    ...['', ',"id":null', ',"id":7', ',"id":""', ',"id":["1"]'].map((id) => `{"type":"subscribe"${id},"payload":{"query":"{ x }"}}`),
    ...[
      '',
      ',"payload":null',
      ',"payload":[]',
      ',"payload":"{ x }"',
      ',"payload":{}',
      ',"payload":{"query":null}',
      ',"payload":{"query":7}',
    ].map((payload) => `{"type":"subscribe","id":"1"${payload}}`),
    ...['"operationName":7', '"operationName":{}', '"variables":[]', '"variables":"{}"', '"extensions":[]', '"extensions":"x"'].map(
      (more) => `{"type":"subscribe","id":"1","payload":{"query":"{ x }",${more}}}`,
    ),
    ...['', ',"id":null', ',"id":7', ',"id":""'].map((id) => `{"type":"complete"${id}}`),
  ];
  test.each(wrong)('%j', async (text) => {
    for (const raw of [await RawSocket.open(app.url), await signedIn()]) {
      raw.send(text);
      expect((await raw.closed).code).toBe(4400);
    }
  });
});

describe('ids', () => {
  const ids = ['0', 'null', '__proto__', 'constructor', 'toString', ' ', '路灯', '💡', '\u0000', '"\\', 'x'.repeat(5_000)];
  test.each(ids)('%j is one as any other', async (id) => {
    const raw = await signedIn();
    raw.subscribe(id, query);
    expect(await raw.next()).toEqual(beat(id));
    raw.send(complete(id));
    raw.subscribe(id, query);
    expect(await raw.next()).toEqual(beat(id));
    raw.subscribe(id, query);
    expect((await raw.closed).code).toBe(4409);
  });

  test('are told apart by every sign, and are those of their socket', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    for (const id of ['1', '01', '1 ']) one.subscribe(id, query);
    other.subscribe('1', query);
    for (const id of ['1', '01', '1 ']) expect(await one.next(id)).toEqual(beat(id));
    expect(await other.next()).toEqual(beat('1'));
    one.send(complete('1'));
    const incidentId = await report();
    const entered = { payload: { data: { incidentEvents: { change: 'ENTERED', incidentId } } } };
    expect(await other.next('1')).toMatchObject(entered);
    for (const id of ['01', '1 ']) expect(await one.next(id)).toMatchObject(entered);
    expect(await settled(one, '1')).toEqual([]);
  });
});

describe('races', () => {
  test('after its complete nothing more is said under an id, though something happens', async () => {
    const raw = await signedIn();
    for (const id of ['1', '2']) raw.subscribe(id, query);
    for (const id of ['1', '2']) expect(await raw.next(id)).toEqual(beat(id));
    const reporting = report();
    raw.send(complete('1'));
    await settled(raw, '1', '2');
    const incidentId = await report();
    for (;;) if ((await raw.next('2')).payload.data.incidentEvents.incidentId === incidentId) break;
    await reporting;
    expect(await settled(raw, '1')).toEqual([]);
  });

  test('complete and subscribe in one packet begin anew', async () => {
    const raw = await subscribed();
    sendAtOnce(raw, [complete('1'), subscribe('1'), { type: 'ping' }]);
    const said = [await raw.next(), await raw.next()];
    expect(said).toEqual(expect.arrayContaining([beat('1'), pong]));
  });

  test('two connection_init in one packet close with 4429, though the first was good', async () => {
    const raw = await RawSocket.open(app.url);
    sendAtOnce(raw, [await init(), await init()]);
    expect((await raw.closed).code).toBe(4429);
  });

  test('a connection_init that is refused, with a subscribe behind it, executes nothing', async () => {
    const raw = await RawSocket.open(app.url);
    sendAtOnce(raw, [{ type: 'connection_init', payload: { authorization: 'Bearer x' } }, subscribe('1')]);
    expect([4401, 4403]).toContain((await raw.closed).code);
  });

  test('pings are answered in their order, one by one', async () => {
    const raw = await signedIn();
    sendAtOnce(
      raw,
      Array.from({ length: 50 }, () => ({ type: 'ping' })),
    );
    for (let n = 0; n < 50; n++) expect(await raw.next()).toEqual(pong);
  });

  test('a message in many frames is one message', async () => {
    const raw = await signedIn();
    const text = JSON.stringify(subscribe('路灯'));
    const cut = Buffer.from(text).indexOf('路') + 1;
    raw.socket.send(Buffer.from(text).subarray(0, cut), { fin: false, binary: false });
    raw.socket.send(Buffer.from(text).subarray(cut), { fin: true, binary: false });
    expect(await raw.next()).toEqual(beat('路灯'));
  });
});

describe('the end of a connection', () => {
  const kept = async () => (await app.readiness()).streams;
  const soon = { timeout: 20_000, interval: 10 };

  test.each([1000, 1001, 4499])('when the client closes with %d, what it followed ends', async (code) => {
    const before = await kept();
    const raw = await subscribed();
    expect((await kept()).connections).toBeGreaterThan(0);
    raw.socket.close(code);
    expect((await raw.closed).code).toBe(code);
    await vi.waitFor(async () => expect((await kept()).subscriptions).toBeLessThanOrEqual(before.subscriptions), soon);
  });

  test('pings do not put off the time for connection_init', async () => {
    const raw = await RawSocket.open(app.url);
    const pinging = setInterval(() => raw.send({ type: 'ping' }), 200);
    const { code } = await raw.closed;
    clearInterval(pinging);
    expect(code).toBe(4408);
  });

  test('a server that stops says so with 1001, whatever the state', async () => {
    const other = await startApp({ database: app.database });
    const sockets = [
      await RawSocket.open(other.url),
      await RawSocket.signedIn(other.url, null),
      await RawSocket.signedIn(other.url, await app.tokenOf('grid-leader')),
    ];
    sockets[2]!.subscribe('1', query);
    await sockets[2]!.next('1');
    await other.stop();
    for (const raw of sockets) expect((await raw.closed).code).toBe(1001);
  });
});

describe('the subprotocol', () => {
  test.each([
    [['graphql-transport-ws']],
    [['soap', 'graphql-transport-ws']],
    [['graphql-ws', 'graphql-transport-ws']],
    [['graphql-transport-ws', 'graphql-ws']],
  ])('of %j is graphql-transport-ws', async (offered) => {
    const raw = await RawSocket.open(app.url, offered);
    expect(raw.socket.protocol).toBe('graphql-transport-ws');
    raw.send(await init());
    expect(await raw.next()).toEqual(ack);
  });

  test.each([[['graphql-ws']], [['graphql']], [['soap', 'json']], [['graphql-transport-ws2']], [['GRAPHQL-TRANSPORT-WS']]])(
    'is none of %j',
    async (offered) => {
      await expect(RawSocket.open(app.url, offered)).rejects.toThrow('subprotocol');
    },
  );

  test('has to be there', async () => {
    expect((await (await RawSocket.open(app.url, [])).closed).code).toBe(4406);
  });
});
