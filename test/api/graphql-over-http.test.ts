import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type App, startApp } from '../kit/app.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const audits = serverAudits({ url: () => `${app.url}/graphql`, fetchFn: fetch });

test('the suite is whole', () => {
  expect(audits).toHaveLength(61);
});

test.each(audits)('$id $name', async (audit) => {
  const result = await audit.fn();
  expect(result.status, 'reason' in result ? result.reason : '').toBe('ok');
});

describe('a browser is led from the graph to the explorer', () => {
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const asked: readonly (readonly [what: string, path: string, init: RequestInit, status: number, location: string | null])[] = [
    ['when it opens the address', '/graphql', { headers: { accept: browser } }, 303, '/'],
    ['when it looks at the address', '/graphql', { method: 'HEAD', headers: { accept: browser } }, 303, '/'],
    ['but not when it asks something', '/graphql?query={__typename}', { headers: { accept: browser } }, 200, null],
    ['and no other client is', '/graphql', { headers: { accept: 'application/json' } }, 400, null],
  ];
  test.each(asked)('%s', async (_what, path, init, status, location) => {
    const response = await fetch(app.url + path, { ...init, redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([status, location]);
  });

  test('and who sends a query to the printed address is answered', async () => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ __typename }"}' };
    expect(await (await fetch(app.url, post)).json()).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('pages of other origins', () => {
  const page = 'https://board.example.com';
  const preflight = (origin: string): RequestInit => ({
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,last-event-id,accept-language',
    },
  });
  const corsOf = ({ headers }: Response) => [headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')];
  const paths = ['/graphql', '/graphql/stream', '/graphql/stream/ticket', '/demo/token'];

  test.each(paths)('may ask at %s of the demo, whatever their origin', async (path) => {
    const allowed = await fetch(app.url + path, preflight(page));
    expect([allowed.status, ...corsOf(allowed)]).toEqual([204, '*', null]);
    expect(allowed.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT');
    const headers = allowed.headers.get('access-control-allow-headers')!.split(', ');
    expect(headers).toEqual(expect.arrayContaining(['authorization', 'content-type', 'last-event-id', 'accept-language']));
    // Errors, too, can be read, with what they say of when to come again.
    const refused = await fetch(app.url + path, { method: 'POST', headers: { origin: page, authorization: 'Bearer x' }, body: 'x' });
    expect(refused.ok).toBe(false);
    expect(corsOf(refused)).toEqual(['*', null]);
    expect(refused.headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  test('may ask elsewhere when CORS_ORIGINS names them, and no others', async () => {
    const other = await startApp({ database: app.database, corsOrigins: [page] });
    onTestFinished(() => other.stop());
    for (const path of paths) {
      expect(corsOf(await fetch(other.url + path, preflight(page)))).toEqual([page, null]);
      const foreign = await fetch(other.url + path, preflight('https://evil.example.com'));
      expect([...corsOf(foreign), foreign.headers.get('vary')]).toEqual([null, null, 'origin']);
    }
    const answer = await fetch(`${other.url}/graphql?query={__typename}`, { headers: { origin: page } });
    expect([...corsOf(answer), answer.headers.get('vary')]).toEqual([page, null, 'origin, authorization, accept, accept-language']);
    const stream = await fetch(`${other.url}/graphql/stream?query=subscription{incidentEvents{change}}`, { headers: { origin: page } });
    expect([stream.status, ...corsOf(stream)]).toEqual([200, page, null]);
    await stream.body?.cancel();
  });

  test('may ask nothing when CORS_ORIGINS is empty, as it is outside of the demo', async () => {
    const other = await startApp({ database: app.database, corsOrigins: [] });
    onTestFinished(() => other.stop());
    expect(corsOf(await fetch(`${other.url}/graphql`, preflight(page)))).toEqual([null, null]);
  });
});
