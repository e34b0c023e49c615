import type { Naive } from '../../read/naive.js';
import { type Args, id, type NaivePart, resolversOf } from '../../read/naive-rules.js';
import type { Row } from '../../read/world.js';

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to } = resolversOf(naive);
  return {
    sees: { CalendarDay: () => true },
    filters: {},
    fields: {
      CalendarDay: { id: id('CalendarDay'), organization: to('organization_id') },
      Organization: {
        calendarDays: (row: Row, args: Args) => {
          const period = args.period as { from: string; to: string };
          return rows.CalendarDay.filter(
            (day) =>
              day.jurisdiction_id === row.jurisdiction_id &&
              row.place.startsWith(day.place) &&
              day.date >= period.from &&
              day.date < period.to,
          ).sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.place.length - b.place.length || (a.id < b.id ? -1 : 1)));
        },
      },
    },
    roots: {},
  };
};
