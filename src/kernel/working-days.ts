/** Days on which offices work, in one place: Monday to Friday, until there is a work calendar that knows holidays and the days worked instead of them. */

const DAY_MS = 86_400_000;

const isWorkingDay = (day: string): boolean => ![0, 6].includes(new Date(day).getUTCDay());

/** The day, YYYY-MM-DD, on which so many working days after a day have passed: five after a Wednesday is the next Wednesday. */
export function workingDaysAfter(day: string, count: number): string {
  let [at, left] = [day, count];
  while (left > 0) {
    at = new Date(Date.parse(at) + DAY_MS).toISOString().slice(0, 10);
    if (isWorkingDay(at)) left--;
  }
  return at;
}
