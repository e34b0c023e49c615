import { defineModule } from '../../graph/module.js';
import { AuditEntry } from './audit.entity.js';
import { AuditMutations } from './audit.mutations.js';
import { AuditQueries } from './audit.queries.js';
import { auditReads } from './audit.reads.js';

export const audit = defineModule({ name: 'audit', entities: [AuditEntry], resolvers: [AuditQueries, AuditMutations], reads: auditReads });
