import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema } from '../../db/base.entity.js';
import { Organization } from './organization.entity.js';
import type { EnterpriseScale } from './organization.terms.js';

/** What is known of a firm beside its being an organisation: one row a firm. */
export const EnterpriseProfile = defineEntity({
  name: 'EnterpriseProfile',
  extends: BaseSchema,
  properties: {
    organization: () => p.manyToOne(Organization).mapToPk(),
    scale: p.text().$type<EnterpriseScale>(),
    employees: p.integer(),
    /** Never more than employees. */
    partyMembers: p.integer(),
  },
});
export type EnterpriseProfile = InferEntity<typeof EnterpriseProfile>;
