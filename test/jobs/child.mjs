/** A process that takes part in running jobs, for tests that kill it. It holds its run open while somebody else holds the advisory lock 7. */

import { startJobs } from '../../dist/src/jobs/leader.js';
import { Background } from '../../dist/src/kernel/background.js';

const [url] = process.argv.slice(2);
const run = async (client, { due }) => {
  await client.query('insert into done (what) values ($1)', [due.toISOString()]);
  process.send('under way');
  await client.query('select pg_advisory_xact_lock(7)');
  return 0;
};
const jobs = [{ name: 'nightly', when: { dailyAt: '03:00' }, atOnce: 1, run }];
startJobs({
  url,
  jobs,
  clock: () => new Date(process.env.NOW),
  background: new Background(),
  workshop: async () => Promise.reject(new Error('none')),
});
