import type { Job } from '../../jobs/job.js';

/** Closed incidents follow their category in pieces: one statement changes some thousand of them, and a street has hundreds of thousands. */

export const AT_ONCE = 2_000;

/**
 * Shows closed incidents of categories as these say; what is restricted has no public attachments. Takes the placeholders of the categories' ids and of how
 * many at most. Those that somebody holds locked are left for the next time.
 */
export const followCategories = (categories: string, atOnce: string): string => `
  with late as (
    select i.id, c.visibility from incident i join incident_category c on c.id = i.category_id
    where c.id = any(${categories}) and i.visibility <> c.visibility limit ${atOnce} for update of i skip locked
  ), changed as (
    update incident i set visibility = late.visibility, version = i.version + 1 from late where i.id = late.id returning i.id, i.visibility
  ), hidden as (
    update attachment set public = false, version = version + 1
    where public and incident_id in (select id from changed where visibility = 'RESTRICTED')
  )
  select from changed`;

/** Whether incidents of a category that is asked for as `c` have to follow it yet. */
export const isSpreading = 'exists (select from incident i where i.category_id = c.id and i.visibility <> c.visibility)';

export const followingIncidents: Job = {
  name: 'closed incidents that follow their category',
  when: { everySeconds: 10 },
  atOnce: AT_ONCE,
  async run(client, { atOnce }) {
    const { rows } = await client.query<{ id: string }>('select id from incident_category where spreading');
    if (rows.length === 0) return 0;
    const ids = rows.map(({ id }) => id);
    const { rowCount } = await client.query(followCategories('$1', '$2'), [ids, atOnce]);
    await client.query(`update incident_category c set spreading = false where id = any($1) and not ${isSpreading}`, [ids]);
    return rowCount!;
  },
};
