import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { CalendarFeed } from '../calendar.entity.js';
import { mayHaveFeeds } from '../calendar.policy.js';
import { calendarFeedPayload } from '../calendar.type.js';

export const revokeCalendarFeed = verb(
  'revokeCalendarFeed',
  {
    does: 'Revokes a calendar feed: its address is nothing any more. 撤销日历订阅',
    answers: calendarFeedPayload,
    takes: versionOf('CalendarFeed'),
    async may(work, { id, version }) {
      // Who sees it owns it.
      const feed = await findSeen(work, CalendarFeed, id, { version });
      demand(mayHaveFeeds(work.viewer), 'Calendars are for persons. 日历订阅仅面向个人。');
      return feed;
    },
  },
  async (work, _input, feed) => {
    if (feed.revokedAt != null) refuse('WRONG_STATE', 'It has been revoked already. 该订阅已撤销。', 'id');
    feed.revokedAt = work.now();
    return { id: feed.id };
  },
);
