/** Keeps one database for each size of the data set, loaded once. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { city } from './city.ts';
import { appointments, helpers, house, incidents, scopes } from './dataset.ts';

/** Changes with everything that the rows depend on. */
function fingerprint(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const migrations = new URL('../../migrations/', import.meta.url);
  for (const file of readdirSync(migrations).sort()) hash.update(file).update(readFileSync(new URL(file, migrations)));
  return hash.digest('hex').slice(0, 16);
}

export interface DataOptions {
  /** The cluster, as its owner. */
  readonly clusterUrl: string;
  /** Load anew what is there. */
  readonly fresh: boolean;
  readonly migrate: (url: string) => Promise<void>;
  readonly report: (line: string) => void;
}

/** Makes sure of a database with so many incidents; one that is there and up to date is kept. Answers its connection string. */
export const openData = (count: number, options: DataOptions): Promise<string> =>
  openDatabase(`bench_${count}`, [helpers, house, appointments, incidents(count), scopes], (url) => fill(url, count), options);

/** The same of a city's seats. */
export const openCity = (options: DataOptions): Promise<string> =>
  openDatabase(
    'bench_city',
    [city],
    async (url) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        await client.query(city);
        await client.query('vacuum (analyze)');
      } finally {
        await client.end();
      }
    },
    options,
  );

async function openDatabase(
  name: string,
  parts: readonly string[],
  load: (url: string) => Promise<void>,
  { clusterUrl, fresh, migrate, report }: DataOptions,
): Promise<string> {
  const target = new URL(clusterUrl);
  target.pathname = `/${name}`;
  const admin = new pg.Client({ connectionString: clusterUrl });
  await admin.connect();
  try {
    const wanted = fingerprint(parts);
    const { rows: found } = await admin.query(`select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1`, [
      name,
    ]);
    if (found[0]?.mark === wanted && !fresh) return target.href;
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name}`);
    const started = Date.now();
    report(`Loading ${name} …`);
    await migrate(target.href);
    await load(target.href);
    await admin.query(`comment on database ${name} is '${wanted}'`);
    report(`Loaded in ${Math.round((Date.now() - started) / 1000)} s.`);
    return target.href;
  } finally {
    await admin.end();
  }
}

async function fill(url: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`set maintenance_work_mem = '512MB'; set work_mem = '128MB'`);
    await client.query('begin');
    await client.query(helpers);
    await client.query(house);
    await client.query(appointments);
    await client.query('analyze bench.grid; analyze incident_category');
    // Foreign keys are checked row by row, indexes grown row by row: for a million rows both are done without, or afterwards.
    await client.query(`set local session_replication_role = replica`);
    const { rows: indexes } = await client.query(
      `select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename in ('incident', 'incident_event') and indexname not like '%_pkey'`,
    );
    for (const { indexname } of indexes) await client.query(`drop index public.${indexname}`);
    await client.query(incidents(count));
    await insistOnKeys(client);
    for (const { indexdef } of indexes) await client.query(indexdef);
    await client.query(scopes);
    await client.query('commit');
    await client.query('vacuum (analyze)');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

/** What was loaded without foreign keys has to keep them all the same: no relation leaves its street. */
async function insistOnKeys(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select (select count(*) from made left join person p on p.id = reporter and p.jurisdiction_id = street_id where p.id is null)
      + (select count(*) from incident_event e left join person p on p.id = actor_id and p.jurisdiction_id = e.jurisdiction_id where p.id is null) as lost`,
  );
  if (rows[0].lost !== '0') throw new Error(`${rows[0].lost} rows of the data set name a person of another street or none.`);
}
