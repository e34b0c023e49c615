import { Fault } from '../../../src/kernel/errors.js';
import { publicId } from '../../../src/kernel/ids.js';
import { remembered } from '../../../src/kernel/memo.js';
import { exclusionReasons } from '../../../src/modules/exclusions/exclusion.terms.js';
import { openStates } from '../../../src/modules/incidents/incident.terms.js';
import type { Naive } from '../../read/naive.js';
import {
  ANYTHING,
  type Args,
  type Asking,
  bare,
  byText,
  compareTexts,
  type DefaultOrders,
  id,
  type NaivePart,
  type Orders,
  type Resolve,
  resolversOf,
  sorted,
} from '../../read/naive-rules.js';
import { has, holdsOn } from '../../read/viewer.js';
import type { Noun, Row } from '../../read/world.js';
import { dayAfter, dayIn, monthsBetween } from './days.js';

/** Statistics once more, by the words of their definitions: rows of the scope, filtered and counted. */

interface About {
  readonly owner: Row;
  readonly from: string;
  readonly to: string;
  readonly basis: 'COHORT' | 'FLOW';
}

const final = ['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED'];
const isOpen = ({ state }: Row): boolean => !final.includes(state);

/** Which incidents a number counts, and of which of their dates a FLOW speaks. */
type Counting = readonly (readonly [date: string, counts: (incident: Row, now: Date) => boolean, points?: number])[];

const isLate: Counting[number][1] = (row, now) =>
  isOpen(row) && row.resolved_at === null && row.handle_by !== null && row.handle_by < now && row.state !== 'SUSPENDED';
const inOne: Readonly<Record<string, Counting>> = {
  reported: [['reported_at', () => true]],
  counted: [['reported_at', ({ state }) => !['DUPLICATE', 'CANCELLED', 'REJECTED', 'FILED'].includes(state)]],
  open: [['reported_at', isOpen]],
  overdue: [['reported_at', isLate]],
  completed: [['verified_at', ({ state }) => ['VERIFIED', 'CLOSED'].includes(state)]],
  resolved: [['resolved_at', ({ state }) => ['RESOLVED', 'VERIFIED', 'CLOSED'].includes(state)]],
  rejected: [['rejected_at', ({ state }) => state === 'REJECTED']],
  resolvedInTime: [
    ['resolved_at', (row) => row.resolved_at !== null && row.handle_by !== null && row.resolved_at.getTime() <= row.handle_by.getTime()],
  ],
  resolvedWithLimit: [['resolved_at', (row) => row.resolved_at !== null && row.handle_by !== null]],
  late: [['handle_by', isLate]],
  acceptedInTime: [
    ['accepted_at', (row) => row.accepted_at !== null && row.accept_by !== null && row.accepted_at.getTime() <= row.accept_by.getTime()],
  ],
  acceptedOrLate: [
    ['accepted_at', (row) => row.accepted_at !== null && row.accept_by !== null],
    ['accept_by', (row, now) => isOpen(row) && row.accepted_at === null && row.accept_by !== null && row.accept_by < now],
  ],
  reworked: [['verified_at', (row) => row.rework_count > 0]],
  verified: [['verified_at', (row) => row.verified_at !== null]],
  yellowCards: [['reported_at', ({ supervision }) => supervision === 'YELLOW']],
  redCards: [['reported_at', ({ supervision }) => supervision === 'RED']],
  supervisionPoints: [
    ['reported_at', ({ supervision }) => supervision === 'YELLOW', 5],
    ['reported_at', ({ supervision }) => supervision === 'RED', 10],
  ],
};
const countings: Readonly<Record<string, Counting>> = { ...inOne, resolvedOrLate: [...inOne.resolvedWithLimit!, ...inOne.late!] };

const groupCounts = ['reported', 'open', 'overdue', 'resolved', 'completed'];
const cards = ['yellowCards', 'redCards', 'supervisionPoints'];

const comparableKeys = [
  ...['organization.count', 'station.count', 'station.area', 'appointment.count', 'grid.count', 'grid.led', 'grid.staffingRate'],
  ...['grid.branchCoverageStrict', 'grid.uncovered', 'grid.averageResidents', 'owners.partyWorkGroupCoverage', 'rule.serviceCircleMinutes'],
  ...['building.count', 'building.floorArea', 'stairwell.count', 'stairwell.chiefCoverage', 'household.count', 'household.origins'],
  ...['resident.count', 'resident.personDwellingCompleteness', 'care.persons', 'care.households', 'pairing.count', 'visit.households'],
  ...['visit.personTimes', 'incident.count', 'incident.completionRate', 'incident.satisfactionRate', 'team.count', 'team.size'],
  ...['volunteer.experts', 'activity.count', 'activity.beneficiaryPersonTimes', 'need.done', 'need.aspects', 'session.held'],
  'covenant.count',
];

const careCategories = [
  ...['LIVING_ALONE_ELDERLY', 'ELDERLY', 'LEFT_BEHIND_CHILD', 'MINOR', 'DISABLED', 'MOBILITY_LIMITED', 'LOW_INCOME', 'NO_SUPPORT'],
  ...['PREFERENTIAL_TREATMENT', 'VETERAN', 'KEY_PERSON', 'WEAK_GROUP', 'FLOOD_EVACUEE', 'PETITIONER', 'LAID_OFF', 'SINGLE_YOUTH'],
];
/** All others are sensitive. */
const personal = ['ELDERLY', 'MINOR', 'VETERAN', 'FLOOD_EVACUEE', 'SINGLE_YOUTH'];

const rates: Readonly<Record<string, readonly [key: string, numerator: string, denominator: string]>> = {
  completionRate: ['incident.completionRate', 'completed', 'counted'],
  resolutionRate: ['incident.resolutionRate', 'resolved', 'counted'],
  rejectionRate: ['incident.rejectionRate', 'rejected', 'reported'],
  onTimeRate: ['incident.onTimeRate', 'resolvedInTime', 'resolvedOrLate'],
  onTimeRateOfResolved: ['incident.onTimeRateOfResolved', 'resolvedInTime', 'resolvedWithLimit'],
  acceptOnTimeRate: ['incident.acceptOnTimeRate', 'acceptedInTime', 'acceptedOrLate'],
  reworkRate: ['incident.reworkRate', 'reworked', 'verified'],
};

