/** How the cost of a page grows with the number of incidents, for every kind of viewer. It must not. */
import pg from 'pg';
import { type Figure, type Load, measure, type Pace, ratio } from './rounds.ts';
import { type MulinOptions, processesOf, type Server, startMulin } from './servers.ts';
import type { Workload } from './workloads.ts';

/** The list of twenty, newest first, for viewers whose scopes differ in size and age. */
const pages = ['list20', 'cadre20', 'oldest20', 'worker20', 'three20', 'resident20'];
export const SMALL = 10_000;
export const LARGE = 1_000_000;
export const GROWTH_BAR = 1.3;

export interface GrowthOptions {
  readonly database: (count: number) => Promise<string>;
  readonly workloads: readonly Workload[];
  readonly load: Load;
  readonly mulin: Omit<MulinOptions, 'databaseUrl'>;
  readonly tokenFor: (viewer: string) => string;
  readonly pace: Pace;
}

export interface Growth {
  readonly workload: string;
  readonly viewer: string;
  readonly small: Figure;
  readonly large: Figure;
  /** How many times dearer a page became. */
  readonly factor: number;
}

export async function* measureGrowth({ database, workloads, load, mulin, tokenFor, pace }: GrowthOptions): AsyncGenerator<Growth> {
  const urls = [await database(SMALL), await database(LARGE)];
  const sides: { server: Server; client: pg.Client }[] = [];
  try {
    for (const databaseUrl of urls) {
      const client = new pg.Client({ connectionString: databaseUrl });
      sides.push({ server: await startMulin({ ...mulin, databaseUrl }), client });
      await client.connect();
    }
    for (const { name, viewer, mulin: operations } of workloads.filter((workload) => pages.includes(workload.name))) {
      const contenders = sides.map(({ server, client }) => ({
        name: server.name,
        processes: processesOf(server, client),
        task: {
          url: server.url,
          path: '/graphql',
          token: tokenFor(viewer),
          bodies: operations.map((operation) => JSON.stringify(operation)),
        },
      }));
      const [small, large] = (await measure(load, contenders, pace)) as [Figure, Figure];
      yield { workload: name, viewer, small, large, factor: ratio(small, large) };
    }
  } finally {
    for (const { server, client } of sides) {
      await client.end();
      await server.stop();
    }
  }
}
