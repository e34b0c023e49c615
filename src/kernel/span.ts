import { fail, ok, type Result } from './result.js';

/** What holds from a day on and, once its end is known, until before another; days of the calendar, half-open. */
export interface Span {
  readonly validFrom: string;
  validTo?: string | null;
}

/** Lets it end on a day, which may lie ahead: not before it begins, and no later than it ends already. `what` names it in a refusal. */
export function endOn(span: Span, day: string, what = 'It'): Result<Span> {
  if (day < span.validFrom) return fail('INVALID', `${what} begins on ${span.validFrom}; it cannot end before.`, 'on');
  if (span.validTo != null && span.validTo <= day) return fail('WRONG_STATE', `${what} already ends on ${span.validTo}.`, 'id');
  span.validTo = day;
  return ok(span);
}

/** For a query: what holds on a day or begins later. */
export const lastingFrom = (day: string) => ({ $or: [{ validTo: null }, { validTo: { $gt: day } }] });

/** For a query: what holds on a day. */
export const holdingOn = (day: string) => ({ validFrom: { $lte: day }, $and: [lastingFrom(day)] });

/** For a query: what shares a day with a span; null for one without an end. */
export const sharingDays = (validFrom: string, validTo: string | null) => ({
  $and: [lastingFrom(validFrom), validTo === null ? {} : { validFrom: { $lt: validTo } }],
});
