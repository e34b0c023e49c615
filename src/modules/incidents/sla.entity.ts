import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema } from '../../db/base.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { OrganizationKind } from '../organisations/organization.terms.js';
import { IncidentCategory } from './incident.entity.js';
import type { Urgency } from './incident.terms.js';

/**
 * How long each phase of an incident may take, in minutes of working time: past yellow it is overdue, past red it is pressed harder. What is null is not
 * limited. One row for an organisation (and all below it), category, level and urgency; null stands for all.
 */
export const SlaRule = defineEntity({
  name: 'SlaRule',
  extends: BaseSchema,
  properties: {
    organization: () => p.manyToOne(Organization).mapToPk(),
    /** Copy of the organisation's place. */
    place: p.text(),
    category: () => p.manyToOne(IncidentCategory).mapToPk().nullable(),
    /** The kind of organisation that holds the incident. */
    level: p.text().$type<OrganizationKind>().nullable(),
    urgency: p.text().$type<Urgency>().nullable(),
    acceptYellow: p.integer().nullable(),
    acceptRed: p.integer().nullable(),
    handleYellow: p.integer().nullable(),
    handleRed: p.integer().nullable(),
    verifyYellow: p.integer().nullable(),
    verifyRed: p.integer().nullable(),
  },
});
export type SlaRule = InferEntity<typeof SlaRule>;
