import { type NounRules, open, reckoned, to } from '../../access/noun-rules.js';
import { may } from '../../access/policy.js';
import type { VerbRules } from '../../access/verb-rules.js';

export const tables = {
  AuditEntry: 'audit',
} as const;

export const nouns: NounRules = {
  AuditEntry: {
    sees: (ask, row) => may('Audit', 'see', ask.viewer, { jurisdiction: row.jurisdiction_id }),
    list: 'auditEntries',
    fields: {
      ...{ id: open('id'), at: open('at'), actor: to('Person', 'actor_id'), client: open('client'), action: open('action') },
      ...{ subjectId: reckoned, purpose: open('purpose'), fields: open('fields'), seq: reckoned, hash: reckoned },
    },
  },
};

export const verbs: VerbRules = {
  verifyAudit: {
    noun: 'Organization',
    input: ({ id }) => ({ id, purpose: 'x'.repeat(201) }),
    may: (ask, row) => may('Audit', 'verifyAudit', ask.viewer, { jurisdiction: row.jurisdiction_id }),
  },
};
