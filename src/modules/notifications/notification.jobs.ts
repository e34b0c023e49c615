import type { Job } from '../../jobs/job.js';

/** How long a notification is kept. */
const NOTIFICATION_DAYS = 90;

export const oldNotifications: Job = {
  name: 'old notifications',
  when: { dailyAt: '03:30' },
  atOnce: 5_000,
  run: async (client, { due, atOnce }) => {
    const { rowCount } = await client.query(
      `delete from notification where (id, jurisdiction_id) in (
         select id, jurisdiction_id from notification where at < $1::timestamptz - make_interval(days => $2) order by at limit $3)`,
      [due, NOTIFICATION_DAYS, atOnce],
    );
    return rowCount!;
  },
};
