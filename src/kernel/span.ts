import { refuse } from './result.js';

/** What holds from a day on and, once its end is known, until before another; days of the calendar, half-open. */
export interface Span {
  readonly validFrom: string;
  validTo?: string | null;
}

/** Ends it on a day, which may lie ahead: not before it begins, and no later than it ends already. */
export function endOn(span: Span, day: string): void {
  if (day < span.validFrom)
    refuse('INVALID', 'It begins on {begin}; it cannot end before. 其于 {begin} 开始，不得在此之前结束。', 'on', { begin: span.validFrom });
  if (span.validTo != null && span.validTo <= day)
    refuse('WRONG_STATE', 'It already ends on {end}. 其已定于 {end} 结束。', 'id', { end: span.validTo });
  span.validTo = day;
}

/** For a query: what holds on a day or begins later. */
export const lastingFrom = (day: string) => ({ $or: [{ validTo: null }, { validTo: { $gt: day } }] });

/** For a query: what holds on a day. */
export const holdingOn = (day: string) => ({ validFrom: { $lte: day }, $and: [lastingFrom(day)] });

/** For a query: what shares a day with a span; null for one without an end. */
export const sharingDays = (validFrom: string, validTo: string | null) => ({
  $and: [lastingFrom(validFrom), validTo === null ? {} : { validFrom: { $lt: validTo } }],
});
