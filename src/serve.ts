import { hasExplorer, isDemo, readConfig } from './config.js';
import { announce } from './demo/announce.js';
import { describeBug, reasonOfStart } from './server/bug.js';
import { boundHeap, collectAll } from './server/heap.js';
import { type Log, start } from './server/start.js';

boundHeap();

const log: Log = {
  info: (line) => console.info(line),
  bug: (id, error) => console.error(JSON.stringify({ at: new Date().toISOString(), bug: id, error: describeBug(error) })),
};

/** For how long it still serves after SIGTERM. */
const DRAIN_S = 10;

/** What a service manager, or npm, sends again because it reached both of two processes counts as one signal. */
const SAME_SIGNAL_MS = 500;
/** Asked to stop while it starts, it comes up first, for what is half open cannot be closed in order; but not for ever. */
const START_MS = 20_000;

try {
  const config = readConfig(process.env);
  const starting = start(config, log);
  let stoppingSince: number | null = null;
  const stop = async (signal: NodeJS.Signals) => {
    const deadline = setTimeout(() => give('It was asked to stop while it started, and did not come up in time.'), START_MS).unref();
    const server = await starting.catch(() => null);
    clearTimeout(deadline);
    // Why it did not start is said below.
    if (!server) return;
    // SIGINT comes from a terminal, where nobody waits for a balancer.
    await server.stop(signal === 'SIGTERM' ? (config.drainSeconds ?? DRAIN_S) * 1_000 : 0);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (stoppingSince !== null) return void (now - stoppingSince > SAME_SIGNAL_MS && process.exit(1));
      stoppingSince = now;
      stop(signal).catch(fail);
    });
  }
  const server = await starting;
  collectAll();
  void server.broken.then(async (error) => {
    await server.stop().catch(() => {});
    fail(error);
  });
  if (isDemo(config)) announce(log.info);
  log.info(`Mulin is listening on ${hasExplorer(config) ? `${server.url} with the graph at ` : ''}${server.url}/graphql`);
} catch (error) {
  fail(error);
}

function give(reason: string): never {
  console.error(reason);
  process.exit(1);
}

function fail(error: unknown): never {
  console.error(reasonOfStart(error) ?? error);
  process.exit(1);
}
