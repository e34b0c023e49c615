import { openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestDatabase } from '../kit/database.js';

/** What the server does by the clock or once in a while, whoever asks. Everything else that it sends belongs to what was asked. */
const background = [
  /^select epoch, secret, minimum/,
  /^notify mulin_/,
  // Who asks, kept for seconds; the tree of places, kept until it changes.
  /^select a\.issuer, a\.subject, a\.person_id as/,
  /^select a\.person_id as person, a\.id, a\.position/,
  /^select distinct person_id as person, place from team_membership/,
  /^select asked\.nth::int, json_build_object/,
  /^select id, place, 'Organization' as noun/,
  /^select id, boundary/,
  // Whether the demo is there, asked once after the start.
  /^select from organization root where code = \$1/,
  // What clients may run and spend, kept in memory; what they have spent, and how often their documents ran, by the clock.
  /^select name as app/,
  /^select document\.id, document\.sha256/,
  /^select extract\(epoch from whole_at/,
  /^insert into partner_(spending|usage) /,
  // How a job looks for rows that are due (jobs/due-rows).
  /^select from \w+ where \w+ <= \$1 and not /,
];

/** PostgreSQL's own log of what one database is asked. */
export interface StatementLog {
  /** What was sent to the database while the work was done, in order. */
  during<T>(work: () => Promise<T>): Promise<{ result: T; statements: readonly string[] }>;
}

/** Makes PostgreSQL log each statement of the database, from connections that are opened from now on. */
export async function logStatements({ query }: TestDatabase): Promise<StatementLog> {
  const [{ name, directory }] = (await query<{ name: string; directory: string }>(
    `select current_database() as name, current_setting('data_directory') as directory`,
  )) as [{ name: string; directory: string }];
  await query(`alter database ${name} set log_statement = 'all'`);
  const file = openSync(join(directory, '..', 'postgres.log'), 'r');
  const sizeNow = () => statSync(join(directory, '..', 'postgres.log')).size;

  return {
    async during(work) {
      const before = sizeNow();
      const result = await work();
      // Other databases of the cluster log as well, and so do those who give out events and follow them, each on a session of their own.
      const pids = new Set(
        (
          await query<{ pid: number }>(`select pid from pg_stat_activity where datname = '${name}' and application_name not like 'mulin %'`)
        ).map(({ pid }) => String(pid)),
      );
      const bytes = Buffer.alloc(sizeNow() - before);
      readSync(file, bytes, 0, bytes.length, before);
      const statements = bytes
        .toString()
        .split(/^(?=\d{4}-\d\d-\d\d )/m)
        .flatMap((entry) => {
          const [, pid, statement] = /^[\d-]+ [\d:.]+ UTC \[(\d+)\] LOG: {2}(?:statement|execute [^:]+): ([\s\S]*)$/.exec(entry) ?? [];
          return pid && statement && pids.has(pid) ? [statement.trim()] : [];
        });
      const ofRequests = statements.filter(
        (statement) => !statement.includes('pg_stat_activity') && !background.some((pattern) => pattern.test(statement)),
      );
      return { result, statements: ofRequests };
    },
  };
}

/** Statements without the values that some of them have in their text. */
export const withoutValues = (statements: readonly string[]): string[] =>
  statements.map((statement) => statement.replaceAll(/E?'(?:[^']|'')*'/g, '?'));
