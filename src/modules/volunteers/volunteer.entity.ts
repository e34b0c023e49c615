import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Grid } from '../grids/grid.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { Position, Weekday } from '../organisations/organization.terms.js';
import { Person } from '../organisations/person.entity.js';
import { Station } from '../organisations/station.entity.js';
import type { MembershipState, Skill, TeamRole, VolunteerState, VolunteerTeamKind, VolunteerTeamState } from './volunteer.terms.js';

/** People who volunteer together. Its leader is the member with that role; `state` is written by its workflow alone. */
export const VolunteerTeam = defineEntity({
  name: 'VolunteerTeam',
  extends: BaseSchema,
  properties: {
    name: p.text(),
    kind: p.text().$type<VolunteerTeamKind>(),
    introduction: p.text().nullable(),
    organization: () => p.manyToOne(Organization).mapToPk(),
    station: () => p.manyToOne(Station).mapToPk().nullable(),
    /** The grid that it is a team of. */
    grid: () => p.manyToOne(Grid).mapToPk().nullable(),
    foundedOn: p.date(),
    dissolvedOn: p.date().nullable(),
    state: p.text().$type<VolunteerTeamState>().default('ACTIVE'),
    updatedAt: instant(),
    /** Copy of the place of the grid, else of the organisation. */
    place: p.text(),
  },
});
export type VolunteerTeam = InferEntity<typeof VolunteerTeam>;

/** A time of the week; hours and minutes of the day, HH:MM, half-open. */
export interface FreeTime {
  readonly weekday: Weekday;
  readonly from: string;
  readonly to: string;
}

export interface Certificate {
  readonly name: string;
  readonly issuedOn: string | null;
  readonly expiresOn: string | null;
}

/** Somebody who volunteers: one row a person. `state` is written by its workflow, and by applying to a team and being admitted. */
export const Volunteer = defineEntity({
  name: 'Volunteer',
  extends: BaseSchema,
  properties: {
    person: () => p.manyToOne(Person).mapToPk(),
    number: p.text(),
    skills: p.array().$type<Skill[]>(),
    /** 能人: known for what they can do. */
    expert: p.boolean(),
    certificates: p.json<readonly Certificate[]>(),
    availability: p.json<readonly FreeTime[]>(),
    state: p.text().$type<VolunteerState>().default('APPLIED'),
    updatedAt: instant(),
    /** Copy: where the person lives; where that was not known, the place of the first team. */
    place: p.text().nullable(),
  },
});
export type Volunteer = InferEntity<typeof Volunteer>;

/** A volunteer belongs to a team, from a day to a day; before that, has applied to it. */
export const TeamMembership = defineEntity({
  name: 'TeamMembership',
  extends: BaseSchema,
  properties: {
    team: () => p.manyToOne(VolunteerTeam).mapToPk(),
    volunteer: () => p.manyToOne(Volunteer).mapToPk(),
    /** The volunteer's person. */
    person: () => p.manyToOne(Person).mapToPk(),
    role: p.text().$type<TeamRole>().default('MEMBER'),
    /** The post by which they belong to the team of a grid. */
    position: p.text().$type<Position>().nullable(),
    state: p.text().$type<MembershipState>(),
    /** Null until admitted. */
    validFrom: p.date().nullable(),
    /** Not included. */
    validTo: p.date().nullable(),
    updatedAt: instant(),
    /** Copy of the team's place. */
    place: p.text(),
  },
});
export type TeamMembership = InferEntity<typeof TeamMembership>;
