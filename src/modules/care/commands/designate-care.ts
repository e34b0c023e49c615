import { cellOf, seal } from '../../../auth/cipher.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { sharingDays } from '../../../kernel/span.js';
import { day, firstDay, needed, oneOf, optional, optionalLines } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { daysOf } from '../../organisations/commands/days.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { CareDesignation } from '../care.entity.js';
import { mayDesignateCare, NOT_CARE_DECIDER } from '../care.policy.js';
import { CareCategoryEnum, CareLevelEnum, CareSourceEnum, careDesignationPayload } from '../care.type.js';
import { demandNotDissolved, findSubject, oneSubject, subjectFields } from './subject.js';

/** Once at a time for each category. */
export const designateCare = verb(
  'designateCare',
  {
    does: 'States that a resident or a household needs care, from a day to a day. 认定关爱对象',
    answers: careDesignationPayload,
    takes: {
      ...subjectFields,
      category: oneOf(CareCategoryEnum, 'Why. 类别'),
      level: optional(oneOf(CareLevelEnum, 'ROUTINE if left out. 级别')),
      note: optionalLines(1_000, 'Note; for grid staff and cadres alone. 备注'),
      source: oneOf(CareSourceEnum, 'Where it is known from. 来源'),
      from: optional(firstDay('The first day; today if left out. 起始日期')),
      to: optional(day('The first day on which it no longer holds. 截止日期')),
    },
    rules: [needed(oneSubject)],
    async may(work, input) {
      const subject = await findSubject(work, input);
      demand(mayDesignateCare(work.viewer, subject.place), NOT_CARE_DECIDER);
      return subject;
    },
  },
  async (work, input, subject) => {
    demandNotDissolved(subject);
    const { person, household, place, jurisdictionId } = subject;
    const { category, source } = input;
    const { validFrom, validTo } = daysOf(work, input, 'from', 'to');
    const others = await work.em.find(CareDesignation, { person, household, category, ...sharingDays(validFrom, validTo) });
    if (others.some((other) => other.validTo !== other.validFrom))
      refuse('INVALID', 'They are already designated in that time, with this category. 该时段内已有此类别的关爱认定。', 'category');

    const designation = work.em.create(CareDesignation, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId,
      person,
      household,
      category,
      level: input.level ?? 'ROUTINE',
      source,
      approvedBy: work.viewer.person,
      noteSealed: null,
      validFrom,
      validTo,
      place,
    });
    if (input.note) designation.noteSealed = seal(work.keyring, cellOf(designation, 'care_designation', 'note_sealed'), input.note);
    return { id: designation.id };
  },
);
