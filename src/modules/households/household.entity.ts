import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Dwelling } from '../addresses/address.entity.js';
import { Person } from '../organisations/person.entity.js';
import type {
  Employment,
  Gender,
  HouseholdKind,
  HouseholdRelation,
  OccupancyKind,
  OccupancySource,
  PeopleHouseStatus,
  ResidentStatus,
  ResidentType,
} from './household.terms.js';

/** People who live together. What is about a household lies where its dwelling lies. */
export const Household = defineEntity({
  name: 'Household',
  extends: BaseSchema,
  properties: {
    dwelling: () => p.manyToOne(Dwelling).mapToPk(),
    head: () => p.manyToOne(Person).mapToPk(),
    kind: p.text().$type<HouseholdKind>(),
    /** A dwelling has one main household at a time. */
    main: p.boolean(),
    /** Where it came from, such as the village that was pulled down. */
    origin: p.text().nullable(),
    /** Copies of the dwelling's. */
    addressKey: p.text(),
    place: p.text(),
    /** The latest visit; recordVisit keeps it. */
    lastVisitAt: instant().nullable(),
    formedOn: p.date(),
    /** The first day on which it was none any more. */
    dissolvedOn: p.date().nullable(),
  },
});
export type Household = InferEntity<typeof Household>;

/** A person belongs to a household from a day to a day, and to one at a time. */
export const HouseholdMember = defineEntity({
  name: 'HouseholdMember',
  extends: BaseSchema,
  properties: {
    household: () => p.manyToOne(Household).mapToPk(),
    person: () => p.manyToOne(Person).mapToPk(),
    relation: p.text().$type<HouseholdRelation>(),
    validFrom: p.date(),
    /** Not included; null while it lasts. */
    validTo: p.date().nullable(),
  },
});
export type HouseholdMember = InferEntity<typeof HouseholdMember>;

/** Who has what to do with which dwelling (人房关联). Those of one person and one dwelling never overlap. */
export const Occupancy = defineEntity({
  name: 'Occupancy',
  extends: BaseSchema,
  properties: {
    person: () => p.manyToOne(Person).mapToPk(),
    dwelling: () => p.manyToOne(Dwelling).mapToPk(),
    kind: p.text().$type<OccupancyKind>(),
    /** Whether the person lives there: in one dwelling at a time. */
    main: p.boolean(),
    peopleHouseStatus: p.text().$type<PeopleHouseStatus>(),
    source: p.text().$type<OccupancySource>(),
    verifiedAt: instant().nullable(),
    verifiedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    validFrom: p.date(),
    /** Not included; null while it lasts. */
    validTo: p.date().nullable(),
    /** Copy of the dwelling's. */
    place: p.text(),
  },
});
export type Occupancy = InferEntity<typeof Occupancy>;

/** What is known of a person as a resident. It lies where they live; nowhere once they have moved away or died. */
export const Resident = defineEntity({
  name: 'Resident',
  extends: BaseSchema,
  properties: {
    person: () => p.manyToOne(Person).mapToPk(),
    residentType: p.text().$type<ResidentType>(),
    status: p.text().$type<ResidentStatus>(),
    gender: p.text().$type<Gender>().nullable(),
    birthDate: p.date().nullable(),
    employment: p.text().$type<Employment>().nullable(),
    occupation: p.text().nullable(),
    tags: p.array(),
    /** What the name is found by (kernel/search). */
    words: p.text(),
    /** Copies: of the dwelling's address key, and of the person's place. */
    addressKey: p.text(),
    place: p.text().nullable(),
  },
});
export type Resident = InferEntity<typeof Resident>;
