import { dayOf } from '../../../kernel/clock.js';
import type { Work } from '../../../work/command.js';

/** In SQL: whether the resident `r` is of age on the day that is the next parameter, as far as the date of birth is known. */
export const IS_ADULT = `(r.birth_date is null or r.birth_date <= (?::date - interval '18 years')::date)`;

/** Whether a person is registered as a resident of today, and of age. */
export async function isAdult(work: Work, person: string): Promise<boolean> {
  const found = await work.sql(`select 1 from resident r where r.person_id = ? and r.status = 'ACTIVE' and ${IS_ADULT}`, [
    person,
    dayOf(work.now()),
  ]);
  return found.length > 0;
}
