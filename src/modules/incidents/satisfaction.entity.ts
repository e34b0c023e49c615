import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Person } from '../organisations/person.entity.js';
import { Incident } from './incident.entity.js';
import type { SatisfactionChannel, SatisfactionReason } from './satisfaction.terms.js';

/** How content the reporter is with one closing of an incident. Inserted, never changed. */
export const Satisfaction = defineEntity({
  name: 'Satisfaction',
  extends: BaseSchema,
  properties: {
    incident: () => p.manyToOne(Incident).mapToPk(),
    /** Which closing of the incident it is about: the first is 1. One answer a closing. */
    closing: p.integer(),
    score: p.integer(),
    solved: p.boolean(),
    reasons: p.array().$type<SatisfactionReason[]>(),
    comment: p.text().nullable(),
    channel: p.text().$type<SatisfactionChannel>(),
    /** Who reported the incident; null where nobody knows. */
    respondent: () => p.manyToOne(Person).mapToPk().nullable(),
    /** The member of staff who asked; null where nobody did. */
    askedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    at: instant(),
  },
});
export type Satisfaction = InferEntity<typeof Satisfaction>;
