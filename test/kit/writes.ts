import type { TestDatabase } from './database.js';

/** What the server writes by itself: its tasks, what is left of rates, and the log, which takes its events from the outbox. */
const OWN = ['job', 'rate', 'event_log'];

/** Audit lines are chained a moment after they were written. */
export const CHAINED = ['audit_link', 'audit_pending'];

/** Watches a database. Who asks is told the tables of which rows were written since they last asked, in committed transactions; an event is a row of `outbox`. */
export async function watchWrites(
  database: Pick<TestDatabase, 'query'>,
  /** Tables that follow an earlier request a moment later, or that a refusal leaves its mark in. */
  besides: readonly string[] = [],
): Promise<() => Promise<readonly string[]>> {
  await database.query('create schema watched');
  await database.query('create table watched.written (relation text not null)');
  await database.query(`create function watched.note() returns trigger language plpgsql as $$
    begin insert into watched.written values (tg_table_name); return null; end $$`);
  await database.query(`do $$ declare relation regclass; begin
    for relation in select c.oid from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname <> all ('{${[...OWN, ...besides]}}') loop
      execute format('create trigger watched after insert or update %s on %s for each row execute function watched.note()',
        case when relation = 'outbox'::regclass then '' else 'or delete' end, relation);
    end loop; end $$`);
  return async () => {
    const rows = await database.query<{ relation: string }>('delete from watched.written returning relation');
    return [...new Set(rows.map(({ relation }) => relation))].sort();
  };
}
