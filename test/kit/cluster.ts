import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../../src/db/embedded.js';
import { migrateWhole } from '../../src/db/migrate.js';
import { inDepth } from './depth.js';
import { loadSomeDemo } from './prepare.js';
import { useMemory } from './scratch.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of the run's cluster, to its database `mulin`. */
    clusterUrl: string;
  }
}

/** One PostgreSQL cluster a run, with two templates: `empty` (migrated) and `demo` (the five communities). Each test file clones one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const leaveMemory = await useMemory();
  const directory = await mkdtemp(join(tmpdir(), 'mulin-test-'));
  const cluster = await openEmbedded(directory, {
    settings: {
      ...{ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' },
      // Most statements of a run are asked a few times each. They answer the same when they are planned once, in less time.
      plan_cache_mode: inDepth('auto', 'force_generic_plan'),
    },
  });
  const admin = new pg.Client({ connectionString: cluster.url });
  await admin.connect();
  await admin.query('create database empty');
  await migrateWhole(urlOf(cluster.url, 'empty'));
  await admin.query('create database demo template empty');
  await loadSomeDemo(urlOf(cluster.url, 'demo'));
  await admin.end();
  project.provide('clusterUrl', cluster.url);
  return async () => {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
    await leaveMemory();
  };
}

export function urlOf(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.href;
}
