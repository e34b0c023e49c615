import { blindIndex, blindIndexes, cellOf, seal } from '../../../auth/cipher.js';
import { dayOf } from '../../../kernel/clock.js';
import { idNumberOf, maskedIdNumber } from '../../../kernel/id-number.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { isBlank } from '../../../kernel/text.js';
import type { Work } from '../../../work/command.js';
import { placesCompared } from '../organization.policy.js';
import type { Person } from '../person.entity.js';

type IdNumberColumns = Pick<Person, 'idNumberMasked' | 'idNumberSealed' | 'idNumberIndex'>;

const none: IdNumberColumns = { idNumberMasked: null, idNumberSealed: null, idNumberIndex: null };

/**
 * An id number as a person's row keeps it: `em.create(Person, { …, ...idNumber.value })`. Checked against GB 11643; all null where none is given. Refused
 * where somebody has it already whom the viewer's posts show. Somebody else's is taken down all the same: a refusal would tell that they are there, and
 * to which number they belong. Administrators find such pairs (README, "One id number, two people").
 */
export async function sealedIdNumber(
  work: Work,
  person: Pick<Person, 'id' | 'jurisdictionId'>,
  given: string | null | undefined,
  field = 'idNumber',
): Promise<Result<IdNumberColumns>> {
  if (given == null || isBlank(given)) return ok(none);
  const { keyring, now, viewer, sql } = work;
  const number = idNumberOf(given, field, dayOf(now()));
  if (!number.ok) return number;
  const { jurisdictionId } = person;
  const index = blindIndex(keyring, jurisdictionId, 'id_number', number.value);
  // Two who take down one number at the same time would not find each other.
  await sql('select pg_advisory_xact_lock(hashtextextended(?, 6))', [index.toString('hex')]);
  const indexes = blindIndexes(keyring, jurisdictionId, 'id_number', number.value);
  const { everywhere, places } = placesCompared(viewer);
  const [taken] = await sql(
    `select 1 from person where jurisdiction_id = ? and id_number_index in (${indexes.map(() => '?').join(', ')}) and id <> ?
       and (? or place ^@ any(string_to_array(?, ' '))) limit 1`,
    [jurisdictionId, ...indexes, person.id, everywhere, places.join(' ')],
  );
  if (taken) return fail('INVALID', 'Somebody with this id number is registered already. 该身份证号已登记。', field);
  return ok({
    idNumberMasked: maskedIdNumber(number.value),
    idNumberSealed: seal(keyring, idNumberCell(person), number.value),
    idNumberIndex: index,
  });
}

/** The cell of a person's sealed id number. */
export const idNumberCell = (person: Pick<Person, 'id' | 'jurisdictionId'>) => cellOf(person, 'person', 'id_number_sealed');
