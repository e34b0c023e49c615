import { once } from 'node:events';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Persona } from '../../../src/demo/personas.js';
import { publicId } from '../../../src/kernel/ids.js';
import type { RevokeTokensInput } from '../../generated/graphql.js';
import { graphql } from '../../generated/index.js';
import { type App, startApp } from '../../kit/app.js';
import { Client } from '../../kit/client.js';

/** Tokens that are taken back before they expire: over HTTP, on open sockets and in open responses of events, in the process that was told and in others. */

let app: App;
let other: App;
beforeAll(async () => {
  app = await startApp();
  other = await startApp({ database: app.database });
});
afterAll(async () => {
  await other.stop();
  await app.stop();
  expect([...app.bugs, ...other.bugs]).toEqual([]);
});

const revoke = graphql(
  `mutation Revoke($input: RevokeTokensInput!) { revokeTokens(input: $input) { person { id } userErrors { code path } } }`,
);
const who = graphql(`query Who { viewer { person { id } client } }`);
const REFUSED = {
  errors: [{ message: 'The token is not accepted. Get a new one and try again.', extensions: { code: 'UNAUTHENTICATED' } }],
};

const personOf = async (subject: string) => {
  const [row] = await app.database.query<{ id: string }>('select person_id as id from account where subject = $1', [subject]);
  return publicId('Person', row!.id);
};
const jtiOf = (token: string) => decodeJwt(token).jti!;
/** Instants in tokens have no fractions: whoever signs in within the second of a revocation has to come again in the next. */
const nextSecond = () => {
  const second = Math.floor(Date.now() / 1000);
  return vi.waitFor(() => expect(Math.floor(Date.now() / 1000)).toBeGreaterThan(second), { timeout: 5_000, interval: 5 });
};
async function tokenOf(persona: Persona, community = '000') {
  await nextSecond();
  return app.tokenOf(persona, community);
}
const isAccepted = async (token: string, at: App = app) => {
  const answer = await new Client(at.url, token).ask(who);
  if (answer.status === 401) expect(JSON.parse(answer.text)).toEqual(REFUSED);
  else expect(answer.errors).toBeUndefined();
  return answer.status !== 401;
};
/** Every process knows within five seconds: here it is waited for, and has to be a good deal sooner. */
const refusedEverywhere = async (token: string) => {
  expect(await isAccepted(token, app)).toBe(false);
  await vi.waitFor(async () => expect(await isAccepted(token, other)).toBe(false), { timeout: 5_000, interval: 20 });
};

describe('of a person', () => {
  test('all that were issued so far are refused, and a new one is not', async () => {
    const [mine, again, neighbours] = [await tokenOf('grid-worker'), await tokenOf('grid-worker'), await app.tokenOf('chief')];
    for (const token of [mine, again, neighbours]) for (const at of [app, other]) expect(await isAccepted(token, at)).toBe(true);
    const person = await personOf('grid-worker@000');
    expect(await (await app.as('admin')).data(revoke, { input: { personId: person } })).toEqual({
      revokeTokens: { person: { id: person }, userErrors: [] },
    });
    for (const token of [mine, again]) await refusedEverywhere(token);
    expect(await isAccepted(neighbours)).toBe(true);
    const fresh = await tokenOf('grid-worker');
    for (const at of [app, other]) expect(await isAccepted(fresh, at)).toBe(true);
  });

  test('one by its id is refused, and the others are not', async () => {
    const [lost, kept] = [await app.tokenOf('dispatcher'), await app.tokenOf('dispatcher')];
    expect(await isAccepted(lost)).toBe(true);
    const { revokeTokens } = await new Client(app.url, kept).data(revoke, { input: { jti: jtiOf(lost) } });
    expect(revokeTokens).toEqual({ person: { id: await personOf('dispatcher@000') }, userErrors: [] });
    await refusedEverywhere(lost);
    for (const at of [app, other]) expect(await isAccepted(kept, at)).toBe(true);
  });

  test("somebody else's token id does nothing", async () => {
    const [theirs, mine] = [await app.tokenOf('police'), await app.tokenOf('property-staff')];
    await new Client(app.url, mine).data(revoke, { input: { jti: jtiOf(theirs) } });
    expect(await isAccepted(theirs)).toBe(true);
  });
});

describe('of a client', () => {
  test('an administrator of its jurisdiction takes them back, and nobody else’s with them', async () => {
    const [wall, elsewhere, partner] = [await tokenOf('dashboard'), await app.tokenOf('dashboard', '001'), await app.tokenOf('partner')];
    expect(await isAccepted(wall)).toBe(true);
    expect(await (await app.as('admin')).data(revoke, { input: { client: 'dashboard' } })).toEqual({
      revokeTokens: { person: null, userErrors: [] },
    });
    await refusedEverywhere(wall);
    for (const token of [elsewhere, partner, await tokenOf('dashboard')]) expect(await isAccepted(token)).toBe(true);
  });
});

