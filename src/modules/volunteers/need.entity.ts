import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Grid } from '../grids/grid.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { NeedKind, NeedSource, NeedState, ServiceAspect } from './need.terms.js';
import { type FreeTime, VolunteerTeam } from './volunteer.entity.js';
import type { Skill } from './volunteer.terms.js';

/** Something that people are wanted for. `state` is written by its workflow alone; `claimed` is the sum of the claims that hold, never more than `wanted`. */
export const NeedItem = defineEntity({
  name: 'NeedItem',
  extends: BaseSchema,
  properties: {
    kind: p.text().$type<NeedKind>(),
    source: p.text().$type<NeedSource>(),
    title: p.text(),
    description: p.text().nullable(),
    /** Of a service post. */
    aspect: p.text().$type<ServiceAspect>().nullable(),
    /** Whose need it is. */
    person: () => p.manyToOne(Person).mapToPk().nullable(),
    /** Exactly one of grid and community is set. */
    grid: () => p.manyToOne(Grid).mapToPk().nullable(),
    community: () => p.manyToOne(Organization).mapToPk().nullable(),
    skills: p.array().$type<Skill[]>(),
    times: p.json<readonly FreeTime[]>(),
    dueOn: p.date().nullable(),
    wanted: p.integer(),
    claimed: p.integer().default(0),
    state: p.text().$type<NeedState>().default('OPEN'),
    raisedBy: () => p.manyToOne(Person).mapToPk(),
    outcome: p.text().nullable(),
    finishedAt: instant().nullable(),
    confirmedAt: instant().nullable(),
    confirmedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    updatedAt: instant(),
    /** Copy of the place of the grid or community. */
    place: p.text(),
  },
});
export type NeedItem = InferEntity<typeof NeedItem>;

/** Somebody, a team or a unit takes a need on. */
export const NeedClaim = defineEntity({
  name: 'NeedClaim',
  extends: BaseSchema,
  properties: {
    need: () => p.manyToOne(NeedItem).mapToPk(),
    /** Exactly one of person, team and organization is set. */
    person: () => p.manyToOne(Person).mapToPk().nullable(),
    team: () => p.manyToOne(VolunteerTeam).mapToPk().nullable(),
    organization: () => p.manyToOne(Organization).mapToPk().nullable(),
    /** How many of those that are wanted. */
    count: p.integer(),
    claimedAt: instant(),
    /** Null while it holds. */
    releasedAt: instant().nullable(),
  },
});
export type NeedClaim = InferEntity<typeof NeedClaim>;
