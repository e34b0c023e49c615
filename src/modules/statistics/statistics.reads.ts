import { type Asking, computed, type FieldRead, object, ofOne, type Reads, type RowRef, self, value } from '../../read/noun.js';
import { literal, slot, sql } from '../../read/sql.js';
import { placesCounted } from '../incidents/incident.policy.js';
import { type About, aboutOf, before } from './about.js';
import { careCoverage } from './care-coverage.js';
import { commonFigures } from './common-figures.js';
import { coverageGaps } from './coverage-gaps.js';
import { gridFigures } from './grid-figures.js';
import { handlingTime } from './handling-time.js';
import { incidentFields } from './incident-counts.js';
import { byCategory, byDay, groups } from './incident-groups.js';
import { residentFigures } from './resident-figures.js';
import { satisfactionFigures } from './satisfaction-figures.js';

const places = slot('text[]', (run) => placesCounted(run.viewer));
const mayCount = (owner: RowRef) => sql`${owner.col('place')} ^@ any(${places})`;

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
};
fields.previous = object(fields, ({ about }: Asking) => before(about as About));

const statistics = object(fields, aboutOf, mayCount);

export const statisticsReads: readonly Reads[] = [
  {
    adds: 'Organization',
    fields: { statistics },
    roots: { coverageGaps, statistics: ofOne('scope', { Organization: {}, Grid: { successor: 'successor' } }) },
  },
  { adds: 'Grid', fields: { statistics } },
];
