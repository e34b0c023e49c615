import { randomUUID } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, vi } from 'vitest';
import { openPage } from '../../src/server/pages.js';
import { start } from '../../src/server/start.js';
import { type App, startApp } from '../kit/app.js';
import { demoDatabase, type TestDatabase } from '../kit/database.js';
import { testInDepth } from '../kit/depth.js';
import { freePort } from '../kit/free-port.js';
import { newKeyFile } from '../kit/keys.js';
import { testWith } from '../kit/programs.js';
import { build, ServerProcess } from '../kit/server-process.js';
import { desktop, Explorer, launch, phone, WAIT } from './browser.js';

const test = testWith('chromium');

// A browser beside other files on two cores takes its time.
vi.setConfig({ testTimeout: 180_000 });

let browser: Browser;
let app: App;
beforeAll(async () => {
  await build();
  browser = await launch();
  app = await startApp();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const opened = async (url: string, options = desktop) => {
  const explorer = await Explorer.open(browser, url, options);
  onTestFinished(() => explorer.page.context().close());
  return explorer;
};

test('a new user: every tab, a live event, and a stream that outlives the server', async () => {
  const database = await demoDatabase();
  const settings = { DATABASE_URL: database.url, DEMO: '1', PORT: String(await freePort()) };
  let server = new ServerProcess(settings);
  const restarted = async () => {
    server = new ServerProcess(settings);
    await server.url;
  };
  const other = await startApp({ database });
  onTestFinished(async () => {
    await server.kill();
    await other.stop();
    await database.close();
  });
  const explorer = await opened(await server.url);
  const { page } = explorer;
  const bar = page.getByRole('region', { name: 'WatchIncidents' });
  const saying = bar.getByRole('status');

  // Choose a persona: it says plainly that all of them are invented.
  await page.getByText('Demo: invented people').waitFor();
  await page.getByLabel('You are').selectOption('grid-leader');
  await page.getByText('Leads the first grid.').waitFor();
  await page.getByLabel('Community', { exact: true }).selectOption('000');
  expect(await page.getByLabel('Community', { exact: true }).locator('option').allTextContents()).toEqual([
    '000 泰兴市济川街道 · 五里墩社区',
    ...['001', '002', '003', '004'].map((code) => expect.stringMatching(new RegExp(`^${code} .+ · .+`))),
  ]);

  // The first tab has run. Run every tab as it stands.
  await explorer.answer(({ data }) => data?.organization);
  const tree = await explorer.run('CommunityTree');
  expect(tree.organization).toMatchObject({ name: '泰兴市济川街道', grids: { totalCount: 15 } });
  expect(tree.vacancies.totalCount).toBeTypeOf('number');
  const { appointments } = await explorer.run('HoldersOfTwoPosts');
  expect(appointments.totalCount).toBeGreaterThan(0);
  for (const { person } of appointments.nodes) expect(person.appointments.length).toBeGreaterThan(1);
  const { grid } = await explorer.run('OpenIncidents');
  const actions = grid.incidents.nodes.flatMap((incident: { viewerActions: object[] }) => incident.viewerActions);
  expect(actions).toContainEqual({ verb: 'acceptIncident', allowed: false, reason: expect.stringContaining('staff') });

  // Watch, and report in another tab meanwhile.
  await explorer.tab('WatchIncidents');
  await explorer.execute();
  await explorer.answer(({ received }) => received?.[0]?.data.incidentEvents.change === 'HEARTBEAT');
  const first = (await explorer.run('ReportIncident')).reportIncident.incident.serialNumber;
  await bar.getByText(first).waitFor();
  await expect.poll(() => saying.textContent(), WAIT).toContain('Live · 1 event');
  await bar.getByRole('button', { name: 'Show' }).click();
  const serials = ({ received }: { received: { data: { incidentEvents: { event: { incident: { serialNumber: string } } | null } } }[] }) =>
    received.flatMap(({ data }) => data.incidentEvents.event?.incident.serialNumber ?? []);
  expect(serials(await explorer.answer(({ received }) => received))).toEqual([first]);
  expect(explorer.complaints).toEqual([]);

  // Kill the server. What another process takes down meanwhile is not lost.
  await server.kill();
  await expect.poll(() => saying.textContent(), WAIT).toContain('Connection lost');
  const resident = await other.as('resident');
  const { incidentCategories, ...where } = await resident.data('{ incidentCategories { id } grid(code: "000-G01") { id } }');
  const { reportIncident } = await resident.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { serialNumber } } }',
    { input: { title: '井盖松动', categoryId: incidentCategories[0].id, gridId: where.grid.id, channel: 'WECHAT' } },
  );
  const second = reportIncident.incident.serialNumber;
  await restarted();
  await bar.getByText(second).waitFor();
  await expect.poll(() => saying.textContent(), WAIT).toContain('Live · 2 events · resumed once');
  expect(serials(await explorer.answer(({ received }) => serials({ received }).includes(second)))).toEqual([second, first]);

  // A server that is asked to stop takes its leave of the sockets; the stream goes on all the same, and stopped by hand it resumes where it was.
  await server.stop();
  await expect.poll(() => saying.textContent(), WAIT).toContain('Connection lost');
  await restarted();
  await expect.poll(() => saying.textContent(), WAIT).toContain('resumed 2 times');
  const third = (await explorer.run('ReportIncident')).reportIncident.incident.serialNumber;
  await bar.getByText(third).waitFor();
  await explorer.tab('WatchIncidents');
  const { resumeAfter } = await explorer.answer((answer) => answer.received && serials(answer)[0] === third);
  await explorer.stop();
  await bar.getByRole('button', { name: 'Resume' }).click();
  await explorer.answer(({ received }) => received?.length === 1 && received[0].data.incidentEvents.cursor === resumeAfter);

  const refused = explorer.complaints.filter((complaint) => !/WebSocket connection to .* failed/.test(complaint));
  expect(refused, 'beside what Chromium says of a server that is down').toEqual([]);
});

