import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import { RawSocket } from '../kit/raw-socket.js';

/** Rights that are taken by hand, in SQL, of which no event tells. */

let app: App;
let input: Record<string, unknown>;
beforeAll(async () => {
  app = await startApp();
  const { grid, incidentCategories } = await (await app.as('resident')).data('{ grid(code: "000-G01") { id } incidentCategories { id } }');
  input = { gridId: grid.id, categoryId: incidentCategories[0].id, channel: 'WECHAT', title: '路灯坏了' };
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

async function report(who: Client): Promise<string> {
  const { reportIncident } = await who.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    { input },
  );
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

/** As long as it may take until rights that were taken are gone. */
const NOTICED_MS = 5_000;
const STREAM = 'subscription { incidentEvents { change incidentId } }';

test('a post that is over opens nothing more after 5 s, and the stream goes on with what is left', async () => {
  const [worker, resident] = [await app.as('grid-worker'), await app.as('resident')];
  const stream = worker.subscribe(STREAM);
  onTestFinished(() => stream.close());
  await stream.next();
  const next = async () =>
    (await stream.nextWhere(({ incidentEvents }) => incidentEvents.change !== 'HEARTBEAT')).incidentEvents.incidentId;
  const seen = await report(resident);
  expect(await next()).toBe(seen);
  await app.database.query(
    `update appointment set valid_to = valid_from where person_id = (select person_id from account where subject = 'grid-worker@000')`,
  );
  await pause(NOTICED_MS);
  await report(resident);
  // As a neighbour they go on seeing what they report.
  const own = await report(worker);
  expect(await next()).toBe(own);
});

test('who is nobody any more is told so, on a socket that then closes and as an event', async () => {
  const token = await app.tokenOf('chief');
  const raw = await RawSocket.signedIn(app.url, token);
  raw.subscribe('1', STREAM);
  expect((await raw.next('1')).type).toBe('next');
  const response = await fetch(`${app.url}/graphql/stream?query=${encodeURIComponent(STREAM)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const events = response.text();
  await app.database.query(`delete from account where subject = 'chief@000'`);
  const started = Date.now();
  // Nothing happens meanwhile: it is noticed all the same.
  expect(await raw.next('1')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(await raw.closed).toEqual({ code: 4403, reason: 'Token revoked' });
  expect(Date.now() - started).toBeLessThan(NOTICED_MS + 3_000);
  expect(await events).toMatch(/event: next\ndata: \{"errors":\[\{.*"code":"UNAUTHENTICATED".*\n\nevent: complete\ndata:\n\n$/);
});
