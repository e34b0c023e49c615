import type { DueRows } from '../../jobs/job.js';
import { tellOverdue } from './commands/co-handlers.js';
import { lapseByClock } from './commands/lapse-extension.js';
import { raiseByClock, remindByClock } from './commands/supervision.js';
import { incidentFlow } from './incident.workflow.js';

const everyMinute = { when: { everySeconds: 60 }, atOnce: 200, table: 'incident' } as const;

/** An outside body that did not answer in time: the holder has to act again, and is told. */
const reclaimUnanswered: DueRows = {
  ...everyMinute,
  name: 'unanswered forwardings',
  at: 'forward_due_at',
  action: 'reclaimIncident',
  command: incidentFlow.byItself('reclaim', 'The outside body did not answer in time. 外部单位逾期未答复，系统自动收回。'),
};

const resumeSuspended: DueRows = {
  ...everyMinute,
  name: 'suspensions that end',
  at: 'suspended_until',
  action: 'resumeIncident',
  command: incidentFlow.byItself('resume', 'The suspension is over. 挂起期满，系统自动恢复办理。'),
};

const raiseOverdue: DueRows = {
  ...everyMinute,
  name: 'overdue incidents',
  at: 'alarm_at',
  action: 'superviseIncident',
  command: raiseByClock,
};

const lapseUndecided: DueRows = {
  ...everyMinute,
  name: 'requests for more time that lapse',
  table: 'extension_request',
  at: 'lapses_at',
  action: 'lapseExtension',
  command: lapseByClock,
};

const remindDueSoon: DueRows = {
  ...everyMinute,
  name: 'incidents that are due soon',
  at: 'remind_at',
  action: 'remindOfIncident',
  command: remindByClock,
};

const tellOverdueAssistance: DueRows = {
  ...everyMinute,
  name: 'assistance that is overdue',
  table: 'incident_participant',
  at: 'alarm_at',
  action: 'tellOverdueAssistance',
  command: tellOverdue,
};

export const incidentJobs = [tellOverdueAssistance, reclaimUnanswered, resumeSuspended, lapseUndecided, raiseOverdue, remindDueSoon];
