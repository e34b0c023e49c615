import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, vi } from 'vitest';
import { type App, startApp } from '../kit/app.js';
import { demoDatabase } from '../kit/database.js';
import { inDepth, testInDepth } from '../kit/depth.js';
import { freePort } from '../kit/free-port.js';
import { testWith } from '../kit/programs.js';
import { build, ServerProcess } from '../kit/server-process.js';
import { launch, WAIT } from './browser.js';

const test = testWith('chromium');

// A browser beside other files on two cores takes its time.
vi.setConfig({ testTimeout: 180_000 });

const wall: BrowserContextOptions = { viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' };
const desk: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'en-US' };
const tablet: BrowserContextOptions = { viewport: { width: 820, height: 1180 }, locale: 'en-US' };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, locale: 'zh-CN', hasTouch: true, isMobile: true };

const demoNow = new Date('2026-11-21T10:00:00+08:00');

let browser: Browser;
let app: App;
beforeAll(async () => {
  await build();
  browser = await launch();
  app = await startApp({ demoNow });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** The board as it stands on a wall, and everything it complained about. */
async function opened(url: string, options: BrowserContextOptions, search = ''): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage(options);
  onTestFinished(() => page.context().close());
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${url}/board${search}`);
  await page.locator('.map .number').first().waitFor();
  await page.locator('.live-mark.live').waitFor();
  return { page, complaints };
}

const tile = (page: Page, name: string) => page.locator('.tile', { hasText: name }).locator('strong');

async function report(by: App, title: string, grid = '000-G01'): Promise<void> {
  const resident = await by.as('resident');
  const { incidentCategories, ...where } = await resident.data(`{ incidentCategories { id } grid(code: "${grid}") { id } }`);
  const { reportIncident } = await resident.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    { input: { title, categoryId: incidentCategories[0].id, gridId: where.grid.id, channel: 'WECHAT' } },
  );
  expect(reportIncident.userErrors).toEqual([]);
}

test('events are shown once each, in their order, through restarts of the server; the board says when it is not live', async () => {
  const database = await demoDatabase();
  const settings = { DATABASE_URL: database.url, DEMO: '1', DEMO_NOW: demoNow.toISOString(), PORT: String(await freePort()) };
  let server = new ServerProcess(settings);
  const other = await startApp({ database, demoNow });
  onTestFinished(async () => {
    await server.kill();
    await other.stop();
    await database.close();
  });
  const { page } = await opened(await server.url, wall, '?wall');
  const titles = async () => (await page.locator('.ticker .what').allTextContents()).filter((title) => /^第\d件$/.test(title));
  const open = Number(await tile(page, '未办结').textContent());
  const inGrid = () => page.locator('.grid').first().getAttribute('aria-label');
  const counted = async () => Number(/未办结 (\d+) 件/.exec((await inGrid())!)![1]);
  const inFirst = await counted();
  const reported: string[] = [];
  const next = async () => {
    reported.unshift(`第${reported.length + 1}件`);
    await report(other, reported[0]!);
  };

  await next();
  await next();
  await expect.poll(titles, WAIT).toEqual(reported);
  await expect.poll(() => tile(page, '未办结').textContent(), WAIT).toBe(String(open + 2));
  await expect.poll(counted, WAIT).toBe(inFirst + 2);
  await expect.poll(() => tile(page, '今日上报').textContent(), WAIT).toBe('2');

  for (const end of ['kill', 'stop'] as const) {
    await server[end]();
    await page.getByRole('status').getByText('非实时').waitFor();
    await next();
    await next();
    server = new ServerProcess(settings);
    await server.url;
    await page.locator('.live-mark.live').waitFor();
    await next();
    await expect.poll(titles, WAIT).toEqual(reported);
  }
  await expect.poll(() => tile(page, '未办结').textContent(), WAIT).toBe(String(open + reported.length));
  await expect.poll(counted, WAIT).toBe(inFirst + reported.length);
});

test('a grid has no number until its count is read', async () => {
  const page = await browser.newPage(desk);
  onTestFinished(() => page.context().close());
  const documents: Record<string, string> = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../src/board/generated/persisted-documents.json'), 'utf8'),
  );
  const [counts] = Object.entries(documents).find(([, text]) => text.includes('query BoardCounts'))!;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes(counts)) await held;
    await route.continue();
  });
  await page.goto(`${app.url}/board`);
  const grid = page.locator('.grid').first();
  await grid.waitFor();
  expect(await grid.getAttribute('aria-label')).not.toMatch(/\d+ open/);
  expect(await page.locator('.map .labels .number').count()).toBe(0);
  release();
  await expect.poll(() => grid.getAttribute('aria-label'), WAIT).toMatch(/\d+ open, \d+ overdue$/);
  await page.locator('.map .labels .number').first().waitFor();
});

const screens = [
  ['a wall', wall, '?wall', 'light'],
  ['a phone', phone, '', 'dark'],
  ['a desk', desk, '', 'dark'],
  ['a tablet', tablet, '', 'light'],
] as const;
test.each(inDepth<readonly (typeof screens)[number][]>(screens, screens.slice(0, 2)))(
  'on %s nothing is serious to axe, and nothing scrolls sideways',
  async (_name, options, search, colorScheme) => {
    const { page, complaints } = await opened(app.url, { ...options, colorScheme }, search);
    await page.locator('.bars strong').first().waitFor();
    await page.locator('.ticker .what').first().waitFor();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
    expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => String(target)) }))).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    expect(complaints).toEqual([]);
    if (options !== wall) return;

    // All of a wall is on one screen, and can be read from three metres.
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(1080);
    const sizes = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.tile strong, .bars strong, .rates strong, .map .number, .trend .number, time')].map((figure) => parseFloat(getComputedStyle(figure).fontSize))`,
    );
    expect(sizes.length).toBeGreaterThan(20);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24);
  },
);

