import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema } from '../../db/base.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { CalendarDayKind } from './calendar.terms.js';

/** What a day is at an organisation and below, where it is not what the week says: at most one row an organisation and date. */
export const CalendarDay = defineEntity({
  name: 'CalendarDay',
  extends: BaseSchema,
  properties: {
    organization: () => p.manyToOne(Organization).mapToPk(),
    /** Copy of the organisation's place: the narrowest row counts. */
    place: p.text(),
    date: p.date(),
    kind: p.text().$type<CalendarDayKind>(),
    /** 08:30-12:00, in order. None on a day off. */
    sessions: p.array(),
    name: p.text().nullable(),
  },
});
export type CalendarDay = InferEntity<typeof CalendarDay>;
