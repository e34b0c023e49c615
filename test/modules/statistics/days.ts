/** The calendar day of an instant in Asia/Shanghai. */
export const dayIn = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

export const dayAfter = (day: string, count = 1): string => new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);

/** The first of the month that lies as many months before the first day as there are to the second. */
export function monthsBetween(from: string, to: string): string {
  const start = new Date(from);
  const months = (new Date(to).getUTCFullYear() - start.getUTCFullYear()) * 12 + new Date(to).getUTCMonth() - start.getUTCMonth();
  return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() - months, 1)).toISOString().slice(0, 10);
}
