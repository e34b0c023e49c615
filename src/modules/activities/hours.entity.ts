import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { HelpPairing } from '../care/care.entity.js';
import { Person } from '../organisations/person.entity.js';
import { VolunteerTeam } from '../volunteers/volunteer.entity.js';
import { Activity } from './activity.entity.js';
import type { HoursSource, HoursState } from './hours.terms.js';

/** A time in which somebody volunteered. Times of one person that count, or may come to, never overlap: see commands/overlap. `state` is written by its workflow alone. */
export const VolunteerHours = defineEntity({
  name: 'VolunteerHours',
  extends: BaseSchema,
  properties: {
    person: () => p.manyToOne(Person).mapToPk(),
    /** The team that it counts for. */
    team: () => p.manyToOne(VolunteerTeam).mapToPk(),
    /** One of activity and pairing is null at least. */
    activity: () => p.manyToOne(Activity).mapToPk().nullable(),
    pairing: () => p.manyToOne(HelpPairing).mapToPk().nullable(),
    startsAt: instant(),
    endsAt: instant(),
    /** Whole minutes. */
    minutes: p.integer(),
    source: p.text().$type<HoursSource>(),
    note: p.text().nullable(),
    state: p.text().$type<HoursState>().default('SUBMITTED'),
    /** Who approved or rejected it last. */
    decidedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    updatedAt: instant(),
    /** Copy of the team's place. */
    place: p.text(),
  },
});
export type VolunteerHours = InferEntity<typeof VolunteerHours>;
