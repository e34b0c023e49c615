import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema } from '../../db/base.entity.js';
import { IncidentCategory } from './incident.entity.js';
import type { IncidentState } from './incident.terms.js';

/** Words that staff choose from when they reply to a reporter. */
export const ReplyTemplate = defineEntity({
  name: 'ReplyTemplate',
  extends: BaseSchema,
  properties: {
    /** Null: of every category. */
    category: () => p.manyToOne(IncidentCategory).mapToPk().nullable(),
    /** The state of the incidents for which it is offered. */
    state: p.text().$type<IncidentState>(),
    name: p.text(),
    /** With placeholders (reply.terms.ts). */
    text: p.text(),
    active: p.boolean().default(true),
  },
});
export type ReplyTemplate = InferEntity<typeof ReplyTemplate>;
