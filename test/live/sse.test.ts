import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';

let app: App;
let resident: Client;
let input: Record<string, unknown>;
beforeAll(async () => {
  app = await startApp();
  resident = await app.as('resident');
  const { grid, incidentCategories } = await resident.data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
  input = { gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT' };
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const STREAM = 'subscription ($after: Cursor) { incidentEvents(after: $after) { change incidentId event { kind incident { title } } } }';

async function report(title = '路灯坏了'): Promise<string> {
  const { reportIncident } = await resident.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    { input: { ...input, title } },
  );
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

interface Event {
  readonly event?: string;
  readonly id?: string;
  readonly data?: string;
  readonly retry?: string;
  readonly comment?: boolean;
}

/** A response read event by event, as the specification of server-sent events says. */
class Events {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #rest = '';

  constructor(
    readonly response: Response,
    private readonly stop: AbortController,
  ) {
    this.#reader = response.body!.pipeThrough(new TextDecoderStream() as never).getReader() as never;
  }

  /** Null at the end. */
  async next(): Promise<Event | null> {
    for (;;) {
      const end = this.#rest.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 2);
        if (block === ':') return { comment: true };
        return Object.fromEntries(
          block.split('\n').map((line) => {
            const [, name, value] = /^(\w+): ?(.*)$/.exec(line)!;
            return [name, value];
          }),
        );
      }
      const { value, done } = await this.#reader.read();
      if (done) return null;
      this.#rest += value;
    }
  }

  /** The next `next`'s result and id. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's; tests say what they expect of it.
  async item(): Promise<{ id?: string; result: any }> {
    for (;;) {
      const event = await this.next();
      if (!event) throw new Error('The stream ended.');
      if (event.event === 'next') return { id: event.id, result: JSON.parse(event.data!) };
    }
  }

  async close(): Promise<void> {
    this.stop.abort();
  }
}

interface Asking {
  readonly token?: string | null;
  readonly method?: string;
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly headers?: Record<string, string>;
}

async function open({ token, method = 'POST', query = STREAM, variables, headers = {} }: Asking = {}): Promise<Events> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const bearer = token === null ? {} : { authorization: `Bearer ${token ?? (await app.tokenOf('grid-leader'))}` };
  const search = new URLSearchParams({ query: String(query), ...(variables ? { variables: JSON.stringify(variables) } : {}) });
  const response = await fetch(`${app.url}/graphql/stream${method === 'GET' ? `?${search}` : ''}`, {
    method,
    headers: { accept: 'text/event-stream', ...bearer, ...(method === 'POST' ? { 'content-type': 'application/json' } : {}), ...headers },
    body: method === 'POST' ? JSON.stringify({ query, variables }) : undefined,
    signal: stop.signal,
  });
  return new Events(response, stop);
}

const counts = async () => (await app.readiness()).streams;

describe.each(['GET', 'POST'])('by %s', (method) => {
  test('what happens comes as it does on a socket, with the cursor as id, and Last-Event-ID resumes', async () => {
    const first = await open({ method });
    expect(first.response.status).toBe(200);
    expect(first.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const begun = await first.item();
    expect(begun).toEqual({
      id: expect.any(String),
      result: { data: { incidentEvents: { change: 'HEARTBEAT', incidentId: null, event: null } } },
    });
    const one = await report('第一');
    const seen = await first.item();
    expect(seen.result).toEqual({
      data: { incidentEvents: { change: 'ENTERED', incidentId: one, event: { kind: 'REPORTED', incident: { title: '第一' } } } },
    });
    await first.close();
    const two = await report('第二');
    const again = await open({ method, headers: { 'last-event-id': seen.id! } });
    expect(await again.item()).toMatchObject({ id: seen.id, result: { data: { incidentEvents: { change: 'HEARTBEAT' } } } });
    expect(await again.item()).toMatchObject({ result: { data: { incidentEvents: { incidentId: two } } } });
    // Of where it once began and where it was the latter counts.
    const both = await open({ method, variables: { after: begun.id }, headers: { 'last-event-id': seen.id! } });
    expect((await both.item()).id).toBe(seen.id);
    const early = await open({ method, variables: { after: begun.id } });
    expect((await early.item()).id).toBe(begun.id);
    expect(await early.item()).toMatchObject({ result: { data: { incidentEvents: { incidentId: one } } } });
  });
});

test("graphql-sse's client takes it", async () => {
  const client = createClient({
    url: `${app.url}/graphql/stream`,
    headers: { authorization: `Bearer ${await app.tokenOf('grid-leader')}` },
  });
  onTestFinished(() => client.dispose());
  const results = client.iterate({ query: STREAM });
  expect(await results.next()).toMatchObject({ value: { data: { incidentEvents: { change: 'HEARTBEAT' } } } });
  const incidentId = await report();
  expect(await results.next()).toMatchObject({ value: { data: { incidentEvents: { change: 'ENTERED', incidentId } } } });
  void results.return?.();
  const refused = client.iterate({ query: '{ viewer { client } }' });
  expect(await refused.next()).toMatchObject({ value: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] } });
  expect(await refused.next()).toMatchObject({ done: true });
});

describe('what cannot be followed is said by an event, and the response ends', () => {
  const refusals: readonly (readonly [what: string, asking: Asking, code: string])[] = [
    ['a syntax error', { query: 'subscription {' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: 'subscription { nope }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a condition at the root',
      { query: 'subscription ($v: Boolean!) { incidentEvents @include(if: $v) { change } }', variables: { v: true } },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a query', { query: '{ viewer { client } }' }, 'BAD_REQUEST'],
    ['a mutation', { query: 'mutation { __typename }' }, 'BAD_REQUEST'],
    ['a cursor of nobody', { variables: { after: 'x' } }, 'CURSOR_INVALID'],
    ['a Last-Event-ID of nobody', { headers: { 'last-event-id': 'x' } }, 'CURSOR_INVALID'],
    ['a Last-Event-ID in no ASCII', { headers: { 'last-event-id': '\u00c2\u00b7\u00ff' } }, 'CURSOR_INVALID'],
    ['a value of no type', { variables: { after: 7 } }, 'BAD_USER_INPUT'],
    ['somebody without a token', { token: null }, 'UNAUTHENTICATED'],
    ['a filter by text', { query: 'subscription { incidentEvents(filter: { text: "x" }) { change } }' }, 'BAD_USER_INPUT'],
    [
      'rows without bound',
      { query: 'subscription { incidentEvents { event { incident { events(first: 1000) { nodes { id } } } } } }' },
      'BAD_USER_INPUT',
    ],
  ];
  test.each(refusals)('%s', async (_what, asking, code) => {
    const events = await open(asking);
    expect(events.response.status).toBe(200);
    const { result } = await events.item();
    expect(result).toEqual({ errors: [expect.objectContaining({ message: expect.stringMatching(/\w/), extensions: { code } })] });
    expect(await events.next()).toEqual({ event: 'complete', data: '' });
    expect(await events.next()).toBeNull();
  });
});

/** The first event of a stream that is asked for in this way. */
async function firstOf(path: string, init: RequestInit): Promise<unknown> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const response = await fetch(app.url + path, { ...init, signal: stop.signal });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  return (await new Events(response, stop).item()).result;
}
const beat = { data: { incidentEvents: { change: 'HEARTBEAT' } } };

describe('at /graphql streams are events for whoever accepts them', () => {
  const query = 'subscription { incidentEvents { change } }';
  const urql = 'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed';
  const post = async (accept: string, body: unknown): Promise<RequestInit> => ({
    method: 'POST',
    headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${await app.tokenOf('grid-leader')}` },
    body: JSON.stringify(body),
  });
  test.each(['text/event-stream', 'text/event-stream;q=1, text/plain', urql])('POST, Accept: %s', async (accept) => {
    expect(await firstOf('/graphql', await post(accept, { query }))).toEqual(beat);
  });
  test('GET, Accept: text/event-stream', async () => {
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${await app.tokenOf('grid-leader')}` };
    expect(await firstOf(`/graphql?${new URLSearchParams({ query })}`, { headers })).toEqual(beat);
  });
  test.each(['text/event-stream;q=0', 'application/json, text/event-stream; Q=0.000', '*/*, text/event-stream;q=0'])(
    'no events where they are not wanted: Accept: %s',
    async (accept) => {
      for (const [path, status] of [['/graphql', /^40[06]$/] as const, ['/graphql/stream', /^406$/] as const]) {
        const response = await fetch(app.url + path, await post(accept, { query }));
        expect(String(response.status)).toMatch(status);
        expect(response.headers.get('content-type')).not.toContain('event-stream');
        await response.body?.cancel();
      }
    },
  );
  test.each(['text/event-stream;q=0.5', '*/*;q=0, text/event-stream', 'application/json;q=0, text/event-stream'])(
    'events where nothing else is wanted: Accept: %s',
    async (accept) => {
      for (const path of ['/graphql', '/graphql/stream']) expect(await firstOf(path, await post(accept, { query }))).toEqual(beat);
    },
  );
  test('a query of a client that accepts both is answered with JSON', async () => {
    const response = await fetch(`${app.url}/graphql`, await post(urql, { query: '{ subscription: __typename }' }));
    expect(response.headers.get('content-type')).toMatch(/json/);
    expect(await response.json()).toEqual({ data: { subscription: 'Query' } });
  });
});

describe('a ticket stands for a token where no header can be sent', () => {
  const query = 'subscription { incidentEvents { change } }';
  const issue = async (headers: Record<string, string>) => fetch(`${app.url}/graphql/stream/ticket`, { method: 'POST', headers });
  const signedIn = async () => ({ authorization: `Bearer ${await app.tokenOf('grid-leader')}` });
  const newTicket = async (): Promise<string> => {
    const response = await issue(await signedIn());
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const answer = (await response.json()) as { ticket: string };
    expect(answer).toEqual({ ticket: expect.stringMatching(/^[\w-]{43}$/), expiresInSeconds: 60 });
    return answer.ticket;
  };
  const urlFor = (ticket: string, url = app.url) => `${url}/graphql/stream?${new URLSearchParams({ ticket, query })}`;
  const events = { accept: 'text/event-stream' };
  const statusOf = async (url: string, headers: Record<string, string> = events) => {
    const response = await fetch(url, { headers });
    await response.body?.cancel();
    return response.status;
  };

  test('it opens one stream, of whoever it was issued to', async () => {
    const ticket = await newTicket();
    expect(await firstOf(urlFor(ticket).slice(app.url.length), { headers: events })).toEqual(beat);
    expect(await statusOf(urlFor(ticket))).toBe(401);
  });

  test('of two processes one alone takes it', async () => {
    const other = await startApp({ database: app.database });
    onTestFinished(() => other.stop());
    const ticket = await newTicket();
    const asked = Array.from({ length: 10 }, (_, n) => statusOf(urlFor(ticket, n % 2 ? app.url : other.url)));
    expect((await Promise.all(asked)).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 401)]);
  });

  test('it is good for a minute', async () => {
    const ticket = await newTicket();
    await app.database.query(`update stream_ticket set expires_at = expires_at - interval '61 s'`);
    expect(await statusOf(urlFor(ticket))).toBe(401);
    await newTicket();
    expect(await app.database.query('select from stream_ticket where expires_at < now()'), 'what has expired goes').toEqual([]);
  });

  test('one that nobody issued is refused, and so is one beside a token', async () => {
    expect(await statusOf(urlFor('guess'))).toBe(401);
    expect(await statusOf(urlFor(''))).toBe(401);
    expect(await statusOf(urlFor(await newTicket()), { ...events, ...(await signedIn()) })).toBe(400);
  });

  test('nobody in particular gets none, nor does a token that is not accepted', async () => {
    expect((await issue({})).status).toBe(401);
    expect((await issue({ authorization: 'Bearer x' })).status).toBe(401);
    expect((await fetch(`${app.url}/graphql/stream/ticket`, { headers: await signedIn() })).status).toBe(405);
  });
});

