import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { BaseSchema, instant } from '../../db/base.entity.js';
import { Organization } from '../organisations/organization.entity.js';
import type { Comparator } from './figure.terms.js';

/** A number that an organisation has published. Nothing is computed from it. */
export const ReportedFigure = defineEntity({
  name: 'ReportedFigure',
  extends: BaseSchema,
  properties: {
    organization: () => p.manyToOne(Organization).mapToPk(),
    /** What it is a number of: a key of metrics.ts, perhaps with a term (organization.count:COMMUNITY); any other is compared with nothing. */
    metric: p.text(),
    value: p.double(),
    unit: p.text(),
    comparator: p.text().$type<Comparator>(),
    /** The days that it is about; null for all until then. The last is not included. */
    periodFrom: p.date().nullable(),
    periodTo: p.date().nullable(),
    /** The day that it holds on; null where the source does not say. */
    asOf: p.date().nullable(),
    quote: p.text(),
    source: p.text(),
    withdrawnAt: instant().nullable(),
    /** Copy of the organisation's place. */
    place: p.text(),
  },
});
export type ReportedFigure = InferEntity<typeof ReportedFigure>;
