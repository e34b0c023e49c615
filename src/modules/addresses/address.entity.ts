import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema } from '../../db/base.entity.js';
import { Grid } from '../grids/grid.entity.js';
import type { PointGeometry } from '../grids/point.js';
import { Organization } from '../organisations/organization.entity.js';
import type { DwellingStatus, DwellingUse, EstateKind } from './address.terms.js';

/** A housing estate, or an old lane or block that is registered like one. */
export const Estate = defineEntity({
  name: 'Estate',
  extends: BaseSchema,
  properties: {
    name: p.text(),
    /** Sorts by pinyin. */
    nameKey: p.text(),
    kind: p.text().$type<EstateKind>(),
    community: () => p.manyToOne(Organization).mapToPk(),
    ownersCommittee: () => p.manyToOne(Organization).mapToPk().nullable(),
    propertyCompany: () => p.manyToOne(Organization).mapToPk().nullable(),
    /** Copy of the community's place. */
    place: p.text(),
  },
});
export type Estate = InferEntity<typeof Estate>;

export const Building = defineEntity({
  name: 'Building',
  extends: BaseSchema,
  properties: {
    estate: () => p.manyToOne(Estate).mapToPk(),
    /** As it stands on the wall: 3号楼. */
    number: p.text(),
    floors: p.integer().nullable(),
    floorAreaSqm: p.integer().nullable(),
    location: p.json<PointGeometry | null>().nullable(),
  },
});
export type Building = InferEntity<typeof Building>;

/** A stairwell has a place of its own, a segment below its grid's: whoever serves it covers it, and no more. */
export const Stairwell = defineEntity({
  name: 'Stairwell',
  extends: BaseSchema,
  properties: {
    building: () => p.manyToOne(Building).mapToPk(),
    /** 2单元. */
    number: p.text(),
    grid: () => p.manyToOne(Grid).mapToPk(),
    place: p.text(),
  },
});
export type Stairwell = InferEntity<typeof Stairwell>;

/** A flat, house or shop. It lies at its stairwell's place, without a stairwell at its grid's. */
export const Dwelling = defineEntity({
  name: 'Dwelling',
  extends: BaseSchema,
  properties: {
    building: () => p.manyToOne(Building).mapToPk(),
    stairwell: () => p.manyToOne(Stairwell).mapToPk().nullable(),
    grid: () => p.manyToOne(Grid).mapToPk(),
    floor: p.integer().nullable(),
    room: p.text(),
    /** Exclusive floor area in square decimetres: hundredths of a square metre. */
    areaSqdm: p.integer().nullable(),
    /** Estate, building, stairwell and room in one line. */
    address: p.text(),
    /** Sorts by estate in pinyin, then by numbers. */
    addressKey: p.text(),
    /** What the address is found by (kernel/search). */
    words: p.text(),
    use: p.text().$type<DwellingUse>(),
    status: p.text().$type<DwellingStatus>(),
    place: p.text(),
  },
});
export type Dwelling = InferEntity<typeof Dwelling>;