test.each([
  ['a desk', desk, ''],
  ['an English wall', { ...wall, locale: 'en-US' }, '?wall'],
])('on %s no row and no name of a rate is cut', async (_name, options, search) => {
  const { page } = await opened(app.url, options, search);
  await page.locator('.bars strong').first().waitFor();
  await page.locator('.rates li').first().waitFor();
  const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('.bars li, .rates li')]
    .filter((row) => row.getBoundingClientRect().bottom > row.closest('.panel').getBoundingClientRect().bottom - 2
      || [...row.querySelectorAll('.name')].some((name) => name.scrollWidth > name.clientWidth))
    .map((row) => row.textContent)`);
  expect(cut).toEqual([]);
});

testInDepth('a community, persona, language and theme are chosen, stay in the address, and change what is shown', async () => {
  const { page, complaints } = await opened(app.url, { ...desk, colorScheme: 'light' });
  await page.getByLabel('Place').selectOption({ label: '广安社区' });
  await page.getByRole('heading', { name: '广安社区', level: 1 }).waitFor();
  await page.locator('.live-mark.live').waitFor();
  await expect.poll(() => page.locator('.grid').count(), WAIT).toBe(4);

  const open = async () => Number(await tile(page, 'Open').textContent());
  await expect.poll(open, WAIT).toBeGreaterThan(0);
  const all = await open();
  await page.getByLabel('Seen by').selectOption('resident');
  await expect.poll(open, WAIT).toBeLessThan(all);
  // Rates, days and categories are for those who hold a post.
  await expect.poll(() => page.getByText('For those who hold a post here or above.').count(), WAIT).toBe(3);
  await page.getByLabel('Seen by').selectOption('community-cadre');
  await expect.poll(open, WAIT).toBe(all);

  await page.getByRole('button', { name: 'Dark' }).click();
  const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  await expect.poll(paper, WAIT).toBe('rgb(11, 21, 23)');
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('heading', { name: '最新动态' }).waitFor();
  await page.locator('.ticker .kind').getByText('上报', { exact: true }).first().waitFor();
  await page.reload();
  await page.getByRole('heading', { name: '广安社区', level: 1 }).waitFor();
  await page.getByRole('heading', { name: '最新动态' }).waitFor();
  expect(await paper()).toBe('rgb(11, 21, 23)');
  expect(await page.getByLabel('查看身份').inputValue()).toBe('community-cadre');
  expect(complaints).toEqual([]);
});

testInDepth('the keyboard reaches everything: grids by arrows, the wall and back', async () => {
  const { page } = await opened(app.url, desk);
  const focused = () => page.evaluate<string>(`document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`);
  const seen: string[] = [];
  for (let press = 0; press < 12; press++) {
    await page.keyboard.press('Tab');
    seen.push(await focused());
    if (seen.at(-1)?.includes('五里新村')) break;
  }
  expect(seen).toEqual(expect.arrayContaining(['中文', 'EN', 'Dark', 'Wall display']));
  expect(seen.at(-1)).toMatch(/^五里新村网格: \d+ open, \d+ overdue$/);
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toContain('银杏花园网格');
  await page.locator('.chosen').getByText('银杏花园网格').waitFor();

  await page.getByRole('button', { name: 'Wall display' }).press('Enter');
  await expect.poll(() => page.evaluate('document.fullscreenElement !== null'), WAIT).toBe(true);
  expect(page.url()).toContain('wall');
  expect(await page.getByLabel('Place').isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Leave wall display' }).press('Enter');
  await page.getByLabel('Place').waitFor();
  expect(page.url()).not.toContain('wall');
});

test('rates stand beside what was divided by what, days and categories as the graph counts them', async () => {
  const { page } = await opened(app.url, desk);
  const dashboard = await app.as('dashboard');
  const { statistics } = await dashboard.data(
    `query ($scope: ID!) { statistics(scope: $scope, period: { from: "2026-10-23", to: "2026-11-22" }) {
      visitCoverage { numerator denominator definition { formula } } byCategory { name count } byDay { day count } } }`,
    { scope: (await dashboard.data('{ organization(code: "000") { id } }')).organization.id },
  );
  const { numerator, denominator, definition } = statistics.visitCoverage;
  const rate = page.locator('.rates li', { hasText: 'Homes visited' });
  await rate.getByText(`${numerator} of ${denominator}`).waitFor();
  expect(await rate.locator('strong').textContent()).toBe(`${((100 * numerator) / denominator).toFixed(1)}%`);
  await rate.locator('summary').press('Enter');
  await rate.getByText(definition.formula).waitFor();

  const most = Math.max(...statistics.byCategory.map(({ count }: { count: number }) => count));
  expect(await page.locator('.bars strong').first().textContent()).toBe(String(most));
  const rows = page.locator('.trend tbody tr');
  expect(await rows.count()).toBe(30);
  expect(await rows.locator('td:nth-child(2)').allTextContents()).toEqual(
    statistics.byDay.map(({ count }: { count: number }) => String(count)),
  );
});

test('what a community has published stands beside what the rows say', async () => {
  const { page } = await opened(app.url, desk);
  const { organization } = await (await app.as('dashboard')).data(
    `{ organization(code: "000") { statistics(period: { from: "2026-10-23", to: "2026-11-22" }) { reportedFigures { quote computed agrees } } } }`,
  );
  const figures: { quote: string; computed: number | null; agrees: boolean }[] = organization.statistics.reportedFigures;
  const compared = figures.filter(({ computed }) => computed !== null);
  const agreeing = compared.filter(({ agrees }) => agrees);
  const panel = page.getByRole('complementary', { name: 'Published figures' });
  await panel.getByText(`${agreeing.length} of ${compared.length} agree`).waitFor();
  expect(await panel.locator('.quote').allTextContents()).toEqual(compared.map(({ quote }) => quote));
  expect(await panel.locator('.mark .unseen').allTextContents()).toEqual(compared.map(({ agrees }) => (agrees ? 'agrees' : 'differs')));
});

testInDepth('whoever reads the ticker can hold it still', async () => {
  const { page } = await opened(app.url, desk);
  const first = page.locator('.ticker .what').first();
  await page.getByRole('button', { name: 'Pause' }).click();
  const before = await first.textContent();
  await report(app, '井盖松动');
  await page.getByRole('button', { name: 'Resume · 1 more' }).click();
  expect(before).not.toBe('井盖松动');
  expect(await first.textContent()).toBe('井盖松动');
});

test('the page sends ids of published documents, never texts; its files are compressed and kept', async () => {
  const page = await browser.newPage(desk);
  onTestFinished(() => page.context().close());
  const bodies: string[] = [];
  page.on('request', (request) => request.url().endsWith('/graphql') && bodies.push(request.postData()!));
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => bodies.push(String(payload))));
  const files = new Map<string, { encoding: string | undefined; bytes: number; kept: string | undefined }>();
  page.on('response', async (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith('/board/assets/')) return;
    const headers = response.headers();
    files.set(pathname.replace(/.*\.(?=\w+$)/, ''), {
      encoding: headers['content-encoding'],
      bytes: Number(headers['content-length']),
      kept: headers['cache-control'],
    });
  });
  await page.goto(`${app.url}/board`);
  await page.locator('.live-mark.live').waitFor();
  const asked = bodies.map((body) => JSON.parse(body)).filter(({ type }) => type === undefined || type === 'subscribe');
  expect(asked.length).toBeGreaterThan(5);
  for (const { type, payload, ...request } of asked) {
    const { query = '', documentId } = type ? payload : request;
    expect([query, documentId]).toEqual(['', expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
  }
  for (const ending of ['js', 'css'])
    expect(files.get(ending)).toMatchObject({ encoding: expect.stringMatching(/br|gzip/), kept: expect.stringContaining('immutable') });
  expect([...files.values()].reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(150_000);
});

test('a partner runs its own documents, not those of the board', async () => {
  const documents = (await (await fetch(`${app.url}/board/documents.json`)).json()) as Record<string, string>;
  const [id] = Object.entries(documents).find(([, text]) => text.startsWith('query BoardPlaces'))!;
  const runBy = async (persona: 'dashboard' | 'partner') => {
    const { headers } = await app.as(persona);
    const response = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ documentId: id }) });
    return (await response.json()) as object;
  };
  expect(await runBy('dashboard')).toEqual({ data: { organizations: expect.anything() } });
  expect(await runBy('partner')).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_DOCUMENT_NOT_FOUND' } }] });
});
