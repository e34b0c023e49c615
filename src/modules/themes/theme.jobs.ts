import type { DueRows } from '../../jobs/job.js';
import { tellOverdue } from './commands/tell-overdue.js';

export const overdueMeasures: DueRows = {
  name: 'measures of governance themes that are overdue',
  when: { everySeconds: 60 },
  atOnce: 200,
  table: 'theme_measure',
  at: 'alarm_at',
  action: 'tellOverdueMeasure',
  command: tellOverdue,
};
