import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema } from '../../db/base.entity.js';
import type { Formation, OrganizationKind, OrganizationRelationKind, OrganizationStatus } from './organization.terms.js';

/** An organisation, at its place in the jurisdiction's tree. The tree owns the place; rows paged by scope copy it. */
export const Organization = defineEntity({
  name: 'Organization',
  extends: BaseSchema,
  properties: {
    code: p.text(),
    name: p.text(),
    shortName: p.text().nullable(),
    kind: p.text().$type<OrganizationKind>(),
    status: p.text().$type<OrganizationStatus>().default('ACTIVE'),
    formation: p.text().$type<Formation>().nullable(),
    parent: () => p.manyToOne(Organization).mapToPk().nullable(),
    place: p.text(),
    /** How many segments were ever given to children; never goes back, so no place is used twice. */
    childCount: p.integer().default(0),
    /** The jurisdiction's number, in the last 16 bits of all its ids. Roots only. */
    number: p.integer().nullable(),
    contactPhone: p.text().nullable(),
    address: p.text().nullable(),
    introduction: p.text().nullable(),
    establishedOn: p.date().nullable(),
    dissolvedOn: p.date().nullable(),
  },
});
export type Organization = InferEntity<typeof Organization>;

/** A dated relation beside the tree: it joins the party line, the government line and the co-operation line. */
export const OrganizationRelation = defineEntity({
  name: 'OrganizationRelation',
  extends: BaseSchema,
  properties: {
    from: () => p.manyToOne(Organization).mapToPk(),
    to: () => p.manyToOne(Organization).mapToPk(),
    kind: p.text().$type<OrganizationRelationKind>(),
    validFrom: p.date(),
    /** Not included: the first day on which it no longer holds. */
    validTo: p.date().nullable(),
    note: p.text().nullable(),
  },
});
export type OrganizationRelation = InferEntity<typeof OrganizationRelation>;
