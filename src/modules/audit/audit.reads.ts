import { nounNames, nouns } from '../../kernel/ids.js';
import { anyOf, is, range } from '../../read/filter.js';
import { list, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { join, literal, type Sql, slot, sql } from '../../read/sql.js';
import { uuidOf } from '../../read/value.js';
import { AuditEntry } from './audit.entity.js';
import { visibleAudit } from './audit.policy.js';

/** The id of a row of any noun, as that noun's own are written. */
const subjectId = (row: RowRef): Sql => {
  const cases = nounNames.map((noun) => sql`when ${literal(noun)} then ${literal(`${nouns[noun].prefix}_`)}`);
  return sql`case ${row.col('subjectNoun')} ${join(cases, ' ')} end || encode(uuid_send(${row.col('subjectId')}), 'hex')`;
};

const link = (row: RowRef, column: Sql): Sql => sql`(select ${column} from audit_link where audit_link.audit_id = ${row.col('id')})`;

export const auditReads: readonly Reads[] = [
  {
    noun: 'AuditEntry',
    entity: AuditEntry,
    visible: visibleAudit,
    fields: {
      actor: one('Person', 'actorId', { follows: true }),
      subjectId: value(subjectId),
      seq: value((row) => link(row, sql`seq`)),
      hash: value((row) => link(row, sql`encode(hash, 'hex')`)),
    },
    filters: {
      actorId: is('actorId', 'Person'),
      clients: anyOf('client'),
      actions: anyOf('action'),
      subjectId: {
        sql: (row, input) => sql`${row.col('subjectId')} = ${slot('uuid', (run) => uuidOf(input.read(run), input.path, ...nounNames))}`,
      },
      at: range('at'),
    },
    orders: { AT: { key: (row) => row.col('at'), type: 'timestamptz' } },
    defaultOrder: { field: 'AT', direction: 'DESC' },
    roots: { auditEntries: list() },
  },
];
