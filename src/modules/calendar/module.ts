import { defineModule } from '../../graph/module.js';
import { CalendarDay } from './calendar.entity.js';
import { calendarReads } from './calendar.reads.js';
import { setCalendarDay } from './commands/set-calendar-day.js';

export const calendar = defineModule({
  name: 'calendar',
  after: ['organisations'],
  entities: [CalendarDay],
  resolvers: [],
  verbs: [setCalendarDay],
  reads: calendarReads,
});
