import type { Job } from '../../jobs/job.js';

/** For how many days settled deliveries can be looked at and sent again: those that were accepted, and those that were not. README says it. */
const KEPT_DAYS = { delivered: 7, other: 30 };

/** Deliveries whose time is over. */
export const oldDeliveries: Job = {
  name: 'old webhook deliveries',
  when: { everySeconds: 60 },
  atOnce: 5_000,
  async run(client, { now, atOnce }) {
    const { rowCount } = await client.query(
      `delete from webhook_delivery where (id, jurisdiction_id) in (
         select id, jurisdiction_id from webhook_delivery
         where settled_at < $1::timestamptz - make_interval(days => $2)
           and (state = 'DELIVERED' or settled_at < $1::timestamptz - make_interval(days => $3)) order by settled_at limit $4)`,
      [now, KEPT_DAYS.delivered, KEPT_DAYS.other, atOnce],
    );
    return rowCount!;
  },
};
