import { demands, flag, int, lines, listOf, nearInstant, oneOf, text, instant as time } from '../../../work/input.js';
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
  startsAt: nearInstant('When it begins. 开始时间', 2),
  endsAt: time('When it ends: later than it begins, by 31 days at most. 结束时间'),
  capacity: int({ min: 1, max: 100_000 }, 'How many people may have a place; any number if left out. 名额'),
  open: flag('Whether everybody may come, or members of its teams only; everybody if left out. 是否开放'),
};

interface Lasting {
  readonly startsAt: Date;
  readonly endsAt: Date;
}
const LONGEST_DAYS = 31;
export const lastsWell = ({ startsAt, endsAt }: Lasting): boolean =>
  endsAt > startsAt && endsAt.getTime() - startsAt.getTime() <= LONGEST_DAYS * 86_400_000;
export const LASTS_BADLY = [
  'INVALID',
  'endsAt must be after startsAt, by {days} days at most. 结束时间必须晚于开始时间，且不超过 {days} 天。',
  'endsAt',
  { days: LONGEST_DAYS },
] as const;
export const endsLater = demands<Lasting>(lastsWell, ...LASTS_BADLY);
