import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Incident } from '../incidents/incident.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { ExclusionReason, ExclusionState } from './exclusion.terms.js';

/** The holder of a closed incident asks to leave it out of the rates of feedback. One at a time waits or holds. `state` is written by its workflow alone. */
export const RateExclusion = defineEntity({
  name: 'RateExclusion',
  extends: BaseSchema,
  properties: {
    incident: () => p.manyToOne(Incident).mapToPk(),
    /** The holder that asked. */
    organization: () => p.manyToOne(Organization).mapToPk(),
    reason: p.text().$type<ExclusionReason>(),
    note: p.text(),
    requestedBy: () => p.manyToOne(Person).mapToPk(),
    requestedAt: instant(),
    /** Who granted, refused or revoked it last. */
    decidedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    decidedAt: instant().nullable(),
    state: p.text().$type<ExclusionState>(),
    /** Set by whoever moves it, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the incident's place. */
    place: p.text(),
  },
});
export type RateExclusion = InferEntity<typeof RateExclusion>;
