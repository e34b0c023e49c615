import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../../src/db/embedded.js';
import { migrate } from '../../src/db/migrate.js';
import { openOrm } from '../../src/db/orm.js';
import { loadIncidents, loadResidents, loadTrees } from '../../src/demo/load.js';
import { entities } from '../../src/modules/index.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of the run's cluster, to its database `mulin`. */
    clusterUrl: string;
  }
}

/** Of each community in the template: those of its first grids. The whole is loaded by who tests it. */
const ENOUGH_RESIDENTS = 300;

/** One PostgreSQL cluster a run, with two templates: `empty` (migrated) and `demo` (the five communities). Each test file clones one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'mulin-test-'));
  const cluster = await openEmbedded(directory, {
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' },
  });
  const admin = new pg.Client({ connectionString: cluster.url });
  await admin.connect();
  await admin.query('create database empty');
  const empty = urlOf(cluster.url, 'empty');
  const orm = await openOrm(empty, entities, 2);
  await migrate(orm, empty);
  await orm.close(true);
  await admin.query('create database demo template empty');
  const demo = new pg.Client({ connectionString: urlOf(cluster.url, 'demo') });
  await demo.connect();
  await loadTrees(demo, () => {});
  await loadIncidents(demo, () => {});
  await loadResidents(demo, () => {}, ENOUGH_RESIDENTS);
  await demo.end();
  await admin.end();
  project.provide('clusterUrl', cluster.url);
  return async () => {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

export function urlOf(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.href;
}
