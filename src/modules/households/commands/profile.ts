import { dayOf } from '../../../kernel/clock.js';
import { idNumberOf } from '../../../kernel/id-number.js';
import { type Checked, changed, formattedText, oneOf, optional, optionalText, pastDay, texts } from '../../../work/input.js';
import { phone } from '../../organisations/commands/phone.js';
import type { Resident } from '../household.entity.js';
import { EmploymentEnum, GenderEnum } from '../household.type.js';

/** What is known of a resident beside where they live. What is left out stays as it is; null takes it away. */
export const profileFields = {
  gender: changed(oneOf(GenderEnum, 'Gender. 性别')),
  birthDate: changed(pastDay('Date of birth. 出生日期', '1880-01-01')),
  employment: changed(oneOf(EmploymentEnum, 'What they live on. 就业状况')),
  occupation: changed(optionalText(50, 'Occupation. 职业')),
  tags: optional(texts('Tags. 标签')),
  phone: changed(phone('Phone. 电话')),
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
