import { publicId } from '../../../src/kernel/ids.js';
import { type AddedFields, type Ask, factsOf, histories, list, type NounRules, open, reckoned, to } from '../../access/noun-rules.js';
import { linesFor, may } from '../../access/policy.js';
import { bySubtree, old, type VerbRules } from '../../access/verb-rules.js';
import type { Row } from '../../read/world.js';

/** "what is published; before: staff" */
const isStaff = (ask: Ask, row: Row): boolean => may('DisclosureNotice', 'publishDisclosureNotice', ask.viewer, factsOf(row));
const sees = (ask: Ask, row: Row): boolean =>
  linesFor('DisclosureNotice', 'see').length > 0 && (row.state === 'PUBLISHED' || isStaff(ask, row));

histories.DisclosureNotice = { sees, seesWho: isStaff };

export const tables = { DisclosureNotice: 'disclosure_notice' } as const;

export const nouns: NounRules = {
  DisclosureNotice: {
    sees,
    lookup: 'disclosureNotice',
    list: 'disclosureNotices',
    fields: {
      ...{ id: open('id'), title: open('title'), content: open('content'), inspectedOn: open('inspected_on'), state: open('state') },
      ...{ department: to('Organization', 'department_id'), supervised: to('Organization', 'supervised_id') },
      ...{ publisher: to('Organization', 'publisher_id'), publishedAt: open('published_at'), provenance: open('provenance') },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, version: open('version') },
    },
  },
};

export const adds: AddedFields = { Organization: { disclosureNotices: list('DisclosureNotice') } };

export const verbs: VerbRules = {
  draftDisclosureNotice: {
    noun: 'Organization',
    input: ({ id }, { world }) => {
      const other = publicId('Organization', world.rows.Organization[0]!.id);
      return { publisherId: id, departmentId: other, supervisedId: other, title: ' ', content: ' ', inspectedOn: '2026-11-01' };
    },
    may: bySubtree('DisclosureNotice', 'draftDisclosureNotice'),
  },
  reviseDisclosureNotice: {
    noun: 'DisclosureNotice',
    input: ({ id }) => ({ id, ...old, title: '改' }),
    may: bySubtree('DisclosureNotice', 'reviseDisclosureNotice'),
  },
  publishDisclosureNotice: {
    noun: 'DisclosureNotice',
    input: ({ id }) => ({ id, ...old }),
    may: bySubtree('DisclosureNotice', 'publishDisclosureNotice'),
  },
  withdrawDisclosureNotice: {
    noun: 'DisclosureNotice',
    input: ({ id }) => ({ id, ...old, reason: '内容有误' }),
    may: bySubtree('DisclosureNotice', 'withdrawDisclosureNotice'),
  },
};
