import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Topic } from '../ballots/topic.entity.js';
import { DeliberationSession } from '../deliberation/session.entity.js';
import { Grid } from '../grids/grid.entity.js';
import { Household } from '../households/household.entity.js';
import { Incident } from '../incidents/incident.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { BreachState, CovenantKind, CovenantState } from './covenant.terms.js';

/** What those who live in a grid, or in the area of an organisation, agreed on. `state` is written by its workflow alone. */
export const Covenant = defineEntity({
  name: 'Covenant',
  extends: BaseSchema,
  properties: {
    kind: p.text().$type<CovenantKind>(),
    title: p.text(),
    organization: () => p.manyToOne(Organization).mapToPk(),
    /** Null where it is for all of the organisation. */
    grid: () => p.manyToOne(Grid).mapToPk().nullable(),
    /** Who watches over it. */
    supervisorIds: p.array().columnType('uuid[]'),
    state: p.text().$type<CovenantState>(),
    /** Set by whoever moves the covenant, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the place of the grid, or of the organisation. */
    place: p.text(),
  },
});
export type Covenant = InferEntity<typeof Covenant>;

/** One version of the text. It is a draft until a session adopts it, and no letter of it changes from then on. A covenant has one draft at a time. */
export const CovenantVersion = defineEntity({
  name: 'CovenantVersion',
  extends: BaseSchema,
  properties: {
    covenant: () => p.manyToOne(Covenant).mapToPk(),
    number: p.integer(),
    text: p.text(),
    drafterIds: p.array().columnType('uuid[]'),
    /** When the text became what it is. */
    writtenAt: instant(),
    /** The topic that decides on the draft, or decided, and the session that did. */
    topic: () => p.manyToOne(Topic).mapToPk().nullable(),
    session: () => p.manyToOne(DeliberationSession).mapToPk().nullable(),
    adoptedAt: instant().nullable(),
    /** Null while it is a draft. */
    validFrom: p.date().nullable(),
    /** Not included: the first day of the next version. */
    validTo: p.date().nullable(),
    /** Copy of the covenant's place. */
    place: p.text(),
  },
});
export type CovenantVersion = InferEntity<typeof CovenantVersion>;

/** A household signed a version. One that was withdrawn stays, and counts no more. */
export const CovenantSignature = defineEntity({
  name: 'CovenantSignature',
  extends: BaseSchema,
  properties: {
    covenantVersion: () => p.manyToOne(CovenantVersion).mapToPk(),
    household: () => p.manyToOne(Household).mapToPk(),
    /** The adult of the household who signed. */
    signedBy: () => p.manyToOne(Person).mapToPk(),
    signedAt: instant(),
    withdrawnAt: instant().nullable(),
    /** Copy of the household's place. */
    place: p.text(),
  },
});
export type CovenantSignature = InferEntity<typeof CovenantSignature>;

/** Somebody reports that a covenant was broken. `state` is written by its workflow alone. */
export const CovenantBreach = defineEntity({
  name: 'CovenantBreach',
  extends: BaseSchema,
  properties: {
    covenant: () => p.manyToOne(Covenant).mapToPk(),
    text: p.text(),
    reporter: () => p.manyToOne(Person).mapToPk(),
    /** What became of it: one of the two at most. */
    topic: () => p.manyToOne(Topic).mapToPk().nullable(),
    incident: () => p.manyToOne(Incident).mapToPk().nullable(),
    state: p.text().$type<BreachState>(),
    updatedAt: instant(),
    /** Copy of the covenant's place. */
    place: p.text(),
  },
});
export type CovenantBreach = InferEntity<typeof CovenantBreach>;
