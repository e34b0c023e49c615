/**
 * npm run bench: Mulin as shipped against PostGraphile 5 and against the best hand-written statement, on the same rows, in interleaved rounds.
 * README.md says what is measured and how to read it.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import { measureAttack } from './attack.ts';
import { ask, insistOnEquality } from './check.ts';
import { firstReader, measureCity, SEATS, timeToFirstAnswer } from './city.ts';
import { type DataOptions, openCity, openData } from './data.ts';
import { GATEWAY_BAR, measureGateway } from './gateway.ts';
import { GROWTH_BAR, LARGE, measureGrowth, SMALL } from './growth.ts';
import { addHours, measureHours } from './hours.ts';
import { measureMemory } from './memory.ts';
import { BENCH_APP, measurePersisted, PERSISTED_BAR } from './persisted.ts';
import { addResidents, measurePersons } from './persons.ts';
import { type Figure, type Load, measure, openLoad, type Pace, ratio } from './rounds.ts';
import {
  type MulinOptions,
  processesOf,
  type Server,
  startLimit,
  startMulin,
  startPostgraphile,
  startStreamPostgraphile,
  startStreamUsual,
  startUsual,
} from './servers.ts';
import { measureStatistics } from './statistics.ts';
import { asks, measureStream, measureWrites, postgraphileAsks, type StreamFigure } from './stream.ts';
import { openIssuer } from './tokens.ts';
import { measureVerbs, placeOf, reports, VERB_BARS, verbNames } from './verbs.ts';
import { prepareWorkloads, REPORT_TITLE, type Workload } from './workloads.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
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
    sockets: { type: 'string', default: '10000' },
    events: { type: 'string', default: '40' },
    'in-flight': { type: 'string', default: '100' },
  },
});
/** Milliseconds by which a change of the directory may delay a read; MiB of the process. */
const CITY_BARS = { delay: 50, memory: 300 };
/** Milliseconds for the statistics of a street with the larger number of incidents. */
const STATISTICS_BAR = 300;
const STATISTICS_SIZES = [100_000, 1_000_000];
/** Search has a database of its own: a million residents, and few incidents beside. */
const RESIDENTS = 1_000_000;
const FEW_INCIDENTS = 1_000;
/** In the same database. */
const HOURS = 1_000_000;

const [rounds, seconds] = options.quick ? [3, 1] : [5, 3];
const pace: Pace = { rounds: Number(options.rounds ?? rounds), milliseconds: 1_000 * Number(options.seconds ?? seconds) };
const count = Number(options.incidents);
const dist = resolve(options.dist);
const only = options.only.flatMap((names) => names.split(','));
const isWanted = (name: string): boolean => only.length === 0 || only.includes(name);

const isMeasured = ({ name }: { readonly name: string }): boolean => options.server.length === 0 || options.server.includes(name);

/** For people; with --json it goes to stderr, so that stdout is one JSON object a line. */
const say = (line = ''): void => (options.json ? console.error(line) : console.info(line));
function emit(bench: string, workload: string, server: string, { requestsPerSecond, p50, p99 }: Figure): void {
  if (options.json) console.info(JSON.stringify({ bench, workload, server, requestsPerSecond, p50, p99 }));
}

const big = (value: number): string => value.toLocaleString('en');
const mark = (value: number, isMet: boolean | null, bar = 0): string =>
  `${value.toFixed(2)}${isMet === null ? '' : isMet ? ' ✓' : ` ✗ ${bar}`}`;
const cpuOf = ({ cpu }: Figure): string => `${cpu.node.toFixed(2)}+${cpu.postgresql.toFixed(2)}`;
const rateOf = ({ requestsPerSecond }: Figure): string => requestsPerSecond.toFixed(requestsPerSecond < 100 ? 1 : 0);

/** What has been opened is closed in reverse, also when somebody presses Ctrl-C. */
const closers: (() => unknown)[] = [];
async function close(): Promise<void> {
  for (let step = closers.pop(); step; step = closers.pop()) await step();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close().then(() => process.exit(1)));

