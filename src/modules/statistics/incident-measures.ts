import type { RateBasis } from '../../graph/rate.js';
import type { Bilingual } from '../../kernel/bilingual.js';
import type { RowRef } from '../../read/noun.js';
import { and, literal, or, type Sql, sql } from '../../read/sql.js';
import { isOpen } from '../incidents/incident.reads.js';
import { type IncidentState, type SupervisionLevel, supervisionPoints } from '../incidents/incident.terms.js';
import { now } from './about.js';

/** When what a measure counts happened: of a FLOW, this has to lie in the period. */
export type Dated = 'reported' | 'rejected' | 'accepted' | 'acceptDue' | 'resolved' | 'handleDue' | 'verified';

/** The columns of these instants. */
export const datedBy: Readonly<Record<Dated, string>> = {
  reported: 'reportedAt',
  rejected: 'rejectedAt',
  accepted: 'acceptedAt',
  acceptDue: 'acceptBy',
  resolved: 'resolvedAt',
  handleDue: 'handleBy',
  verified: 'verifiedAt',
};

type Condition = (incident: RowRef) => Sql;

/**
 * A number of incidents: of those that began in the period, or whose date lies in it, the ones that are in certain states and meet a condition; the states
 * stand apart, because incidents are counted by state first. A sum where it has several parts; of points where each incident of a part counts so often.
 */
export type IncidentMeasure = readonly {
  readonly dated: Dated;
  readonly states?: Condition;
  readonly where?: Condition;
  readonly points?: number;
}[];

/** Compared one by one: PostgreSQL takes a list apart anew for each row. */
const isOneOf = (states: readonly IncidentState[]) => (incident: RowRef) =>
  or(states.map((state) => sql`${incident.col('state')} = ${literal(state)}`));
const all =
  (...conditions: readonly Condition[]): Condition =>
  (incident: RowRef) =>
    and(conditions.map((one) => one(incident)));
const is = (property: string) => (incident: RowRef) => sql`${incident.col(property)} is not null`;
const isNot = (property: string) => (incident: RowRef) => sql`${incident.col(property)} is null`;
const isPast = (property: string) => (incident: RowRef) => sql`${incident.col(property)} < ${now}`;
const isBy = (at: string, limit: string) => (incident: RowRef) => sql`${incident.col(at)} <= ${incident.col(limit)}`;
const isUnder = (level: SupervisionLevel) => (incident: RowRef) => sql`${incident.col('supervision')} = ${literal(level)}`;

/** Open, not handled yet, and past the limit of handling. While it is suspended the clock stands still. */
const pastHandling = {
  states: all(isOpen, (incident) => sql`${incident.col('state')} <> 'SUSPENDED'`),
  where: all(isNot('resolvedAt'), isPast('handleBy')),
};
export const isPastHandling = all(pastHandling.where, pastHandling.states);

/** What most are in stands first. */
export const isCompleted = isOneOf(['CLOSED', 'VERIFIED']);
/** What was not somebody else's, taken back, refused or only taken down. */
export const isCountedForRates = (incident: RowRef): Sql => sql`not ${isOneOf(['DUPLICATE', 'CANCELLED', 'REJECTED', 'FILED'])(incident)}`;

export const incidentMeasures = {
  reported: [{ dated: 'reported' }],
  counted: [{ dated: 'reported', states: isCountedForRates }],
  open: [{ dated: 'reported', states: isOpen }],
  overdue: [{ dated: 'reported', ...pastHandling }],
  completed: [{ dated: 'verified', states: isCompleted }],
  resolved: [{ dated: 'resolved', states: isOneOf(['CLOSED', 'VERIFIED', 'RESOLVED']) }],
  rejected: [{ dated: 'rejected', states: isOneOf(['REJECTED']) }],
  resolved_in_time: [{ dated: 'resolved', where: isBy('resolvedAt', 'handleBy') }],
  resolved_with_limit: [{ dated: 'resolved', where: all(is('resolvedAt'), is('handleBy')) }],
  resolved_or_late: [
    { dated: 'resolved', where: all(is('resolvedAt'), is('handleBy')) },
    { dated: 'handleDue', ...pastHandling },
  ],
  accepted_in_time: [{ dated: 'accepted', where: isBy('acceptedAt', 'acceptBy') }],
  accepted_or_late: [
    { dated: 'accepted', where: all(is('acceptedAt'), is('acceptBy')) },
    { dated: 'acceptDue', states: isOpen, where: all(isNot('acceptedAt'), isPast('acceptBy')) },
  ],
  reworked: [{ dated: 'verified', where: (incident) => sql`${incident.col('reworkCount')} > 0` }],
  verified: [{ dated: 'verified', where: is('verifiedAt') }],
  yellow_cards: [{ dated: 'reported', where: isUnder('YELLOW') }],
  red_cards: [{ dated: 'reported', where: isUnder('RED') }],
  points: [
    { dated: 'reported', where: isUnder('YELLOW'), points: supervisionPoints.YELLOW },
    { dated: 'reported', where: isUnder('RED'), points: supervisionPoints.RED },
  ],
} as const satisfies Readonly<Record<string, IncidentMeasure>>;
export type IncidentMeasureName = keyof typeof incidentMeasures;

