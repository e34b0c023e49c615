import { column, connection, type NounReads, one } from '../../read/noun.js';
import { sql } from '../../read/sql.js';
import { HistoryEntry } from '../../work/history.js';
import type { HistoryPart } from './organization.policy.js';

/** What a grant on a noun with states may withhold of its history: the noun declares these among its own parts. */
export const historyParts = ['people', 'notes'] as const satisfies readonly HistoryPart[];

export const historyReads: NounReads<HistoryPart> = {
  noun: 'HistoryEntry',
  entity: HistoryEntry,
  visible: { subject: { noun: 'subjectNoun', id: 'subjectId' } },
  parts: historyParts,
  fields: {
    actor: one('Person', 'actor', { follows: true, part: 'people' }),
    organization: one('Organization', 'organization'),
    note: column('note', 'notes'),
  },
  orders: { AT: { key: (row) => row.col('at'), type: 'timestamptz' } },
  defaultOrder: { field: 'AT', direction: 'ASC' },
};

/** The field history of a noun with states: `fields: { history }`, and a line among the open relations. */
export const history = connection('HistoryEntry', (subject, entry) => sql`${entry.col('subjectId')} = ${subject.col('id')}`, {
  follows: true,
});
