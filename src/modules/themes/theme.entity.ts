import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Grid } from '../grids/grid.entity.js';
import { IncidentCategory } from '../incidents/incident.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { MeasureState, ThemeState } from './theme.terms.js';

/** What keeps being reported at a place, and what is done about its cause. `state` is written by its workflow alone. */
export const GovernanceTheme = defineEntity({
  name: 'GovernanceTheme',
  extends: BaseSchema,
  properties: {
    title: p.text(),
    category: () => p.manyToOne(IncidentCategory).mapToPk(),
    /** The place: a grid, or an organisation with all below it. One of the two is null. */
    grid: () => p.manyToOne(Grid).mapToPk().nullable(),
    organization: () => p.manyToOne(Organization).mapToPk().nullable(),
    /** The grid, and those that it took over from since the theme was opened: incidents of any of them count. Empty where the place is an organisation. */
    grids: p.array().columnType('uuid[]').fieldName('grid_ids'),
    lead: () => p.manyToOne(Organization).mapToPk(),
    responsible: () => p.manyToOne(Person).mapToPk(),
    /** The days of the repeats that it was opened from, half-open; how many there were. Never changed. */
    openedFrom: p.date(),
    openedTo: p.date(),
    baseline: p.integer(),
    openedAt: instant(),
    cause: p.text().nullable(),
    /** The last observation. */
    observedFrom: instant().nullable(),
    observedUntil: instant().nullable(),
    /** The recurrence at the end of the last observation. */
    recurring: p.integer().nullable(),
    recurringOf: p.integer().nullable(),
    /** When the next measure, or the observation, is to be done. Null where neither is under way. */
    dueAt: instant().nullable(),
    endedAt: instant().nullable(),
    /** Copy of who leads it and of the organisations of its measures: for grants. */
    involved: p.array().columnType('uuid[]').fieldName('involved_ids'),
    state: p.text().$type<ThemeState>(),
    /** Set by whoever moves it, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the place of the grid or organisation. */
    place: p.text(),
  },
});
export type GovernanceTheme = InferEntity<typeof GovernanceTheme>;

/** One thing to be done about a theme. `state` is written by its workflow, and by the end of the theme. */
export const ThemeMeasure = defineEntity({
  name: 'ThemeMeasure',
  extends: BaseSchema,
  properties: {
    theme: () => p.manyToOne(GovernanceTheme).mapToPk(),
    text: p.text(),
    organization: () => p.manyToOne(Organization).mapToPk(),
    dueOn: p.date(),
    doneAt: instant().nullable(),
    /** When whoever is responsible is told that it is overdue; null once that is done, and where nobody has to be told any more. */
    alarmAt: instant().nullable(),
    state: p.text().$type<MeasureState>(),
    /** Set by whoever moves it, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the place of the theme. */
    place: p.text(),
  },
});
export type ThemeMeasure = InferEntity<typeof ThemeMeasure>;
