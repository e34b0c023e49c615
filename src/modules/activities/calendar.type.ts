import { Field, Int, ObjectType } from 'type-graphql';
import { AtMost, extendType, stacked } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { PersonType } from '../organisations/appointment.type.js';
import { VolunteerTeamType } from '../volunteers/volunteer.type.js';

/** How many a person may have at once. */
export const MOST_FEEDS = 10;

@ObjectType('CalendarFeed', {
  implements: Node,
  description: 'A private address (iCalendar) by which a calendar program follows activities. Shown to its owner. 日历订阅',
})
export class CalendarFeedType extends Node {
  @Sensitive('P1')
  @Field(() => VolunteerTeamType, {
    nullable: true,
    description: 'The team whose activities it shows; null for those of the owner and their teams. 服务队',
  })
  team!: unknown;
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'What the owner calls it, such as the device that follows it. 名称' })
  name!: string | null;
  @Sensitive('P2')
  @Field(() => DateTime, { description: 'When it was created. 创建时间' })
  createdAt!: string;
  @Sensitive('P2')
  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null while it is good. 撤销时间' })
  revokedAt!: string | null;
  @Sensitive('P1')
  @Field(() => Int, { description: 'Grows with every change; send it along to find out whether somebody was faster. 版本' })
  version!: number;
}

extendType(PersonType, {
  calendarFeeds: stacked(
    AtMost(MOST_FEEDS),
    Sensitive('P2'),
    Field(() => [CalendarFeedType], {
      description: `The calendar feeds that are good now, for the person themselves; at most ${MOST_FEEDS}. 日历订阅`,
    }),
  ),
});

export const calendarFeedPayload = payloadOf('CalendarFeed', () => CalendarFeedType);

export const newCalendarFeedPayload = payloadOf('CalendarFeed', () => CalendarFeedType, {
  name: 'CreateCalendarFeedPayload',
  more: {
    address: {
      type: () => String,
      description:
        'What a calendar program subscribes to, on the host of the graph: /calendar/….ics. Whoever has it reads the calendar. Told once: a repeat of the same idempotencyKey answers null here. 订阅地址',
      decorate: Sensitive('P3') as PropertyDecorator,
      of: (result) => (result.ok ? (result.value.told?.address ?? null) : null),
    },
  },
});
