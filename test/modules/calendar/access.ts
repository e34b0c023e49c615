import { type AddedFields, list, type NounRules, open, to } from '../../access/noun-rules.js';
import { linesFor } from '../../access/policy.js';
import { bySubtree, type VerbRules } from '../../access/verb-rules.js';

export const tables = { CalendarDay: 'calendar_day' } as const;

export const nouns: NounRules = {
  CalendarDay: {
    sees: () => linesFor('CalendarDay', 'see').length > 0,
    fields: {
      ...{ id: open('id'), date: open('date'), kind: open('kind'), sessions: open('sessions'), name: open('name') },
      organization: to('Organization', 'organization_id'),
    },
  },
};

export const adds: AddedFields = { Organization: { calendarDays: list('CalendarDay') } };

export const verbs: VerbRules = {
  setCalendarDay: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, date: '2026-10-01', kind: 'HOLIDAY', sessions: ['08:30-12:00'] }),
    may: bySubtree('WorkCalendar', 'setCalendarDay'),
  },
};