testInDepth('another persona and community: the tabs fit, answers of the last one are gone, changes stay', async () => {
  const explorer = await opened(app.url);
  const { page } = explorer;
  const variables = () => page.evaluate<string>(`document.querySelector('.graphiql-editor-tool .CodeMirror').CodeMirror.getValue()`);
  const query = () => page.evaluate<string>(`document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()`);
  await explorer.run('OpenIncidents');
  expect(JSON.parse(await variables())).toEqual({ grid: '000-G01' });
  await page.locator('.graphiql-query-editor .CodeMirror').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('# mine\n');
  await expect.poll(() => page.evaluate<string>(`localStorage.getItem('mulin:tabs')`), WAIT).toContain('# mine');

  await page.getByLabel('Community', { exact: true }).selectOption('001');
  await expect.poll(variables, WAIT).toContain('001-C1-G01');
  expect(await query()).toContain('# mine');
  expect((await explorer.answer(({ data }) => data?.grid)).data.grid.name).toBe('金域华府小区网格');
  const { reportIncident } = await explorer.run('ReportIncident');
  expect(reportIncident).toMatchObject({ incident: { category: { name: '路灯损坏' } }, userErrors: [] });

  await page.getByLabel('You are').selectOption({ label: 'nobody · without a token' });
  await explorer.ready('ReportIncident');
  await explorer.execute();
  expect((await explorer.answer(({ data }) => data)).data.reportIncident.trackingCode).toMatch(/./);
  await page.reload();
  await explorer.ready('ReportIncident');
  expect(await page.getByLabel('Community', { exact: true }).inputValue()).toBe('001');

  await page.getByRole('button', { name: 'Restore tabs' }).click();
  await explorer.ready('CommunityTree');
  await explorer.tab('OpenIncidents');
  expect(await query()).not.toContain('# mine');
  expect(explorer.complaints).toEqual([]);
});

