/**
 * npm run bench: Mulin as shipped against PostGraphile 5 and against the best hand-written statement, on the same rows, in interleaved rounds.
 * README.md says what is measured and how to read it.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { ask, insistOnEquality } from './check.ts';
import { openData } from './data.ts';
import { GROWTH_BAR, LARGE, measureGrowth, SMALL } from './growth.ts';
import { measureMemory } from './memory.ts';
import { measure, openLoad, ratio } from './rounds.ts';
import { processesOf, startLimit, startMulin, startPostgraphile } from './servers.ts';
import { openIssuer } from './tokens.ts';
import { prepareWorkloads, REPORT_TITLE } from './workloads.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    server: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    incidents: { type: 'string', default: '300000' },
    data: { type: 'string', default: join(tmpdir(), 'mulin-bench') },
    dist: { type: 'string', default: fileURLToPath(new URL('../../dist', import.meta.url)) },
    profile: { type: 'string' },
  },
});
const pace = {
  rounds: Number(options.rounds ?? (options.quick ? 3 : 5)),
  milliseconds: 1_000 * Number(options.seconds ?? (options.quick ? 1 : 3)),
};
const dist = resolve(options.dist);
if (!existsSync(`${dist}/src/main.js`)) throw new Error(`There is no build in ${dist}. Run npm run build first.`);
/** @returns {Promise<any>} */
const built = (file: string) => import(pathToFileURL(`${dist}/src/${file}`).href);

/** For people; with --json it goes to stderr, so that stdout is one JSON object a line. */
const say = (line = '') => (options.json ? console.error(line) : console.info(line));
const emit = (figure: Record<string, unknown>) => options.json && console.info(JSON.stringify(figure));
const isWanted = (name: string) =>
  options.only.length === 0 || options.only.some((wanted) => name === wanted || name.startsWith(`${wanted}-`));
const growthIsWanted = !options.memory && isWanted('growth');

const number = (value: number) => value.toFixed(value < 100 ? 1 : 0);
const verdict = (value: number, bar: number | undefined) =>
  `${value.toFixed(2)}${bar === undefined ? '' : value >= bar ? ' ✓' : ` ✗ (${bar})`}`;

const closers: (() => unknown)[] = [];
let isClosing = false;
async function close() {
  if (isClosing) return;
  isClosing = true;
  for (const step of closers.reverse()) await step();
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void close().then(() => process.exit(1)));

