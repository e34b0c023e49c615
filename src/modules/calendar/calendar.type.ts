import { Field, ObjectType } from 'type-graphql';
import { enumOf } from '../../graph/enum.js';
import { AtMost, extendType, FieldWithArgs, stacked } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { Period } from '../../graph/rate.js';
import { LocalDate } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { payloadOf } from '../../work/verb.js';
import { OrganizationType } from '../organisations/organization.type.js';
import { calendarDayKinds } from './calendar.terms.js';

export const CalendarDayKindEnum = enumOf('CalendarDayKind', 'What a day of the work calendar is. 日历日类型', calendarDayKinds);

@Sensitive('P0')
@ObjectType('CalendarDay', {
  implements: Node,
  description:
    'A day that is not what the week says, at an organisation and below. Other days are worked from Monday to Friday, 08:30-12:00 and 14:00-17:30. 工作日历日',
})
export class CalendarDayType extends Node {
  @Field(() => OrganizationType, { description: 'Where it holds, and below; the narrowest counts. 适用组织' })
  organization!: unknown;
  @Field(() => LocalDate, { description: 'The day. 日期' })
  date!: string;
  @Field(() => CalendarDayKindEnum, { description: 'What it is. 类型' })
  kind!: string;
  @AtMost(6)
  @Field(() => [String], { description: 'When one works, in Asia/Shanghai: 08:30-12:00. 工作时段' })
  sessions!: readonly string[];
  @Field(() => String, { nullable: true, description: 'What it is called: 国庆节. 名称' })
  name!: string | null;
}

extendType(OrganizationType, {
  calendarDays: stacked(
    AtMost(400),
    Sensitive('P0'),
    FieldWithArgs(
      () => [CalendarDayType],
      () => Period,
      { description: 'The days of its own calendar and of those above, by date; of one date the narrowest counts. 工作日历' },
    ),
  ),
});

export const calendarDayPayload = payloadOf('CalendarDay', () => CalendarDayType);
