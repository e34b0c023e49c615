import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Grid } from '../grids/grid.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import { Person } from '../organisations/person.entity.js';
import type { OutageKind, OutageRecipientState, OutageState } from './outage.terms.js';

/** Supply is cut for an area, for a time. `state` is written by its workflow alone. */
export const OutageNotice = defineEntity({
  name: 'OutageNotice',
  extends: BaseSchema,
  properties: {
    kind: p.text().$type<OutageKind>(),
    planned: p.boolean(),
    /** Who cuts the supply. */
    utility: () => p.manyToOne(Organization).mapToPk(),
    /** For whom the notice was issued: the utility, or the organisation of whoever issued it. */
    issuer: () => p.manyToOne(Organization).mapToPk(),
    reason: p.text(),
    /** The area in words. */
    area: p.text(),
    /** The area is all that lies in this organisation, or in these grids: one of both. */
    organization: () => p.manyToOne(Organization).mapToPk().nullable(),
    gridIds: p.array().columnType('uuid[]'),
    startsAt: instant(),
    /** Expected; null where nobody knows. */
    endsAt: instant().nullable(),
    restoredAt: instant().nullable(),
    issuedAt: instant(),
    contactPhone: p.text().nullable(),
    state: p.text().$type<OutageState>(),
    /** When it begins by itself: null unless it is ANNOUNCED. */
    startDueAt: instant().nullable().generated(`(case when state = 'ANNOUNCED' then starts_at end) stored`),
    /** Set by whoever moves it, to the instant that its history tells. */
    updatedAt: instant(),
    /** Of several grids: the place around all of them. */
    place: p.text(),
  },
});
export type OutageNotice = InferEntity<typeof OutageNotice>;

/** An organisation or a grid that was told of a notice. `state` is written by its workflow, and by what tells it again. */
export const OutageRecipient = defineEntity({
  name: 'OutageRecipient',
  extends: BaseSchema,
  properties: {
    notice: () => p.manyToOne(OutageNotice).mapToPk(),
    /** Who was told: one of both. */
    organization: () => p.manyToOne(Organization).mapToPk().nullable(),
    grid: () => p.manyToOne(Grid).mapToPk().nullable(),
    /** The one of both: what is found by it takes one index. */
    seatId: p.uuid().nullable().generated('(coalesce(organization_id, grid_id)) stored'),
    state: p.text().$type<OutageRecipientState>(),
    /** When it was told of the times that hold now. */
    toldAt: instant(),
    acknowledgedAt: instant().nullable(),
    acknowledgedBy: () => p.manyToOne(Person).mapToPk().nullable(),
    /** Set by whoever moves it, to the instant that its history tells. */
    updatedAt: instant(),
    /** Copy of the place of the organisation or grid. */
    place: p.text(),
  },
});
export type OutageRecipient = InferEntity<typeof OutageRecipient>;
