/** Days on which offices work by the week alone; the work calendar of a place says what differs (modules/calendar). */

const DAY_MS = 86_400_000;

/** Monday to Friday. */
export const isWeekday = (day: string): boolean => ![0, 6].includes(new Date(day).getUTCDay());

/** The day, YYYY-MM-DD, on which so many working days after a day have passed: five after a Wednesday is the next Wednesday. */
export function workingDaysAfter(day: string, count: number): string {
  let [at, left] = [day, count];
  while (left > 0) {
    at = new Date(Date.parse(at) + DAY_MS).toISOString().slice(0, 10);
    if (isWeekday(at)) left--;
  }
  return at;
}