/** The modules of the build that stands on trial: they migrate its databases. */
async function openCluster() {
  if (!existsSync(`${dist}/src/main.js`)) throw new Error(`There is no build in ${dist}. Run npm run build first.`);
  const built = (file: string) => import(pathToFileURL(`${dist}/src/${file}`).href);
  const { openEmbedded } = await built('db/embedded.js');
  const { keyFile: storeOf, withNewKey } = await built('auth/key-file.js');
  mkdirSync(options.data, { recursive: true });
  // Beside the databases: what they hold is sealed with it.
  const keys = storeOf(join(options.data, 'keys.json'));
  if ((await keys.read()) === null) await keys.make(withNewKey(null, keys.where, new Date()));
  const cluster: { url: string; stop(): Promise<void> } = await openEmbedded(options.data);
  closers.push(() => cluster.stop());
  const data: DataOptions = {
    clusterUrl: cluster.url,
    fresh: options.fresh,
    report: say,
    migrate: async (url) => {
      const environment = { ...process.env, DATABASE_URL: url };
      await promisify(execFile)(process.execPath, [`${dist}/src/server/db-command.js`, 'migrate'], { env: environment });
    },
  };
  return { database: (size: number) => openData(size, data), cityDatabase: () => openCity(data), keyFile: keys.where };
}

/** What the issue of fair admission asks for, on two cores. */
const ATTACK_BARS = { p99: 250, memory: 1_536 };

async function attack(): Promise<void> {
  const figures = await measureAttack({
    dist,
    seconds: Number(options.seconds ?? 60),
    inFlight: Number(options['in-flight']),
    sockets: 5,
    say,
  });
  const { reads, p50, p99, slowest, node, postgresql, isAlive, attacker } = figures;
  if (options.json) console.info(JSON.stringify({ bench: 'attack', server: 'mulin', ...figures }));
  say(
    `\nAnother client's ${big(reads)} point reads: p50 ${p50.toFixed(1)}, p99 ${mark(p99, p99 < ATTACK_BARS.p99, ATTACK_BARS.p99)}, slowest ${slowest.toFixed(0)} ms.`,
  );
  const memory = node + postgresql;
  say(
    `Memory: Node ${node.toFixed(0)} + PostgreSQL ${postgresql.toFixed(0)} = ${mark(memory, memory < ATTACK_BARS.memory, ATTACK_BARS.memory)} MiB.`,
  );
  say(
    `The process ${isAlive ? 'lives ✓' : 'has ended ✗'}. The attacker's requests: ${JSON.stringify(attacker)}. Load of the machine: ${loadavg()[0]!.toFixed(1)}.`,
  );
}

