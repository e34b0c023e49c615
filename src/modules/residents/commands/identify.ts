import { blindIndexes } from '../../../auth/cipher.js';
import { dayOf } from '../../../kernel/clock.js';
import { idNumberOf } from '../../../kernel/id-number.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { textOf } from '../../../kernel/text.js';
import type { Work } from '../../../work/command.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { sealedIdNumber } from '../../organisations/commands/id-number.js';
import { Person } from '../../organisations/person.entity.js';
import { Occupancy } from '../household.entity.js';
import { findPerson } from './find.js';
import { phoneOf } from './profile.js';

/** Who is registered: somebody who is known already, or somebody new by name. */
export interface IdentityInput {
  readonly personId?: string | null;
  readonly name?: string | null;
  readonly phone?: string | null;
  readonly idNumber?: string | null;
}

/** The person: the known one, one with this id number who lives nowhere (they have come back), or a new one. */
export async function identify(work: Work, input: IdentityInput): Promise<Result<Person>> {
  const phone = phoneOf(input.phone);
  if (!phone.ok) return phone;
  const found = input.personId != null ? await findPerson(work, input.personId, 'personId') : await absentWith(work, input.idNumber);
  if (input.personId != null && input.name != null)
    return fail('INVALID', 'Give personId for somebody known, or name for somebody new, not both.', 'name');
  const name = input.personId != null ? null : textOf(input.name, 'name', 50);
  if (name && !name.ok) return name;
  const jurisdiction = jurisdictionOf(work);
  const person =
    found ??
    work.em.create(Person, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      name: name!.value,
      phone: null,
      place: null,
    });
  const idNumber = await sealedIdNumber(work, person, input.idNumber);
  if (!idNumber.ok) return idNumber;
  if (idNumber.value.idNumberSealed) Object.assign(person, idNumber.value);
  if (name) person.name = name.value;
  if (phone.value) person.phone = phone.value;
  return ok(person);
}

/** Somebody of the jurisdiction who has the id number and lives nowhere now; null where nobody has. */
async function absentWith(work: Work, idNumber: string | null | undefined): Promise<Person | null> {
  const number = idNumber?.trim() ? idNumberOf(idNumber, 'idNumber', dayOf(work.now())) : null;
  if (!number?.ok) return null;
  const jurisdictionId = jurisdictionOf(work).id;
  const indexes = blindIndexes(work.keyring, jurisdictionId, 'id_number', number.value);
  const person = await work.em.findOne(Person, { jurisdictionId, idNumberIndex: { $in: indexes } });
  if (!person) return null;
  const residences = await work.em.count(Occupancy, { person: person.id, main: true, validTo: null });
  return residences === 0 ? person : null;
}
