import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import type pg from 'pg';
import { remoteKeys } from '../auth/token.js';
import { type Config, hasExplorer, isDemo } from '../config.js';
import { checkDatabase } from '../db/check.js';
import { openPool, SafeClient } from '../db/client.js';
import { type EmbeddedDatabase, openEmbedded } from '../db/embedded.js';
import { migrateWhole } from '../db/migrate.js';
import { metadataOf, openOrm, poolOf } from '../db/orm.js';
import { openProbe, tablesOfRequests } from '../db/probe.js';
import { timeouts } from '../db/timeouts.js';
import { demoRules } from '../demo/issuer.js';
import { loadIncidents, loadPastIncidents, loadResidents, loadTrees } from '../demo/load.js';
import { loadPartners } from '../demo/partner.js';
import { withPictures } from '../demo/pictures.js';
import { openCursors } from '../events/cursor.js';
import { coalescedNudge, startSequencer } from '../events/sequencer.js';
import { pause } from '../events/session.js';
import { startTail } from '../events/tail.js';
import type { Transport } from '../events/transport.js';
import { Admission, WAITING } from '../graph/admission.js';
import { makeApollo } from '../graph/apollo.js';
import { documentCheck } from '../graph/document-check.js';
import { Documents } from '../graph/documents.js';
import { formatError } from '../graph/errors.js';
import { Gate } from '../graph/persisted.js';
import { buildGraph } from '../graph/schema.js';
import { jobFigures, startJobs } from '../jobs/leader.js';
import { upkeep } from '../jobs/upkeep.js';
import type { Background, Task } from '../kernel/background.js';
import { type Clock, clockFrom, systemClock } from '../kernel/clock.js';
import { type Outage, outageOf } from '../kernel/outage.js';
import { USUAL_LIMITS } from '../live/capacity.js';
import { serveSockets } from '../live/sockets.js';
import { openSse } from '../live/sse.js';
import { Streams } from '../live/streams.js';
import { WebhookDocuments, webhookChecks } from '../live/webhook-documents.js';
import { openSender } from '../live/webhook-sender.js';
import { startWebhooks } from '../live/webhooks.js';
import { renewWords } from '../modules/households/renew-words.js';
import { entities, keeps, modules, movers, roleSources } from '../modules/index.js';
import { openRelations } from '../modules/open-relations.js';
import { toolDocuments } from '../modules/partners/tool-documents.js';
import { makeCatalog } from '../read/catalog.js';
import { Reader } from '../read/reader.js';
import { StatementRunner } from '../read/run.js';
import { onDisk } from '../storage/disk.js';
import { Incoming } from '../storage/incoming.js';
import { inBucket } from '../storage/s3.js';
import { scannerAt } from '../storage/scanner.js';
import { looseFiles } from '../storage/sweep.js';
import { openSerials } from '../work/serials.js';
import { addressOf as addressIn } from './address.js';
import { openCalendars } from './calendars.js';
import { openContexts } from './contexts.js';
import { openCors } from './cors.js';
import { openDemoDesk } from './demo-desk.js';
import { openDirectory } from './directory.js';
import { openDownloads } from './downloads.js';
import { finishOf } from './finish.js';
import { Health } from './health.js';
import { type Face, makeHttp } from './http.js';
import { KEYS_CHANGED, keyStoreOf, openKeyring } from './keyring.js';
import { boardDocuments, explorerKeyOf, isSameKey, openPage } from './pages.js';
import { openRates } from './rates.js';
import { openRegistry } from './registry.js';
import { openSpending } from './spending.js';
import { openTickets } from './tickets.js';
import { openUploads } from './uploads.js';
import { openVerifications } from './verifications.js';

export interface Running {
  readonly url: string;
  /**
   * Says at /readyz that it drains and serves for `drainMs` more; then accepts nothing new, lets requests under way finish, and closes everything in
   * the reverse order of opening. It ends within the limits below, whatever the database does.
   */
  stop(drainMs?: number): Promise<void>;
  /** Resolves, with the reason, when it cannot serve any more: its own PostgreSQL has ended and does not start again. */
  readonly broken: Promise<Error>;
}

/** What the server says while it runs. */
export interface Log {
  info(line: string): void;
  /** A bug, with the id that the caller was told. */
  bug(id: string, error: unknown): void;
}

