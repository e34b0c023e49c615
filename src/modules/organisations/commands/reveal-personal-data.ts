import { open } from '../../../auth/cipher.js';
import { demand } from '../../../kernel/errors.js';
import { fail, ok } from '../../../kernel/result.js';
import { textOf } from '../../../kernel/text.js';
import type { Command, Idempotent, Work } from '../../../work/command.js';
import { mayRevealPersonalData } from '../organization.policy.js';
import type { Person } from '../person.entity.js';
import { findVisiblePerson } from './find-person.js';
import { idNumberCell } from './id-number.js';

export type PersonalField = 'NAME' | 'PHONE' | 'ID_NUMBER';

export interface RevealPersonalData extends Idempotent {
  readonly id: string;
  readonly fields: readonly PersonalField[];
  readonly purpose: string;
}

const LONGEST_PURPOSE = 200;

/**
 * Tells what is masked, once, to whoever names a purpose. The values leave with the answer alone, after the audit line was committed; a repeat of the
 * same idempotency key finds that it was done and is told nothing.
 */
export const revealPersonalData: Command<RevealPersonalData> = async (work, input) => {
  const person = await findVisiblePerson(work, input.id, 'id');
  demand(
    mayRevealPersonalData(work.viewer, person.place),
    'Only grid leaders, cadres, police and street officers whose post covers the person see personal data in full.',
  );
  const purpose = textOf(input.purpose, 'purpose', LONGEST_PURPOSE);
  if (!purpose.ok) return purpose;
  const fields = [...new Set(input.fields)];
  if (fields.length === 0) return fail('REQUIRED', 'fields names at least one field.', 'fields');
  work.audited({ purpose: purpose.value, fields });
  return ok({ id: person.id, told: Object.fromEntries(fields.map((field) => tell[field](person, work))) });
};

const tell: Readonly<Record<PersonalField, (person: Person, work: Work) => [name: string, value: string | null]>> = {
  NAME: ({ name }) => ['name', name],
  PHONE: ({ phone }) => ['phone', phone ?? null],
  ID_NUMBER: (person, { keyring }) => [
    'idNumber',
    person.idNumberSealed ? open(keyring, idNumberCell(person), person.idNumberSealed) : null,
  ],
};
