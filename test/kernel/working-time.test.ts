import { describe, expect, test } from 'vitest';
import { instantOf } from '../../src/kernel/clock.js';
import {
  addWorkingMinutes,
  dayAfterNotice,
  isWeekday,
  type Sessions,
  type WorkCalendar,
  workingDaysAfter,
  workingMinutesBetween,
} from '../../src/kernel/working-time.js';

const office: Sessions = [
  [510, 720],
  [840, 1050],
];
/** Office days of seven hours, Monday to Friday. */
const week: WorkCalendar = (day) => (isWeekday(day) ? office : []);
/** The week of National Day 2026 as an invented order has it: off from Thursday 1 to Wednesday 7, made up for on Sunday 27 and Saturday 10. */
const nationalDay: WorkCalendar = (day) =>
  day >= '2026-10-01' && day <= '2026-10-07' ? [] : ['2026-09-27', '2026-10-10'].includes(day) ? office : week(day);
const night: WorkCalendar = () => [
  [0, 360],
  [1320, 1440],
];

const at = (text: string): Date => instantOf(text.slice(0, 10), text.slice(11));

describe('so many working minutes after an instant', () => {
  test.each<[string, WorkCalendar, string, number, string]>([
    ['within a session', week, '2026-09-01 09:00', 60, '2026-09-01 10:00'],
    ['to the end of a session', week, '2026-09-01 08:30', 210, '2026-09-01 12:00'],
    ['over noon', week, '2026-09-01 11:30', 60, '2026-09-01 14:30'],
    ['from noon', week, '2026-09-01 12:10', 30, '2026-09-01 14:30'],
    ['over night', week, '2026-09-01 17:00', 60, '2026-09-02 09:00'],
    ['from the night before', week, '2026-09-01 03:00', 1, '2026-09-01 08:31'],
    ['over a weekend', week, '2026-09-04 17:20', 20, '2026-09-07 08:40'],
    ['from a Saturday', week, '2026-09-05 10:00', 420, '2026-09-07 17:30'],
    ['a whole week', week, '2026-09-07 08:30', 5 * 420, '2026-09-11 17:30'],
    ['over National Day to a Saturday that is worked', nationalDay, '2026-09-30 17:00', 30 + 420 + 420, '2026-10-09 17:30'],
    ['on a Saturday that is worked', nationalDay, '2026-10-09 17:20', 20, '2026-10-10 08:40'],
    ['on a Sunday that is worked', nationalDay, '2026-09-26 12:00', 10, '2026-09-27 08:40'],
    ['over midnight', night, '2026-09-01 23:30', 60, '2026-09-02 00:30'],
    ['over the turn of the year', week, '2026-12-31 17:00', 31, '2027-01-01 08:31'],
    ['none', week, '2026-09-05 10:00', 0, '2026-09-05 10:00'],
  ])('%s', (_what, calendar, from, minutes, to) => {
    expect(addWorkingMinutes(calendar, at(from), minutes)).toEqual(at(to));
  });

  test('never come where nobody works', () => {
    expect(addWorkingMinutes(() => [], at('2026-09-01 09:00'), 1)).toBeNull();
  });
});

test.each<[string, WorkCalendar, number, string]>([
  ['2026-11-23', week, 5, '2026-11-30'],
  ['2026-11-25', week, 5, '2026-12-02'],
  ['2026-11-27', week, 0, '2026-11-27'],
  ['2026-11-27', week, 1, '2026-11-30'],
  ['2026-11-28', week, 5, '2026-12-04'],
  ['2026-12-31', week, 2, '2027-01-04'],
  ['2026-09-25', nationalDay, 1, '2026-09-27'],
  ['2026-09-30', nationalDay, 2, '2026-10-09'],
])('from %s on, so many working days have passed', (day, calendar, count, until) => {
  expect(workingDaysAfter(calendar, day, count)).toBe(until);
});

test.each<[string, WorkCalendar, number, string]>([
  ['2026-11-23', week, 5, '2026-12-01'],
  ['2026-11-28', week, 5, '2026-12-05'],
  ['2026-11-27', week, 0, '2026-11-27'],
  ['2026-09-30', nationalDay, 2, '2026-10-10'],
])('put up on %s, a notice of so many working days is over', (day, calendar, count, first) => {
  expect(dayAfterNotice(calendar, day, count)).toBe(first);
});

test('what is added is between the two instants, from wherever it begins', () => {
  for (const calendar of [week, nationalDay, night])
    for (let n = 0; n < 300; n++) {
      const from = new Date(at('2026-09-20 00:00').getTime() + n * 47 * 60_000);
      const minutes = (n * 37) % 3_000;
      const to = addWorkingMinutes(calendar, from, minutes)!;
      expect(workingMinutesBetween(calendar, from, to)).toBeCloseTo(minutes, 6);
      expect(workingMinutesBetween(calendar, to, from)).toBe(0);
    }
});
