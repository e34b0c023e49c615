import { blindIndexes } from '../../../auth/cipher.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { must, problem } from '../../../kernel/result.js';
import { isAlike } from '../../../kernel/search.js';
import type { Work } from '../../../work/command.js';
import { id, optional, type Rule, text } from '../../../work/input.js';
import { mayRegister } from '../../addresses/address.policy.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { sealedIdNumber } from '../../organisations/commands/id-number.js';
import { Person } from '../../organisations/person.entity.js';
import { findPersonOrOfficial } from './find-person.js';
import { lockPeople } from './residence.js';

/** Who is registered: somebody who is known already, or somebody new by name. */
export const identityFields = {
  personId: optional(
    id('Person', 'Somebody known who already lives in a grid of the viewer, such as the holder of a post. Give this or name. 人员'),
  ),
  name: optional(
    text(50, 'Name of somebody new; or of somebody who comes back, as it is known, with their idNumber: they keep their phone. 姓名'),
  ),
};

export const oneIdentity: Rule<{ readonly personId: string | null; readonly name: string | null }> = ({ personId, name }) => {
  if (personId !== null && name !== null)
    return problem(
      'INVALID',
      'Give personId for somebody known, or name for somebody new, not both. 已知人员请填 personId，新人员请填 name，不可同时填写。',
      'name',
    );
  if (personId === null && name === null)
    return problem(
      'REQUIRED',
      'Give personId for somebody known, or name for somebody new. 已知人员请填 personId，新人员请填 name。',
      'name',
    );
  return null;
};

interface Identity {
  readonly personId: string | null;
  readonly name: string | null;
  readonly phone?: string | null;
  readonly idNumber?: string | null;
}

/**
 * The person: one who lives in the viewer's grids, one who lives nowhere (they have come back, or their home becomes known), or a new one. Nobody is in
 * charge of somebody who lives nowhere: they are registered by a viewer who has both their id number and their name from them. So the viewer learns
 * neither, and a mistyped number does not add somebody else to the home. What is known of a person is changed only where they live in the viewer's grids already.
 */
export async function identify(work: Work, { personId, name, phone, idNumber }: Identity): Promise<Person> {
  const known = personId !== null ? await neighbour(work, personId) : await absentWith(work, name!, idNumber ?? null);
  if (known && !mayRegister(work.viewer, known.place)) return known;
  const jurisdiction = jurisdictionOf(work);
  const person =
    known ??
    work.em.create(Person, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      name: name!,
      phone: null,
      place: null,
    });
  if (idNumber) Object.assign(person, must(await sealedIdNumber(work, person, idNumber)));
  if (name !== null) person.name = name;
  if (phone) person.phone = phone;
  return person;
}

async function neighbour(work: Work, id: string): Promise<Person> {
  const person = await findPersonOrOfficial(work, id);
  await lockPeople(work, [person.id]);
  await work.em.refresh(person);
  demand(
    mayRegister(work.viewer, person.place),
    'By personId you register only people who live in your own grids; somebody from elsewhere by their id number. 通过 personId 只能登记居住在您网格内的人员；外来人员请通过身份证号登记。',
  );
  return person;
}

/**
 * Somebody of the jurisdiction who has the name and id number, is alive, and lives nowhere now, as far as is known; null where nobody has. A number that
 * belongs to somebody else takes the same statements as one that belongs to nobody, and only who is registered is waited for.
 */
async function absentWith(work: Work, name: string, idNumber: string | null): Promise<Person | null> {
  if (idNumber === null) return null;
  const jurisdictionId = jurisdictionOf(work).id;
  const indexes = blindIndexes(work.keyring, jurisdictionId, 'id_number', idNumber);
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
  const locked = await absent();
  return locked ? work.em.findOneOrFail(Person, { id: locked.id }) : null;
}
