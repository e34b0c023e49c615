import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { ExtensionState } from './extension.terms.js';
import { Incident } from './incident.entity.js';

/** The holder of an incident asks for more time to handle it. One at a time is pending. */
export const ExtensionRequest = defineEntity({
  name: 'ExtensionRequest',
  extends: BaseSchema,
  properties: {
    incident: () => p.manyToOne(Incident).mapToPk(),
    /** The holder that asked. */
    organization: () => p.manyToOne(Organization).mapToPk(),
    /** Of working time. */
    minutes: p.integer(),
    reason: p.text(),
    state: p.text().$type<ExtensionState>().default('PENDING'),
    requestedBy: () => p.manyToOne(Person).mapToPk(),
    requestedAt: instant(),
    /** When the clock looks whether it has lapsed; null once it is over. */
    lapsesAt: instant().nullable(),
    /** Null where it lapsed. */
    decidedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    decidedAt: instant().nullable(),
    note: p.text().nullable(),
  },
});
export type ExtensionRequest = InferEntity<typeof ExtensionRequest>;
