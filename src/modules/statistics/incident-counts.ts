import { rateOf } from '../../graph/rate.js';
import { type Asking, type Counted, computed, type FieldRead, type RowRef, value } from '../../read/noun.js';
import { and, join, literal, type Sql, sql } from '../../read/sql.js';
import { type About, how, isBelow, isIn } from './about.js';
import {
  datedBy,
  type IncidentMeasureName,
  type IncidentRate,
  type IncidentRateName,
  incidentMeasures,
  incidentRates,
  isPastHandling,
} from './incident-measures.js';

/** Incidents of the scope: those reported in the period; of a FLOW all, for each measure has a date of its own. */
export const incidents: Counted = {
  name: 'incidents',
  noun: 'Incident',
  where: (incident, owner, about: About) =>
    and([isBelow(incident, owner), ...(about.basis === 'COHORT' ? [isIn(incident.col('reportedAt'), about)] : [])]),
};

/** Incidents of the scope that are not final, whenever they were reported: by the words of their index. */
const openIncidents: Counted = {
  name: 'open_incidents',
  noun: 'Incident',
  where: (incident, owner) =>
    sql`${isBelow(incident, owner)} and ${incident.col('state')} not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')`,
};

/** How many incidents a measure counts, as an aggregate. */
export const countOf = (name: IncidentMeasureName, about: About, dated: (property: string) => Sql | null) => (incident: RowRef) =>
  join(
    incidentMeasures[name].map(({ dated: date, where }) => {
      const happened = about.basis === 'FLOW' ? dated(datedBy[date]) : null;
      return how(and([...(happened ? [happened] : []), where(incident)]));
    }),
    ' + ',
  );

const counted = (name: IncidentMeasureName, { count, about }: Asking): Sql => {
  const of = about as About;
  return count(incidents, name, (incident) => countOf(name, of, (property) => isIn(incident.col(property), of))(incident));
};

export const incidentCount = (name: IncidentMeasureName): FieldRead => value((_row, asking) => counted(name, asking));

export interface Counts {
  readonly numerator: number;
  readonly denominator: number;
  readonly basis: About['basis'];
}

/** A rate of counts as the graph shows it. */
export const rateOfCounts = ({ key, formula, version }: IncidentRate, { numerator, denominator, basis }: Counts, asOf: Date) =>
  rateOf(numerator, denominator, { key, formula: formula[basis], version }, basis, asOf);

const incidentRate = (rate: IncidentRate): FieldRead =>
  computed<Counts>(
    {
      numerator: (_row, asking) => counted(rate.numerator, asking),
      denominator: (_row, asking) => counted(rate.denominator, asking),
      basis: (_row, { about }) => literal((about as About).basis),
    },
    (counts, { now }) => rateOfCounts(rate, counts, now),
  );

/** What statistics tell of incidents. */
export const incidentFields: Readonly<Record<string, FieldRead>> = {
  incidentsReported: incidentCount('reported'),
  incidentsOpen: value((_row, { count }) => count(openIncidents, 'open', () => sql`count(*)`)),
  overdueOpen: value((_row, { count }) => count(openIncidents, 'overdue', (incident) => how(isPastHandling(incident)))),
  ...Object.fromEntries(Object.entries(incidentRates).map(([name, rate]) => [name as IncidentRateName, incidentRate(rate)])),
};
