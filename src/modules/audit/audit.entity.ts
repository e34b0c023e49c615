import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { instant } from '../../db/base.entity.js';

/** One line of the audit log. Written by work/command alone, with the change it speaks of; read through the graph, never changed. */
export const AuditEntry = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit',
  readonly: true,
  properties: {
    id: p.uuid().primary(),
    jurisdictionId: p.uuid(),
    at: instant(),
    /** The person who did it, or the client; neither for somebody without a token. */
    actorId: p.uuid().nullable(),
    client: p.text().nullable(),
    /** The two in one, for whoever reads the table. */
    actor: p.text().nullable().generated(`(coalesce(actor_id::text, client, 'anonymous')) stored`),
    /** The verb. */
    action: p.text(),
    subjectNoun: p.text().nullable(),
    subjectId: p.uuid().nullable(),
    purpose: p.text().nullable(),
    fields: p.array(),
  },
});
export type AuditEntry = InferEntity<typeof AuditEntry>;
