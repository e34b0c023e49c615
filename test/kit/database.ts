import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openPool } from '../../src/db/client.js';
import { urlOf } from './cluster.js';

export interface TestDatabase {
  readonly url: string;
  readonly query: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** Drops the database; whoever is still connected is cut off. */
  close(): Promise<void>;
}

/** A migrated, empty database. */
export const freshDatabase = (): Promise<TestDatabase> => clone('empty');

/** A database with the five communities, incidents included. */
export const demoDatabase = (): Promise<TestDatabase> => clone('demo');

/** A database with nothing in it, for a backup. */
export const blankDatabase = (): Promise<TestDatabase> => clone('template1');

async function clone(template: 'empty' | 'demo' | 'template1'): Promise<TestDatabase> {
  const clusterUrl = inject('clusterUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(clusterUrl, async (admin) => {
    // Cloning a template asks for it to be nobody's: files that clone at once take turns.
    await admin.query('select pg_advisory_lock(1)');
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
  });
  const url = urlOf(clusterUrl, name);
  const pool = openPool({ connectionString: url, max: 4 });
  return {
    url,
    query: async (text, values) => (await pool.query(text, values)).rows,
    close: async () => {
      await pool.end();
      await asAdmin(clusterUrl, (admin) => admin.query(`drop database ${name} with (force)`));
    },
  };
}

async function asAdmin(url: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
