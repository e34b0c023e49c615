import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import type { PointGeometry } from '../grids/point.js';
import { Household } from '../households/household.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { Position } from '../organisations/organization.terms.js';
import { Person } from '../organisations/person.entity.js';
import type { Cadence, CareCategory, CareLevel, CareSource, PairingEndReason, VisitKind, Weekday } from './care.terms.js';

/** That a person or a household needs care, from a day to a day. P3: see resident.policy. */
export const CareDesignation = defineEntity({
  name: 'CareDesignation',
  extends: BaseSchema,
  properties: {
    /** Exactly one of person and household is set. */
    person: () => p.manyToOne(Person).mapToPk().nullable(),
    household: () => p.manyToOne(Household).mapToPk().nullable(),
    category: p.text().$type<CareCategory>(),
    level: p.text().$type<CareLevel>(),
    source: p.text().$type<CareSource>(),
    approvedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    noteSealed: p.blob().nullable(),
    validFrom: p.date(),
    /** Not included. */
    validTo: p.date().nullable(),
    /** Copy: where the person or household lies. */
    place: p.text().nullable(),
  },
});
export type CareDesignation = InferEntity<typeof CareDesignation>;

/** Help from one to one (一对一帮扶): a leader and a responsible person stand for it. */
export const HelpPairing = defineEntity({
  name: 'HelpPairing',
  extends: BaseSchema,
  properties: {
    /** Exactly one of person and household is set. */
    person: () => p.manyToOne(Person).mapToPk().nullable(),
    household: () => p.manyToOne(Household).mapToPk().nullable(),
    leader: () => p.manyToOne(Person).mapToPk(),
    responsible: () => p.manyToOne(Person).mapToPk(),
    helperIds: p.array().columnType('uuid[]'),
    organization: () => p.manyToOne(Organization).mapToPk().nullable(),
    planSealed: p.blob().nullable(),
    /** A visit is due so often. */
    cadence: p.text().$type<Cadence>(),
    startedOn: p.date(),
    /** Not included; null while it lasts. */
    endedOn: p.date().nullable(),
    endReason: p.text().$type<PairingEndReason>().nullable(),
    /** Copy: where the person or household lies. */
    place: p.text().nullable(),
  },
});
export type HelpPairing = InferEntity<typeof HelpPairing>;

/** A visit to a household, a resident, or both. Recorded, never changed. */
export const Visit = defineEntity({
  name: 'Visit',
  extends: BaseSchema,
  properties: {
    kind: p.text().$type<VisitKind>(),
    household: () => p.manyToOne(Household).mapToPk().nullable(),
    /** The one it was meant for, of the household or without one. */
    person: () => p.manyToOne(Person).mapToPk().nullable(),
    actorIds: p.array().columnType('uuid[]'),
    at: instant(),
    purpose: p.text().nullable(),
    findingsSealed: p.blob().nullable(),
    needsSealed: p.blob().nullable(),
    returnOf: () => p.manyToOne(Visit).mapToPk().nullable(),
    nextDueOn: p.date().nullable(),
    informationUpdated: p.boolean(),
    location: p.json<PointGeometry | null>().nullable(),
    /** Copy: where the household, or the person, lies. */
    place: p.text().nullable(),
  },
});
export type Visit = InferEntity<typeof Visit>;

/** How often who visits in a community: daily, on Tuesdays with a return visit on Fridays (周二走访周五回访), monthly … */
export const VisitRule = defineEntity({
  name: 'VisitRule',
  extends: BaseSchema,
  properties: {
    community: () => p.manyToOne(Organization).mapToPk(),
    position: p.text().$type<Position>(),
    kind: p.text().$type<VisitKind>(),
    cadence: p.text().$type<Cadence>(),
    /** Of a weekly rule: the day; any day of the week if null. */
    weekday: p.text().$type<Weekday>().nullable(),
    /** By this day of the same week, or the next, each visit is followed by a return visit. */
    returnWeekday: p.text().$type<Weekday>().nullable(),
    validFrom: p.date(),
    /** Not included. */
    validTo: p.date().nullable(),
    /** Copy of the community's place. */
    place: p.text(),
  },
});
export type VisitRule = InferEntity<typeof VisitRule>;
