import { blindIndexes } from '../../../auth/cipher.js';
import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { idNumberOf } from '../../../kernel/id-number.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { isAlike } from '../../../kernel/search.js';
import { isBlank, textOf } from '../../../kernel/text.js';
import type { Work } from '../../../work/command.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { sealedIdNumber } from '../../organisations/commands/id-number.js';
import { Person } from '../../organisations/person.entity.js';
import { mayRegister } from '../resident.policy.js';
import { findPersonOrOfficial } from './find.js';
import { phoneOf } from './profile.js';
import { lockPeople } from './residence.js';

/** Who is registered: somebody who is known already, or somebody new by name. */
export interface IdentityInput {
  readonly personId?: string | null;
  readonly name?: string | null;
  readonly phone?: string | null;
  readonly idNumber?: string | null;
}

/**
 * The person: one who lives in the viewer's grids, one who lives nowhere (they have come back, or their home is learnt of), or a new one. Whoever lives nowhere
 * is in nobody's care: they are taken in by who has both their id number and their name from them, and so learns neither, nor joins somebody else to the
 * home by a number that is mistaken. Who is known is held, and what is known of them is changed only where they live in the viewer's grids already.
 */
export async function identify(work: Work, input: IdentityInput): Promise<Result<Person>> {
  if (input.personId != null && input.name != null)
    return fail('INVALID', 'Give personId for somebody known, or name for somebody new, not both.', 'name');
  const phone = phoneOf(input.phone);
  if (!phone.ok) return phone;
  const name = input.personId != null ? null : textOf(input.name, 'name', 50);
  if (name && !name.ok) return name;
  const known = input.personId != null ? await neighbour(work, input.personId) : await absentWith(work, name!.value, input.idNumber);
  if (known && !mayRegister(work.viewer, known.place)) return ok(known);
  const jurisdiction = jurisdictionOf(work);
  const person =
    known ??
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

async function neighbour(work: Work, id: string): Promise<Person> {
  const person = await findPersonOrOfficial(work, id, 'personId');
  await lockPeople(work, [person.id]);
  await work.em.refresh(person);
  const message = 'By personId you register only people who live in your own grids; somebody from elsewhere by their id number.';
  demand(mayRegister(work.viewer, person.place), message);
  return person;
}

/**
 * Somebody of the jurisdiction who has the name and id number, is alive, and lives nowhere now, as far as is known; null where nobody has. A number that
 * is somebody else's is asked about like one that is nobody's, and nobody is waited for but who is taken in.
 */
async function absentWith(work: Work, name: string, idNumber: string | null | undefined): Promise<Person | null> {
  const number = isBlank(idNumber ?? '') ? null : idNumberOf(idNumber!, 'idNumber', dayOf(work.now()));
  if (!number?.ok) return null;
  const jurisdictionId = jurisdictionOf(work).id;
  const indexes = blindIndexes(work.keyring, jurisdictionId, 'id_number', number.value);
  const absent = async () => {
    const people = await work.sql<{ id: string; name: string; place: string | null }>(
      `select id, name, place from person where jurisdiction_id = ? and id_number_index in (${indexes.map(() => '?').join(', ')})
         and not exists (select from occupancy where person_id = person.id and main and valid_to is null)
         and not exists (select from resident where person_id = person.id and status = 'DECEASED') order by id`,
      [jurisdictionId, ...indexes],
    );
    return people.find((person) => isAlike(person.name, name) && (person.place === null || mayRegister(work.viewer, person.place)));
  };
  const found = await absent();
  if (!found) return null;
  await lockPeople(work, [found.id]);
  const held = await absent();
  return held ? work.em.findOneOrFail(Person, { id: held.id }) : null;
}
