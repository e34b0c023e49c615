import type { RateBasis, RateDefinition } from '../../graph/rate.js';
import { type Asking, type Counted, computed, type FieldRead, type RowRef, value } from '../../read/noun.js';
import { and, join, literals, or, raw, type Sql, sql } from '../../read/sql.js';
import { isOpen } from '../incidents/incident.reads.js';
import { finalStates, type IncidentState, openStates } from '../incidents/incident.terms.js';
import { type About, always, how, isAtOrBelow, isBelow, isIn, now } from './about.js';
import {
  datedBy,
  type IncidentMeasure,
  type IncidentMeasureName,
  type IncidentRate,
  type IncidentRateName,
  incidentMeasures,
  incidentRates,
  isPastHandling,
} from './incident-measures.js';
import { rateByBasis } from './rates.js';

/** Incidents of the scope: those reported in the period; of a FLOW those of which anything lies in it, for each measure has a date of its own. */
export const incidents: Counted = {
  name: 'incidents',
  noun: 'Incident',
  where: (incident, owner, about: About) =>
    and([
      isBelow(incident, owner),
      or((about.basis === 'COHORT' ? ['reportedAt'] : Object.values(datedBy)).map((property) => isIn(incident.col(property), about))),
    ]),
  by: 'state',
};

/** Incidents of the scope that are not final, whenever they were reported. */
const openIncidents: Counted = {
  name: 'open_incidents',
  noun: 'Incident',
  where: (incident, owner) => and([isBelow(incident, owner), isOpen(incident)]),
};

/** The parts of a measure for one incident: whether it is counted, whatever its state; whether its state is; and how often. */
const partsOf = (incident: RowRef, name: IncidentMeasureName, about: About, dated: (property: string) => Sql | null) =>
  (incidentMeasures[name] as IncidentMeasure).map(({ dated: date, states, where, points = 1 }) => ({
    isCounted: and([(about.basis === 'FLOW' ? dated(datedBy[date]) : null) ?? always, where?.(incident) ?? always]),
    isInState: states?.(incident) ?? always,
    times: (number: Sql) => (points === 1 ? number : sql`${raw(String(points))} * ${number}`),
  }));

/** How many incidents a measure counts, as an aggregate; of those that meet `also`, where that is given. */
export const countOf =
  (name: IncidentMeasureName, about: About, dated: (property: string) => Sql | null, also: Sql = always) =>
  (incident: RowRef) =>
    join(
      partsOf(incident, name, about, dated).map(({ isCounted, isInState, times }) => times(how(and([also, isCounted, isInState])))),
      ' + ',
    );

const counted = (name: IncidentMeasureName, { count, about }: Asking): Sql => {
  const of = about as About;
  return count(incidents, name, (incident, each) =>
    join(
      partsOf(incident, name, of, (property) => isIn(incident.col(property), of)).map(({ isCounted, isInState, times }) =>
        times(sql`coalesce(sum(${each(how(isCounted))}) filter (where ${isInState}), 0)`),
      ),
      ' + ',
    ),
  );
};

export const incidentCount = (name: IncidentMeasureName): FieldRead => value((_row, asking) => counted(name, asking));

/** What a rate is by a basis. */
export const definedBy = ({ key, formula, version }: IncidentRate, basis: RateBasis): RateDefinition => ({
  key,
  formula: formula[basis],
  version,
});

const incidentRate = (rate: IncidentRate): FieldRead =>
  rateByBasis(
    (basis) => definedBy(rate, basis),
    (asking) => counted(rate.numerator, asking),
    (asking) => counted(rate.denominator, asking),
  );

interface OpenCount {
  readonly state: IncidentState;
  readonly count: number;
  readonly overdue: number;
}

/** A range of places and the words of the index of open incidents, which answers alone. */
const openByState = computed<{ counts: readonly OpenCount[] }>(
  {
    counts: (owner) => sql`(select coalesce(json_agg(json_build_object('state', state, 'count', n, 'overdue', late)), '[]') from (
      select state, count(*) as n, count(*) filter (where due_at < ${now}) as late from incident
      where ${isAtOrBelow(raw('place'), owner.col('place'))} and state not in (${literals(finalStates)}) group by state) open)`,
  },
  ({ counts }) => openStates.map((state) => counts.find((one) => one.state === state) ?? { state, count: 0, overdue: 0 }),
);

/** What statistics tell of incidents. */
export const incidentFields: Readonly<Record<string, FieldRead>> = {
  incidentsReported: incidentCount('reported'),
  yellowCards: incidentCount('yellow_cards'),
  redCards: incidentCount('red_cards'),
  supervisionPoints: incidentCount('points'),
  incidentsOpen: value((_row, { count }) => count(openIncidents, 'open', () => sql`count(*)`)),
  overdueOpen: value((_row, { count }) => count(openIncidents, 'overdue', (incident) => how(isPastHandling(incident)))),
  openByState,
  ...Object.fromEntries(Object.entries(incidentRates).map(([name, rate]) => [name as IncidentRateName, incidentRate(rate)])),
};
