import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openPool } from '../../src/db/client.js';
import { urlOf } from './cluster.js';

export interface TestDatabase {
  readonly url: string;
  readonly query: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** Ends its connections. */
  leave(): Promise<void>;
  /** Drops the database; whoever is still connected is cut off. */
  close(): Promise<void>;
}

/** A migrated, empty database. */
export const freshDatabase = (): Promise<TestDatabase> => clone('empty');

/** A database with the five communities, incidents included. */
export const demoDatabase = (): Promise<TestDatabase> => clone('demo');

/** A database with nothing in it, for a backup. */
export const blankDatabase = (): Promise<TestDatabase> => clone('template1');

/** A database that is made of the demo by the first file of the run that asks for it; all others clone it, too. */
export async function preparedDatabase(name: string, prepare: (database: TestDatabase) => Promise<void>): Promise<TestDatabase> {
  await asAdmin(inject('clusterUrl'), async (admin) => {
    await admin.query('select pg_advisory_lock(2)');
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
    if (rowCount !== 0) return;
    const made = await demoDatabase();
    await prepare(made);
    // Nobody may be connected to what is cloned.
    await made.leave();
    await admin.query(`alter database ${new URL(made.url).pathname.slice(1)} rename to ${name}`);
  });
  return clone(name);
}

async function clone(template: string): Promise<TestDatabase> {
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
    leave: () => pool.end(),
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
