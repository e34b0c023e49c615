import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Grid } from '../grids/grid.entity.js';
import { Incident } from '../incidents/incident.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { WhistleAnswerState, WhistleState } from './whistle.terms.js';

/** A grid, a community or a street calls departments to a place. `state` is written by its workflow alone. */
export const Whistle = defineEntity({
  name: 'Whistle',
  extends: BaseSchema,
  properties: {
    /** Who calls; where a grid does, its community. */
    organization: () => p.manyToOne(Organization).mapToPk(),
    grid: () => p.manyToOne(Grid).mapToPk().nullable(),
    /** What it is about, where that is an incident. */
    incident: () => p.manyToOne(Incident).mapToPk().nullable(),
    title: p.text(),
    description: p.text().nullable(),
    /** Where they turn up, in words. */
    site: p.text(),
    arriveBy: instant(),
    calledBy: () => p.manyToOne(Person).mapToPk(),
    calledAt: instant(),
    /** Copy of the organisations of its answers: for grants. */
    calledOrganizations: p.array().columnType('uuid[]').fieldName('called_ids'),
    outcome: p.text().nullable(),
    endedAt: instant().nullable(),
    /** When who has not turned up is told so, and whoever called; null once that is done, and when the call is over. */
    alarmAt: instant().nullable(),
    state: p.text().$type<WhistleState>(),
    /** Set by whoever moves it, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the place of the grid, or of who calls. */
    place: p.text(),
  },
});
export type Whistle = InferEntity<typeof Whistle>;

/** What one department that was called does, and how both sides rate it. `state` is written by its workflow, and by the end of the call. */
export const WhistleAnswer = defineEntity({
  name: 'WhistleAnswer',
  extends: BaseSchema,
  properties: {
    whistle: () => p.manyToOne(Whistle).mapToPk(),
    organization: () => p.manyToOne(Organization).mapToPk(),
    state: p.text().$type<WhistleAnswerState>(),
    arrivedAt: instant().nullable(),
    /** 1 to 5: how the caller rates the department, and the department the call. */
    attendanceScore: p.integer().nullable(),
    attendanceComment: p.text().nullable(),
    callScore: p.integer().nullable(),
    callComment: p.text().nullable(),
    /** Set by whoever moves it, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the place of the call. */
    place: p.text(),
  },
});
export type WhistleAnswer = InferEntity<typeof WhistleAnswer>;
