import { demands, flag, int, lines, listOf, oneOf, text, instant as time } from '../../../work/input.js';
import { GovernanceWayEnum } from '../../organisations/organization.type.js';
import { ActivityKindEnum, ActivityScaleEnum, CallChannelEnum } from '../activity.type.js';

/** What is said of an activity when it is created, and may be changed later. */
export const told = {
  title: text(100, 'Title. 标题'),
  kind: oneOf(ActivityKindEnum, 'What it is. 类型'),
  series: text(100, 'The series that it is part of. 系列'),
  description: lines(2_000, 'What it is about. 说明'),
  scale: oneOf(ActivityScaleEnum, 'How large it is. 规模'),
  channel: oneOf(CallChannelEnum, 'How people are called to it. 倡议渠道'),
  governance: listOf(oneOf(GovernanceWayEnum, 'By which ways of governance (三治). 治理方式'), { max: 3 }),
  venue: text(200, 'Where it takes place. 地点'),
  startsAt: time('When it begins. 开始时间'),
  endsAt: time('When it ends. 结束时间'),
  capacity: int({ min: 1, max: 100_000 }, 'How many people may have a place; any number if left out. 名额'),
  open: flag('Whether everybody may come, or members of its teams only; everybody if left out. 是否开放'),
};

export const ENDS_LATER = ['INVALID', 'endsAt must be after startsAt. 结束时间必须晚于开始时间。', 'endsAt'] as const;
export const endsLater = demands<{ readonly startsAt: Date; readonly endsAt: Date }>(
  ({ startsAt, endsAt }) => endsAt > startsAt,
  ...ENDS_LATER,
);