describe('on a stream that is open', () => {
  const STREAM = 'subscription { incidentEvents { change incidentId } }';
  /** A socket with one running stream, message by message. */
  async function watching(token: string, at: App) {
    const socket = new WebSocket(`${at.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    onTestFinished(() => socket.terminate());
    const messages: { type: string; id?: string; payload?: unknown }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    const closed = once(socket, 'close').then(([code]) => code as number);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    await vi.waitFor(() => expect(messages).toEqual([{ type: 'connection_ack' }]), { timeout: 10_000, interval: 5 });
    socket.send(JSON.stringify({ type: 'subscribe', id: 's', payload: { query: STREAM } }));
    // The first heartbeat.
    await vi.waitFor(() => expect(messages.length).toBe(2), { timeout: 10_000, interval: 5 });
    return { messages, closed };
  }
  async function report() {
    const resident = await app.as('resident');
    const { grid, incidentCategories } = await resident.data(
      graphql(`query PlaceToBeSeen { grid(code: "000-G01") { id } incidentCategories { id } }`),
    );
    const { reportIncident } = await resident.data(
      graphql(`mutation ReportToBeSeen($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } } }`),
      { input: { title: '路灯坏了', gridId: grid!.id, categoryId: incidentCategories[0]!.id, channel: 'WECHAT' } },
    );
    return reportIncident!.incident!.id;
  }

  test.each([
    ['of the process that was told', () => app],
    ['of another process', () => other],
  ])('%s: its streams end with UNAUTHENTICATED, although nothing happens, and nothing that happens later arrives', async (_what, at) => {
    const token = await tokenOf('grid-leader');
    const { messages, closed } = await watching(token, at());
    const response = await fetch(`${at().url}/graphql/stream?query=${encodeURIComponent(STREAM)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const events = response.text();
    const bystander = await watching(await app.tokenOf('street-supervisor'), at());
    await (await app.as('admin')).data(revoke, { input: { personId: await personOf('grid-leader@000'), jti: jtiOf(token) } });
    await vi.waitFor(() => expect(messages.length).toBe(3), { timeout: 5_000, interval: 5 });
    expect(messages[2]).toMatchObject({ type: 'error', id: 's', payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(JSON.stringify(messages[2])).not.toMatch(/revoke|stack|at /);
    const incident = await report();
    await vi.waitFor(() => expect(JSON.stringify(bystander.messages)).toContain(incident), { timeout: 10_000, interval: 5 });
    expect(messages).toHaveLength(3);
    // Nor could the socket begin anything else.
    expect(await closed).toBe(4403);
    expect(await events).toMatch(/event: next\ndata: \{"errors":\[\{.*"code":"UNAUTHENTICATED".*\n\nevent: complete\ndata:\n\n$/);
  });

  test('so does one whose account is unlinked', async () => {
    const { messages } = await watching(await app.tokenOf('resident'), other);
    const input = { personId: await personOf('resident@000'), issuer: 'mulin-demo', subject: 'resident@000' };
    const { unlinkAccount } = await (await app.as('admin')).data(
      graphql(
        `mutation Unlink($input: UnlinkAccountInput!) { unlinkAccount(input: $input) { account { unlinkedAt } userErrors { code } } }`,
      ),
      { input },
    );
    expect(unlinkAccount).toEqual({ account: { unlinkedAt: expect.any(String) }, userErrors: [] });
    await vi.waitFor(
      () => expect(messages.at(-1)).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] }),
      {
        timeout: 5_000,
        interval: 5,
      },
    );
  });
});

describe('who may', () => {
  const outcome = async (persona: Persona, input: RevokeTokensInput, community = '000') => {
    const { data, errors } = await (await app.as(persona, community)).ask(revoke, { input });
    return errors?.[0]?.extensions?.code ?? data!.revokeTokens!.userErrors[0]?.code ?? 'DONE';
  };
  const everybody = ['grid-leader', 'community-cadre', 'street-supervisor', 'dispatcher', 'police', 'auditor'] as const;

  test.each(everybody)('%s takes back their own, not those of others or of clients', async (persona) => {
    await app.database.query('update account set unlinked_at = null');
    expect(await outcome(persona, { jti: 'some-token' })).toBe('DONE');
    expect(await outcome(persona, { personId: await personOf(`${persona}@000`), jti: 'some-token' })).toBe('DONE');
    // The leader is on the notice board.
    if (persona !== 'grid-leader') expect(await outcome(persona, { personId: await personOf('grid-leader@000') })).toBe('FORBIDDEN');
    expect(await outcome(persona, { personId: await personOf('grid-leader@001') })).toBe('NOT_FOUND');
    expect(await outcome(persona, { personId: publicId('Person', '01a20000-0000-7000-8000-000000000001') })).toBe('NOT_FOUND');
    expect(await outcome(persona, { client: 'dashboard' })).toBe('FORBIDDEN');
  });

  test.each([
    ['dashboard', { jti: 'x' }, 'FORBIDDEN'],
    ['dashboard', { client: 'dashboard' }, 'FORBIDDEN'],
    ['admin', { client: ' ' }, 'REQUIRED'],
    ['admin', { jti: '' }, 'REQUIRED'],
    ['admin', { jti: 'x'.repeat(256) }, 'TOO_LONG'],
    ['admin', { personId: 'somebody' }, 'INVALID'],
    ['admin', { personId: 'per_01a2000000007000800000000000ffff', client: 'x' }, 'INVALID'],
    ['admin', { personId: 'per_01a2000000007000800000000000ffff' }, 'NOT_FOUND'],
  ] as const)('%s with %j: %s', async (persona, input, code) => {
    expect(await outcome(persona, input)).toBe(code);
  });

  test('nobody without a token', async () => {
    expect(await app.anonymous.codes(revoke, { input: {} })).toEqual(['UNAUTHENTICATED']);
  });
});
