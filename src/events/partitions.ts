import type pg from 'pg';
import { TIME_ZONE } from '../kernel/clock.js';

/** Whoever waits for a partition's lock makes everybody else wait behind it, and events for the leader: others hold it for long. Better later than then. */
const LOCK_MS = 200;

const nameOf = (day: string): string => `event_log_${day.replaceAll('-', '')}`;

/** The days whose partitions are to be there, and the first day that is kept, by the database's clock. */
async function daysOf(client: pg.ClientBase, retentionDays: number) {
  const { rows } = await client.query<{ today: string; tomorrow: string; after: string; oldest: string }>(
    `select today::text, (today + 1)::text as tomorrow, (today + 2)::text as after, (today - $1::int)::text as oldest
     from (select (now() at time zone '${TIME_ZONE}')::date as today) calendar`,
    [retentionDays],
  );
  return rows[0]!;
}

/** Makes the event log's partitions of today and tomorrow where they are missing. */
export async function makePartitions(client: pg.ClientBase): Promise<void> {
  const { today, tomorrow, after } = await daysOf(client, 0);
  await make(client, today, tomorrow);
  await make(client, tomorrow, after);
}

/**
 * Keeps the event log's partitions, one a day: today's and tomorrow's are there, those older than the retention go. First their last position is
 * published as the minimum, at a later call they are dropped: a reader who finds them gone also finds the minimum.
 */
export async function keepPartitions(client: pg.ClientBase, retentionDays: number): Promise<void> {
  await makePartitions(client);
  const { oldest } = await daysOf(client, retentionDays);
  const { rows } = await client.query<{ name: string }>(
    `select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'event_log'::regclass and c.relname < $1 order by name`,
    [nameOf(oldest)],
  );
  const old = rows.map(({ name }) => name);
  if (old.length > 0) await retire(client, old, oldest);
}

/**
 * Attached, not created as a partition: that would lock out the readers of the whole log. One that was detached by hand is taken back. Where the clock was
 * put back, an older partition has the day already (invalid_object_definition).
 */
const make = (client: pg.ClientBase, day: string, end: string): Promise<void> =>
  briefly(
    client,
    `lock table event_log in share update exclusive mode;
     if not exists (select from pg_inherits where inhparent = 'event_log'::regclass and inhrelid = to_regclass('${nameOf(day)}')) then
       create table if not exists ${nameOf(day)} (like event_log including all);
       alter table event_log attach partition ${nameOf(day)} for values from ('${day}') to ('${end}');
     end if;`,
  );

async function retire(client: pg.ClientBase, names: readonly string[], oldest: string): Promise<void> {
  const published = await client.query<{ name: string }>(
    `select name from unnest($1::text[]) name where not exists (
       select from event_log where tableoid = name::regclass and day < $2 and pos > (select minimum from event_epoch))`,
    [names, oldest],
  );
  await client.query(
    `update event_epoch set minimum = last.pos from (select max(pos) as pos from event_log where day < $1) last where last.pos > minimum`,
    [oldest],
  );
  // Terms that ended before the minimum have no position left that somebody could resume from.
  await client.query(
    `delete from event_term old using event_epoch where exists (select from event_term later where later.n > old.n and later.after < minimum)`,
  );
  for (const { name } of published.rows) await briefly(client, `drop table ${name};`);
}

/** Changes tables now, or leaves it for the next time where somebody holds them: an analysis of the log, a backup. */
async function briefly(client: pg.ClientBase, change: string): Promise<void> {
  await client.query(`do $$ begin
    perform set_config('lock_timeout', '${LOCK_MS}ms', true);
    ${change}
  exception when lock_not_available or invalid_object_definition then null; end $$`);
}