describe('what is no such request is refused as HTTP', () => {
  const refusals: readonly (readonly [what: string, init: RequestInit, status: number])[] = [
    ['another method', { method: 'PUT' }, 405],
    ['another type wanted', { method: 'POST', headers: { accept: 'application/json' } }, 406],
    ['a form', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query=x' }, 415],
    ['no JSON', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }, 400],
    ['no document', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }, 400],
    [
      'variables that are a list',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"x","variables":[]}' },
      400,
    ],
    [
      'a token that is not accepted',
      { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer x' }, body: '{"query":"x"}' },
      401,
    ],
  ];
  test.each(refusals)('%s', async (_what, init, status) => {
    const response = await fetch(`${app.url}/graphql/stream`, init);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ errors: [{ message: expect.any(String), extensions: { code: expect.any(String) } }] });
  });
});

test('a token that expires ends its stream with a word', async () => {
  const events = await open({ token: await app.tokenOf('grid-leader', '000', { lifetime: '2s' }) });
  await events.item();
  expect((await events.item()).result).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(await events.next()).toEqual({ event: 'complete', data: '' });
  expect(await events.next()).toBeNull();
});

test('responses that break off leave nothing behind', async () => {
  await vi.waitFor(async () => expect(await counts()).toMatchObject({ connections: 0, subscriptions: 0, channels: 0 }), {
    timeout: 20_000,
    interval: 10,
  });
  const token = await app.tokenOf('grid-leader');
  const all = await Promise.all(Array.from({ length: 20 }, () => open({ token })));
  for (const events of all) await events.item();
  // All of them see alike: one is evaluated for all.
  expect(await counts()).toMatchObject({ connections: 20, subscriptions: 20, channels: 1 });
  const incidentId = await report();
  for (const events of all) expect(await events.item()).toMatchObject({ result: { data: { incidentEvents: { incidentId } } } });
  for (const events of all) await events.close();
  await vi.waitFor(async () => expect(await counts()).toMatchObject({ connections: 0, subscriptions: 0, channels: 0 }), {
    timeout: 20_000,
    interval: 10,
  });
});

test('a server that stops lets its streams go, and they go on at another', async () => {
  const other = await startApp({ database: app.database });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const response = await fetch(`${other.url}/graphql/stream`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${await app.tokenOf('grid-leader')}`,
    },
    body: JSON.stringify({ query: STREAM }),
    signal: stop.signal,
  });
  const events = new Events(response, stop);
  const { id } = await events.item();
  await other.stop();
  expect(await events.next()).toBeNull();
  const incidentId = await report();
  const resumed = await open({ headers: { 'last-event-id': id! } });
  await resumed.item();
  expect(await resumed.item()).toMatchObject({ result: { data: { incidentEvents: { incidentId } } } });
});
