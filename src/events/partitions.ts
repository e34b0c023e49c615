import type pg from 'pg';
import { TIME_ZONE } from '../kernel/clock.js';

/** Whoever waits for a partition's lock makes everybody else wait behind it, and events for the leader: others hold it for long. Better later than then. */
const LOCK_MS = 200;

const nameOf = (day: string): string => `event_log_${day.replaceAll('-', '')}`;

/**
 * Keeps the event log's partitions, one a day: today's and tomorrow's are there, those older than the retention go. First their last position is
 * published as the minimum, at a later call they are dropped: a reader who finds them gone also finds the minimum. For the sequencer's session alone.
 */
export async function keepPartitions(client: pg.Client, retentionDays: number): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'event_log'::regclass`,
  );
  const names = rows.map(({ name }) => name);
  const days = await client.query<{ today: string; tomorrow: string; after: string; oldest: string }>(
    `select today::text, (today + 1)::text as tomorrow, (today + 2)::text as after, (today - $1::int)::text as oldest
     from (select (now() at time zone '${TIME_ZONE}')::date as today) calendar`,
    [retentionDays],
  );
  const { today, tomorrow, after, oldest } = days.rows[0]!;
  for (const [day, end] of [
    [today, tomorrow],
    [tomorrow, after],
  ] as const)
    if (!names.includes(nameOf(day))) await create(client, day, end);
  const old = names.filter((name) => name < nameOf(oldest));
  if (old.length > 0) await retire(client, old, oldest);
}

/** Attached, not created as a partition: that would lock out the readers of the whole log. One that was detached by hand is taken back. */
const create = (client: pg.Client, day: string, end: string): Promise<void> =>
  briefly(
    client,
    `create table if not exists ${nameOf(day)} (like event_log including all);
     alter table event_log attach partition ${nameOf(day)} for values from ('${day}') to ('${end}')`,
  ).catch((error) => {
    // Where the clock was put back, an older partition has the day already.
    if ((error as { code?: string }).code !== '42P17') throw error;
  });

async function retire(client: pg.Client, names: readonly string[], oldest: string): Promise<void> {
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
  for (const { name } of published.rows) await briefly(client, `drop table ${name}`);
}

/** Changes tables now, or leaves it for the next time where somebody holds them: an analysis of the log, a backup. */
async function briefly(client: pg.Client, change: string): Promise<void> {
  await client.query(`set lock_timeout = ${LOCK_MS}; ${change}; set lock_timeout = 0`).catch((error) => {
    // lock_not_available
    if ((error as { code?: string }).code !== '55P03') throw error;
  });
}