testInDepth('under its content security policy the docs, the history and the dialogs work, too', async () => {
  const explorer = await opened(app.url);
  const { page } = explorer;
  await explorer.run('CommunityTree');
  await page.getByLabel('Show Documentation Explorer').click();
  await page.getByRole('link', { name: 'Query', exact: true }).click();
  await page.getByText('Who holds which posts').waitFor();
  await page.getByLabel('Show History').click();
  await page.getByRole('button', { name: 'CommunityTree' }).first().waitFor();
  for (const dialog of ['Open settings dialog', 'Open short keys dialog']) {
    await page.getByLabel(dialog).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.locator('.graphiql-query-editor .CodeMirror').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('{ gri');
  await page.locator('.CodeMirror-hints').waitFor();
  await page.keyboard.press('Escape');
  expect(explorer.complaints).toEqual([]);
});

testInDepth('texts and comments are in one language at a time, tabs are numbered', async () => {
  const explorer = await opened(app.url);
  const { page } = explorer;
  const query = () => page.evaluate<string>(`document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()`);
  const comments = async () => (await query()).split('\n').filter((line) => line.startsWith('#'));
  const operations = ['CommunityTree', 'HoldersOfTwoPosts', 'OpenIncidents', 'ReportIncident', 'WatchIncidents'];
  // As the browser tells a screen reader: the numbers come from the style sheet.
  const accessibility = await page.context().newCDPSession(page);
  const { nodes } = await accessibility.send('Accessibility.getFullAXTree');
  const tabs = nodes.filter(({ role }) => role?.value === 'tab').map(({ name }) => String(name?.value));
  expect(tabs).toEqual(operations.map((operation, index) => expect.stringMatching(`^${index + 1} · ${operation}`)));
  const texts = async () => [
    ...(await page.locator('header :is(h1, .demo, label, .about, .tools > button)').allTextContents()),
    ...(await page
      .getByLabel(/You are|身份/)
      .locator('option')
      .allTextContents()),
  ];
  for (const [button, isOfLanguage] of [
    ['EN', (text: string) => /[a-z]/.test(text) && !/\p{Script=Han}/u.test(text)],
    ['中文', (text: string) => /\p{Script=Han}/u.test(text)],
    ['EN', (text: string) => !/\p{Script=Han}/u.test(text)],
  ] as const) {
    await page.getByRole('button', { name: button, exact: true }).click();
    for (const operation of operations) {
      await explorer.tab(operation);
      await expect.poll(async () => (await comments()).filter((line) => !isOfLanguage(line)), WAIT).toEqual([]);
      expect(await comments()).not.toEqual([]);
    }
    expect((await texts()).filter((text) => !isOfLanguage(text))).toEqual([]);
  }
  expect(explorer.complaints).toEqual([]);
});

testInDepth('the keyboard leaves each editor by Esc, then Tab', async () => {
  const explorer = await opened(app.url);
  const { page } = explorer;
  await explorer.answer(({ data }) => data?.organization);
  for (const editor of ['.graphiql-query-editor', '.graphiql-editor-tool', '.graphiql-response']) {
    const within = () => page.evaluate<boolean>(`document.activeElement.closest('${editor} .CodeMirror') !== null`);
    await page.locator(`${editor} .CodeMirror`).first().click();
    await expect.poll(within, WAIT).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await within(), editor).toBe(false);
  }
  // Without it, Tab indents.
  const field = page.locator('.graphiql-query-editor .CodeMirror');
  await field.click();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(`document.activeElement.closest('.graphiql-query-editor .CodeMirror') !== null`)).toBe(true);
  expect(await page.locator('.graphiql-query-editor textarea').first().getAttribute('aria-description')).toContain('Esc');
});

testInDepth('the docs that are open stay open for the next persona', async () => {
  const explorer = await opened(app.url);
  const { page } = explorer;
  const docs = page.locator('.graphiql-plugin');
  await page.getByLabel('Show Documentation Explorer').click();
  await docs.getByRole('link', { name: 'Query', exact: true }).waitFor();
  await page.getByLabel('You are').selectOption('resident');
  await page.getByText('Lives in the first grid').waitFor();
  await explorer.ready('CommunityTree');
  await docs.getByRole('link', { name: 'Query', exact: true }).waitFor();
  await page.getByLabel('Hide Documentation Explorer').click();
  await expect.poll(() => explorer.isShown('.graphiql-plugin'), WAIT).toBe(false);
  await page.getByLabel('You are').selectOption('grid-leader');
  await page.getByText('Leads the first grid.').waitFor();
  await explorer.ready('CommunityTree');
  expect(await explorer.isShown('.graphiql-plugin')).toBe(false);
});

test('the page shows after 300 kB or less', async () => {
  const html = await (await fetch(app.url)).text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(files.length).toBeGreaterThan(2);
  const sizes = await Promise.all(
    files.map(async (path) => {
      const { headers } = await fetch(app.url + path, { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } });
      return Number(headers.get('content-length'));
    }),
  );
  expect(sizes.reduce((one, other) => one + other, html.length)).toBeLessThan(300_000);
});