export interface IncidentRate {
  readonly key: string;
  readonly numerator: IncidentMeasureName;
  readonly denominator: IncidentMeasureName;
  readonly formula: Readonly<Record<RateBasis, Bilingual>>;
  readonly version: number;
}

export const incidentRates = {
  completionRate: {
    key: 'incident.completionRate',
    numerator: 'completed',
    denominator: 'counted',
    formula: {
      COHORT:
        'Of the incidents reported in the period: in state VERIFIED or CLOSED ÷ all but DUPLICATE, CANCELLED, REJECTED and FILED. 统计期内上报的事件中：核查通过或已结案数÷（上报数－并案、撤回、不予受理、备案数）。',
      FLOW: 'Verified in the period and in state VERIFIED or CLOSED ÷ reported in the period, all but DUPLICATE, CANCELLED, REJECTED and FILED. 统计期内核查通过（现为核查通过或已结案）的事件数÷统计期内上报数（不含并案、撤回、不予受理、备案）。',
    },
    version: 1,
  },
  resolutionRate: {
    key: 'incident.resolutionRate',
    numerator: 'resolved',
    denominator: 'counted',
    formula: {
      COHORT:
        'Of the incidents reported in the period: in state RESOLVED, VERIFIED or CLOSED ÷ all but DUPLICATE, CANCELLED, REJECTED and FILED. 统计期内上报的事件中：已办结（含待核查）数÷（上报数－并案、撤回、不予受理、备案数）。',
      FLOW: 'Resolved in the period and in state RESOLVED, VERIFIED or CLOSED ÷ reported in the period, all but DUPLICATE, CANCELLED, REJECTED and FILED. 统计期内办结的事件数÷统计期内上报数（不含并案、撤回、不予受理、备案）。',
    },
    version: 1,
  },
  rejectionRate: {
    key: 'incident.rejectionRate',
    numerator: 'rejected',
    denominator: 'reported',
    formula: {
      COHORT: 'Of the incidents reported in the period: rejected ÷ all. 统计期内上报的事件中：不予受理数÷上报数。',
      FLOW: 'Rejected in the period ÷ reported in the period. 统计期内不予受理数÷统计期内上报数。',
    },
    version: 1,
  },
  onTimeRate: {
    key: 'incident.onTimeRate',
    numerator: 'resolved_in_time',
    denominator: 'resolved_or_late',
    formula: {
      COHORT:
        'Of the incidents reported in the period that have a limit for handling: resolved within it ÷ resolved, or open, not suspended, and past it. 统计期内上报且有处置时限的事件中：按时办结数÷（已办结数＋超期未办结数，挂起的不计）。',
      FLOW: 'Of the incidents that have a limit for handling: resolved in the period and within the limit ÷ resolved in the period, or open, not suspended, with a limit that passed in the period. 有处置时限的事件中：统计期内按时办结数÷（统计期内办结数＋时限在统计期内届满的未办结数，挂起的不计）。',
    },
    version: 2,
  },
  onTimeRateOfResolved: {
    key: 'incident.onTimeRateOfResolved',
    numerator: 'resolved_in_time',
    denominator: 'resolved_with_limit',
    formula: {
      COHORT:
        'Of the incidents reported in the period that have a limit for handling: resolved within it ÷ resolved. 统计期内上报且有处置时限的事件中：按时办结数÷已办结数。',
      FLOW: 'Of the incidents resolved in the period that have a limit for handling: resolved within it ÷ all. 统计期内办结且有处置时限的事件中：按时办结数÷办结数。',
    },
    version: 1,
  },
  acceptOnTimeRate: {
    key: 'incident.acceptOnTimeRate',
    numerator: 'accepted_in_time',
    denominator: 'accepted_or_late',
    formula: {
      COHORT:
        'Of the incidents reported in the period that have a limit for acceptance: accepted within it ÷ accepted, or open and past it. 统计期内上报且有受理时限的事件中：按时受理数÷（已受理数＋超期未受理数）。',
      FLOW: 'Of the incidents that have a limit for acceptance: accepted in the period and within the limit ÷ accepted in the period, or open with a limit that passed in the period. 有受理时限的事件中：统计期内按时受理数÷（统计期内受理数＋时限在统计期内届满的未受理数）。',
    },
    version: 1,
  },
  reworkRate: {
    key: 'incident.reworkRate',
    numerator: 'reworked',
    denominator: 'verified',
    formula: {
      COHORT:
        'Of the incidents reported in the period: with a failed verification ÷ verified. 统计期内上报的事件中：有过核查不通过的事件数÷核查通过数。',
      FLOW: 'Of the incidents verified in the period: with a failed verification ÷ all. 统计期内核查通过的事件中：有过核查不通过的事件数÷核查通过数。',
    },
    version: 1,
  },
} as const satisfies Readonly<Record<string, IncidentRate>>;
export type IncidentRateName = keyof typeof incidentRates;
