import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type Comparison, compare } from './compare.js';
import { type App, Graph, type Version } from './graph.js';
import { documentsIn, merged } from './manifest.js';

const HELP = `mulin-partners: publishes the documents of a partner's app.

  publish --version <name> <manifest …>   checks and prices them, shows what changes, and lets them run
  diff <manifest …>                       shows what would change
  deprecate --version <name> --sunset <instant>
  retire --version <name>
  usage [--version <name>]                how often each document was run, how fast, and when last

  --url    the graph; MULIN_URL, or http://localhost:4000/graphql
  --token  the token of the app's client; better as MULIN_TOKEN
  --app    the app's short name, where the token may publish for several
  --yes    does not ask

A manifest is Apollo's (generate-persisted-query-manifest), Relay's (persistConfig), that of the client preset (persistedDocuments), or Hive's.`;

interface Options {
  readonly url: string;
  readonly token?: string;
  readonly app?: string;
  readonly version?: string;
  readonly sunset?: string;
  readonly yes: boolean;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string', default: process.env.MULIN_URL ?? 'http://localhost:4000/graphql' },
      token: { type: 'string', default: process.env.MULIN_TOKEN },
      app: { type: 'string' },
      version: { type: 'string' },
      sunset: { type: 'string' },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [command, ...files] = positionals;
  const commands: Readonly<Record<string, (graph: Graph, app: App, options: Options, files: readonly string[]) => Promise<void>>> = {
    publish,
    diff,
    deprecate,
    retire,
    usage,
  };
  if (values.help || !command) return console.info(HELP);
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!run) throw new Error(`mulin-partners ${command} is no command. There are: ${Object.keys(commands).join(', ')}.`);
  const token = values.token;
  if (!token) throw new Error("Give the token of the app's client as MULIN_TOKEN.");
  const graph = new Graph(values.url, token);
  await run(graph, await graph.app(values.app), { ...values, token }, files);
}

async function read(files: readonly string[]) {
  if (files.length === 0) throw new Error('Name a manifest.');
  const manifests = await Promise.all(
    files.map(async (file) => {
      try {
        return documentsIn(await readFile(file, 'utf8'));
      } catch (error) {
        throw new Error(`${file}: ${(error as Error).message}`);
      }
    }),
  );
  return merged(manifests);
}

function show(comparison: Comparison): void {
  const { before, unchanged } = comparison;
  console.info(before === null ? 'This is the first version.' : `Compared with ${before}: ${unchanged} unchanged.`);
  const lists = { added: '+', changed: '~', removed: '-', wrong: '! not valid:', broken: '! breaks:' } as const;
  for (const [list, mark] of Object.entries(lists))
    for (const line of comparison[list as keyof typeof lists]) console.info(`  ${mark} ${line}`);
}

async function diff(graph: Graph, app: App, _options: Options, files: readonly string[]): Promise<void> {
  const comparison = await compare(graph, app, await read(files));
  show(comparison);
  if (comparison.wrong.length > 0 || comparison.broken.length > 0) process.exitCode = 1;
}

async function publish(graph: Graph, app: App, { version, yes }: Options, files: readonly string[]): Promise<void> {
  if (!version) throw new Error('Name the version with --version.');
  const documents = await read(files);
  const comparison = await compare(graph, app, documents);
  show(comparison);
  if (comparison.wrong.length > 0) throw new Error('Nothing was published: some documents are not valid.');
  const id = await graph.draft(app.id, version, documents);
  for (const { operationName, cost, hash } of await graph.documentsOf(id))
    console.info(`  ${operationName} costs ${cost} · sha256:${hash}`);
  if (!yes && !(await isConfirmed(`Publish ${app.name} ${version}?`))) return console.info(`${version} stays a draft.`);
  await graph.publish(id);
  console.info(`${app.name} ${version} is published.`);
}

async function isConfirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error('There is nobody to ask: add --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function versionOf(app: App, name: string | undefined): Version {
  const found = app.versions.nodes.find((version) => version.name === name);
  if (found) return found;
  throw new Error(`Name a version with --version: ${app.versions.nodes.map((version) => version.name).join(', ') || 'there is none yet'}.`);
}

async function deprecate(graph: Graph, app: App, { version, sunset }: Options): Promise<void> {
  const at = new Date(sunset ?? '');
  if (Number.isNaN(at.getTime())) throw new Error('Give the instant of the end with --sunset: 2027-06-30T00:00:00+08:00.');
  const { id, name } = versionOf(app, version);
  await graph.deprecate(id, at.toISOString());
  console.info(`${app.name} ${name} is deprecated, and ends at ${at.toISOString()}.`);
}

async function retire(graph: Graph, app: App, { version }: Options): Promise<void> {
  const { id, name } = versionOf(app, version);
  await graph.retire(id);
  console.info(`${app.name} ${name} is retired.`);
}

async function usage(graph: Graph, app: App, { version }: Options): Promise<void> {
  const versions = version ? [versionOf(app, version)] : app.versions.nodes.filter(({ state }) => state !== 'DRAFT');
  for (const { id, name, state } of versions) {
    console.info(`${app.name} ${name} (${state})`);
    for (const document of await graph.documentsOf(id)) {
      const { operationName, useCount, errorCount, medianMs, tailMs, lastUsedAt } = document;
      const told =
        useCount === 0 ? 'never used' : `${useCount} times, ${errorCount} failed, p50 ${medianMs} ms, p99 ${tailMs} ms, last ${lastUsedAt}`;
      console.info(`  ${operationName}: ${told}`);
    }
  }
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
