import { demands, pastInstant, type Rule } from '../../../work/input.js';

const EARLIEST = new Date('2000-01-01T00:00:00Z');
const LONGEST_HOURS = 24;

/** From when to when hours last. */
export const lasting = {
  startsAt: pastInstant('When it began. 开始时间', EARLIEST),
  endsAt: pastInstant('When it ended, a minute to a day later. 结束时间', EARLIEST),
};

export const lastsWell: Rule<{ readonly startsAt: Date; readonly endsAt: Date }> = demands(
  ({ startsAt, endsAt }) => {
    const minutes = (endsAt.getTime() - startsAt.getTime()) / 60_000;
    return minutes >= 1 && minutes <= LONGEST_HOURS * 60;
  },
  'INVALID',
  'Hours last a minute at least and {hours} hours at most. 服务时长至少 1 分钟，至多 {hours} 小时。',
  'endsAt',
  { hours: LONGEST_HOURS },
);
