import type { Job } from '../jobs/job.js';
import type { Files } from './files.js';
import type { Incoming } from './incoming.js';

/**
 * Removes stored files that belong to no row: of uploads that ended in the middle, of attachments that were removed. Whoever stores a file notes its key before
 * that, and takes the note away with the change that makes it somebody's.
 */
export const looseFiles = (files: Files, incoming: Incoming): Job => ({
  name: 'loose files',
  when: { everySeconds: 10 },
  atOnce: 50,
  async run(client, { now, atOnce }) {
    const { rows } = await client.query<{ key: string }>(
      'select key from loose_file where due_at <= $1 order by due_at limit $2 for update skip locked',
      [now, atOnce],
    );
    await Promise.all([incoming.sweep(), ...rows.map(({ key }) => files.remove(key))]);
    await client.query('delete from loose_file where key = any($1)', [rows.map(({ key }) => key)]);
    return rows.length;
  },
});
