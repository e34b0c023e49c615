import { isEndOfSpan } from '../../../kernel/clock.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { typed } from '../../../kernel/text.js';
import { requiredForm } from '../../../work/input.js';

function timeOf(given: string, at: string): Result<string> {
  const time = typed(given);
  return isEndOfSpan(time) ? ok(time) : fail('INVALID', '{field} is a time of the day such as 08:30. {field} 应为 08:30 这样的时间。', at);
}

/** A time of the day, HH:MM. */
export const time = (description: string) => requiredForm(description, timeOf);
