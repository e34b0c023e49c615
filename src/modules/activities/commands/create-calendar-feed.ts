import { createHash, randomBytes } from 'node:crypto';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, optional, optionalText } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { TeamMembership, VolunteerTeam } from '../../volunteers/volunteer.entity.js';
import { CalendarFeed } from '../calendar.entity.js';
import { mayFollowTeam, mayHaveFeeds } from '../calendar.policy.js';
import { MOST_FEEDS, newCalendarFeedPayload } from '../calendar.type.js';

/** What the table keeps of the secret in an address. */
export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
export const addressOf = (secret: string): string => `/calendar/${secret}.ics`;

export const createCalendarFeed = verb(
  'createCalendarFeed',
  {
    does: 'Creates a private address for calendar programs: of what one is registered for and of what the own teams do, or of one team. 创建日历订阅',
    answers: newCalendarFeedPayload,
    takes: {
      teamId: optional(id('VolunteerTeam', "The team whose activities it shows; one's own activities if left out. 服务队")),
      name: optionalText(50, 'What to call it, such as the device that follows it. 名称'),
    },
    async may(work, { teamId }) {
      const { viewer } = work;
      const team = teamId === null ? null : await findSeen(work, VolunteerTeam, teamId);
      demand(mayHaveFeeds(viewer), 'Calendars are for persons. 日历订阅仅面向个人。');
      if (!team) return null;
      const isMember = (await work.em.count(TeamMembership, { team: team.id, person: viewer.person, state: 'ACTIVE' })) > 0;
      demand(
        mayFollowTeam(viewer, { place: team.place, isMember }),
        'Only members of the team, and who manages it, follow its calendar. 只有队员和管理该队的人员可以订阅该队日历。',
      );
      return team;
    },
  },
  async (work, { name }, team) => {
    const person = work.viewer.person!;
    // Of several at once each sees those before it.
    await work.sql('select from person where id = ? for no key update', [person]);
    if ((await work.em.count(CalendarFeed, { person, revokedAt: null })) >= MOST_FEEDS)
      refuse('LIMIT_EXCEEDED', 'You have {max} calendar feeds; revoke one first. 您已有 {max} 个日历订阅，请先撤销一个。', '', {
        max: MOST_FEEDS,
      });
    const secret = randomBytes(32).toString('base64url');
    const jurisdiction = jurisdictionOf(work);
    const feed = work.em.create(CalendarFeed, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      ...{ person, team: team?.id ?? null, name, digest: digestOf(secret), revokedAt: null },
      createdAt: work.now(),
      updatedAt: work.now(),
    });
    return { id: feed.id, told: { address: addressOf(secret) } };
  },
);
