import { fail, ok } from '../../../kernel/result.js';
import { type Field, requiredForm } from '../../../work/input.js';

/** A name that stands in document ids between tildes. */
export const shortName = (description: string): Field<string> =>
  requiredForm(description, (value, at) =>
    /^[\w.-]{1,64}$/.test(value)
      ? ok(value)
      : fail(
          'INVALID',
          '{field} takes 1 to 64 letters, digits, dots, hyphens and underscores. {field} 应为 1 至 64 个字母、数字、点、连字符或下划线。',
          at,
        ),
  );