testInDepth('a phone, in Chinese: nothing to scroll sideways, everything in reach', async () => {
  const explorer = await opened(app.url, phone);
  const { page } = explorer;
  const { width, height } = page.viewportSize()!;
  await page.getByText('演示环境：人物与事件均为虚构。').waitFor();
  await page.getByLabel('身份').selectOption('resident');
  await page.getByText('家住第一社区第一网格').waitFor();
  await explorer.ready('CommunityTree');
  // Variables are folded; the first tab has run with them all the same.
  expect(await explorer.isShown('.graphiql-editor-tool')).toBe(false);
  await explorer.answer(({ data }) => data?.organization?.name === '泰兴市济川街道');

  const isInReach = async (name: string, locator = page.getByRole('button', { name, exact: true })) => {
    await locator.scrollIntoViewIfNeeded();
    const box = (await locator.boundingBox())!;
    expect(box, name).not.toBeNull();
    expect(
      [box.x, box.y, width - box.x - box.width, height - box.y - box.height].every((gap) => gap >= 0),
      name,
    ).toBe(true);
    expect(Math.min(box.width, box.height), name).toBeGreaterThanOrEqual(28);
  };
  for (const operation of ['HoldersOfTwoPosts', 'OpenIncidents', 'ReportIncident', 'CommunityTree']) {
    await explorer.run(operation);
    await isInReach(operation, page.getByRole('tab', { name: operation }));
  }
  expect((await page.locator('.graphiql-response .CodeMirror').boundingBox())!.height).toBeGreaterThan(150);
  expect((await page.locator('.graphiql-query-editor .CodeMirror').boundingBox())!.width).toBeGreaterThan(250);
  await explorer.tab('WatchIncidents');
  await explorer.execute();
  await isInReach('停止');
  await isInReach('execute', page.locator('.graphiql-execute-button'));
  for (const name of ['恢复示例', '中文', 'EN', 'Show Documentation Explorer', 'Show History', 'Open settings dialog', 'New tab'])
    await isInReach(name);
  for (const name of ['身份', '社区']) await isInReach(name, page.getByLabel(name, { exact: true }));
  await page.getByLabel('Show Documentation Explorer').click();
  await isInReach('Hide Documentation Explorer');
  await page.getByLabel('Hide Documentation Explorer').click();
  expect(await page.evaluate('[document.documentElement.scrollWidth, document.documentElement.scrollHeight]')).toEqual([width, height]);

  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.getByText('Demo: invented people').waitFor();
  await page.reload();
  await page.getByText('Demo: invented people').waitFor();
  expect(explorer.complaints).toEqual([]);
});

/** A server that takes its tokens from elsewhere, and one such token, of the first community's cadre. */
async function production(explorer: boolean): Promise<{ url: string; token: string }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = createServer(async (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [await exportJWK(publicKey)] })),
  ).listen(0);
  const [issuer, audience] = ['https://id.example', 'mulin'];
  const jwksUrl = `http://localhost:${(keys.address() as AddressInfo).port}/`;
  const database: TestDatabase = await demoDatabase();
  await database.query(
    `update account set issuer = $1, subject = 'somebody' where issuer = 'mulin-demo' and subject = 'community-cadre@000'`,
    [issuer],
  );
  const server = await start(
    {
      port: 0,
      host: 'localhost',
      databaseUrl: database.url,
      dataDir: '',
      keyFile: (await newKeyFile()).where,
      auth: { issuer, audience, jwksUrl },
      explorer,
    },
    { info: () => {}, bug: () => {} },
  );
  onTestFinished(async () => {
    await server.stop();
    keys.close();
    await database.close();
  });
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('somebody')
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey);
  return { url: server.url, token };
}

test('in production with EXPLORER=1: a token field, no persona, no demo token', async () => {
  const { url, token } = await production(true);
  const explorer = await opened(url);
  const { page } = explorer;
  expect(await page.getByText('Demo').count()).toBe(0);
  expect(await page.getByRole('combobox').count()).toBe(0);
  // Without a token: what hangs on the notice board.
  const { organization } = await explorer.run('CommunityTree');
  expect(organization.name).toBe('泰兴市济川街道');

  await page.getByLabel('Bearer token').fill(token);
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByText('Your token is sent').waitFor();
  await explorer.ready('CommunityTree');
  const { grid } = await explorer.run('OpenIncidents');
  expect(grid.incidents.totalCount).toBeGreaterThan(0);
  const { reportIncident } = await explorer.run('ReportIncident');
  expect(reportIncident).toMatchObject({ incident: { category: { name: '路灯损坏' } }, userErrors: [] });
  expect(await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage])')).not.toContain(token);
  expect(explorer.complaints).toEqual([]);

  await page.getByLabel('Bearer token').fill('nonsense');
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByRole('alert').getByText('The token is not accepted').waitFor();
  await page.getByRole('button', { name: 'Forget it' }).click();
  await explorer.ready('ReportIncident');

  const demoToken = await fetch(`${url}/demo/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ persona: 'resident', community: '000' }),
  });
  expect(demoToken.status).toBe(404);
});

test('in production without it there is the board alone, for who brings a token', async () => {
  const { url, token } = await production(false);
  for (const path of ['/', '/explorer/setting.json', '/explorer/index.html', '/demo/token'])
    expect((await fetch(url + path)).status, path).toBe(404);
  expect(await (await fetch(`${url}/board/setting.json`)).json()).toEqual({ demo: null, now: expect.any(String) });
  const page = await browser.newPage(desktop);
  onTestFinished(() => page.context().close());
  await page.goto(`${url}/board`);
  await page.getByLabel('Access token').fill('nonsense');
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByRole('alert').getByText('The token is not accepted').waitFor();
  await page.goto('about:blank');
  await page.goto(`${url}/board#token=${token}`);
  await page.locator('.live-mark.live').waitFor();
  expect(page.url()).not.toContain(token);
  expect(await page.getByLabel('Place').locator('option').allTextContents()).toEqual(['All of 泰兴市济川街道', '五里墩社区']);
});

