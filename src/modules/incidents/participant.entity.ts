import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';
import { Incident } from './incident.entity.js';
import type { ParticipantState } from './participant.terms.js';

/** An organisation that assists with an incident beside its holder. While it does, it is among the incident's co-handlers. */
export const IncidentParticipant = defineEntity({
  name: 'IncidentParticipant',
  extends: BaseSchema,
  properties: {
    incident: () => p.manyToOne(Incident).mapToPk(),
    organization: () => p.manyToOne(Organization).mapToPk(),
    task: p.text(),
    dueAt: instant(),
    state: p.text().$type<ParticipantState>(),
    askedBy: () => p.manyToOne(Person).mapToPk(),
    askedAt: instant(),
    /** When it was done, declined or withdrawn. */
    endedAt: instant().nullable(),
    /** What was done, or why not. */
    answer: p.text().nullable(),
    /** When the clock has to tell that it is overdue; null once it has, or there is nothing left to do. */
    alarmAt: instant().nullable(),
    /** Set by whoever changes it, to the instant that the history tells. */
    updatedAt: instant(),
  },
});
export type IncidentParticipant = InferEntity<typeof IncidentParticipant>;
