/** Where the time comes from. Commands ask a clock, never the machine, so that tests can set it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Days, periods and deadlines are counted in the jurisdictions' time zone. */
export const TIME_ZONE = 'Asia/Shanghai';

/** China has kept one time, without summer time, since 1991. */
const OFFSET_MS = 8 * 3_600_000;

/** The calendar day of an instant in {@link TIME_ZONE}, as YYYY-MM-DD. */
export const dayOf = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);
