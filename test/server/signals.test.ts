import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { blocking } from '../kit/blocking.js';
import { demoDatabase, freshDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';
import { openLink } from '../kit/link.js';
import { build, ServerProcess, type Settings } from '../kit/server-process.js';

/** How a server of its own process ends. */
beforeAll(build);

async function opened(settings: Settings): Promise<{ server: ServerProcess; url: string }> {
  const server = new ServerProcess(settings);
  onTestFinished(() => server.kill());
  return { server, url: await server.url };
}

describe('on a database of its own', () => {
  testInDepth('when a connection breaks while the demo loads, it does not fall over', async () => {
    const database = await freshDatabase();
    onTestFinished(() => database.close());
    const blocker = await blocking(database.url, 'incident');
    const server = new ServerProcess({ DATABASE_URL: database.url, DEMO: '1' });
    const url = await server.url;
    await blocker.blocks();
    await database.query(
      `select pg_terminate_backend(pid) from pg_locks where relation = 'incident'::regclass and not granted and database = (select oid from pg_database where datname = current_database())`,
    );
    await blocker.release();
    // What broke off is loaded all the same, a little later.
    await vi.waitFor(async () => expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ loading: ['demo residents'] }), {
      timeout: 50_000,
      interval: 50,
    });
    server.signal('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
  });

  test('a second signal ends it at once, with a code that says so; one that comes right after the first is the same', async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const { server, url } = await opened({ DATABASE_URL: database.url, DEMO: '1', DRAIN_SECONDS: '600' });
    server.signal('SIGTERM');
    server.signal('SIGTERM');
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(503), { timeout: 30_000, interval: 600 });
    await vi.waitFor(
      async () => {
        server.signal('SIGTERM');
        expect(await Promise.race([server.exit, pause(100, null)])).toEqual({ code: 1, signal: null });
      },
      { timeout: 30_000, interval: 600 },
    );
  });

  testInDepth('SIGINT, of a terminal, does not drain', async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const { server } = await opened({ DATABASE_URL: database.url, DEMO: '1', DRAIN_SECONDS: '600' });
    server.signal('SIGINT');
    expect(await server.exit).toEqual({ code: 0, signal: null });
  });

  testInDepth('SIGTERM ends within its limit though the database has fallen silent', async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const link = await openLink(database.url);
    onTestFinished(() => link.close());
    const { server, url } = await opened({ DATABASE_URL: link.url, DEMO: '1' });
    link.silence();
    const asked = fetch(`${url}/graphql?query={grids{totalCount}}`).catch(() => {});
    server.signal('SIGTERM');
    const patience = setTimeout(() => server.signal('SIGKILL'), 40_000);
    expect(await server.exit).toEqual({ code: 0, signal: null });
    clearTimeout(patience);
    await asked;
  });

  testInDepth('SIGTERM does not wait for a peer that has stopped answering', async () => {
    const database = await demoDatabase();
    onTestFinished(() => database.close());
    const server = new ServerProcess({ DATABASE_URL: database.url, DEMO: '1' });
    const url = await server.url;
    const frozen = net.connect(Number(new URL(url).port), 'localhost');
    onTestFinished(() => void frozen.destroy());
    const headers = [
      'upgrade: websocket',
      'connection: upgrade',
      'sec-websocket-version: 13',
      'sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==',
    ];
    frozen.write(
      `GET /graphql HTTP/1.1\r\nhost: localhost\r\nsec-websocket-protocol: graphql-transport-ws\r\n${headers.join('\r\n')}\r\n\r\n`,
    );
    expect(String(await once(frozen, 'data'))).toContain('101 Switching Protocols');
    frozen.pause();
    server.signal('SIGTERM');
    const patience = setTimeout(() => server.signal('SIGKILL'), 15_000);
    expect(await server.exit).toEqual({ code: 0, signal: null });
    clearTimeout(patience);
  });
});
