import { fail, ok, type Result } from '../../../kernel/result.js';
import { own } from '../../../work/input.js';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
/** The end of a day, as ISO 8601 writes it. */
const MIDNIGHT = '24:00';

const timeOf = (given: string, at: string): Result<string> =>
  TIME.test(given) || given === MIDNIGHT
    ? ok(given)
    : fail('INVALID', '{field} is a time of the day such as 08:30. {field} 应为 08:30 这样的时间。', at);

/** A time of the day, HH:MM. */
export const time = (description: string) => own(() => String, description, timeOf);
