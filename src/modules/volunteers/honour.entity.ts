import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Household } from '../households/household.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { HonourKind, HonourLevel, HonourState, ObjectionState } from './honour.terms.js';
import { VolunteerTeam } from './volunteer.entity.js';

/** An honour that somebody is put forward for. `state` is written by its workflow alone. */
export const Honour = defineEntity({
  name: 'Honour',
  extends: BaseSchema,
  properties: {
    kind: p.text().$type<HonourKind>(),
    level: p.text().$type<HonourLevel>(),
    /** Exactly one of person, household, team and unit is set: who is put forward. */
    person: () => p.manyToOne(Person).mapToPk().nullable(),
    household: () => p.manyToOne(Household).mapToPk().nullable(),
    team: () => p.manyToOne(VolunteerTeam).mapToPk().nullable(),
    unit: () => p.manyToOne(Organization).mapToPk().nullable(),
    /** The organisation that awards it. */
    organization: () => p.manyToOne(Organization).mapToPk(),
    merits: p.text(),
    nominatedBy: () => p.manyToOne(Person).mapToPk(),
    publicisedOn: p.date().nullable(),
    /** The last day on which objections are heard. */
    publicUntil: p.date().nullable(),
    awardedOn: p.date().nullable(),
    state: p.text().$type<HonourState>().default('NOMINATED'),
    updatedAt: instant(),
    /** Copy of the place of the organisation. */
    place: p.text(),
  },
});
export type Honour = InferEntity<typeof Honour>;

/** Somebody objects to an honour while it is public. One that is open or was upheld blocks the award. */
export const HonourObjection = defineEntity({
  name: 'HonourObjection',
  extends: BaseSchema,
  properties: {
    honour: () => p.manyToOne(Honour).mapToPk(),
    person: () => p.manyToOne(Person).mapToPk(),
    text: p.text(),
    state: p.text().$type<ObjectionState>().default('OPEN'),
    decision: p.text().nullable(),
    decidedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    /** Copy of the honour's place. */
    place: p.text(),
  },
});
export type HonourObjection = InferEntity<typeof HonourObjection>;
