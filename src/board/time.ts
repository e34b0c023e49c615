import type { Language } from './texts.js';

const ZONE = 'Asia/Shanghai';
const DAY_MS = 86_400_000;

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

/** The calendar day of an instant in China: 2026-11-22. */
export const dayOf = (ms: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(ms);

/** China has no summer time. */
export const startOf = (day: string): string => `${day}T00:00:00+08:00`;
export const daysBefore = (day: string, count: number): string => dayOf(Date.parse(startOf(day)) - count * DAY_MS);
export const dayAfter = (day: string): string => daysBefore(day, -1);

export const clockTime = (ms: number, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }).format(ms);

export const longDay = (ms: number, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], { timeZone: ZONE, month: 'long', day: 'numeric', weekday: 'long' }).format(ms);

/** 11-22 of 2026-11-22. */
export const shortDay = (day: string): string => day.slice(5);

/** The time of today's, the day of what is older. */
export function briefly(at: string, now: number, language: Language): string {
  const ms = Date.parse(at);
  const day = dayOf(ms);
  return day === dayOf(now) ? clockTime(ms, language) : shortDay(day);
}

/** The server's time, in milliseconds. The clock of a display may be wrong, and the demo has a time of its own. */
export class Clock {
  #ahead = 0;

  set(now: string): void {
    this.#ahead = Date.parse(now) - Date.now();
  }

  now(): number {
    return Date.now() + this.#ahead;
  }
}
