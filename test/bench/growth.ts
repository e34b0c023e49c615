/** How the cost of a page grows with the number of incidents, for every kind of viewer. It must not. */

import pg from 'pg';
import { measure, ratio } from './rounds.ts';
import { processesOf, startMulin } from './servers.ts';

/** The list of twenty, newest first, for viewers whose scopes differ in size and age. */
const pages = ['list20', 'cadre20', 'oldest20', 'worker20', 'three20', 'resident20'];
export const SMALL = 10_000;
export const LARGE = 1_000_000;
export const GROWTH_BAR = 1.3;

/**
 * @param {object} options
 * @param {(count: number) => Promise<string>} options.database
 * @param {import('./workloads.js').Workload[]} options.workloads
 * @param {ReturnType<typeof import('./rounds.js').openLoad>} options.load
 * @param {{ dist: string, jwksUrl: string }} options.mulin
 * @param {(viewer: string) => string} options.tokenFor
 * @param {{ rounds: number, milliseconds: number }} options.pace
 */
export async function* measureGrowth({ database, workloads, load, mulin, tokenFor, pace }) {
  const urls = [await database(SMALL), await database(LARGE)];
  const servers = [];
  const clients: pg.Client[] = [];
  try {
    for (const databaseUrl of urls) {
      servers.push(await startMulin({ ...mulin, databaseUrl }));
      const client = new pg.Client({ connectionString: databaseUrl });
      clients.push(client);
      await client.connect();
    }
    for (const { name, viewer, mulin: operations } of workloads.filter((workload) => pages.includes(workload.name))) {
      const contenders = servers.map((server, i) => ({
        name: `mulin at ${i === 0 ? SMALL : LARGE}`,
        processes: processesOf(server, (clients[i] as pg.Client)),
        task: {
          url: server.url,
          path: '/graphql',
          token: tokenFor(viewer),
          bodies: operations.map((operation) => JSON.stringify(operation)),
        },
      }));
      const [small, large] = await measure(load, contenders, pace);
      if (small && large) yield { workload: name, viewer, small, large, growth: ratio(small, large) };
    }
  } finally {
    for (const client of clients) await client.end();
    for (const server of servers) await server.stop();
  }
}