/** How long a stop may take in all, without its own PostgreSQL; what is still open then is cut off. */
const STOP_MS = 12_000;
/** How long its own PostgreSQL may take; it goes on by itself afterwards. */
const STOP_DATABASE_MS = 6_000;
const KEEP_ALIVE_S = 75;
const RETRY_MS = 1_000;
const WRITE_MS = 30_000;
/** Connections of requests. */
const READS = { all: 10, ofOne: 5, waiting: WAITING };
/** Connections of what streams tell. What is told waits for them as long as it takes: each channel asks for one thing after the other. */
const STREAM_READS = { all: 4, ofOne: 2 };
const RESPONSE_BYTES = 16 * 1_048_576;
/** Of rights, serials, the log: all who are connected wait for them. */
const LOOKUP_MS = 8_000;
/** A street's seats are read in some milliseconds: calling in other processes, or a compiler, would take longer than that. */
const LOOKUP_SETTINGS = '-c max_parallel_workers_per_gather=0 -c jit=off';

/** Opens everything in order and listens. When a step fails, what was opened before it is closed again. */
export async function start(
  config: Config,
  log: Log,
  clock: Clock = config.demoNow ? clockFrom(config.demoNow) : systemClock,
): Promise<Running> {
  const stopping = new AbortController();
  const closers: (() => Promise<unknown>)[] = [];
  const opened = <T>(thing: T, close: (thing: T) => Promise<unknown>): T => {
    closers.unshift(() => close(thing));
    return thing;
  };
  const faults: unknown[] = [];
  const limited = async (ms: number, close: () => Promise<unknown>) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<true>((resolve) => (timer = setTimeout(resolve, ms, true)));
    const isLate = await Promise.race([close().catch((error) => void faults.push(error)), late]);
    clearTimeout(timer);
    return isLate === true;
  };
  let database: EmbeddedDatabase | null = null;
  const closeAll = async () => {
    const deadline = performance.now() + STOP_MS;
    let isCut = false;
    for (const close of closers.splice(0)) isCut = (await limited(Math.max(deadline - performance.now(), 1), close)) || isCut;
    if (database) isCut = (await limited(STOP_DATABASE_MS, database.stop)) || isCut;
    if (isCut) log.info('The stop took too long. What was still open was cut off.');
    if (faults.length > 0) throw faults[0];
  };
  try {
    const broken = Promise.withResolvers<Error>();
    database = config.databaseUrl
      ? null
      : await openEmbedded(config.dataDir, { supervisor: { say: log.info, gaveUp: (error) => broken.resolve(error) } });
    const url = config.databaseUrl ?? database!.url;
    if (config.databaseUrl) await checkDatabase(config.databaseUrl);
    await migrateWhole(url);
    const orm = opened(await openOrm(url, 10, WRITE_MS), (orm) => orm.close(true));
    const pool = opened(openPool({ connectionString: url, max: 5, options: LOOKUP_SETTINGS, ...timeouts(LOOKUP_MS) }), (pool) =>
      pool.end(),
    );
    const writers = await poolOf(orm);
    const tables = await tablesOfRequests(pool);
    const health = new Health(openProbe({ pool, writers, tables, connectionString: url }), log.info);
    const { background } = health;
    const report = { bug: log.bug, unserved: (outage: Outage) => health.unserved(outage) };
    if (isDemo(config)) await withClient(url, (client) => loadTrees(client, log.info));
    const keyring = await openKeyring(keyStoreOf(config, pool), pool, isDemo(config));
    const rules = config.auth ? { ...config.auth, keys: remoteKeys(config.auth.jwksUrl, log.info) } : await demoRules(pool);

    const metadata = metadataOf(entities);
    const graph = buildGraph(modules);
    const checkDocument = documentCheck(graph.schema);
    if (isDemo(config)) await withClient(url, (client) => loadPartners(client, checkDocument));
    const catalog = makeCatalog(
      graph.routerSchema,
      modules.flatMap(({ reads }) => reads),
      metadata,
      openRelations,
    );
    const reads = opened(new StatementRunner(url, READS), (runner) => runner.close());
    const reader = new Reader(catalog, reads, keyring);
    const directory = await openDirectory(pool, clock, roleSources);
    const transport = config.natsUrl ? opened(await transportTo(config.natsUrl, background), (transport) => transport.stop()) : null;
    const streamed = opened(new StatementRunner(url, STREAM_READS), (runner) => runner.close());
    const logPool = opened(openPool({ connectionString: url, max: 3, ...timeouts(LOOKUP_MS) }), (pool) => pool.end());
    const tail = opened(await startTail(url, logPool, transport, background), (tail) => tail.stop());
    const keysTask = background.task('The look at the keys for personal data');
    const refreshKeys = () => void persistently(keyring.refresh, keysTask, stopping.signal, () => true);
    tail.onEvents(({ events }) => {
      const changes = events.filter((event) => event.topic === 'directory');
      directory.changed(changes);
      if (changes.some(({ payload }) => payload.reason === KEYS_CHANGED)) refreshKeys();
    });
    tail.onRewind(() => {
      directory.rewound();
      refreshKeys();
    });
    const sequencer = opened(
      startSequencer({
        url,
        nudgeOthers: coalescedNudge((sql) => pool.query(sql)),
        moved: (batch) => {
          tail.accept(batch);
          transport?.publish(batch);
        },
        background,
      }),
      (sequencer) => sequencer.stop(),
    );
    const cursors = openCursors(() => tail.history);
    const registry = openRegistry(pool);
    const spending = opened(openSpending(pool, background.task('The noting of what partners spend')), (spending) => spending.stop());
    tail.onEvents(({ events }) => registry.changed(events.filter((event) => event.topic === 'directory')));
    tail.onRewind(() => registry.rewound());
    const mayBeInner = isDemo(config);
    const webhookDocuments = new WebhookDocuments(graph.schema);
    const verifications = opened(
      openVerifications(url, pool, (error) => log.bug('verification', error)),
      (verifications) => verifications.stop(),
    );
    const responseBytes = config.responseBytes ?? RESPONSE_BYTES;
    const contexts = openContexts({
      ...{ writers, metadata, reader, directory, sequencer, tail, cursors, rules, keyring, responseBytes, clock },
      nextSerial: openSerials(pool),
      keeps,
      movers,
      rates: openRates(config.rates),
      beginVerification: (id) => verifications.begin(id),
      checkDocument,
      webhooks: webhookChecks(webhookDocuments, { tail, cursors, mayBeInner }),
      ...{ registry, spending },
    });

    const store = config.s3 ? await inBucket(config.s3) : onDisk(join(config.dataDir, 'files'));
    const files = isDemo(config) ? withPictures(store) : store;
    const incoming = new Incoming(join(config.dataDir, 'incoming'));
    const scanner = config.scannerUrl ? scannerAt(config.scannerUrl) : null;
    const uploads = openUploads({ pool, keyring, files, incoming, scanner, clock, background });
    const downloads = openDownloads({ pool, keyring, files, clock, isScanned: scanner !== null });

    const jobs = [...upkeep(config.eventRetentionDays), looseFiles(files, incoming), ...modules.flatMap(({ jobs = [] }) => jobs)];
    opened(startJobs({ url, jobs, clock, background, commandContext: contexts.systemCommandContext }), (leader) => leader.stop());

    const streamReader = new Reader(catalog, streamed, keyring);
    const sender = openSender({ mayBeInner });
    const webhooks = startWebhooks({
      ...{ url, pool, tail, cursors, registry, sender, keyring, clock, background },
      reader: streamReader,
      documents: webhookDocuments,
      contextFor: contexts.contextFor,
      commandContext: contexts.systemCommandContext,
    });
    opened(webhooks, async (webhooks) => {
      await webhooks.stop();
      sender.close();
    });

    const admission = new Admission(responseBytes);
    const openFace = async (schema: GraphQLSchema): Promise<Face> => {
      const documents = new Documents(schema, graph.verbs, admission, report);
      const apollo = makeApollo(schema, documents, admission, report);
      for (const server of Object.values(apollo)) {
        await server.start();
        opened(server, (server) => server.stop());
      }
      return { schema, apollo, documents };
    };
    const [clients, routers] = [await openFace(graph.schema), await openFace(graph.routerSchema)];
    const demo = isDemo(config) ? openDemoDesk(pool) : null;
    const explorerKey = () => explorerKeyOf(tail.history.secret);
    const setting = () => ({ demo, now: clock().toISOString() });
    const pages = {
      explorer: hasExplorer(config) ? openPage('explorer', '/', () => ({ ...setting(), key: explorerKey() })) : null,
      board: openPage('board', '/board', setting),
    };
    const isExplorer = (shown: unknown) => pages.explorer !== null && isSameKey(shown, explorerKey());
    const documents = { ofTools: toolDocuments, ofBoard: await boardDocuments() };
    const gate = new Gate(registry, documents, config.adhocDocuments ?? true);
    const limits = {
      connections: config.streamConnections ?? USUAL_LIMITS.connections,
      connectionsOfOne: config.streamConnectionsOfOne ?? USUAL_LIMITS.connectionsOfOne,
    };
    const streams = opened(
      new Streams({
        schema: graph.schema,
        tail,
        cursors,
        reader: streamReader,
        turns: admission.turns,
        clock,
        limits,
        contextFor: contexts.contextFor,
        ...{ gate, registry },
        formatError: formatError(report),
      }),
      async (streams) => streams.stop(),
    );
    const sse = openSse(streams);
    const cors = openCors(config.corsOrigins ?? (isDemo(config) ? ['*'] : []));
    const tickets = openTickets(pool);
    const calendars = openCalendars({ pool, contexts, documents: clients.documents, admission, clock });
    const lanes = () => ({ ...admission.figures, reads: reads.figures, streams: streamed.figures, log: tail.figures });
    const figuresOfJobs = () => jobFigures(pool, jobs, clock());
    const addressOf = (request: IncomingMessage) => addressIn(request, config.trustProxy ?? 0);
    const http = makeHttp({
      ...{
        clients,
        routers,
        gate,
        isExplorer,
        spending,
        admission,
        contexts,
        health,
        lanes,
        figuresOfJobs,
        streams,
        sse,
        pages,
        demo,
        cors,
        tickets,
        calendars,
        uploads,
        downloads,
        addressOf,
      },
      report,
    });
    http.keepAliveTimeout = (config.keepAliveSeconds ?? KEEP_ALIVE_S) * 1_000;
    const finish = finishOf(http);
    await listen(http, config);
    // After it listens: a port that is taken is no matter of the sockets.
    const sockets = serveSockets(http, {
      streams,
      limits,
      isExplorer,
      claimsOf: (given, request) => contexts.claimsOf(given, addressOf(request)),
    });
    opened(http, () =>
      finish(async () => {
        sse.stop();
        await sockets.stop();
      }),
    );

    const load = (what: string, rows: typeof loadIncidents) => {
      const work = () => withClient(url, (client) => rows(client, log.info), stopping.signal);
      const task = background.task(`The loading of ${what}`);
      return health.during(
        what,
        persistently(work, task, stopping.signal, (error) => outageOf(error) !== null),
      );
    };
    const loading = isDemo(config)
      ? load('demo incidents', loadIncidents)
          .then(() => load('demo residents', loadResidents))
          .then(() => load('past demo incidents', loadPastIncidents))
          .catch((error) => stopping.signal.aborted || log.bug('demo', error))
      : Promise.resolve();
    const renewing = persistently(
      () => withClient(url, (client) => renewWords(client, stopping.signal), stopping.signal),
      background.task('The renewal of search words'),
      stopping.signal,
      (error) => outageOf(error) !== null,
    ).catch((error) => log.bug('search words', error));
    opened(Promise.all([loading, renewing]), (all) => all);
    const { port } = http.address() as AddressInfo;
    const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
    const stop = async (drainMs = 0) => {
      health.drain();
      // What is not done by now is done at the next start.
      stopping.abort();
      if (drainMs > 0) await sleep(drainMs);
      await closeAll();
    };
    return { url: `http://${host}:${port}`, stop, broken: broken.promise };
  } catch (error) {
    await closeAll().catch(() => {});
    throw error;
  }
}

