import { dayOf } from '../../../kernel/clock.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { isBlank, optionalTextOf, textsOf, typed } from '../../../kernel/text.js';
import type { Work } from '../../../work/command.js';
import type { Employment, Gender, ResidentType } from '../resident.terms.js';

/** What is known of a resident beside where they live. */
export interface ProfileInput {
  readonly residentType?: ResidentType | null;
  readonly gender?: Gender | null;
  readonly birthDate?: string | null;
  readonly employment?: Employment | null;
  readonly occupation?: string | null;
  readonly tags?: readonly string[] | null;
}

const PHONE = /^\+?[0-9](?:[ -]{0,3}[0-9]){4,19}$/;

export function phoneOf(given: string | null | undefined): Result<string | null> {
  const phone = given == null || isBlank(given) ? null : typed(given);
  return phone === null || PHONE.test(phone)
    ? ok(phone)
    : fail('INVALID', 'phone has 5 to 20 digits; hyphens and spaces may part them.', 'phone');
}

/** The given fields of a profile, checked; what is left out stays as it is, null takes it away. */
export function profileOf(work: Work, input: ProfileInput) {
  const occupation = optionalTextOf(input.occupation, 'occupation', 50);
  if (!occupation.ok) return occupation;
  const tags = textsOf(input.tags, 'tags');
  if (!tags.ok) return tags;
  if (input.birthDate != null && (input.birthDate > dayOf(work.now()) || input.birthDate < '1880-01-01'))
    return fail('INVALID', 'birthDate lies between 1880 and today.', 'birthDate');
  return ok({
    ...(input.residentType == null ? {} : { residentType: input.residentType }),
    ...(input.gender === undefined ? {} : { gender: input.gender }),
    ...(input.birthDate === undefined ? {} : { birthDate: input.birthDate }),
    ...(input.employment === undefined ? {} : { employment: input.employment }),
    ...(input.occupation === undefined ? {} : { occupation: occupation.value }),
    ...(input.tags == null ? {} : { tags: tags.value }),
  });
}
