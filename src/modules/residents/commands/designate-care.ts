import { cellOf, seal } from '../../../auth/cipher.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { fail, ok } from '../../../kernel/result.js';
import { sharingDays } from '../../../kernel/span.js';
import { optionalLinesOf } from '../../../kernel/text.js';
import type { Command, Idempotent } from '../../../work/command.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { CareDesignation } from '../care.entity.js';
import { mayDesignateCare } from '../resident.policy.js';
import type { CareCategory, CareLevel, CareSource } from '../resident.terms.js';
import { findSubject, firstDay, type SubjectInput } from './find.js';

export interface DesignateCare extends Idempotent, SubjectInput {
  readonly category: CareCategory;
  readonly level?: CareLevel | null;
  readonly source: CareSource;
  readonly note?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
}

/** States that a resident or a household needs care, from a day to a day; once at a time for each category. */
export const designateCare: Command<DesignateCare> = async (work, input) => {
  const subject = await findSubject(work, input);
  if (!subject.ok) return subject;
  const { place, jurisdictionId, ...who } = subject.value;
  demand(mayDesignateCare(work.viewer, place), 'Only grid leaders and community cadres decide on care, in their own grids.');
  const from = firstDay(work, input.from, 'from');
  if (!from.ok) return from;
  const validFrom = from.value;
  const validTo = input.to ?? null;
  if (validTo !== null && validTo <= validFrom) return fail('INVALID', 'to must be after from.', 'to');
  const note = optionalLinesOf(input.note, 'note', 1_000);
  if (!note.ok) return note;
  const others = await work.em.find(CareDesignation, { ...who, category: input.category, ...sharingDays(validFrom, validTo) });
  if (others.some((other) => other.validTo !== other.validFrom))
    return fail('INVALID', 'They are already designated in that time, with this category.', 'category');

  const designation = work.em.create(CareDesignation, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId,
    ...who,
    category: input.category,
    level: input.level ?? 'ROUTINE',
    source: input.source,
    approvedBy: work.viewer.person,
    noteSealed: null,
    validFrom,
    validTo,
    place,
  });
  if (note.value) designation.noteSealed = seal(work.keyring, cellOf(designation, 'care_designation', 'note_sealed'), note.value);
  return ok({ id: designation.id });
};
