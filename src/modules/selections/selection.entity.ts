import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Stairwell } from '../addresses/address.entity.js';
import { Appointment } from '../organisations/appointment.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { SelectionObjectionState, SelectionState } from './selection.terms.js';

/** One candidate on the way to become the chief of a stairwell. `state` is written by its workflow alone. */
export const Selection = defineEntity({
  name: 'Selection',
  extends: BaseSchema,
  properties: {
    stairwell: () => p.manyToOne(Stairwell).mapToPk(),
    candidate: () => p.manyToOne(Person).mapToPk(),
    /** Why they stand, in their own words. */
    statement: p.text(),
    recommendationCount: p.integer().default(0),
    /** So many residents have to recommend them: settled when they stood. */
    recommendationsNeeded: p.integer(),
    publicisedOn: p.date().nullable(),
    /** The last day on which objections are heard. */
    publicUntil: p.date().nullable(),
    /** What came of it. */
    appointment: () => p.manyToOne(Appointment).mapToPk().nullable(),
    state: p.text().$type<SelectionState>(),
    /** Set by whoever moves the selection, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the stairwell's place. */
    place: p.text(),
  },
});
export type Selection = InferEntity<typeof Selection>;

/** Somebody objects to a candidate who is on public notice. None may be open when they are appointed. */
export const SelectionObjection = defineEntity({
  name: 'SelectionObjection',
  extends: BaseSchema,
  properties: {
    selection: () => p.manyToOne(Selection).mapToPk(),
    person: () => p.manyToOne(Person).mapToPk(),
    text: p.text(),
    state: p.text().$type<SelectionObjectionState>(),
    decision: p.text().nullable(),
    decidedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    /** Copy of the selection's place. */
    place: p.text(),
  },
});
export type SelectionObjection = InferEntity<typeof SelectionObjection>;
