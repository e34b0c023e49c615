import type { DueRows } from '../../jobs/job.js';
import { tellAbsent } from './commands/tell-absent.js';

export const overdueCalls: DueRows = {
  name: 'calls of departments that have not turned up in time',
  when: { everySeconds: 60 },
  atOnce: 200,
  table: 'whistle',
  at: 'alarm_at',
  action: 'tellAbsentDepartments',
  command: tellAbsent,
};
