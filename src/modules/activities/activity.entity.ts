import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { GovernanceWay } from '../organisations/organization.terms.js';
import { Person } from '../organisations/person.entity.js';
import { VolunteerTeam } from '../volunteers/volunteer.entity.js';
import type {
  ActivityKind,
  ActivityOutcomeKind,
  ActivityScale,
  ActivityState,
  Audience,
  CallChannel,
  RegistrationState,
} from './activity.terms.js';

/** `state` is written by its workflow alone. Its row lock orders registrations: see commands/places. */
export const Activity = defineEntity({
  name: 'Activity',
  extends: BaseSchema,
  properties: {
    title: p.text(),
    kind: p.text().$type<ActivityKind>(),
    /** Activities that belong together, such as the parts of a festival, have the same. */
    series: p.text().nullable(),
    description: p.text().nullable(),
    scale: p.text().$type<ActivityScale>().nullable(),
    /** The organisation that holds it: of one that a team's leader calls, the team's. */
    organization: () => p.manyToOne(Organization).mapToPk(),
    /** The team whose leader calls it. */
    callingTeam: () => p.manyToOne(VolunteerTeam).mapToPk().nullable(),
    channel: p.text().$type<CallChannel>().nullable(),
    governance: p.array().$type<GovernanceWay[]>(),
    venue: p.text(),
    startsAt: instant(),
    endsAt: instant(),
    /** How many people may have a place; null for any number. */
    capacity: p.integer().nullable(),
    /** Whether everybody may come, or members only. */
    open: p.boolean(),
    state: p.text().$type<ActivityState>().default('DRAFT'),
    /** When it was over: nobody checks out later. */
    completedAt: instant().nullable(),
    audience: p.text().$type<Audience>().default('STAFF'),
    /** How many people took part, as reported. */
    participants: p.integer().nullable(),
    beneficiaryPersonTimes: p.integer().default(0),
    summary: p.text().nullable(),
    updatedAt: instant(),
    /** Copy of the place of the grid that it is for, else of the organisation. */
    place: p.text(),
  },
});
export type Activity = InferEntity<typeof Activity>;

/** A team that takes part. */
export const ActivityTeam = defineEntity({
  name: 'ActivityTeam',
  extends: BaseSchema,
  properties: {
    activity: () => p.manyToOne(Activity).mapToPk(),
    team: () => p.manyToOne(VolunteerTeam).mapToPk(),
  },
});

/** An organisation that hosts it beside the one that holds it. */
export const ActivityCoHost = defineEntity({
  name: 'ActivityCoHost',
  extends: BaseSchema,
  properties: {
    activity: () => p.manyToOne(Activity).mapToPk(),
    organization: () => p.manyToOne(Organization).mapToPk(),
  },
});

/** What an activity led to: one row a kind. */
export const ActivityOutcome = defineEntity({
  name: 'ActivityOutcome',
  extends: BaseSchema,
  properties: {
    activity: () => p.manyToOne(Activity).mapToPk(),
    kind: p.text().$type<ActivityOutcomeKind>(),
    count: p.integer(),
  },
});
export type ActivityOutcome = InferEntity<typeof ActivityOutcome>;

/** Somebody wants to come. Who withdraws and comes again has a new row, at the end of the queue. */
export const ActivityRegistration = defineEntity({
  name: 'ActivityRegistration',
  extends: BaseSchema,
  properties: {
    activity: () => p.manyToOne(Activity).mapToPk(),
    person: () => p.manyToOne(Person).mapToPk(),
    state: p.text().$type<RegistrationState>(),
    /** The order of arrival at this activity, from 1. */
    number: p.integer(),
    registeredAt: instant(),
    /** When a place came free. */
    movedUpAt: instant().nullable(),
    checkedInAt: instant().nullable(),
    checkedOutAt: instant().nullable(),
    /** When it was withdrawn or called off. */
    cancelledAt: instant().nullable(),
    /** Copy of the activity's place. */
    place: p.text(),
  },
});
export type ActivityRegistration = InferEntity<typeof ActivityRegistration>;
