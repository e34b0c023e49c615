import { defineModule } from '../../graph/module.js';
import { AuditEntry } from './audit.entity.js';
import { AuditQueries } from './audit.queries.js';
import { auditReads } from './audit.reads.js';
import { verifyAudit } from './commands/verify-audit.js';

export const audit = defineModule({
  name: 'audit',
  after: ['organisations'],
  entities: [AuditEntry],
  resolvers: [AuditQueries],
  verbs: [verifyAudit],
  reads: auditReads,
});