/** Their definitions changed once. */
const revised = ['incident.onTimeRate', 'incident.responseRate', 'incident.solvedRate', 'incident.satisfactionRate'];
export const rateOf = (key: string, numerator: number, denominator: number, basis: string) => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : numerator / denominator,
  definition: { key, formula: ANYTHING, formulaZh: ANYTHING, version: revised.includes(key) ? 2 : 1 },
  basis,
  asOf: ANYTHING,
});

const inPeriod = (at: Date | null, { from, to }: About): boolean => at !== null && dayIn(at) >= from && dayIn(at) < to;

/** How many of the incidents, with the date that counts of a COHORT being that of the report. `at` narrows the date, as a group by days does. */
function count(incidents: readonly Row[], name: string, about: About, now: Date, at: (date: Date) => boolean = () => true): number {
  return countings[name]!.reduce((sum, [column, counts, points = 1]) => {
    const date = about.basis === 'COHORT' ? 'reported_at' : column;
    return sum + points * incidents.filter((row) => counts(row, now) && inPeriod(row[date], about) && at(row[date])).length;
  }, 0);
}

interface Dimension {
  /** All groups: value, name, what they are sorted by, and whether one of which nothing is counted is told. */
  readonly all: (about: About) => readonly { value: string; name: unknown; sort: string; told: boolean }[];
  readonly valueOf: (incident: Row, date: Date, about: About, isCard: boolean) => string | null;
  readonly isOfDate?: true;
}

