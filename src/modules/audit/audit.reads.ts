import { nounNames } from '../../kernel/ids.js';
import { anyOf, is, range } from '../../read/filter.js';
import { list, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { type Sql, slot, sql } from '../../read/sql.js';
import { subjectId } from '../../read/subject.js';
import { uuidOf } from '../../read/value.js';
import { AuditEntry } from './audit.entity.js';
import { visibleAudit } from './audit.policy.js';

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
