import { dayOf } from '../../../kernel/clock.js';
import { idNumberOf } from '../../../kernel/id-number.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { typed } from '../../../kernel/text.js';
import { type Checked, changed, formattedText, oneOf, optional, optionalText, pastDay, texts } from '../../../work/input.js';
import type { Resident } from '../household.entity.js';
import { EmploymentEnum, GenderEnum } from '../household.type.js';

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

/** What is known of a resident beside where they live. What is left out stays as it is; null takes it away. */
export const profileFields = {
  gender: changed(oneOf(GenderEnum, 'Gender. 性别')),
  birthDate: changed(pastDay('Date of birth. 出生日期', '1880-01-01')),
  employment: changed(oneOf(EmploymentEnum, 'What they live on. 就业状况')),
  occupation: changed(optionalText(50, 'Occupation. 职业')),
  tags: optional(texts('Tags. 标签')),
  phone: changed(formattedText('Phone. 电话', '5 to 20 digits.', phoneOf)),
  idNumber: changed(
    formattedText('Nobody else has it in the jurisdiction. 身份证号', 'Eighteen characters (GB 11643).', (value, at, now) =>
      idNumberOf(value, at, dayOf(now)),
    ),
  ),
};

type Profile = Partial<Pick<Resident, 'gender' | 'birthDate' | 'employment' | 'occupation' | 'tags'>>;

/** The columns of a resident that were given. */
export function profileOf({ gender, birthDate, employment, occupation, tags }: Checked<typeof profileFields>): Profile {
  return {
    ...(gender === undefined ? {} : { gender }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(employment === undefined ? {} : { employment }),
    ...(occupation === undefined ? {} : { occupation }),
    ...(tags === null ? {} : { tags: [...tags] }),
  };
}
