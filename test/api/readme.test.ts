import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoDocuments } from '../../src/demo/partner.js';
import { modules } from '../../src/modules/index.js';
import { type App, startApp } from '../kit/app.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The fenced block after a comment such as `<!-- example: query -->`. */
function block(kind: 'example' | 'output', name: string): string {
  const found = new RegExp(`<!-- ${kind}: ${name} -->\\s*\`\`\`\\w+\\n(.*?)\n\`\`\``, 's').exec(readme);
  if (!found) throw new Error(`README.md has no ${kind}: ${name}.`);
  return found[1]!;
}

const lines = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Keys and types; of a list, the different shapes in it. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Map(value.map((item) => [JSON.stringify(shapeOf(item)), shapeOf(item)])).values()];
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, shapeOf((value as Record<string, unknown>)[key])]),
  );
}

let app: App;
let env: NodeJS.ProcessEnv;
const children: ChildProcess[] = [];

/** The block as it stands; the port alone is another one. */
const example = (name: string): string => block('example', name).replaceAll('localhost:4000', new URL(app.url).host);
const shell = async (script: string): Promise<string> => (await run('sh', ['-c', script], { cwd: root, env })).stdout;

beforeAll(async () => {
  app = await startApp();
  if (!existsSync(join(root, 'dist/src/demo/token.js'))) await run('npm', ['run', '-s', 'build'], { cwd: root });
  // The token command builds first; here the build is there.
  env = { ...process.env, DATABASE_URL: app.database.url, DEMO: '1', npm_config_ignore_scripts: 'true' };
});
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) process.kill(-child.pid!, 'SIGTERM');
  expect(app.bugs).toEqual([]);
  await app.stop();
});

describe('README.md', () => {
  test('the query answers what it shows', async () => {
    const [answer] = lines(await shell(example('query')));
    expect(shapeOf(answer)).toEqual(shapeOf(JSON.parse(block('output', 'query'))));
  });

  test('a report without a token answers a tracking code, by which it is found', async () => {
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the README's.
    const [answer] = lines(await shell(example('report'))) as any[];
    expect(shapeOf(answer)).toEqual(shapeOf(JSON.parse(block('output', 'report'))));
    const { incidentByTrackingCode } = await app.anonymous.data(
      'query ($code: String!) { incidentByTrackingCode(code: $code) { state } }',
      {
        code: answer.data.reportIncident.trackingCode,
      },
    );
    expect(incidentByTrackingCode).toEqual({ state: 'REPORTED' });
  });

  test('the mutation answers what it shows', async () => {
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the README's.
    const [answer] = lines(await shell(example('mutation'))) as any[];
    const shown = JSON.parse(block('output', 'mutation'));
    expect(shapeOf(answer)).toEqual(shapeOf(shown));
    const [{ serialNumber, state, viewerActions }, wanted] = [answer, shown].map(({ data }) => data.reportIncident.incident);
    expect({ state, viewerActions }, 'what one may do, and what not').toEqual({ state: wanted.state, viewerActions: wanted.viewerActions });
    for (const number of [serialNumber, wanted.serialNumber]) expect(number).toMatch(/^000-\d{8}-\d{6}$/);
  });

  test("names a document of the demo's partner by its hash", () => {
    const hash = createHash('sha256').update(demoDocuments.PartnerCategories).digest('hex');
    expect(readme).toContain(`"documentId": "sha256:${hash}"`);
  });

  test('the subscription says what it shows, when somebody reports again', async () => {
    const watching = spawn('sh', ['-c', example('subscription')], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(watching);
    let complaints = '';
    watching.stderr.on('data', (data) => {
      complaints += data;
    });
    const said: unknown[] = [];
    const output = createInterface({ input: watching.stdout });
    const begun = once(output, 'line');
    output.on('line', (line) => said.push(JSON.parse(line)));
    await Promise.race([
      begun,
      once(watching, 'exit').then(() => {
        throw new Error(`It ended: ${complaints}`);
      }),
    ]);
    await shell(example('mutation'));
    const shown = lines(block('output', 'subscription'));
    const isEvent = (item: unknown) =>
      (item as { data: { incidentEvents: { change: string } } }).data.incidentEvents.change !== 'HEARTBEAT';
    for (const until = Date.now() + 20_000; Date.now() < until && !said.some(isEvent); )
      await new Promise((resolve) => setTimeout(resolve, 50));
    process.kill(-watching.pid!, 'SIGTERM');
    const told = [said[0], said.find(isEvent)];
    expect(told.map(shapeOf), complaints).toEqual(shown.map(shapeOf));
    expect(told).toEqual(shown);
  });

  test('the typed operation is one of the graph', () => {
    const [, text] = /<!-- typed: operation -->[^`]*```ts[^`]*graphql\(`([^`]+)`\)/.exec(readme)!;
    expect(validate(buildSchema(readFileSync(join(root, 'schema/api.graphql'), 'utf8')), parse(text!))).toEqual([]);
  });

  test('each output belongs to an example', () => {
    const names = (kind: string) => [...readme.matchAll(new RegExp(`<!-- ${kind}: ([\\w-]+) -->`, 'g'))].map((match) => match[1]);
    expect(names('output')).toEqual(names('example'));
    expect(names('example')).toEqual(['query', 'report', 'mutation', 'subscription']);
  });

  test('scripts, files and settings that it names exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    for (const [, name] of readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)) expect(Object.keys(scripts)).toContain(name);
    for (const [, path] of readme.matchAll(/\]\(((?!https?:)[^)#]+)/g)) expect(existsSync(join(root, path!)), path).toBe(true);
    const config = readFileSync(join(root, 'src/config.ts'), 'utf8');
    const table = readme.slice(readme.indexOf('## Settings'), readme.indexOf('## Code layout'));
    for (const [, name] of table.matchAll(/`([A-Z]+(?:_[A-Z]+)*)(?:=1)?`/g))
      if (!/^(DASHBOARD|PARTNER|ROUTER|SIGTERM)$/.test(name!)) expect(config).toContain(name);
    const rooms = readme.slice(readme.indexOf('src/\n'), readme.indexOf('A request takes one'));
    for (const [, name] of rooms.matchAll(/^ {2}([\w.]+)\/? {2,}/gm)) expect(existsSync(join(root, 'src', name!)), name).toBe(true);
  });
});

test('each module has a README of its own, short, and in both languages', () => {
  for (const { name } of modules) {
    const text = readFileSync(join(root, 'src/modules', name, 'README.md'), 'utf8');
    expect(text.trimEnd().split('\n').length, name).toBeLessThanOrEqual(60);
    expect(text, name).toMatch(/\p{Script=Han}/u);
    for (const [, path] of text.matchAll(/\]\(((?!https?:)[^)#]+)/g))
      expect(existsSync(join(root, 'src/modules', name, path!)), `${name}: ${path}`).toBe(true);
  }
});
