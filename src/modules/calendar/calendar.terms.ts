export const calendarDayKinds = {
  WORKDAY: 'An ordinary working day. 工作日',
  WEEKEND: 'A Saturday or Sunday off. 周末',
  HOLIDAY: 'A public holiday. 节假日',
  MAKEUP_WORKDAY: 'A day off that is worked in exchange for a holiday. 调休工作日',
} as const;
export type CalendarDayKind = keyof typeof calendarDayKinds;

export const isWorked = (kind: CalendarDayKind): boolean => kind === 'WORKDAY' || kind === 'MAKEUP_WORKDAY';

/** Office hours of a day that is worked, where the calendar says no others. */
export const OFFICE_HOURS: readonly string[] = ['08:30-12:00', '14:00-17:30'];
