import { periodOf } from '../../graph/rate.js';
import { many, type Reads } from '../../read/noun.js';
import { sql } from '../../read/sql.js';
import { CalendarDay } from './calendar.entity.js';

export const calendarReads: readonly Reads[] = [
  { noun: 'CalendarDay', entity: CalendarDay, visible: 'public' },
  {
    adds: 'Organization',
    fields: {
      calendarDays: many(
        'CalendarDay',
        (organization, day, { args }) => {
          const { from, to } = periodOf(args.period!);
          const isAbove = sql`${day.col('jurisdictionId')} = ${organization.col('jurisdictionId')} and ${organization.col('place')} ^@ ${day.col('place')}`;
          return sql`${isAbove} and ${day.col('date')} >= ${from} and ${day.col('date')} < ${to}`;
        },
        (day) => sql`${day.col('date')}, length(${day.col('place')}), ${day.col('id')}`,
      ),
    },
  },
];
