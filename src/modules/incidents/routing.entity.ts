import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import type { CalendarDayKind } from '../calendar/calendar.terms.js';
import { Grid } from '../grids/grid.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { Weekday } from '../organisations/organization.terms.js';
import type { IncidentDomain, Urgency } from './incident.terms.js';
import type { RoutingTarget } from './routing.terms.js';

/** To whom incidents go that meet all of its conditions; an empty list, or null, asks for nothing. The first that fits decides, by position. */
export const RoutingRule = defineEntity({
  name: 'RoutingRule',
  extends: BaseSchema,
  properties: {
    name: p.text(),
    /** Counts from 1 among the rules of the jurisdiction; null once it is retired. It changes with the others, without a version of its own. */
    position: p.integer().nullable(),
    /** For what lies here and below, or only in one grid of it. */
    organization: () => p.manyToOne(Organization).mapToPk(),
    grid: () => p.manyToOne(Grid).mapToPk().nullable(),
    /** Copy of the place of the grid, or of the organisation. */
    place: p.text(),
    categoryIds: p.array().columnType('uuid[]'),
    domains: p.array().$type<IncidentDomain[]>(),
    urgencies: p.array().$type<Urgency[]>(),
    /** One of them stands in the title or the description. */
    keywords: p.array(),
    /** HH:MM; where it ends before it begins, it lasts over midnight. */
    fromTime: p.text().nullable(),
    toTime: p.text().nullable(),
    /** The day on which the span of time began. */
    weekdays: p.array().$type<Weekday[]>(),
    dayKinds: p.array().$type<CalendarDayKind[]>(),
    /** Whether people work just then, by the work calendar. */
    inWorkingTime: p.boolean().nullable(),
    target: p.text().$type<RoutingTarget>(),
    targetOrganization: () => p.manyToOne(Organization).mapToPk().nullable(),
    retiredAt: instant().nullable(),
  },
});
export type RoutingRule = InferEntity<typeof RoutingRule>;
