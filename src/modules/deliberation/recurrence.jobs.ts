import type { Job } from '../../jobs/job.js';
import { jurisdictionNumberOf, newId } from '../../kernel/ids.js';
import { duesBetween, horizonOf, type Recurrence } from './recurrence.js';

interface Row {
  readonly id: string;
  readonly jurisdictionId: string;
  readonly place: string;
  readonly recurrence: Recurrence;
  readonly duesUntil: string | Date;
}

/** Writes the calendar of sessions due on, so that it always reaches a year ahead. */
export const writeCalendars: Job = {
  name: 'calendars of sessions due',
  when: { dailyAt: '02:30' },
  atOnce: 200,
  async run(client, { now, atOnce }) {
    const horizon = horizonOf(now);
    const { rows } = await client.query<Row>(
      `select id, jurisdiction_id as "jurisdictionId", place, recurrence, dues_until as "duesUntil" from deliberation_body
       where dues_until < $1 and ended_on is null order by dues_until limit $2 for update skip locked`,
      [horizon, atOnce],
    );
    const dues = rows.flatMap(({ id, jurisdictionId, place, recurrence, duesUntil }) =>
      duesBetween(recurrence, new Date(duesUntil), horizon).map((due) => ({
        ...{ id: newId(jurisdictionNumberOf(id)), jurisdiction_id: jurisdictionId, body_id: id, due_at: due, place },
      })),
    );
    await client.query(
      `insert into session_due (id, jurisdiction_id, body_id, due_at, place)
       select * from json_to_recordset($1) as due (id uuid, jurisdiction_id uuid, body_id uuid, due_at timestamptz, place text) on conflict (body_id, due_at) do nothing`,
      [JSON.stringify(dues)],
    );
    await client.query('update deliberation_body set dues_until = $1 where id = any($2)', [horizon, rows.map(({ id }) => id)]);
    return rows.length;
  },
};
