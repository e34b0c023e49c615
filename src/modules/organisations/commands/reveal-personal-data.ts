import { open } from '../../../auth/cipher.js';
import { demand } from '../../../kernel/errors.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { listOf, oneOf, rowOf, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayRevealPersonalData } from '../organization.policy.js';
import { Person } from '../person.entity.js';
import { PersonalFieldEnum, personalDataPayload } from '../person.type.js';
import { idNumberCell } from './id-number.js';

/**
 * The values leave with the answer alone, after the audit line was committed; a repeat of the same idempotency key finds that it was done and is told
 * nothing.
 */
export const revealPersonalData = verb(
  'revealPersonalData',
  {
    does: 'Tells personal data in full, for a purpose that the audit log keeps. 查看个人信息',
    answers: personalDataPayload,
    takes: {
      ...rowOf('Person'),
      fields: listOf(oneOf(PersonalFieldEnum, 'What is needed; no more than that. 字段'), { min: 1, max: 3 }),
      purpose: text(200, 'What for. It stays in the audit log for ever: name the matter, not the person. 目的'),
    },
    async may(work, { id }) {
      const person = await findSeen(work, Person, id);
      demand(
        mayRevealPersonalData(work.viewer, person.place),
        'Only grid leaders, cadres, police and street officers whose post covers the person see personal data in full. 只有职务范围覆盖该人员的网格长、社区干部、民警和街道干部可以查看完整个人信息。',
      );
      return person;
    },
  },
  async (work, { fields, purpose }, person) => {
    work.audited({ purpose, fields });
    return { id: person.id, told: Object.fromEntries(fields.map((field) => tell[field](person, work))) };
  },
);

type PersonalField = keyof typeof PersonalFieldEnum;

const tell: Readonly<Record<PersonalField, (person: Person, work: Work) => [name: string, value: string | null]>> = {
  NAME: ({ name }) => ['name', name],
  PHONE: ({ phone }) => ['phone', phone ?? null],
  ID_NUMBER: (person, { keyring }) => [
    'idNumber',
    person.idNumberSealed ? open(keyring, idNumberCell(person), person.idNumberSealed) : null,
  ],
};
