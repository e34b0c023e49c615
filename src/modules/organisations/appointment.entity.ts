import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema } from '../../db/base.entity.js';
import { Organization } from './organization.entity.js';
import type { Position } from './organization.terms.js';
import { Person } from './person.entity.js';

/**
 * A person holds a post, from a day to a day, at an organisation or on a grid. One person holds several; what anybody may do follows from these
 * rows alone. The relations to grid and stairwell are added by later modules.
 */
export const Appointment = defineEntity({
  name: 'Appointment',
  extends: BaseSchema,
  properties: {
    person: () => p.manyToOne(Person).mapToPk(),
    position: p.text().$type<Position>(),
    organization: () => p.manyToOne(Organization).mapToPk().nullable(),
    /** Exactly one of organisation and grid is set. */
    gridId: p.uuid().nullable(),
    /** The stairwell of the grid that the post is for alone; null for the whole grid. */
    stairwellId: p.uuid().nullable(),
    /** Copy of the place of the organisation, grid or stairwell: the scope the post's role holds in. */
    place: p.text(),
    fullTime: p.boolean(),
    validFrom: p.date(),
    /** Not included: the first day out of office. */
    validTo: p.date().nullable(),
    duties: p.array(),
  },
});
export type Appointment = InferEntity<typeof Appointment>;
