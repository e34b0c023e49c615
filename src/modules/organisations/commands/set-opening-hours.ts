import { demand } from '../../../kernel/errors.js';
import { problem } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { type Checked, inputObject, listOf, oneOf, part, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { timeOfNext } from '../../../work/workflow.js';
import { maySetOpeningHours } from '../organization.policy.js';
import { weekdays } from '../organization.terms.js';
import { Station } from '../station.entity.js';
import { MOST_OPENING_HOURS, stationPayload, WeekdayEnum } from '../station.type.js';
import { time } from './time-of-day.js';

const hoursFields = {
  weekday: oneOf(WeekdayEnum, 'The day of the week. 星期'),
  opens: time('From this time on, HH:MM. 开始时间'),
  closes: time('Before this time, HH:MM, up to 24:00. 结束时间'),
};
type Hours = Checked<typeof hoursFields>;

const hours = inputObject(
  'OpeningHoursInput',
  'A time of the week at which a station is open. 开放时段',
  hoursFields,
  ({ opens, closes }) =>
    closes > opens ? null : problem('INVALID', '{field} must be after {from}. {field} 须晚于 {from}。', 'closes', { from: 'opens' }),
);

const days = Object.keys(weekdays);
const inOrder = (all: readonly Hours[]): readonly Hours[] =>
  all.toSorted((a, b) => days.indexOf(a.weekday) - days.indexOf(b.weekday) || a.opens.localeCompare(b.opens));

const doNotOverlap = ({ openingHours }: { readonly openingHours: readonly Hours[] }) =>
  inOrder(openingHours).some(({ weekday, opens }, i, all) => all[i - 1]?.weekday === weekday && all[i - 1]!.closes > opens)
    ? problem('INVALID', 'Two of these times overlap. 开放时段有重叠。', 'openingHours')
    : null;

export const setOpeningHours = verb(
  'setOpeningHours',
  {
    does: 'Says when a station is open in the course of a week, in place of what was said before. 设置开放时间',
    answers: stationPayload,
    takes: {
      ...versionOf('Station'),
      openingHours: listOf(part(hours, 'When it is open; none where nobody knows. 开放时间'), { max: MOST_OPENING_HOURS }),
    },
    rules: [doNotOverlap],
    async may(work, { id }) {
      const station = await findSeen(work, Station, id);
      demand(
        maySetOpeningHours(work.viewer, station.place),
        'Only administrators, street officers and community cadres set opening hours, in their own subtree. 只有管理员、街道干部和社区干部可以在其辖区内设置开放时间。',
      );
      return station;
    },
  },
  async (work, { openingHours, version }, station) => {
    demandVersion(station, version);
    station.openingHours = inOrder(openingHours);
    station.updatedAt = timeOfNext(work, station);
    return { id: station.id };
  },
);