test('the page, its files and their headers', async () => {
  const page = await fetch(app.url);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = page.headers.get('content-security-policy')!;
  expect(policy).toContain(`connect-src 'self' ${app.url.replace('http', 'ws')}`);
  expect(policy).toContain(`script-src 'self';`);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  const nonce = /'nonce-([\w-]+)'/.exec(policy)![1]!;
  const html = await page.text();
  expect(html).toContain(nonce);
  expect(html).not.toMatch(/(src|href)="(?!\/explorer\/)/);
  expect((await fetch(app.url)).headers.get('content-security-policy')).not.toContain(nonce);

  const script = app.url + /src="([^"]+)"/.exec(html)![1]!;
  const file = await fetch(script);
  expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  const etag = file.headers.get('etag')!;
  expect((await fetch(script, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const whole = await file.bytes();
  const heads = await Promise.all(
    ['br', 'gzip', 'identity'].map((encoding) => fetch(script, { method: 'HEAD', headers: { 'accept-encoding': encoding } })),
  );
  expect(heads.map(({ status, headers }) => [status, headers.get('content-encoding')])).toEqual([
    [200, 'br'],
    [200, 'gzip'],
    [200, null],
  ]);
  const [br, gzip, plain] = heads.map(({ headers }) => Number(headers.get('content-length')));
  expect(plain).toBe(whole.length);
  expect(Math.max(br!, gzip!)).toBeLessThan(plain! / 2);
  expect(new Set(heads.map(({ headers }) => headers.get('etag'))).size).toBe(3);
  expect(await heads[2]!.text()).toBe('');
  // POST is for the graph, which takes JSON.
  expect((await fetch(app.url, { method: 'POST' })).status).toBe(415);
  expect((await fetch(app.url, { method: 'DELETE' })).status).toBe(405);
});

test.each([
  '/explorer/../package.json',
  '/explorer/..%2f..%2fpackage.json',
  '/explorer/%2e%2e/%2e%2e/package.json',
  '/explorer/assets/../../src/main.js',
  '/explorer/assets/..\\..\\package.json',
  '/explorer//etc/passwd',
  '/explorer/assets/nothing.js',
  '/explorer/',
  '/explorer/index.html',
])('%s leads nowhere', async (path) => {
  const { port } = new URL(app.url);
  // fetch would tidy the path up.
  const status = await new Promise((resolve, reject) =>
    request({ port, path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end(),
  );
  expect(status).toBe(404);
});

test('a demo token is for a persona and a community of the demo', async () => {
  const ask = async (body: unknown, method = 'POST') => {
    const response = await fetch(`${app.url}/demo/token`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: method === 'POST' ? JSON.stringify(body) : undefined,
    });
    return { status: response.status, body: (await response.json()) as { token?: string; errors?: { extensions: { code: string } }[] } };
  };
  const { status, body } = await ask({ persona: 'dashboard', community: '004' });
  expect({ status, ...body }).toEqual({ status: 200, token: expect.stringMatching(/^ey/) });
  for (const wrong of [
    {},
    null,
    { persona: 'resident' },
    { persona: 'toString', community: '000' },
    { persona: 'resident', community: '005' },
  ])
    expect(await ask(wrong)).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } });
  expect((await ask({}, 'GET')).status).toBe(405);
});

test('a page that is not built says how to build it', async () => {
  const explorer = openPage('explorer', '/', () => ({ demo: null, now: '' }), ['/nowhere']);
  const server = createServer((request, response) => void explorer.serve(request, response, '/')).listen(0);
  onTestFinished(() => void server.close());
  const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}/`);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('npm run build:explorer');
});
