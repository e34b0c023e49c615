import { blindIndex, blindIndexes, cellOf, seal } from '../../../auth/cipher.js';
import { covers } from '../../../auth/grant.js';
import { dayOf } from '../../../kernel/clock.js';
import { idNumberOf, maskedIdNumber } from '../../../kernel/id-number.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { isBlank } from '../../../kernel/text.js';
import type { Work } from '../../../work/command.js';
import { visiblePersons } from '../organization.policy.js';
import { Person } from '../person.entity.js';

type IdNumberColumns = Pick<Person, 'idNumberMasked' | 'idNumberSealed' | 'idNumberIndex'>;

const none: IdNumberColumns = { idNumberMasked: null, idNumberSealed: null, idNumberIndex: null };

/**
 * An id number as a person's row keeps it: `em.create(Person, { …, ...idNumber.value })`. Checked against GB 11643, and nobody else's in the
 * jurisdiction; all null where none is given. Of somebody whom the viewer's posts do not cover, no word says that they are there.
 */
export async function sealedIdNumber(
  { em, keyring, now, viewer }: Work,
  person: Pick<Person, 'id' | 'jurisdictionId'>,
  given: string | null | undefined,
  field = 'idNumber',
): Promise<Result<IdNumberColumns>> {
  if (given == null || isBlank(given)) return ok(none);
  const number = idNumberOf(given, field, dayOf(now()));
  if (!number.ok) return number;
  const { jurisdictionId } = person;
  const same = { jurisdictionId, idNumberIndex: { $in: blindIndexes(keyring, jurisdictionId, 'id_number', number.value) } };
  const other = await em.findOne(Person, { ...same, id: { $ne: person.id } });
  if (other && covers(visiblePersons(viewer), other)) return fail('INVALID', 'Somebody with this id number is registered already.', field);
  if (other) return fail('INVALID', `${field} cannot be taken down for somebody of this name: one or the other may be mistyped.`, field);
  return ok({
    idNumberMasked: maskedIdNumber(number.value),
    idNumberSealed: seal(keyring, idNumberCell(person), number.value),
    idNumberIndex: blindIndex(keyring, jurisdictionId, 'id_number', number.value),
  });
}

/** The cell of a person's sealed id number. */
export const idNumberCell = (person: Pick<Person, 'id' | 'jurisdictionId'>) => cellOf(person, 'person', 'id_number_sealed');
