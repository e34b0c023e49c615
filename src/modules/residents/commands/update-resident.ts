import { demand } from '../../../kernel/errors.js';
import { ok } from '../../../kernel/result.js';
import { nameWords } from '../../../kernel/search.js';
import { textOf } from '../../../kernel/text.js';
import { type Command, conflict, type Idempotent } from '../../../work/command.js';
import { sealedIdNumber } from '../../organisations/commands/id-number.js';
import { Person } from '../../organisations/person.entity.js';
import { mayRegister } from '../resident.policy.js';
import { NOT_THEIRS } from './bring.js';
import { findResident } from './find.js';
import { type ProfileInput, phoneOf, profileOf } from './profile.js';
import { hold } from './residence.js';

export interface UpdateResident extends Idempotent, ProfileInput {
  readonly id: string;
  readonly version?: number | null;
  readonly name?: string | null;
  readonly phone?: string | null;
  readonly idNumber?: string | null;
}

/** Brings what is known of a resident up to date. What is left out stays as it is; null takes phone, id number and profile away. */
export const updateResident: Command<UpdateResident> = async (work, input) => {
  const resident = await findResident(work, input.id, 'id');
  await hold(work, { residents: [resident] });
  demand(mayRegister(work.viewer, resident.place), NOT_THEIRS);
  if (input.version != null && input.version !== resident.version) return conflict();
  const profile = profileOf(work, input);
  if (!profile.ok) return profile;
  const phone = phoneOf(input.phone);
  if (!phone.ok) return phone;
  const person = await work.em.findOneOrFail(Person, { id: resident.person });
  if (input.name != null) {
    const name = textOf(input.name, 'name', 50);
    if (!name.ok) return name;
    person.name = name.value;
    resident.words = nameWords(name.value);
  }
  if (input.idNumber !== undefined) {
    const idNumber = await sealedIdNumber(work, person, input.idNumber);
    if (!idNumber.ok) return idNumber;
    Object.assign(person, idNumber.value);
  }
  if (input.phone !== undefined) person.phone = phone.value;
  Object.assign(resident, profile.value, { updatedAt: work.now() });
  return ok({ id: resident.id });
};
