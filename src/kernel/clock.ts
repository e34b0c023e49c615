/** Where the time comes from. Commands ask a clock, never the machine, so that tests can set it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Days, periods and deadlines are counted in the jurisdictions' time zone. */
export const TIME_ZONE = 'Asia/Shanghai';

const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });

/** The calendar day of an instant in {@link TIME_ZONE}, as YYYY-MM-DD. */
export const dayOf = (at: Date): string => dayFormat.format(at);
