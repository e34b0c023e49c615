import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { Activity, ActivityCoHost, ActivityOutcome, ActivityRegistration, ActivityTeam } from './activity.entity.js';
import { ActivityQueries } from './activity.queries.js';
import { activityReads } from './activity.reads.js';
import { ActivitySubscriptions } from './activity.subscriptions.js';
import { openActivityStates } from './activity.terms.js';
import { activityFlow } from './activity.workflow.js';
import { CalendarFeed } from './calendar.entity.js';
import { calendarReads } from './calendar.reads.js';
import { checkIn } from './commands/check-in.js';
import { checkOut } from './commands/check-out.js';
import { createActivity } from './commands/create-activity.js';
import { createCalendarFeed } from './commands/create-calendar-feed.js';
import { markAbsent } from './commands/mark-absent.js';
import { registerForActivity } from './commands/register-for-activity.js';
import { revokeCalendarFeed } from './commands/revoke-calendar-feed.js';
import { submitHours } from './commands/submit-hours.js';
import { updateActivity } from './commands/update-activity.js';
import { withdrawFromActivity } from './commands/withdraw-from-activity.js';
import { VolunteerHours } from './hours.entity.js';
import { hoursReads } from './hours.reads.js';
import { hoursFlow } from './hours.workflow.js';
import { moveActivities } from './moves.js';

const isOpen = `state in (${openActivityStates.map((state) => `'${state}'`).join(', ')})`;

export const activities = defineModule({
  name: 'activities',
  after: ['organisations', 'notifications', 'grids', 'care', 'volunteers'],
  entities: [Activity, ActivityTeam, ActivityCoHost, ActivityOutcome, ActivityRegistration, VolunteerHours, CalendarFeed],
  resolvers: [ActivityQueries, ActivitySubscriptions],
  verbs: [
    createActivity,
    updateActivity,
    ...activityFlow.verbs,
    registerForActivity,
    withdrawFromActivity,
    checkIn,
    checkOut,
    markAbsent,
    submitHours,
    ...hoursFlow.verbs,
    createCalendarFeed,
    revokeCalendarFeed,
  ],
  reads: [...activityReads, ...hoursReads, ...calendarReads],
  movers: [moveActivities],
  keeps: [
    keep(Activity, {
      on: 'Organization',
      by: 'organization',
      whenItEnds: {
        refuse: {
          text: '{count} of its activities are not over; end or cancel them first. 该组织有 {count} 场活动尚未结束，请先结束或取消。',
          while: isOpen,
        },
      },
    }),
    keep(Activity, {
      on: 'VolunteerTeam',
      by: 'callingTeam',
      whenItEnds: {
        refuse: {
          text: '{count} of its activities are not over; end or cancel them first. 该队有 {count} 场活动尚未结束，请先结束或取消。',
          while: isOpen,
        },
      },
    }),
  ],
});
