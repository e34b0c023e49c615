import type { Job } from '../../jobs/job.js';

/** Tickets that nobody used, and files that no incident took. The files themselves are removed after that (storage/sweep). */
export const abandonedUploads: Job = {
  name: 'abandoned uploads',
  when: { everySeconds: 60 },
  atOnce: 500,
  async run(client, { now, atOnce }) {
    const { rowCount } = await client.query(
      `with gone as (
         delete from attachment where (id, jurisdiction_id) in (
           select id, jurisdiction_id from attachment where discard_at <= $1 order by discard_at limit $2 for update skip locked)
         returning key, thumbnail_key
       ), loose as (
         insert into loose_file (key, due_at) select unnest(array[key, thumbnail_key]), $1 from gone where key is not null
       )
       select from gone`,
      [now, atOnce],
    );
    return rowCount!;
  },
};