async function main(): Promise<void> {
  if (positionals[0] === 'attack') return attack();
  const { database, cityDatabase, keyFile } = await openCluster();
  const issuer = await openIssuer();
  closers.push(() => issuer.stop());
  const tokens = new Map<string, string>();
  const tokenFor = (viewer: string): string => {
    const token = tokens.get(viewer) ?? issuer.tokenFor(viewer);
    tokens.set(viewer, token);
    return token;
  };

  const opened = async (server: Promise<Server>): Promise<Server> => {
    const started = await server;
    closers.push(() => started.stop());
    return started;
  };
  if (only.join() === 'persons') return persons();
  if (only.join() === 'hours') return hours();
  if (only.join() === 'statistics') return statistics();
  if (only.join() === 'city') return measuredCity();

  const databaseUrl = await database(count);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  closers.push(() => client.end());
  await forgetReports(client);
  closers.push(() => forgetReports(client));

  const flags = options.profile ? ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${resolve(options.profile)}`] : [];
  const shipped: MulinOptions = { dist, databaseUrl, jwksUrl: issuer.jwksUrl, keyFile, flags };
  if (positionals[0] === 'stream') return stream(databaseUrl, shipped, client, opened, tokenFor);
  const mulin = await opened(startMulin(shipped));
  if (options.memory) return memory(mulin, client, tokenFor('street'));
  const postgraphile = await opened(startPostgraphile(databaseUrl));
  const limit = await opened(startLimit(databaseUrl));
  const servers = { mulin, postgraphile, limit };
  const load = openLoad();
  closers.push(() => load.stop());

  const workloads = await prepareWorkloads(client, (server, viewer, operation) =>
    ask(`${servers[server].url}/graphql`, tokenFor(viewer), operation),
  );
  const wanted = workloads.filter(({ name }) => isWanted(name));
  const urls = { mulin: mulin.url, postgraphile: postgraphile.url, limit: limit.url };
  for (const workload of wanted) await insistOnEquality(workload, urls, tokenFor(workload.viewer));
  if (wanted.length > 0) await peers(wanted, servers, client, load, tokenFor);
  await postgraphile.stop();
  if (isWanted('persisted')) await persisted();
  if (isWanted('gateway')) await gateway();
  const verbs = verbNames.filter(isWanted);
  if (verbs.length > 0) {
    const usual = await opened(startUsual(databaseUrl, dist));
    await verbsSideBySide(verbs, [mulin, usual, limit].filter(isMeasured), client, load, tokenFor);
    await usual.stop();
  }
  for (const server of [mulin, limit]) await server.stop();
  if (isWanted('growth')) await growth();
  if (isWanted('persons')) await persons();
  if (isWanted('hours')) await hours();
  if (isWanted('statistics')) await statistics();
  if (isWanted('city')) await measuredCity();

  async function measuredCity(): Promise<void> {
    const databaseUrl = await cityDatabase();
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      const start = () => opened(startMulin({ dist, databaseUrl, jwksUrl: issuer.jwksUrl, keyFile }));
      const { server, milliseconds } = await timeToFirstAnswer(start, tokenFor(firstReader));
      say(
        `\nA city of ${big(SEATS)} seats in 150 streets: the first answer ${milliseconds.toFixed(0)} ms after the start of the process.\n`,
      );
      say(`${'changes of'.padEnd(16)}${['reads', 'p50 ms', 'p99 ms', 'longest ms', 'MiB'].map((title) => title.padStart(14)).join('')}`);
      // What the machine itself delays a read by, nothing being changed.
      let calm = 0;
      for await (const figure of measureCity(server, client, tokenFor, pace.milliseconds * pace.rounds)) {
        const { phase, reads, p50, p99, max, memory } = figure;
        calm ||= max;
        const longest = mark(max, max - calm <= CITY_BARS.delay, Math.round(calm + CITY_BARS.delay));
        const resident = mark(memory, memory <= CITY_BARS.memory, CITY_BARS.memory);
        say(
          `${phase.padEnd(16)}${[big(reads), p50.toFixed(1), p99.toFixed(1), longest, resident].map((text) => text.padStart(14)).join('')}`,
        );
        if (options.json)
          console.info(JSON.stringify({ bench: 'city', workload: phase, server: 'mulin', ...figure, firstAnswer: milliseconds }));
      }
      await server.stop();
    } finally {
      await client.end();
    }
  }

  async function statistics(): Promise<void> {
    const sizes = STATISTICS_SIZES.filter((size) => !options.quick || size === STATISTICS_SIZES[0]);
    say(`\nStatistics of a street with nine of ten of so many incidents: milliseconds a request (p50, slowest).\n`);
    const figures = new Map<string, (readonly [p50: number, slowest: number])[]>();
    for (const size of sizes) {
      const server = await opened(startMulin({ dist, databaseUrl: await database(size), jwksUrl: issuer.jwksUrl, keyFile }));
      for await (const { question, p50, slowest } of measureStatistics(server, tokenFor('street'))) {
        figures.set(question, [...(figures.get(question) ?? []), [p50, slowest]]);
        if (options.json)
          console.info(JSON.stringify({ bench: 'statistics', workload: `${question} of ${size}`, server: 'mulin', p50, slowest }));
      }
      await server.stop();
    }
    say(`${''.padEnd(32)}${sizes.map((size) => big(size).padStart(20)).join('')}   times dearer`);
    for (const [question, measured] of figures) {
      const times = measured.map(([p50, slowest]) => `${p50.toFixed(1)} (${slowest.toFixed(0)})`.padStart(20)).join('');
      const [first, last] = [measured[0]![0], measured.at(-1)![0]];
      say(`${question.padEnd(32)}${times}   ${(last / first).toFixed(1)}   ${mark(last, last <= STATISTICS_BAR, STATISTICS_BAR)}`);
    }
  }

  async function persons(): Promise<void> {
    const residentsUrl = await database(FEW_INCIDENTS);
    say(`\nSearch among ${big(RESIDENTS)} residents: milliseconds a request, with totalCount and the first 20.\n`);
    await addResidents(residentsUrl, dist, RESIDENTS);
    const server = await opened(startMulin({ dist, databaseUrl: residentsUrl, jwksUrl: issuer.jwksUrl, keyFile, flags: [] }));
    for await (const figure of measurePersons(server.url, tokenFor)) {
      const { viewer, text, found, p50, p99 } = figure;
      say(
        `${viewer.padEnd(10)}${text.padEnd(12)}${big(found).padStart(9)} found${p50.toFixed(1).padStart(9)} p50${p99.toFixed(1).padStart(9)} p99`,
      );
      if (options.json) console.info(JSON.stringify({ bench: 'persons', workload: `${viewer} ${text}`, server: 'mulin', ...figure }));
    }
    await server.stop();
  }

  async function hours(): Promise<void> {
    const hoursUrl = await database(FEW_INCIDENTS);
    say(`\nTotals among ${big(HOURS)} volunteer hours: milliseconds a request.\n`);
    await addHours(hoursUrl, HOURS);
    const server = await opened(startMulin({ dist, databaseUrl: hoursUrl, jwksUrl: issuer.jwksUrl, keyFile, flags: [] }));
    for await (const figure of measureHours(server.url, hoursUrl, tokenFor('street'))) {
      const { question, rows, p50, p99 } = figure;
      say(`${question.padEnd(30)}${big(rows).padStart(9)} rows${p50.toFixed(1).padStart(9)} p50${p99.toFixed(1).padStart(9)} p99`);
      if (options.json) console.info(JSON.stringify({ bench: 'hours', workload: question, server: 'mulin', ...figure }));
    }
    await server.stop();
  }

  async function persisted(): Promise<void> {
    const workload = workloads.find(({ name }) => name === 'point')!;
    const token = issuer.tokenFor(workload.viewer, { client_id: BENCH_APP });
    const figures = await measurePersisted({ server: mulin, client, load, workload, token, pace });
    const [byId, asText] = figures;
    for (const figure of figures) emit('persisted', 'point', figure.name, figure);
    const rates = figures.map((figure) => `${figure.name} ${rateOf(figure)} (${figure.p50.toFixed(1)}/${figure.p99.toFixed(1)})`);
    const value = ratio(byId, asText);
    say(
      `\nThe point read of a registered app: ${rates.join(', ')}; of the text ${mark(value, value >= PERSISTED_BAR, PERSISTED_BAR)}; processor ms ${figures.map(cpuOf).join(', ')}.`,
    );
  }

  async function gateway(): Promise<void> {
    const { viewer, mulin: points } = workloads.find(({ name }) => name === 'point')!;
    const router = issuer.tokenFor('bench-router', { client_id: 'bench-router', role: 'ROUTER', jurisdiction: 'BA' });
    const ids = points.map(({ variables }) => String(variables.id));
    say('\nThrough Hive Gateway, one request after the other: milliseconds in the middle, and processor ms a request.\n');
    for await (const figure of measureGateway({ mulin, token: tokenFor(viewer), router, ids, pace, flags })) {
      const { question, direct, through, cpu } = figure;
      const times = through / direct;
      if (options.json) console.info(JSON.stringify({ bench: 'gateway', workload: question, server: 'mulin', ...figure }));
      say(
        `${question.padEnd(16)}direct ${direct.toFixed(2)}, through ${through.toFixed(2)}: × ${mark(times, times <= GATEWAY_BAR, GATEWAY_BAR)}; gateway ${cpu.gateway.toFixed(2)}, mulin ${cpu.mulin.toFixed(2)}`,
      );
    }
  }

  async function growth(): Promise<void> {
    say(`\nA page of 20 at ${big(SMALL)} and at ${big(LARGE)} incidents: requests per second, and how many times dearer it became.\n`);
    const figures = measureGrowth({ database, workloads, load, mulin: { dist, jwksUrl: issuer.jwksUrl, keyFile }, tokenFor, pace });
    for await (const { workload, viewer, small, large, factor } of figures) {
      emit('growth', `${workload} of ${SMALL}`, 'mulin', small);
      emit('growth', `${workload} of ${LARGE}`, 'mulin', large);
      const rates = [small, large].map((figure) => rateOf(figure).padStart(8)).join('');
      const cpu = [small, large].map(cpuOf).join(' → ');
      say(
        `${workload.padEnd(12)}${viewer.padEnd(10)}${rates}   ${mark(factor, factor <= GROWTH_BAR, GROWTH_BAR).padEnd(10)}   processor ms ${cpu}`,
      );
    }
  }
}

async function peers(
  workloads: readonly Workload[],
  servers: Readonly<Record<'mulin' | 'postgraphile' | 'limit', Server>>,
  client: pg.Client,
  load: Load,
  tokenFor: (viewer: string) => string,
): Promise<void> {
  const measured = Object.values(servers).filter(isMeasured);
  say(`\n${big(count)} incidents; 16 connections, ${pace.rounds} rounds of ${pace.milliseconds / 1000} s; all three answer the same.`);
  say('Requests per second (p50/p99 in ms); medians of the ratios of the rounds; processor time a request, node + postgresql, in ms.\n');
  const rates = measured.map(({ name }) => name.padStart(22)).join('');
  const ratios = measured.slice(1).map(({ name }) => (name === 'limit' ? 'of limit' : '× postgraphile').padEnd(16));
  say(
    `${'workload'.padEnd(12)}${'viewer'.padEnd(10)}${rates}   ${ratios.join('')}${measured.map(({ name }) => name.slice(0, 10).padStart(12)).join('')}`,
  );

  for (const { name, viewer, bars, ...workload } of workloads) {
    const bodies = (requests: readonly unknown[]) => requests.map((request) => JSON.stringify(request));
    const tasks: Readonly<Record<string, { path: string; bodies: string[] }>> = {
      mulin: { path: '/graphql', bodies: bodies(workload.mulin) },
      postgraphile: { path: '/graphql', bodies: bodies(workload.postgraphile) },
      limit: { path: `/${workload.limit[0]!.statement}`, bodies: bodies(workload.limit.map(({ values }) => values)) },
    };
    if (options.verbose)
      for (const server of ['mulin', 'postgraphile'] as const) explain(`${name}, as ${viewer}, of ${server}`, workload[server][0]!);
    const figures = await measure(
      load,
      measured.map((server) => ({
        name: server.name,
        processes: processesOf(server, client),
        task: { url: server.url, token: tokenFor(viewer), ...tasks[server.name]! },
      })),
      pace,
    );
    for (const figure of figures) emit('peers', name, figure.name, figure);
    const [own, ...others] = figures;
    const rates = figures.map((figure) => `${rateOf(figure)} (${figure.p50.toFixed(1)}/${figure.p99.toFixed(1)})`.padStart(22)).join('');
    const verdicts = others.map((other) => {
      const [value, bar] = [ratio(own!, other), bars?.[other.name as 'limit']];
      return mark(value, bar === undefined ? null : value >= bar, bar).padEnd(16);
    });
    say(
      `${name.padEnd(12)}${viewer.padEnd(10)}${rates}   ${verdicts.join('')}${figures.map((figure) => cpuOf(figure).padStart(12)).join('')}`,
    );
  }
  say(`\nLoad of the machine at the end: ${loadavg()[0]!.toFixed(1)}.`);
}

async function verbsSideBySide(
  verbs: readonly (typeof verbNames)[number][],
  servers: readonly Server[],
  client: pg.Client,
  load: Load,
  tokenFor: (viewer: string) => string,
): Promise<void> {
  const [, ...others] = servers;
  const titles = [
    ...servers.map(({ name }) => name.padStart(22)),
    ...others.map(({ name }) => `   × ${name}`.padEnd(13)),
    ...servers.map(({ name }) => name.padStart(12)),
  ];
  say(`\nVerbs, each with a key of its own; ${pace.rounds} rounds of ${pace.milliseconds / 1000} s. Columns as above.\n`);
  say(`${'verb'.padEnd(12)}${titles.join('')}`);
  for await (const { verb, figures } of measureVerbs(verbs, servers, client, load, tokenFor, pace)) {
    const [own, ...peers] = figures;
    for (const figure of figures) emit('verbs', verb, figure.name, figure);
    const columns = [
      ...figures.map((figure) => `${rateOf(figure)} (${figure.p50.toFixed(1)}/${figure.p99.toFixed(1)})`.padStart(22)),
      ...peers.map((peer) => {
        const [value, bar] = [ratio(own!, peer), VERB_BARS[peer.name]!];
        return `   ${mark(value, value >= bar, bar)}`.padEnd(13);
      }),
      ...figures.map((figure) => cpuOf(figure).padStart(12)),
    ];
    say(`${verb.padEnd(12)}${columns.join('')}`);
  }
  say(`\nLoad of the machine at the end: ${loadavg()[0]!.toFixed(1)}.`);
}

/** Beyond this PostGraphile, at a millisecond and more a delivery, leaves the machine no room to measure anything. */
const MOST_OF_POSTGRAPHILE = 1_000;
const STREAM_BARS = { last: 500, cpu: 25, times: 4, writes: 0.9 };

async function stream(
  databaseUrl: string,
  mulin: MulinOptions,
  client: pg.Client,
  opened: (server: Promise<Server>) => Promise<Server>,
  tokenFor: (viewer: string) => string,
): Promise<void> {
  const sockets = Number(options.sockets);
  const settings = { STREAM_CONNECTIONS: '100000', STREAM_CONNECTIONS_OF_ONE: '100000' };
  const starts = {
    mulin: () => startMulin({ ...mulin, settings }),
    'stream-usual': () => startStreamUsual(databaseUrl),
    'stream-postgraphile': () => startStreamPostgraphile(databaseUrl),
  };
  say(
    `\n${big(sockets)} sockets, ${new Set(asks.map((ask) => JSON.stringify(ask))).size} cohorts of 0.1 to 40 %, ${options.events} events that all of them get; clients on the same machine.\n`,
  );
  say(
    `${'server'.padEnd(22)}${['sockets', 'µs CPU a delivery', 'first p50/p99 ms', 'last p50/p99 ms', 'KiB a socket', 'connects/s'].map((title) => title.padStart(20)).join('')}`,
  );
  const figures: StreamFigure[] = [];
  for (const [name, start] of Object.entries(starts)) {
    if (!isMeasured({ name })) continue;
    const server = await opened(start());
    // As few events as it takes where each costs seconds.
    const events = name === 'mulin' ? Number(options.events) : Math.ceil(Number(options.events) / 5);
    const crowd =
      name === 'stream-postgraphile'
        ? { asks: postgraphileAsks, token: null }
        : { asks, token: name === 'mulin' ? tokenFor('street') : null };
    const own = name === 'stream-postgraphile' ? Math.min(sockets, MOST_OF_POSTGRAPHILE) : sockets;
    const figure = await measureStream(server, crowd, { databaseUrl, sockets: own, events });
    figures.push(figure);
    await server.stop();
    if (options.json) console.info(JSON.stringify({ bench: 'stream', workload: `${own} sockets`, server: name, ...figure }));
    const isOurs = name === 'mulin';
    const both = ({ p50, p99 }: StreamFigure['first']) => `${p50.toFixed(0)}/${p99.toFixed(0)}`;
    const columns = [
      big(own),
      mark(figure.cpuPerDelivery, isOurs ? figure.cpuPerDelivery <= STREAM_BARS.cpu : null, STREAM_BARS.cpu),
      both(figure.first),
      `${both(figure.last)}${isOurs ? (figure.last.p99 < STREAM_BARS.last ? ' ✓' : ` ✗ ${STREAM_BARS.last}`) : ''}`,
      figure.memoryPerSocket.toFixed(1),
      figure.connectsPerSecond.toFixed(0),
    ];
    say(`${name.padEnd(22)}${columns.map((column) => column.padStart(20)).join('')}`);
  }
  const [own, ...others] = figures;
  for (const other of own?.name === 'mulin' ? others : []) {
    const times = other.cpuPerDelivery / own!.cpuPerDelivery;
    say(
      `CPU a delivery of ${other.name} is that of mulin × ${mark(times, other.name === 'stream-usual' ? times >= STREAM_BARS.times : null, STREAM_BARS.times)}`,
    );
  }
  if (isMeasured({ name: 'writes' })) await writes(databaseUrl, startMulin({ ...mulin, settings }), client, opened, tokenFor);
}

/** Reports while the stream runs, with ten dashboards of which half hear of each, against reports while it does not. */
async function writes(
  databaseUrl: string,
  starting: Promise<Server>,
  client: pg.Client,
  opened: (server: Promise<Server>) => Promise<Server>,
  tokenFor: (viewer: string) => string,
): Promise<void> {
  const server = await opened(starting);
  const load = openLoad();
  closers.push(() => load.stop());
  const { bodies } = reports(await placeOf(client)).mulin;
  const task = { token: tokenFor('writer'), bodies };
  // The writer's own scope hears of each report; the filter of every other one lets none of them through.
  const [{ query }] = asks as [(typeof asks)[number]];
  const dashboards = { token: tokenFor('writer'), count: 10, asks: [{ query }, { query, variables: { filter: { states: ['CLOSED'] } } }] };
  const { on, off } = await measureWrites(server, load, client, databaseUrl, dashboards, task, pace);
  const share = ratio(on, off);
  if (options.json) console.info(JSON.stringify({ bench: 'stream', workload: 'reports', server: 'mulin', on, off, share }));
  say(
    `\nreportIncident a second: ${rateOf(on)} with the stream, ${rateOf(off)} without; of it ${mark(share, share >= STREAM_BARS.writes, STREAM_BARS.writes)}; processor ms a report, node + postgresql: ${cpuOf(on)}, ${cpuOf(off)}`,
  );
}

const explain = (title: string, { query, variables }: Workload['mulin'][number]): void =>
  say(`\n# ${title}\n${query}\n${JSON.stringify(variables)}`);

async function memory(server: Server, client: pg.Client, token: string): Promise<void> {
  say(`\nMemory while documents come in that are all different (MiB; of PostgreSQL's backends what is theirs alone).\n`);
  for await (const { documents, node, backends, postgresql } of measureMemory(server, client, token)) {
    say(
      `${big(documents).padStart(7)} documents   Node ${node.toFixed(0).padStart(5)}   ${backends} backends ${postgresql.toFixed(0).padStart(5)}`,
    );
    if (options.json)
      console.info(JSON.stringify({ bench: 'memory', workload: `${documents} documents`, server: 'mulin', node, postgresql }));
  }
}

/** The workload `report` leaves rows behind; they go, so that the next run finds the lists as they were. */
async function forgetReports(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: string }>('select id from incident where title = $1', [REPORT_TITLE]);
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await client.query('delete from notification where subject_id = any($1)', [ids]);
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
