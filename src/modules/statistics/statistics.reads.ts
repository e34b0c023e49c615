import { type Asking, computed, type FieldRead, many, object, ofOne, type Reads, self, value } from '../../read/noun.js';
import { literal, sql } from '../../read/sql.js';
import { type About, aboutOf, before, isBelow, mayCount } from './about.js';
import { careCoverage } from './care-coverage.js';
import { commonFigures } from './common-figures.js';
import { coverageGaps } from './coverage-gaps.js';
import { figureReads } from './figure.reads.js';
import { gridFigures } from './grid-figures.js';
import { handlingTime } from './handling-time.js';
import { incidentFields } from './incident-counts.js';
import { byCategory, byDay, groups } from './incident-groups.js';
import { performance } from './performance.js';
import { residentFigures } from './resident-figures.js';
import { satisfactionFigures } from './satisfaction-figures.js';

const fields: Record<string, FieldRead> = {
  scope: self,
  period: computed<{ from: string; to: string }>(
    { from: (_row, { about }) => sql`${(about as About).from}`, to: (_row, { about }) => sql`${(about as About).to}` },
    (period) => period,
  ),
  basis: value((_row, { about }) => literal((about as About).basis)),
  asOf: computed<object>({}, (_needs, { now }) => now.toISOString()),
  ...incidentFields,
  handlingTime,
  ...satisfactionFigures,
  ...gridFigures,
  ...residentFigures,
  careCoverage,
  ...commonFigures,
  byCategory,
  byDay,
  groups,
  reportedFigures: many(
    'ReportedFigure',
    (owner, figure) => sql`${isBelow(figure, owner)} and ${figure.col('withdrawnAt')} is null`,
    (figure) => sql`${figure.col('place')}, ${figure.col('source')}, ${figure.col('id')}`,
  ),
};
fields.previous = object(fields, ({ about }: Asking) => before(about as About));

const statistics = object(fields, aboutOf, mayCount);

export const statisticsReads: readonly Reads[] = [
  figureReads,
  {
    adds: 'Organization',
    fields: { statistics },
    roots: { coverageGaps, statistics: ofOne('scope', { Organization: {}, Grid: { successor: 'successor' } }) },
  },
  { adds: 'Grid', fields: { statistics } },
  { adds: 'Person', fields: { performance } },
];