async function main() {
  const { openEmbedded } = await built('db/embedded.js');
  const { openOrm } = await built('db/orm.js');
  const { migrate } = await built('db/migrate.js');
  const { modules } = await built('modules/index.js');

  mkdirSync(options.data, { recursive: true });
  const cluster = await openEmbedded(options.data);
  closers.push(() => cluster.stop());
  const database = (count: number) =>
    openData({
      clusterUrl: cluster.url,
      count,
      fresh: options.fresh,
      report: say,
      migrate: async (url) => {
        const orm = await openOrm(
          url,
          modules.flatMap((/*T { entities: unknown[] } T*/ { entities }) => entities),
          2,
        );
        await migrate(orm, url);
        await orm.close(true);
      },
    });

  const issuer = await openIssuer();
  closers.push(() => issuer.stop());
  const tokens: Map<string, string> = new Map();
  const tokenFor = (viewer: string) => {
    if (!tokens.has(viewer)) tokens.set(viewer, issuer.tokenFor(viewer));
    return (tokens.get(viewer) as string);
  };
  const load = openLoad();
  closers.push(() => load.stop());

  const databaseUrl = await database(Number(options.incidents));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  closers.push(() => client.end());
  await forgetReports(client);
  closers.push(() => forgetReports(client));

  const flags = options.profile ? ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${resolve(options.profile)}`] : [];
  const mulin = await startMulin({ dist, databaseUrl, jwksUrl: issuer.jwksUrl, flags });
  closers.push(() => mulin.stop());
  if (options.memory) return memory({ server: mulin, client, token: tokenFor('street') });

  const postgraphile = await startPostgraphile(databaseUrl);
  closers.push(() => postgraphile.stop());
  const limit = await startLimit(databaseUrl);
  closers.push(() => limit.stop());
  const servers = { mulin, postgraphile, limit };

  const workloads = await prepareWorkloads(client, (server, viewer, operation) =>
    ask(`${servers[server].url}/graphql`, tokenFor(viewer), operation),
  );
  const wanted = workloads.filter(({ name }) => isWanted(name));
  for (const workload of wanted) {
    await insistOnEquality(workload, {
      mulin: mulin.url,
      postgraphile: postgraphile.url,
      limit: limit.url,
      token: tokenFor(workload.viewer),
    });
  }
  if (wanted.length > 0) await peers(wanted);
  for (const server of [postgraphile, limit]) await server.stop();
  if (growthIsWanted) await growth();

  async function peers(wanted: import('./workloads.js').Workload[]) {
    say(
      `\n${Number(options.incidents).toLocaleString('en')} incidents; 16 connections, ${pace.rounds} rounds of ${pace.milliseconds / 1000} s; the answers of all three are equal.`,
    );
    say('Requests per second (p50 / p99 in ms); ratios are medians over the rounds.\n');
    const measured = Object.values(servers).filter(({ name }) => options.server.length === 0 || options.server.includes(name));
    const head = measured.map(({ name }) => name.padStart(22)).join('');
    const heads = measured.slice(1).map(({ name }) => `of ${name}`.slice(0, 12).padEnd(13));
    say(
      `${'workload'.padEnd(12)}${'viewer'.padEnd(10)}${head}   ${heads.join('')}${'processor ms: node + postgresql'.padStart(11 * measured.length)}`,
    );
    for (const { name, viewer, bars, note, ...workload } of wanted) {
      const token = tokenFor(viewer);
      const bodies = (operations: unknown[]) => operations.map((operation) => JSON.stringify(operation));
      const [statement] = workload.limit;
      if (options.verbose)
        say(
          `\n# ${name}, as ${viewer}${note ? ` (${note})` : ''}\n${workload.mulin[0]?.query}\n${JSON.stringify(workload.mulin[0]?.variables)}\n# postgraphile\n${workload.postgraphile[0]?.query}\n`,
        );
      const tasks: Record<string, { path: string, bodies: string[] }> = {
        mulin: { path: '/graphql', bodies: bodies(workload.mulin) },
        postgraphile: { path: '/graphql', bodies: bodies(workload.postgraphile) },
        limit: { path: `/${statement?.statement}`, bodies: bodies(workload.limit.map(({ values }) => values)) },
      };
      const contenders = measured.map((server) => ({
        name: server.name,
        processes: processesOf(server, client),
        task: { url: server.url, token, ...(tasks[server.name] as { path: string, bodies: string[] }) },
      }));
      const figures = await measure(load, contenders, pace);
      for (const { name: server, requestsPerSecond, p50, p99 } of figures)
        emit({ bench: 'peers', workload: name, server, requestsPerSecond, p50, p99 });
      const cells = figures.map(({ requestsPerSecond, p50, p99 }) =>
        `${number(requestsPerSecond)} (${p50.toFixed(1)}/${p99.toFixed(1)})`.padStart(22),
      );
      const [own, ...others] = figures;
      const ratios = others.map((other) => verdict(own ? ratio(own, other) : 0, bars?.[(other.name as 'limit')]).padEnd(13));
      const cpu = figures.map(({ cpu }) => `${cpu.node.toFixed(2)}+${cpu.postgresql.toFixed(2)}`.padStart(11));
      say(`${name.padEnd(12)}${viewer.padEnd(10)}${cells.join('')}   ${ratios.join('')}${cpu.join('')}`);
    }
    say(`\nLoad of the machine at the end: ${loadavg()[0]?.toFixed(1)}.`);
  }

  async function growth() {
    say(
      `\nA page of 20 at ${SMALL.toLocaleString('en')} and at ${LARGE.toLocaleString('en')} incidents: requests per second, and how much dearer it became.\n`,
    );
    const figures = measureGrowth({ database, workloads, load, mulin: { dist, jwksUrl: issuer.jwksUrl }, tokenFor, pace });
    for await (const { workload, viewer, small, large, growth } of figures) {
      for (const [count, { requestsPerSecond, p50, p99 }] of [
        [SMALL, small],
        [LARGE, large],
      ])
        emit({ bench: 'growth', workload: `${workload} of ${count}`, server: 'mulin', requestsPerSecond, p50, p99 });
      say(
        `${workload.padEnd(12)}${viewer.padEnd(10)}${number(small.requestsPerSecond).padStart(8)}${number(large.requestsPerSecond).padStart(8)}   × ${growth.toFixed(2)}${growth <= GROWTH_BAR ? ' ✓' : ` ✗ (${GROWTH_BAR})`}   cpu ms ${[small, large].map(({ cpu }) => `${cpu.node.toFixed(2)}+${cpu.postgresql.toFixed(2)}`).join(' → ')}`,
      );
    }
  }
}

async function memory(parts: Omit<Parameters<typeof measureMemory>[0], 'report'>) {
  const steps = await measureMemory({ ...parts, report: say });
  for (const step of steps)
    emit({ bench: 'memory', workload: `${step.documents} documents`, server: 'mulin', nodeMiB: step.node, postgresqlMiB: step.postgresql });
}

/** The workload `report` leaves rows behind; they go, so that the next run finds the lists as they were. */
async function forgetReports(client: pg.Client) {
  const { rows } = await client.query('select id from incident where title = $1', [REPORT_TITLE]);
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await client.query('delete from incident_event where incident_id = any($1)', [ids]);
  await client.query('delete from incident where id = any($1)', [ids]);
  await client.query('truncate outbox, event_log, idempotency, serial_block');
  await client.query('vacuum (analyze) incident, incident_event');
}

try {
  await main();
} finally {
  await close();
}
