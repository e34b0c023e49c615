/** Where the time comes from. Commands ask a clock, never the machine, so that tests can set it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** A clock that says `start` now and runs on from there. */
export function clockFrom(start: Date): Clock {
  const ahead = start.getTime() - Date.now();
  return () => new Date(Date.now() + ahead);
}

/** Days, periods and deadlines are counted in the jurisdictions' time zone. */
export const TIME_ZONE = 'Asia/Shanghai';

/** China has kept one time, without summer time, since 1991. */
const OFFSET_MS = 8 * 3_600_000;

const DAY_MS = 86_400_000;
/** Written once a day: each request asks for it. */
let lastDay = { number: Number.NaN, text: '' };

/** The calendar day of an instant in {@link TIME_ZONE}, as YYYY-MM-DD. */
export function dayOf(at: Date): string {
  const number = Math.floor((at.getTime() + OFFSET_MS) / DAY_MS);
  if (lastDay.number !== number) lastDay = { number, text: new Date(number * DAY_MS).toISOString().slice(0, 10) };
  return lastDay.text;
}

/** The minute of the day of an instant in {@link TIME_ZONE}, from 0 to 1439. */
export const minuteOf = (at: Date): number => Math.floor(((at.getTime() + OFFSET_MS) % DAY_MS) / 60_000);

/** A time of day, HH:MM. */
export const isTimeOfDay = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
/** The same, or the end of the day as ISO 8601 writes it: where a span of a day ends. */
export const isEndOfSpan = (text: string): boolean => isTimeOfDay(text) || text === '24:00';

/** The instant of a time of day (HH:MM) on a calendar day in {@link TIME_ZONE}. */
export const instantOf = (day: string, time: string): Date => new Date(Date.parse(`${day}T${time}:00Z`) - OFFSET_MS);