/** Tries until it works, until the error is not one that passes, which it rejects with, or until the signal aborts. */
async function persistently(
  work: () => Promise<void>,
  task: Task,
  signal: AbortSignal,
  isPassing: (error: unknown) => boolean,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
      return task.works();
    } catch (error) {
      if (signal.aborted) return;
      task.failed(error);
      if (!isPassing(error)) throw error;
      await pause(RETRY_MS, signal);
    }
  }
}

/** NATS's client is loaded by those who have one to talk to. */
async function transportTo(url: string, background: Background): Promise<Transport> {
  const { openTransport } = await import('../events/transport.js');
  return openTransport(url, background);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>, signal?: AbortSignal): Promise<void> {
  const client = new SafeClient({ connectionString: url });
  await client.connect();
  try {
    if (signal?.aborted) return;
    signal?.addEventListener('abort', () => void client.end().catch(() => {}));
    await work(client);
  } finally {
    await client.end();
  }
}

function listen(http: ReturnType<typeof makeHttp>, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', ({ code }: NodeJS.ErrnoException) => reject(new CannotListen(port, host, String(code))));
    http.listen(port, host, resolve);
  });
}

/** What to do, by the code of the system. */
const remedies: Readonly<Record<string, (port: number, host: string) => string>> = {
  EADDRINUSE: (port, host) => `Port ${port} on ${host} is taken by another program. Stop it, or set PORT to a free one.`,
  EACCES: (port) => `This user may not listen on port ${port}. Set PORT to one of 1024 or above.`,
  EADDRNOTAVAIL: (_port, host) => `${host} is no address of this machine. Set HOST to one of its addresses, or to 0.0.0.0 for all of them.`,
};

export class CannotListen extends Error {
  constructor(port: number, host: string, code: string) {
    super(
      remedies[code]?.(port, host) ??
        `Mulin cannot listen on HOST ${host} and PORT ${port} (${code}). Set HOST to a name or address of this machine.`,
    );
    this.name = 'CannotListen';
  }
}
