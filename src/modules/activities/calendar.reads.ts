import { many, type Reads } from '../../read/noun.js';
import { sql } from '../../read/sql.js';
import { CalendarFeed } from './calendar.entity.js';
import { visibleFeeds } from './calendar.policy.js';

export const calendarReads: readonly Reads[] = [
  { noun: 'CalendarFeed', entity: CalendarFeed, visible: visibleFeeds },
  {
    adds: 'Person',
    fields: {
      calendarFeeds: many(
        'CalendarFeed',
        (person, feed) => sql`${feed.col('person')} = ${person.col('id')} and ${feed.col('revokedAt')} is null`,
        (feed) => sql`${feed.col('createdAt')}, ${feed.col('id')}`,
      ),
    },
  },
];
