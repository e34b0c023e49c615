import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Grid } from '../grids/grid.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { BodyKind, Capacity, Electorate, MajorityBase, Party, QuorumKind } from './deliberation.terms.js';
import type { Recurrence } from './recurrence.js';

/** Who deliberates: a council, a conference, an assembly. Its sessions are due as the recurrence says. */
export const DeliberationBody = defineEntity({
  name: 'DeliberationBody',
  extends: BaseSchema,
  properties: {
    name: p.text(),
    kind: p.text().$type<BodyKind>(),
    organization: () => p.manyToOne(Organization).mapToPk(),
    /** Null where it is for all of the organisation. */
    grid: () => p.manyToOne(Grid).mapToPk().nullable(),
    /** Who chairs, in turn. Empty where chairs are named session by session. */
    chairIds: p.array().columnType('uuid[]'),
    recurrence: p.json<Recurrence | null>().nullable(),
    /** Up to then the calendar is written; null without recurrence. */
    duesUntil: instant().nullable(),
    /** The first day on which it is no more. */
    endedOn: p.date().nullable(),
    /** Copy of the place of the grid, or of the organisation. */
    place: p.text(),
  },
});
export type DeliberationBody = InferEntity<typeof DeliberationBody>;

/** One version of a body's rules. What is decided goes by the version of its day. Fractions are exact: `strict` means more than, otherwise at least. */
export const DeliberationRules = defineEntity({
  name: 'DeliberationRules',
  extends: BaseSchema,
  properties: {
    body: () => p.manyToOne(DeliberationBody).mapToPk(),
    number: p.integer(),
    text: p.text().nullable(),
    quorumKind: p.text().$type<QuorumKind>(),
    quorumNumerator: p.integer(),
    quorumDenominator: p.integer(),
    quorumStrict: p.boolean(),
    majorityOf: p.text().$type<MajorityBase>(),
    majorityNumerator: p.integer(),
    majorityDenominator: p.integer(),
    majorityStrict: p.boolean(),
    electorate: p.text().$type<Electorate>(),
    /** Sessions are announced to everybody of the jurisdiction. */
    isPublic: p.boolean(),
    /** Working days for which what was decided is published before it holds. */
    publicityDays: p.integer(),
    /** How many others one member may stand in for. */
    proxyLimit: p.integer(),
    validFrom: p.date(),
    validTo: p.date().nullable(),
  },
});
export type DeliberationRules = InferEntity<typeof DeliberationRules>;

export const BodyMember = defineEntity({
  name: 'BodyMember',
  extends: BaseSchema,
  properties: {
    body: () => p.manyToOne(DeliberationBody).mapToPk(),
    person: () => p.manyToOne(Person).mapToPk(),
    capacity: p.text().$type<Capacity>(),
    party: p.text().$type<Party>(),
    validFrom: p.date(),
    /** Not included. */
    validTo: p.date().nullable(),
  },
});
export type BodyMember = InferEntity<typeof BodyMember>;

/** One session that a recurrence asks for, whether it is held or not. */
export const SessionDue = defineEntity({
  name: 'SessionDue',
  extends: BaseSchema,
  properties: {
    body: () => p.manyToOne(DeliberationBody).mapToPk(),
    dueAt: instant(),
    /** Copy of the body's place. */
    place: p.text(),
  },
});
export type SessionDue = InferEntity<typeof SessionDue>;
