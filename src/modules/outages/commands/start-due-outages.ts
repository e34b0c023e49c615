import type { DueRows } from '../../../jobs/job.js';
import { outageFlow } from '../outage.workflow.js';

/** Outages that begin at the announced time. `start_due_at` is that time while the notice is ANNOUNCED, reckoned by the database. */
export const startDueOutages: DueRows = {
  name: 'outages that begin',
  when: { everySeconds: 5 },
  atOnce: 100,
  table: 'outage_notice',
  at: 'start_due_at',
  action: 'startOutage',
  command: outageFlow.byItself('start', 'It begins as announced. 按预告时间开始停供。'),
};
