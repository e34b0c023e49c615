import { problem } from '../../../kernel/result.js';
import { type Checked, inputObject, listOf, oneOf, part } from '../../../work/input.js';
import { time } from '../../organisations/commands/time-of-day.js';
import { weekdays } from '../../organisations/organization.terms.js';
import { WeekdayEnum } from '../../organisations/station.type.js';
import { MOST_FREE_TIMES } from '../volunteer.type.js';

const fields = {
  weekday: oneOf(WeekdayEnum, 'The day of the week. 星期'),
  from: time('From this time on, HH:MM. 开始时间'),
  to: time('Before this time, HH:MM, up to 24:00. 结束时间'),
};
type Time = Checked<typeof fields>;
const freeTime = inputObject('FreeTimeInput', 'A time of the week. 时段', fields, ({ from, to }) =>
  to > from ? null : problem('INVALID', '{field} must be after {from}. {field} 须晚于 {from}。', 'to', { from: 'from' }),
);

/** Times of the week: of who can help, or when help is wanted. */
export const freeTimes = (description: string) => listOf(part(freeTime, description), { max: MOST_FREE_TIMES });

const days = Object.keys(weekdays);
export const inOrder = (all: readonly Time[]): readonly Time[] =>
  all.toSorted((a, b) => days.indexOf(a.weekday) - days.indexOf(b.weekday) || a.from.localeCompare(b.from));

/** A rule: times of a field do not overlap. */
export const doNotOverlap =
  <Name extends string>(field: Name) =>
  (input: { readonly [K in Name]?: readonly Time[] | null }) =>
    inOrder(input[field] ?? []).some(({ weekday, from }, i, all) => all[i - 1]?.weekday === weekday && all[i - 1]!.to > from)
      ? problem('INVALID', 'Two of these times overlap. 时段有重叠。', field)
      : null;