export const orders: Orders = {
  Stairwell: { PLACE: byText('place') },
  CareDesignation: { FROM: byText('valid_from') },
};
export const defaultOrders: DefaultOrders = {
  Stairwell: { field: 'PLACE', direction: 'ASC' },
  CareDesignation: { field: 'FROM', direction: 'ASC' },
};

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { byIdOf } = resolversOf(naive);
  const below = (noun: 'Incident' | 'Grid', { place }: Row) => rows[noun].filter((row) => row.place.startsWith(place));

  const terms = (column: string, values: readonly string[]): Dimension => ({
    all: () => values.map((value, n) => ({ value, name: ANYTHING, sort: String(n).padStart(3, '0'), told: true })),
    valueOf: (incident) => incident[column],
  });
  const spans = (start: (day: string) => string): Dimension => ({
    isOfDate: true,
    all: ({ from, to }) => {
      const days = new Set<string>();
      for (let day = from; day < to; day = dayAfter(day)) days.add(start(day));
      return [...days].map((value) => ({ value, name: value, sort: value, told: true }));
    },
    valueOf: (_incident, date) => start(dayIn(date)),
  });
  const seats = (noun: 'Grid' | 'Organization', all: readonly Row[], told: (row: Row) => boolean) =>
    all.map((row) => ({ value: publicId(noun, row.id), name: row.name, sort: row.code, told: told(row) }));
  const monday = (day: string) => dayAfter(day, -((new Date(day).getUTCDay() + 6) % 7));

  const dimensions: Readonly<Record<string, Dimension>> = {
    DAY: spans((day) => day),
    WEEK: spans(monday),
    MONTH: spans((day) => `${day.slice(0, 7)}-01`),
    CATEGORY: {
      all: ({ owner }) =>
        rows.IncidentCategory.filter((row) => row.jurisdiction_id === owner.jurisdiction_id).map((row) => ({
          ...{ value: publicId('IncidentCategory', row.id), name: row.name, sort: row.code },
          told: row.active && !rows.IncidentCategory.some(({ parent_id, active }) => active && parent_id === row.id),
        })),
      valueOf: (incident) => publicId('IncidentCategory', incident.category_id),
    },
    TOP_CATEGORY: {
      all: ({ owner }) =>
        rows.IncidentCategory.filter((row) => row.jurisdiction_id === owner.jurisdiction_id && row.parent_id === null).map((row) => ({
          ...{ value: publicId('IncidentCategory', row.id), name: row.name, sort: row.code, told: row.active },
        })),
      valueOf: ({ category_id }) => publicId('IncidentCategory', naive.of(category_id)!.parent_id ?? category_id),
    },
    DOMAIN: terms('domain', [
      ...['PUBLIC_OPINION', 'LIVELIHOOD_SERVICE', 'WORK_SAFETY', 'PUBLIC_SECURITY', 'URBAN_MANAGEMENT'],
      ...['SPIRITUAL_CIVILIZATION', 'ENVIRONMENT'],
    ]),
    CHANNEL: terms('channel', [
      ...['PHOTO', 'MESSAGE', 'PHONE', 'GRID_PATROL', 'VISIT', 'QR_SCAN', 'WECHAT', 'QQ_GROUP', 'HOTLINE', 'COUNCIL_HALL'],
      ...['STATION_DESK', 'VIDEO_SURVEILLANCE', 'SENSOR', 'POLICE', 'PARTNER_API'],
    ]),
    URGENCY: terms('urgency', ['LOW', 'NORMAL', 'HIGH', 'EMERGENCY']),
    STATE: terms('state', [
      ...['REPORTED', 'ACCEPTED', 'REJECTED', 'DUPLICATE', 'CANCELLED', 'FILED', 'FORWARDED', 'DISPATCHED', 'ESCALATED', 'RETURNED'],
      ...['IN_PROGRESS', 'SUSPENDED', 'RESOLVED', 'VERIFIED', 'CLOSED', 'REOPENED'],
    ]),
    GRID: {
      all: ({ owner }) => seats('Grid', below('Grid', owner), (row) => row.status === 'ACTIVE'),
      valueOf: (incident) => publicId('Grid', rows.Grid.find(({ place }) => place === incident.place)!.id),
    },
    COMMUNITY: {
      all: ({ owner }) => {
        const ids = new Set(below('Grid', owner).map((row) => row.community_id));
        return seats(
          'Organization',
          rows.Organization.filter(({ id }) => ids.has(id)),
          () => true,
        );
      },
      valueOf: (incident) => publicId('Organization', rows.Grid.find(({ place }) => place === incident.place)!.community_id),
    },
    HOLDER: {
      all: ({ owner }) =>
        seats(
          'Organization',
          rows.Organization.filter((row) => row.jurisdiction_id === owner.jurisdiction_id),
          () => false,
        ),
      // A card counts against who held it when it was issued.
      valueOf: ({ holder_id, supervised_holder_id: held }, _date, _about, isCard) =>
        isCard ? held && publicId('Organization', held) : publicId('Organization', holder_id),
    },
    CHILD: {
      all: ({ owner }) => {
        const isChild = ({ place }: Row) => place.length === owner.place.length + 4 && place.startsWith(owner.place);
        const hasGrids = ({ place }: Row) => rows.Grid.some((grid) => grid.place.startsWith(place) && grid.status === 'ACTIVE');
        const noun = naive.world.nounOf(owner) as 'Grid' | 'Organization';
        return [
          ...seats('Grid', rows.Grid.filter(isChild), ({ status }) => status === 'ACTIVE'),
          ...seats('Organization', rows.Organization.filter(isChild), hasGrids),
          { value: publicId(noun, owner.id), name: owner.name, sort: '', told: false },
        ];
      },
      valueOf: (incident, _date, { owner }) => {
        const place = incident.place.slice(0, owner.place.length + 4);
        const grid = rows.Grid.find((row) => row.place === place);
        if (grid) return publicId('Grid', grid.id);
        return publicId('Organization', rows.Organization.find((row) => row.place === place)!.id);
      },
    },
  };

  /** Of the working minutes that incidents took to be handled. */
  const timesOf = (all: readonly number[], basis: unknown) => {
    const minutes = [...all].sort((a, b) => a - b);
    const sum = minutes.reduce((a, b) => a + b, 0);
    return {
      count: minutes.length,
      averageMinutes: minutes.length === 0 ? null : sum / minutes.length,
      ninetiethPercentileMinutes: minutes[Math.ceil(0.9 * minutes.length) - 1] ?? null,
      definition: { key: 'incident.handlingMinutes', formula: ANYTHING, formulaZh: ANYTHING, version: 1 },
      basis,
      asOf: ANYTHING,
    };
  };

  /** What is counted of a group, by the field that is selected. */
  const numbersOf = (group: Row, field: string): readonly number[] => {
    if (field === 'keys' || field === '__typename') return [];
    if (field === 'handlingTime') return [group.handlingTime.count];
    return field in rates ? [group[field].numerator, group[field].denominator] : [group[field]];
  };

  const groupsOf = (about: About, names: readonly string[], ask: Asking, selected: ReadonlySet<string>) => {
    const incidents = below('Incident', about.owner);
    const used = names.map((name) => dimensions[name]!);
    const sorted = used.map((dimension) =>
      dimension.all(about).toSorted((a, b) => compareTexts(a.sort, b.sort) || compareTexts(a.value, b.value)),
    );
    const combined = sorted.reduce<(readonly (typeof sorted)[number][number][])[]>(
      (before, values) => before.flatMap((keys) => values.map((value) => [...keys, value])),
      [[]],
    );
    const dates =
      about.basis === 'COHORT'
        ? ['reported_at']
        : [...new Set(Object.values(countings).flatMap((parts) => parts.map(([column]) => column)))];
    /** Which group an incident is of, on one of its dates. */
    const groupOf = (incident: Row, date: Date, isCard: boolean) =>
      used.map((dimension) => dimension.valueOf(incident, date, about, isCard)).join(' ');
    const members = new Map<string, Set<Row>>();
    for (const row of incidents)
      for (const column of dates.filter((column) => inPeriod(row[column], about)))
        for (const isCard of [true, false]) remembered(members, groupOf(row, row[column], isCard), () => new Set<Row>()).add(row);
    return combined.flatMap((keys) => {
      const own = keys.map(({ value }) => value).join(' ');
      const here = [...(members.get(own) ?? [])];
      const isHere = (incident: Row, date: Date, isCard: boolean) => groupOf(incident, date, isCard) === own;
      const number = (name: string) => {
        const of = about.basis;
        return countings[name]!.reduce((sum, [column, counts, points = 1]) => {
          const date = of === 'COHORT' ? 'reported_at' : column;
          return (
            sum +
            points *
              here.filter((row) => counts(row, ask.now) && inPeriod(row[date], about) && isHere(row, row[date], cards.includes(name)))
                .length
          );
        }, 0);
      };
      const handledOn = about.basis === 'COHORT' ? 'reported_at' : 'resolved_at';
      const handled = here.filter(
        (row) => row.handling_minutes !== null && inPeriod(row[handledOn], about) && isHere(row, row[handledOn], false),
      );
      const group: Row = {
        handlingTime: timesOf(
          handled.map((row) => row.handling_minutes),
          about.basis,
        ),
        keys: keys.map(({ value, name }, n) => ({ dimension: names[n], value, name })),
        ...Object.fromEntries([...groupCounts, ...cards].map((name) => [name, number(name)])),
        ...Object.fromEntries(
          Object.entries(rates).map(([name, [key, numerator, denominator]]) => [
            name,
            rateOf(key, number(numerator), number(denominator), about.basis),
          ]),
        ),
      };
      const selectedNumbers = [...selected].flatMap((field) => numbersOf(group, field));
      const counted = selectedNumbers.length > 0 ? selectedNumbers : [group.reported];
      return keys.every(({ told }) => told) || counted.some((n) => n > 0) ? [group] : [];
    });
  };

  /** Of a person, for themselves and those above one of their posts. */
  const performance: Resolve = (person, args, { viewer, today, now }) => {
    const about = aboutOf(person, { ...args, basis: 'COHORT' });
    const posts = naive
      .where('Appointment', 'person_id', person.id)
      .filter(({ valid_from, valid_to }) => valid_from <= today && (valid_to === null || valid_to > today));
    const isAbove = ({ place }: Row) => has(viewer, place.slice(0, -4), 'COMMUNITY_CADRE', 'STREET_SUPERVISOR');
    if (person.id !== viewer.person && !posts.some(isAbove)) return null;
    const ofPeriod = rows.Incident.filter(({ reported_at }) => inPeriod(reported_at, about));
    const assigned = ofPeriod.filter(({ assignee_id }) => assignee_id === person.id);
    const rate = (name: string) => {
      const [key, numerator, denominator] = rates[name]!;
      return rateOf(key, count(assigned, numerator, about, now), count(assigned, denominator, about, now), 'COHORT');
    };
    const reports = ofPeriod.filter((row) => row.reporter_id === person.id || row.recorder_id === person.id);
    const valid = reports.filter(({ state }) => !['REJECTED', 'CANCELLED', 'DUPLICATE'].includes(state));
    const visits = rows.Visit.filter((row) => row.actor_ids.includes(person.id) && inPeriod(row.at, about));
    return {
      ...{ assigned: assigned.length, handled: count(assigned, 'resolved', about, now), reports: reports.length },
      ...{ acceptOnTimeRate: rate('acceptOnTimeRate'), onTimeRate: rate('onTimeRate'), reworkRate: rate('reworkRate') },
      validReportRate: rateOf('worker.validReportRate', valid.length, reports.length, 'COHORT'),
      visits: visits.length,
      householdsVisited: new Set(visits.flatMap((row) => (row.household_id === null ? [] : [row.household_id]))).size,
    };
  };

  const aboutOf = (owner: Row, args: Args): About => {
    const { from, to } = args.period as { from: string; to: string };
    if (from >= to) throw new Fault('BAD_USER_INPUT', 'From comes before to. 起始应早于截止。');
    return { owner, from, to, basis: args.basis as About['basis'] };
  };
  const mayCount = ({ place }: Row, { viewer }: Asking): boolean =>
    viewer.held.some((held) => !['RESIDENT', 'VOLUNTEER', 'PARTNER'].includes(held.role) && place.startsWith(held.place));
  const statistics: Resolve = (owner, args, ask) => {
    const about = aboutOf(owner, args);
    return mayCount(owner, ask) ? about : null;
  };
  const incidentsOf = (about: Row) => below('Incident', about.owner);
  const numberOf =
    (name: string): Resolve =>
    (about, _args, { now }) =>
      count(incidentsOf(about), name, about as About, now);

  // -------------------------------------------------------------------------------------------------------------- grids, residents, volunteers, bodies

  const under = (noun: Noun, { place }: Row) => rows[noun].filter((row) => row.place?.startsWith(place));
  const leftOut = new Set(rows.RateExclusion.filter(({ state }) => state === 'GRANTED').map(({ incident_id }) => incident_id));
  /** What was excluded counts for no rate of feedback. */
  const counts = ({ id }: Row): boolean => !leftOut.has(id);
  const share = (key: string, basis: string, all: readonly Row[], holds: (row: Row) => boolean) =>
    rateOf(key, all.filter(holds).length, all.length, basis);
  const answersTo = (about: About): Row[] =>
    under('WhistleAnswer', about.owner).filter((row) => {
      const call = naive.of(row.whistle_id)!;
      return call.state === 'CONCLUDED' && inPeriod(call.called_at, about);
    });
  const hasPost = (position: string, column: string, id: string, today: string) =>
    naive.where('Appointment', column, id).some((post) => post.position === position && holdsOn(post, today));
  const isVerified = (row: Row) => row.valid_to === null && row.verified_at !== null;
  const activeGrids = (about: Row) => under('Grid', about.owner).filter(({ status }) => status === 'ACTIVE');
  const ruleOf = (grid: Row): Row | undefined =>
    naive.where('CoverageRule', 'community_id', grid.community_id)[0] ??
    naive.where('CoverageRule', 'community_id', grid.jurisdiction_id)[0];
  const isSized = (grid: Row): boolean => {
    const rule = ruleOf(grid);
    return rule !== undefined && (rule.min_households ?? rule.max_households) !== null && grid.level === (rule.grid_level ?? grid.level);
  };
  const isOfSize = (grid: Row): boolean => {
    const { min_households: min, max_households: max } = ruleOf(grid)!;
    return grid.household_count >= (min ?? 0) && grid.household_count <= (max ?? Number.POSITIVE_INFINITY);
  };
  const sizeOn = (about: Row, day: string): number =>
    new Set(under('TeamMembership', about.owner).flatMap((row) => (row.valid_from !== null && holdsOn(row, day) ? [row.person_id] : [])))
      .size;
  const activitiesOf = (about: Row) =>
    under('Activity', about.owner).filter(
      (row) => ['COMPLETED', 'REPORTED'].includes(row.state) && inPeriod(row.starts_at, about as About),
    );
  const total = (all: readonly Row[], column: string): number => all.reduce((sum, row) => sum + row[column], 0);

  const isCommittee = ({ kind, status }: Row) => kind === 'OWNERS_COMMITTEE' && status === 'ACTIVE';
  const hasWorkGroup = ({ id }: Row) =>
    naive
      .where('Organization', 'parent_id', id)
      .some(({ kind, status }) => kind === 'OWNERS_COMMITTEE_PARTY_WORK_GROUP' && status === 'ACTIVE');
  const isComplete = (row: Row) =>
    row.gender !== null && row.birth_date !== null && naive.where('Occupancy', 'person_id', row.person_id).some(isVerified);
  const isAccountedFor = (row: Row) => row.status === 'VACANT' || naive.where('Occupancy', 'dwelling_id', row.id).some(isVerified);
  const isHeldSession = ({ id }: Row) =>
    naive
      .where('DeliberationSession', 'due_id', id)
      .some(({ state, is_adjourned }) => ['OPEN', 'CLOSED', 'MINUTES_PUBLISHED'].includes(state) && !is_adjourned);
  const isPairingOverdue = (row: Row, args: Args, ask: Asking) => naive.fieldOf('HelpPairing', 'overdue')(row, args, ask) as boolean;
  const withoutExcluded = (about: Row) => under('Incident', about.owner).filter(counts);
  const answersOf = (about: Row) => {
    const ids = new Set(
      withoutExcluded(about).flatMap((row) => (about.basis === 'FLOW' || inPeriod(row.reported_at, about as About) ? [row.id] : [])),
    );
    return rows.Satisfaction.filter((row) => ids.has(row.incident_id) && (about.basis === 'COHORT' || inPeriod(row.at, about as About)));
  };
  const closingsOf = (about: Row): number => {
    const all = withoutExcluded(about);
    if (about.basis === 'COHORT')
      return total(
        all.filter((row) => inPeriod(row.reported_at, about as About)),
        'closings',
      );
    return all
      .flatMap(({ id }) => naive.where('IncidentEvent', 'incident_id', id))
      .filter(({ kind, at }) => kind === 'CLOSED' && inPeriod(at, about as About)).length;
  };
  const handledOf = (about: Row) =>
    under('Incident', about.owner)
      .filter(
        (row) => row.handling_minutes !== null && inPeriod(about.basis === 'COHORT' ? row.reported_at : row.resolved_at, about as About),
      )
      .map((row) => row.handling_minutes as number);

  const figures: Readonly<Record<string, Resolve>> = {
    branchCoverage: (about) =>
      share('grid.branchCoverage', 'COHORT', activeGrids(about), ({ branch_coverage }) => ['OWN', 'JOINT'].includes(branch_coverage)),
    branchCoverageStrict: (about) =>
      share('grid.branchCoverageStrict', 'COHORT', activeGrids(about), ({ branch_coverage }) => branch_coverage === 'OWN'),
    staffingRate: (about, _args, { today }) =>
      share('grid.staffingRate', 'COHORT', activeGrids(about), ({ id }) => hasPost('GRID_LEADER', 'grid_id', id, today)),
    sizeCompliance: (about) => share('grid.sizeCompliance', 'COHORT', activeGrids(about).filter(isSized), isOfSize),
    partyWorkGroupCoverage: (about) =>
      share('owners.partyWorkGroupCoverage', 'COHORT', under('Organization', about.owner).filter(isCommittee), hasWorkGroup),
    chiefCoverage: (about, _args, { today }) =>
      share('stairwell.chiefCoverage', 'COHORT', under('Stairwell', about.owner), ({ id }) =>
        hasPost('STAIRWELL_CHIEF', 'stairwell_id', id, today),
      ),
    personDwellingCompleteness: (about) =>
      share(
        'resident.personDwellingCompleteness',
        'COHORT',
        under('Resident', about.owner).filter(({ status }) => status === 'ACTIVE'),
        isComplete,
      ),
    dwellingCompleteness: (about) =>
      share('resident.personDwellingCompleteness.byDwelling', 'COHORT', under('Dwelling', about.owner), isAccountedFor),
    visitCoverage: (about) =>
      share(
        'visit.coverage',
        'FLOW',
        under('Household', about.owner).filter((row) => row.dissolved_on === null),
        ({ id }) => naive.where('Visit', 'household_id', id).some(({ at }) => inPeriod(at, about as About)),
      ),
    returnVisitRate: (about, _args, { today }) =>
      share(
        'visit.returnVisitRate',
        'COHORT',
        under('Visit', about.owner).filter(
          (row) => inPeriod(row.at, about as About) && row.next_due_on !== null && row.next_due_on < today,
        ),
        (row) => naive.where('Visit', 'return_of_id', row.id).some(({ at }) => dayIn(at) <= row.next_due_on),
      ),
    overdueContacts: (about, args, ask) =>
      under('HelpPairing', about.owner).filter((row) => row.ended_on === null && isPairingOverdue(row, args, ask)).length,
    responseRate: (about) => rateOf('incident.responseRate', answersOf(about).length, closingsOf(about), about.basis),
    solvedRate: (about) => share('incident.solvedRate', about.basis, answersOf(about), ({ solved }) => solved),
    satisfactionRate: (about) => share('incident.satisfactionRate', about.basis, answersOf(about), ({ score }) => score >= 4),
    excludedFromRates: (about) => {
      const granted = rows.RateExclusion.filter(({ state, incident_id, decided_at }) => {
        const incident = naive.of(incident_id)!;
        const at = about.basis === 'FLOW' ? decided_at : incident.reported_at;
        return state === 'GRANTED' && incident.place.startsWith(about.owner.place) && inPeriod(at, about as About);
      });
      return Object.keys(exclusionReasons).map((reason) => ({ reason, count: granted.filter((row) => row.reason === reason).length }));
    },
    handlingTime: (about) => timesOf(handledOf(about), about.basis),
    careCoverage: (about, _args, { today }) => careCoverageOf(about.owner, today),
    volunteers: (about) => sizeOn(about, dayAfter(about.to, -1)),
    volunteerGrowth: (about) => {
      const [from, to] = [sizeOn(about, about.from), sizeOn(about, dayAfter(about.to, -1))];
      const definition = { key: 'volunteer.growth', formula: ANYTHING, formulaZh: ANYTHING, version: 1 };
      return { from, to, value: from === 0 ? null : (to - from) / from, definition, asOf: ANYTHING };
    },
    activities: (about) => activitiesOf(about).length,
    beneficiaryPersonTimes: (about) => total(activitiesOf(about), 'beneficiary_person_times'),
    meetingCompliance: (about, _args, { today }) =>
      share(
        'deliberation.meetingCompliance',
        'FLOW',
        under('SessionDue', about.owner).filter((row) => inPeriod(row.due_at, about as About) && dayIn(row.due_at) < today),
        isHeldSession,
      ),
    whistleArrivalRate: (about) => share('whistle.arrivalRate', 'COHORT', answersTo(about as About), ({ state }) => state === 'ARRIVED'),
    whistlePunctualRate: (about) =>
      share(
        'whistle.punctualRate',
        'COHORT',
        answersTo(about as About),
        (row) => row.arrived_at !== null && row.arrived_at <= naive.of(row.whistle_id)!.arrive_by,
      ),
    decisionExecutionRate: (about, _args, { today }) =>
      share(
        'deliberation.decisionExecutionRate',
        'FLOW',
        rows.Decision.filter(
          (row) =>
            naive.of(row.topic_id)!.place.startsWith(about.owner.place) &&
            row.due_on >= about.from &&
            row.due_on < about.to &&
            row.due_on < today,
        ),
        (row) => row.done_at !== null,
      ),
    evaluationSatisfaction: (about) => {
      const decided = under('Topic', about.owner).filter((row) => inPeriod(row.decided_at, about as About));
      return rateOf('deliberation.evaluationSatisfaction', total(decided, 'satisfied_count'), total(decided, 'evaluation_count'), 'COHORT');
    },
  };

  // -------------------------------------------------------------------------------------------------------------- care

  const membershipsOf = (column: 'person_id' | 'household_id', id: string) =>
    naive.where('HouseholdMember', column, id).filter((member) => member.valid_to === null);
  const isHelped = (row: Row): boolean => {
    const people =
      row.person_id === null ? membershipsOf('household_id', row.household_id).map(({ person_id }) => person_id) : [row.person_id];
    const homes =
      row.person_id === null ? [row.household_id] : membershipsOf('person_id', row.person_id).map(({ household_id }) => household_id);
    const isPaired = (column: string, id: string) => naive.where('HelpPairing', column, id).some(({ ended_on }) => ended_on === null);
    return people.some((id) => isPaired('person_id', id)) || homes.some((id) => isPaired('household_id', id));
  };

  /** Those that need care of a category today in each child of the parent of a place, and in the parent alone: how many, and how many are helped. */
  function cellsOf(owner: Pick<Row, string>, category: string, today: string): Map<string, { designated: number; paired: number }> {
    const parent = owner.place.slice(0, Math.max(owner.place.length - 4, 4));
    const subjects = new Map<string, Map<string, boolean>>();
    for (const row of rows.CareDesignation.filter(
      (row) => row.category === category && row.place?.startsWith(parent) && holdsOn(row, today),
    )) {
      const seat = row.place.slice(0, owner.place.length);
      const known = subjects.get(seat) ?? new Map<string, boolean>();
      subjects.set(seat, known.set(row.person_id ?? row.household_id, isHelped(row)));
    }
    return new Map(
      [...subjects].map(([seat, known]) => [seat, { designated: known.size, paired: [...known.values()].filter(Boolean).length }]),
    );
  }

  /** Fewer than five are told to nobody; nor is what would tell it as a difference, the smallest first. */
  function isWithheld(owner: Pick<Row, string>, cells: ReturnType<typeof cellsOf>): boolean {
    const few = (n: number) => n > 0 && n < 5;
    const tells = (some: readonly { designated: number; paired: number }[]) => {
      const [designated, paired] = [total(some, 'designated'), total(some, 'paired')];
      return few(designated) || few(paired) || few(designated - paired);
    };
    const bySize = [...cells].toSorted(([a, x], [b, y]) => x.designated - y.designated || compareTexts(a, b));
    const withheld = bySize.filter(([seat, cell]) => seat.length < owner.place.length || tells([cell]));
    if (withheld.every(([seat]) => seat.length < owner.place.length)) return false;
    for (const one of bySize.filter((one) => !withheld.includes(one))) {
      if (withheld.length > 1 && !tells(withheld.map(([, cell]) => cell))) break;
      withheld.push(one);
    }
    return withheld.some(([seat]) => seat === owner.place);
  }

  const careCoverageOf = (owner: Row, today: string) =>
    careCategories.map((category) => {
      const cells = cellsOf(owner, category, today);
      // What is withheld of a place is withheld of all below it.
      const above = [owner.place];
      while (above[0]!.length > 8) above.unshift(above[0]!.slice(0, -4));
      const suppressed = !personal.includes(category) && above.some((place) => isWithheld({ place }, cellsOf({ place }, category, today)));
      const { designated, paired } = cells.get(owner.place) ?? { designated: 0, paired: 0 };
      return { category, suppressed, rate: suppressed ? null : rateOf('care.pairingCoverage', paired, designated, 'COHORT') };
    });

  // -------------------------------------------------------------------------------------------------------------- gaps

  const inPeriodOf = (args: Args, at: Date): boolean => {
    const period = args.period as { from: string; to: string } | null | undefined;
    return !period || inPeriod(at, period as never);
  };
  const missing: Readonly<Record<string, readonly [noun: Noun, isMissing: (row: Row, args: Args, ask: Asking) => boolean]>> = {
    GRID_WITHOUT_LEADER: ['Grid', (row, _args, { today }) => row.status === 'ACTIVE' && !hasPost('GRID_LEADER', 'grid_id', row.id, today)],
    GRID_WITHOUT_STAFF: [
      'Grid',
      (row, _args, { today }) =>
        row.status === 'ACTIVE' && !['GRID_LEADER', 'GRID_WORKER'].some((position) => hasPost(position, 'grid_id', row.id, today)),
    ],
    GRID_WITHOUT_BRANCH: ['Grid', (row) => row.status === 'ACTIVE' && row.branch_coverage === 'NONE'],
    GRID_WITHOUT_OWN_BRANCH: ['Grid', (row) => row.status === 'ACTIVE' && row.branch_coverage !== 'OWN'],
    GRID_OF_WRONG_SIZE: ['Grid', (row) => row.status === 'ACTIVE' && isSized(row) && !isOfSize(row)],
    OWNERS_COMMITTEE_WITHOUT_WORK_GROUP: ['Organization', (row) => isCommittee(row) && !hasWorkGroup(row)],
    STAIRWELL_WITHOUT_CHIEF: ['Stairwell', (row, _args, { today }) => !hasPost('STAIRWELL_CHIEF', 'stairwell_id', row.id, today)],
    RESIDENT_INCOMPLETE: ['Resident', (row) => row.status === 'ACTIVE' && !isComplete(row)],
    DWELLING_UNVERIFIED: ['Dwelling', (row) => !isAccountedFor(row)],
    HOUSEHOLD_NOT_VISITED: [
      'Household',
      (row, args) => row.dissolved_on === null && !naive.where('Visit', 'household_id', row.id).some(({ at }) => inPeriodOf(args, at)),
    ],
    CARE_WITHOUT_PAIRING: ['CareDesignation', (row, _args, { today }) => holdsOn(row, today) && !isHelped(row)],
    PAIRING_OVERDUE: ['HelpPairing', (row, args, ask) => row.ended_on === null && isPairingOverdue(row, args, ask)],
    SESSION_NOT_HELD: [
      'SessionDue',
      (row, args, { today }) => dayIn(row.due_at) < today && inPeriodOf(args, row.due_at) && !isHeldSession(row),
    ],
    INCIDENT_OVERDUE: ['Incident', (row, _args, { now }) => isLate(row, now)],
  };

  // -------------------------------------------------------------------------------------------------------------- reported figures

  /** What rows say against a figure: null where they say nothing. */
  function computedOf(figure: Row, today: string): number | null {
    const [key, term = ''] = figure.metric.split(':') as [string, string?];
    const of = (noun: Noun) => under(noun, figure);
    const isTerm = (value: unknown) => term === '' || String(value) === term;
    const day: string = figure.as_of ?? today;
    const isIn = (at: Date) =>
      (figure.period_from === null || dayIn(at) >= figure.period_from) && (figure.period_to === null || dayIn(at) < figure.period_to);
    const counted = (noun: Noun, holds: (row: Row) => boolean) => of(noun).filter(holds).length;
    const sum = (all: readonly Row[], column: string) =>
      all.length === 0 ? null : all.reduce((total, row) => total + (row[column] ?? 0), 0);
    const shareOf = (all: readonly Row[], holds: (row: Row) => boolean) =>
      all.length === 0 ? null : Math.round((all.filter(holds).length / all.length) * 10_000) / 10_000;
    const active = ({ status }: Row) => status === 'ACTIVE';
    const holdsPost = (position: string, column: string, id: string) =>
      naive.where('Appointment', column, id).some((post) => post.position === position && holdsOn(post, day));
    const isOver = ({ state }: Row) => ['COMPLETED', 'REPORTED'].includes(state);
    const estates = new Set(of('Estate').map(({ id }) => id));
    const buildings = rows.Building.filter(({ estate_id }) => estates.has(estate_id));
    const teams = new Set(of('VolunteerTeam').flatMap(({ id, kind }) => (isTerm(kind) ? [id] : [])));
    const cared = (column: string): number | null => {
      const { place } = figure;
      const all = rows.CareDesignation.filter((row) => isTerm(row.category) && holdsOn(row, day));
      const sizeOf = (all: readonly Row[], column: string) =>
        new Set(all.flatMap((row) => (row[column] === null ? [] : [row[column]]))).size;
      for (let length = place.length; length >= Math.min(8, place.length); length -= 4) {
        const beside = all.filter((row) => row.place.startsWith(place.slice(0, Math.max(4, length - 4))));
        const cells = Map.groupBy(beside, (row) => `${row.category} ${row.place.slice(0, length)}`);
        for (const [cell, some] of cells)
          for (const n of [sizeOf(some, 'person_id'), sizeOf(some, 'household_id')])
            if (!personal.includes(cell.split(' ')[0]!) && n > 0 && n < 5) return null;
      }
      return sizeOf(
        all.filter((row) => row.place.startsWith(place)),
        column,
      );
    };
    const reportedThen = of('Incident').filter(({ reported_at }) => isIn(reported_at));
    const activities = () => of('Activity').filter((row) => isTerm(row.kind) && isIn(row.starts_at) && isOver(row));
    const visits = () => of('Visit').filter((row) => isTerm(row.kind) && isIn(row.at));
    const grids = () => of('Grid').filter(active);
    const stairwells = () => of('Stairwell').filter(({ building_id }) => isTerm(naive.of(naive.of(building_id)!.estate_id)!.name));
    const answers: Readonly<Record<string, () => number | null>> = {
      'organization.count': () => counted('Organization', (row) => isTerm(row.kind) && active(row)),
      'station.count': () => counted('Station', (row) => isTerm(row.kind) && row.state === 'OPEN'),
      'station.area': () => {
        const all = of('Station').filter((row) => isTerm(row.kind) && row.state === 'OPEN' && row.area_sqm !== null);
        return sum(all, 'area_sqm');
      },
      'appointment.count': () => counted('Appointment', (row) => isTerm(row.position) && holdsOn(row, day)),
      'grid.count': () => grids().filter(({ level }) => isTerm(level)).length,
      'grid.led': () => grids().filter(({ id, level }) => isTerm(level) && holdsPost('GRID_LEADER', 'grid_id', id)).length,
      'grid.staffingRate': () => shareOf(grids(), ({ id }) => holdsPost('GRID_LEADER', 'grid_id', id)),
      'grid.branchCoverageStrict': () => shareOf(grids(), ({ branch_coverage }) => branch_coverage === 'OWN'),
      'grid.uncovered': () => grids().filter(({ branch_coverage }) => branch_coverage === 'NONE').length,
      'owners.partyWorkGroupCoverage': () => shareOf(of('Organization').filter(isCommittee), hasWorkGroup),
      'rule.serviceCircleMinutes': () => {
        const ids = new Set(of('Organization').map(({ id }) => id));
        const minutes = rows.CoverageRule.flatMap((rule) =>
          ids.has(rule.community_id) && rule.service_circle_minutes !== null ? [rule.service_circle_minutes] : [],
        );
        return minutes.length === 0 ? null : Math.max(...minutes);
      },
      'building.count': () => buildings.length,
      'building.floorArea': () =>
        sum(
          buildings.filter(({ floor_area_sqm }) => floor_area_sqm !== null),
          'floor_area_sqm',
        ),
      'stairwell.count': () => stairwells().length,
      'stairwell.chiefCoverage': () => shareOf(stairwells(), ({ id }) => holdsPost('STAIRWELL_CHIEF', 'stairwell_id', id)),
      'household.count': () => counted('Household', (row) => isTerm(row.kind) && row.dissolved_on === null),
      'household.origins': () =>
        new Set(of('Household').flatMap(({ origin, dissolved_on }) => (origin === null || dissolved_on !== null ? [] : [origin]))).size,
      'resident.count': () => counted('Resident', active),
      'resident.personDwellingCompleteness': () => shareOf(of('Resident').filter(active), isComplete),
      'care.persons': () => cared('person_id'),
      'care.households': () => cared('household_id'),
      'pairing.count': () => counted('HelpPairing', ({ ended_on }) => ended_on === null),
      'visit.households': () => new Set(visits().flatMap(({ household_id }) => (household_id === null ? [] : [household_id]))).size,
      'visit.personTimes': () => (visits().length === 0 ? null : visits().reduce((total, { actor_ids }) => total + actor_ids.length, 0)),
      'incident.count': () => reportedThen.filter(({ domain }) => isTerm(domain)).length,
      'incident.completionRate': () =>
        shareOf(
          reportedThen.filter(({ state }) => !['DUPLICATE', 'CANCELLED', 'REJECTED', 'FILED'].includes(state)),
          ({ state }) => ['VERIFIED', 'CLOSED'].includes(state),
        ),
      'incident.satisfactionRate': () =>
        shareOf(
          reportedThen.filter(counts).flatMap(({ id }) => naive.where('Satisfaction', 'incident_id', id)),
          ({ score }) => score >= 4,
        ),
      'team.count': () => counted('VolunteerTeam', (row) => isTerm(row.kind) && row.state === 'ACTIVE'),
      'team.size': () =>
        new Set(
          rows.TeamMembership.flatMap((row) =>
            teams.has(row.team_id) && row.valid_from !== null && holdsOn(row, day) ? [row.person_id] : [],
          ),
        ).size,
      'volunteer.experts': () => counted('Volunteer', ({ expert }) => expert),
      'activity.count': () => activities().length,
      'activity.beneficiaryPersonTimes': () => sum(activities(), 'beneficiary_person_times'),
      'need.done': () => counted('NeedItem', (row) => isTerm(row.kind) && row.state === 'DONE'),
      'need.aspects': () =>
        new Set(of('NeedItem').flatMap(({ kind, aspect }) => (kind === 'SERVICE_POST' && aspect !== null ? [aspect] : []))).size,
      'session.held': () => counted('DeliberationSession', (row) => isTerm(row.kind) && isIn(row.scheduled_at) && isHeldState(row)),
      'covenant.count': () => counted('Covenant', (row) => isTerm(row.kind) && row.state === 'ADOPTED'),
    };
    // An average of whole numbers is told as PostgreSQL divides: to sixteen digits.
    if (key === 'grid.averageResidents') {
      const all = grids().filter(({ level }) => isTerm(level));
      return all.length === 0 ? null : all.reduce((total, { resident_count }) => total + resident_count, 0) / all.length;
    }
    return answers[key]?.() ?? null;
  }
  const isHeldState = ({ state, is_adjourned }: Row) => ['OPEN', 'CLOSED', 'MINUTES_PUBLISHED'].includes(state) && !is_adjourned;
  const agreesWith: Readonly<Record<string, (n: number, value: number) => boolean>> = {
    EQUAL: (n, value) => n === value,
    AT_LEAST: (n, value) => n >= value,
    AT_MOST: (n, value) => n <= value,
    NEARLY: (n, value) => n >= 0.9 * value && n <= value,
    ABOUT: (n, value) => n >= 0.95 * value && n <= 1.05 * value,
  };
  const figureFields: Readonly<Record<string, Resolve>> = {
    id: id('ReportedFigure'),
    organization: ({ organization_id }) => naive.of(organization_id),
    comparable: ({ metric }) => comparableKeys.includes(metric.split(':')[0]),
    computed: (figure, _args, ask) => (mayCount(figure, ask) ? computedOf(figure, ask.today) : null),
    agrees: (figure, _args, ask) => {
      const n = mayCount(figure, ask) ? computedOf(figure, ask.today) : null;
      return n === null ? null : agreesWith[figure.comparator]!(n, figure.value);
    },
  };

  return {
    sees: { ReportedFigure: naive.isOwnJurisdiction },
    fields: {
      ReportedFigure: figureFields,
      Organization: { statistics },
      Grid: { statistics },
      Person: { performance },
      Statistics: {
        scope: ({ owner }) => owner,
        period: ({ from, to }) => ({ from, to }),
        basis: ({ basis }) => basis,
        asOf: () => ANYTHING,
        previous: (about) => {
          const { from, to } = about as About;
          const isWhole = from.endsWith('-01') && to.endsWith('-01');
          const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
          return { ...about, to: from, from: isWhole ? monthsBetween(from, to) : dayAfter(from, -days) };
        },
        incidentsReported: numberOf('reported'),
        ...Object.fromEntries(cards.map((name) => [name, numberOf(name)])),
        incidentsOpen: (about) => incidentsOf(about).filter(isOpen).length,
        overdueOpen: (about, _args, { now }) => incidentsOf(about).filter((row) => isLate(row, now)).length,
        openByState: (about, _args, { now }) => {
          const open = incidentsOf(about).filter(isOpen);
          return openStates.map((state) => {
            const there = open.filter((row) => row.state === state);
            return { state, count: there.length, overdue: there.filter(({ due_at: due }) => due !== null && due < now).length };
          });
        },
        ...Object.fromEntries(
          Object.entries(rates).map(([name, [key, numerator, denominator]]): [string, Resolve] => [
            name,
            (about, args, ask) =>
              rateOf(key, numberOf(numerator)(about, args, ask) as number, numberOf(denominator)(about, args, ask) as number, about.basis),
          ]),
        ),
        ...figures,
        reportedFigures: ({ owner }, _args, ask) =>
          sorted(
            under('ReportedFigure', owner).filter((row) => row.withdrawn_at === null && naive.sees(row, ask)),
            'place',
            'source',
          ).slice(0, 200),
        byDay: (about, _args, ask) =>
          groupsOf(about as About, ['DAY'], ask, new Set()).map(({ keys, reported }: Row) => ({ day: keys[0].value, count: reported })),
        byCategory: (about, _args, ask) =>
          groupsOf(about as About, ['CATEGORY'], ask, new Set()).map(({ keys, reported }: Row) => ({
            ...{ categoryId: keys[0].value, name: keys[0].name, count: reported },
          })),
        groups: (about, args, ask, selected) => {
          const by = args.by as readonly string[];
          if (by.length < 1 || by.length > 2 || new Set(by).size < by.length) throw new Fault('BAD_USER_INPUT', 'One or two. 一或两个。');
          return groupsOf(about as About, by, ask, selected!());
        },
      },
    },
    roots: {
      reportedFigure: byIdOf('ReportedFigure'),
      coverageGaps: (_root, args, ask) => {
        const [noun, isMissing] = missing[args.kind as string]!;
        bare(args.scope, 'Organization', 'Grid', 'Stairwell');
        if (args.period) aboutOf({}, args);
        const all = naive.visible(noun, ask).filter((row) => isMissing(row, args, ask) && naive.isWithin(row, args.scope));
        return naive.page(noun, all, args, ask);
      },
      statistics: (_root, args, ask) => {
        const named = naive.of(bare(args.scope, 'Organization', 'Grid'));
        const owner = naive.of(named?.successor_id ?? null) ?? named;
        const about = aboutOf(owner ?? {}, args);
        return owner && mayCount(owner, ask) ? about : null;
      },
    },
  };
};
