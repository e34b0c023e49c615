import { fail, ok, type Result } from '../../../kernel/result.js';
import { typed } from '../../../kernel/text.js';
import { type Field, formattedText } from '../../../work/input.js';

const PHONE = /^\+?[0-9](?:[ -]{0,3}[0-9]){4,19}$/;

function phoneOf(given: string, field: string): Result<string> {
  const phone = typed(given);
  return PHONE.test(phone)
    ? ok(phone)
    : fail(
        'INVALID',
        '{field} has 5 to 20 digits; hyphens and spaces may separate them. {field} 应为 5 至 20 位数字，可用连字符或空格分隔。',
        field,
      );
}

/** A phone number; blank is as good as left out. */
export const phone = (description: string): Field<string | null> => formattedText(description, '5 to 20 digits.', phoneOf);
