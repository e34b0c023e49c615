import { setFlagsFromString } from 'node:v8';
import { ConfigError, hasExplorer, isDemo, readConfig } from './config.js';
import { announce } from './demo/announce.js';
import { describeBug } from './server/bug.js';
import { type Log, start } from './server/start.js';

// Garbage is collected when the heap has grown by two fifths, not when it is four times as large: a stream of documents that nobody sends twice leaves no trace.
setFlagsFromString('--heap-growing-percent=40');

const log: Log = {
  info: (line) => console.info(line),
  bug: (id, error) => console.error(JSON.stringify({ at: new Date().toISOString(), bug: id, error: describeBug(error) })),
};

/** Faults of the setting, not of the program: their message says what to do, and a stack would only hide it. */
const expected = ['ConfigError', 'KeyFault', 'EmbeddedError', 'SchemaTooNew', 'PortTaken', 'DatabaseOutOfReach'];

try {
  const config = readConfig(process.env);
  const starting = start(config, log);
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      // Asked while it starts, it comes up first: what is half open cannot be closed in order.
      void starting.then(
        (server) => server.stop().then(() => process.exit(0)),
        () => {},
      );
    });
  }
  const server = await starting;
  if (isDemo(config)) announce(log.info);
  log.info(`Mulin is listening on ${hasExplorer(config) ? `${server.url} with the graph at ` : ''}${server.url}/graphql`);
} catch (error) {
  const isExpected = error instanceof ConfigError || (error instanceof Error && expected.includes(error.name));
  console.error(isExpected ? (error as Error).message : error);
  process.exit(1);
}
