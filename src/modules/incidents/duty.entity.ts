import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { OrganizationKind } from '../organisations/organization.terms.js';

/**
 * Which categories are the business of organisations of a level, at an organisation and below. Each publication is a row of its own, never changed: the one
 * with the highest number holds.
 */
export const DutyList = defineEntity({
  name: 'DutyList',
  extends: BaseSchema,
  properties: {
    organization: () => p.manyToOne(Organization).mapToPk(),
    /** Copy of the organisation's place. */
    place: p.text(),
    /** The kind of organisation whose duties these are. */
    level: p.text().$type<OrganizationKind>(),
    /** Counts up from 1 for each organisation and level. */
    number: p.integer(),
    ownIds: p.array().columnType('uuid[]'),
    assistIds: p.array().columnType('uuid[]'),
    notOursIds: p.array().columnType('uuid[]'),
    publishedAt: instant(),
  },
});
export type DutyList = InferEntity<typeof DutyList>;
