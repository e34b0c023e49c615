import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { BodyMember, DeliberationBody, DeliberationRules, SessionDue } from './body.entity.js';
import { bodyReads } from './body.reads.js';
import { admitBodyMember } from './commands/admit-body-member.js';
import { approveMinutes } from './commands/approve-minutes.js';
import { attendSession } from './commands/attend-session.js';
import { createBody } from './commands/create-body.js';
import { endBodiesOf, endBody, handOverBodies } from './commands/end-body.js';
import { endBodyMembership } from './commands/end-body-membership.js';
import { giveProxy } from './commands/give-proxy.js';
import { recordAttendance } from './commands/record-attendance.js';
import { revokeProxy } from './commands/revoke-proxy.js';
import { scheduleSession } from './commands/schedule-session.js';
import { setBodyRules } from './commands/set-body-rules.js';
import { setChairRoster } from './commands/set-chair-roster.js';
import { setRecurrence } from './commands/set-recurrence.js';
import { substituteChair } from './commands/substitute-chair.js';
import { withdrawAttendance } from './commands/withdraw-attendance.js';
import { writeMinutes } from './commands/write-minutes.js';
import { DeliberationQueries } from './deliberation.queries.js';
import { moveSessions } from './moves.js';
import { writeCalendars } from './recurrence.jobs.js';
import { AgendaItem, Attendance, DeliberationSession, Minutes, SessionProxy } from './session.entity.js';
import { sessionReads } from './session.reads.js';
import { SessionSubscriptions } from './session.subscriptions.js';
import { sessionFlow } from './session.workflow.js';

export const deliberation = defineModule({
  name: 'deliberation',
  after: ['organisations', 'notifications', 'grids', 'households'],
  entities: [
    DeliberationBody,
    DeliberationRules,
    BodyMember,
    SessionDue,
    DeliberationSession,
    AgendaItem,
    Attendance,
    SessionProxy,
    Minutes,
  ],
  resolvers: [DeliberationQueries, SessionSubscriptions],
  verbs: [
    createBody,
    setBodyRules,
    setChairRoster,
    setRecurrence,
    admitBodyMember,
    endBodyMembership,
    endBody,
    scheduleSession,
    substituteChair,
    ...sessionFlow.verbs,
    attendSession,
    recordAttendance,
    withdrawAttendance,
    giveProxy,
    revokeProxy,
    writeMinutes,
    approveMinutes,
  ],
  reads: [...bodyReads, ...sessionReads],
  movers: [moveSessions],
  keeps: [
    keep(DeliberationBody, { on: 'Organization', by: 'organization', whenItEnds: endBodiesOf }),
    keep(DeliberationBody, { on: 'Grid', by: 'grid', whenItEnds: handOverBodies }),
    keep(BodyMember, { on: 'Person', by: 'person', whenItEnds: 'end' }),
  ],
  jobs: [writeCalendars],
});
