import { isEndOfSpan } from '../../../kernel/clock.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { own } from '../../../work/input.js';

const timeOf = (given: string, at: string): Result<string> =>
  isEndOfSpan(given) ? ok(given) : fail('INVALID', '{field} is a time of the day such as 08:30. {field} 应为 08:30 这样的时间。', at);

/** A time of the day, HH:MM. */
export const time = (description: string) => own(() => String, description, timeOf);
