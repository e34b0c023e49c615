import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Person } from '../organisations/person.entity.js';
import { VolunteerTeam } from '../volunteers/volunteer.entity.js';

/** An address by which a calendar program follows the activities of a person, or of a team as that person may see them. */
export const CalendarFeed = defineEntity({
  name: 'CalendarFeed',
  extends: BaseSchema,
  properties: {
    person: () => p.manyToOne(Person).mapToPk(),
    /** Null for the person's own activities. */
    team: () => p.manyToOne(VolunteerTeam).mapToPk().nullable(),
    /** What the owner calls it. */
    name: p.text().nullable(),
    /** Of the secret in the address: whoever reads the table, or a backup of it, has no address. */
    digest: p.blob(),
    revokedAt: instant().nullable(),
  },
});
export type CalendarFeed = InferEntity<typeof CalendarFeed>;
