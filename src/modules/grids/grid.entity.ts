import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { MultiPolygon, Polygon } from 'geojson';
import { BaseSchema } from '../../db/base.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { BranchCoverage, BranchPolicy, GridInclusion, GridKind, GridStatus } from './grid.terms.js';

/** An area in WGS84, as RFC 7946 says. */
export type Boundary = Polygon | MultiPolygon;

/** A grid. Its place extends its community's, so that one scope reaches an organisation's grids and a grid's own subtree alike. */
export const Grid = defineEntity({
  name: 'Grid',
  extends: BaseSchema,
  properties: {
    code: p.text(),
    name: p.text(),
    level: p.integer(),
    kind: p.text().$type<GridKind>(),
    status: p.text().$type<GridStatus>().default('ACTIVE'),
    parent: () => p.manyToOne(Grid).mapToPk().nullable(),
    community: () => p.manyToOne(Organization).mapToPk(),
    place: p.text(),
    childCount: p.integer().default(0),
    branch: () => p.manyToOne(Organization).mapToPk().nullable(),
    branchCoverage: p.text().$type<BranchCoverage>().default('NONE'),
    inclusions: p.array().$type<GridInclusion[]>(),
    householdCount: p.integer().default(0),
    residentCount: p.integer().default(0),
    boundary: p.json<Boundary | null>().nullable(),
    /** The grid that took over when this one ended; always one that is still at work, or ended without successor. */
    successor: () => p.manyToOne(Grid).mapToPk().nullable(),
  },
});
export type Grid = InferEntity<typeof Grid>;

/** How a community wants its grids to be. One row per community; the row of the root holds for all communities that have none. */
export const CoverageRule = defineEntity({
  name: 'CoverageRule',
  extends: BaseSchema,
  properties: {
    /** A community, or the root of the jurisdiction. */
    community: () => p.manyToOne(Organization).mapToPk(),
    branchPolicy: p.text().$type<BranchPolicy>(),
    /** The level of the grids that the size (households, persons) is about; null: of all grids. */
    gridLevel: p.integer().nullable(),
    minHouseholds: p.integer().nullable(),
    maxHouseholds: p.integer().nullable(),
    targetPersons: p.integer().nullable(),
    serviceCircleMinutes: p.integer().nullable(),
  },
});
export type CoverageRule = InferEntity<typeof CoverageRule>;
