import { dayOf } from '../../../src/kernel/clock.js';
import type { Naive } from '../../read/naive.js';
import {
  ANYTHING,
  type Args,
  type Asking,
  among,
  bare,
  byId,
  byInstant,
  byNumber,
  byText,
  compareTexts,
  type DefaultOrders,
  endDay,
  firstDay,
  id,
  inTime,
  isAsked,
  type NaivePart,
  type Orders,
  type Page,
  type Resolve,
  resolversOf,
  sorted,
} from '../../read/naive-rules.js';
import { belongsAt, carers, has, holdsOn, namers, registrars, revealers, roleOf } from '../../read/viewer.js';
import type { Noun, Row } from '../../read/world.js';

const byAddress = byText('address_key');
/** Searched is what is left of each part of a text without signs and capitals; each has to stand where a word begins. */
const searched = (text: string): string[] =>
  text
    .split(/[\s\p{P}]+/u)
    .map((part) =>
      part
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]/gu, ''),
    )
    .filter((part) => part !== '');
const isBlank = (text: string): boolean => searched(text).length === 0;
const begins = (text: string, words: string): boolean => searched(text).every((part) => words.includes(` ${part}`) || sounds(part, words));

/** The readings of each character, where a word may begin: the last word, as kernel/search writes it. */
function sounds(part: string, words: string): boolean {
  const units = words
    .split(' ')
    .filter((word) => word.startsWith('|'))
    .flatMap((word) => word.slice(1).split('|'))
    .map((unit) => ({ begins: unit.startsWith(','), readings: unit.split(/[,.]/).filter(Boolean) }));
  const whole = (left: string, i: number): boolean =>
    (units[i]?.readings ?? []).some(
      (reading) => reading.startsWith(left) || (left.startsWith(reading) && whole(left.slice(reading.length), i + 1)),
    );
  const initials = (i: number): boolean =>
    [...part].every((letter, n) => units[i + n]?.begins && units[i + n]!.readings.some((reading) => reading.startsWith(letter)));
  return units.some((unit, i) => unit.begins && (whole(part, i) || initials(i)));
}

const weekdays = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

/** Days are YYYY-MM-DD. */
function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The same date of a later month, or its last day where the month has no such date. */
function plusMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate()))).toISOString().slice(0, 10);
}

const rate = (key: string, numerator: number, denominator: number): Record<string, unknown> => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : numerator / denominator,
  definition: { key, formula: ANYTHING, formulaZh: ANYTHING, version: 1 },
  basis: 'FLOW',
  asOf: ANYTHING,
});

export const orders: Orders = {
  Estate: { NAME: byText('name_key') },
  Building: { NUMBER: (a, b) => compareTexts(a.number.padStart(20, ' '), b.number.padStart(20, ' ')) },
  Dwelling: { ADDRESS: byAddress },
  // Who was never visited comes first.
  Household: { ADDRESS: byAddress, LAST_VISIT_AT: byNumber((row) => row.last_visit_at?.getTime() ?? 0) },
  Resident: { ADDRESS: byAddress },
  HelpPairing: { STARTED_ON: byText('started_on') },
  Visit: { AT: byInstant('at') },
};
export const defaultOrders: DefaultOrders = {
  Estate: { field: 'NAME', direction: 'ASC' },
  Building: { field: 'NUMBER', direction: 'ASC' },
  Dwelling: { field: 'ADDRESS', direction: 'ASC' },
  Household: { field: 'ADDRESS', direction: 'ASC' },
  Resident: { field: 'ADDRESS', direction: 'ASC' },
  HelpPairing: { field: 'STARTED_ON', direction: 'ASC' },
  Visit: { field: 'AT', direction: 'DESC' },
};

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, below, seen, pageOf, byIdOf } = resolversOf(naive);
  /** The household that the viewer belongs to: one, or none. */
  const ownHouseholds = ({ viewer }: Asking): string[] => (viewer.person === null ? [] : householdsOf(viewer.person));

  const ownPeople = (ask: Asking): string[] =>
    ask.viewer.person === null ? [] : [ask.viewer.person, ...ownHouseholds(ask).flatMap((id) => membersOf(id))];

  const isAboutViewer = (row: Row, ask: Asking): boolean =>
    (row.person_id !== null && row.person_id === ask.viewer.person) || ownHouseholds(ask).includes(row.household_id);

  const heads = (pairing: Row, { viewer }: Asking): boolean =>
    viewer.person !== null && [pairing.leader_id, pairing.responsible_id].includes(viewer.person);
  const isHelper = (pairing: Row, { viewer }: Asking): boolean => pairing.helper_ids.includes(viewer.person);
  const helps = (pairing: Row, ask: Asking): boolean =>
    isHelper(pairing, ask) || (heads(pairing, ask) && belongsAt(naive.world, ask.viewer.person!, pairing.place, ask.today));

  const householdsOf = (person: string): string[] =>
    naive.where('HouseholdMember', 'person_id', person).flatMap((member) => (member.valid_to === null ? [member.household_id] : []));

  const membersOf = (household: string): string[] =>
    naive.where('HouseholdMember', 'household_id', household).flatMap((member) => (member.valid_to === null ? [member.person_id] : []));

  /** Whoever looks after all of a jurisdiction also knows those of whom no home is known. */
  function sharesIdNumber(person: Row, { viewer }: Asking): boolean {
    const roles = [...namers, 'BRANCH_SECRETARY', 'STREET_SUPERVISOR', 'DISPATCHER', 'ADMIN'];
    const places = viewer.held.filter(({ role }) => roles.includes(role)).map(({ place }) => place);
    const root: string | undefined = viewer.jurisdiction === null ? undefined : naive.of(viewer.jurisdiction)!.place;
    return naive.world.rows.Person.some(
      (other) =>
        other.id !== person.id &&
        other.jurisdiction_id === person.jurisdiction_id &&
        person.id_number_index !== null &&
        other.id_number_index?.equals(person.id_number_index) &&
        places.some((place) => place === root || other.place?.startsWith(place)),
    );
  }

  /** Whoever is masked is not found by name. */
  const isFoundByName = (resident: Row, text: string, { viewer }: Asking): boolean =>
    (has(viewer, resident.place, ...namers) || resident.person_id === viewer.person) && begins(text, resident.words);

  /** Addresses are found in the communities that the viewer's posts have to do with, and at home; what is seen of them is another matter. */
  const isFoundByAddress = (dwelling: Row, text: string, ask: Asking): boolean =>
    (ask.viewer.held.some(({ role, place }) => registrars.includes(role) && dwelling.place.startsWith(place.slice(0, 8))) ||
      ownHouseholds(ask).some((household) => naive.of(household)?.dwelling_id === dwelling.id)) &&
    begins(text, dwelling.words);

  /** What is said today of a resident; of a household, what is said of it or of a member. */
  function careOf(row: Row, ask: Asking): Row[] {
    const all =
      naive.world.nounOf(row) === 'Resident'
        ? naive.where('CareDesignation', 'person_id', row.person_id)
        : about('CareDesignation', [row.id], membersOf(row.id));
    return all.filter((care) => holdsOn(care, ask.today) && naive.sees(care, ask));
  }

  /** Pairings under way: of a household, those of its members as well; of a resident, that of their household as well. */
  function pairingsOf(row: Row, ask: Asking): Row[] {
    const all =
      naive.world.nounOf(row) === 'Resident'
        ? about('HelpPairing', householdsOf(row.person_id), [row.person_id])
        : about('HelpPairing', [row.id], membersOf(row.id));
    return all.filter((pairing) => pairing.ended_on === null && naive.sees(pairing, ask));
  }

  function about(noun: Noun, households: readonly string[], people: readonly string[]): Row[] {
    return [
      ...people.flatMap((person) => naive.where(noun, 'person_id', person)),
      ...households.flatMap((household) => naive.where(noun, 'household_id', household)),
    ];
  }

  function lastVisitOf(pairing: Row): Date | null {
    const households = pairing.household_id === null ? householdsOf(pairing.person_id) : [pairing.household_id];
    const visits = about('Visit', households, pairing.person_id === null ? [] : [pairing.person_id]);
    return visits.reduce<Date | null>((latest, { at }) => (latest === null || at > latest ? at : latest), null);
  }

  /** A cadence after the last visit or, where that is later, after the beginning. */
  function nextVisitOf(pairing: Row): string | null {
    if (pairing.ended_on !== null) return null;
    const last = lastVisitOf(pairing);
    const from = [pairing.started_on, ...(last ? [dayOf(last)] : [])].sort().at(-1)!;
    return { DAILY: plusDays(from, 1), WEEKLY: plusDays(from, 7), MONTHLY: plusMonths(from, 1), QUARTERLY: plusMonths(from, 3) }[
      pairing.cadence as 'DAILY'
    ];
  }

  function isOverdue(pairing: Row, { today }: Asking): boolean {
    const due = nextVisitOf(pairing);
    return due !== null && due < today;
  }

  /** Who had to visit, from day to day: those who held the post all along, in each span that lies in the period, in the rule's time, and before today. */
  function dutiesOf(rule: Row, period: { from: string; to: string }, { today }: Asking): { person: string; from: string; to: string }[] {
    const spans: { from: string; to: string }[] = [];
    for (let day = period.from; day < period.to; day = plusDays(day, 1)) {
      const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8))];
      const weekday = weekdays[new Date(day).getUTCDay()];
      if (rule.cadence === 'DAILY') spans.push({ from: day, to: plusDays(day, 1) });
      if (rule.cadence === 'WEEKLY' && rule.weekday === weekday) spans.push({ from: day, to: plusDays(day, 1) });
      if (rule.cadence === 'WEEKLY' && rule.weekday === null && weekday === 'MONDAY') spans.push({ from: day, to: plusDays(day, 7) });
      if (rule.cadence === 'MONTHLY' && date === 1) spans.push({ from: day, to: plusMonths(day, 1) });
      if (rule.cadence === 'QUARTERLY' && date === 1 && month % 3 === 1) spans.push({ from: day, to: plusMonths(day, 3) });
    }
    const isOver = ({ from, to }: { from: string; to: string }) =>
      to <= period.to && to <= today && from >= rule.valid_from && (rule.valid_to === null || to <= rule.valid_to);
    return spans.filter(isOver).flatMap((span) => {
      const posts = naive.world.rows.Appointment.filter(
        (post) =>
          post.position === rule.position &&
          post.place.startsWith(rule.place) &&
          post.valid_from <= span.from &&
          (post.valid_to === null || post.valid_to >= span.to),
      );
      return [...new Set(posts.map(({ person_id }) => person_id as string))].map((person) => ({ person, ...span }));
    });
  }

  function visitsFor(rule: Row, duty: { person: string; from: string; to: string }): Row[] {
    return naive.world.rows.Visit.filter(
      (visit) =>
        visit.kind === rule.kind &&
        visit.place?.startsWith(rule.place) &&
        visit.actor_ids.includes(duty.person) &&
        dayOf(visit.at) >= duty.from &&
        dayOf(visit.at) < duty.to,
    );
  }

  const complianceOf: Resolve = (rule, { period }, ask) => {
    const duties = dutiesOf(rule, period as never, ask);
    const done = duties.filter((duty) => visitsFor(rule, duty).length > 0);
    return rate('visit.complianceRate', done.length, duties.length);
  };

  const returnComplianceOf: Resolve = (rule, { period }, ask) => {
    if (rule.return_weekday === null) return null;
    const { to } = period as { to: string };
    const visits = new Map<Row, boolean>();
    for (const duty of dutiesOf(rule, period as never, ask)) {
      let last = plusDays(duty.from, 1);
      while (weekdays[new Date(last).getUTCDay()] !== rule.return_weekday) last = plusDays(last, 1);
      if (plusDays(last, 1) > to || plusDays(last, 1) > ask.today) continue;
      for (const visit of visitsFor(rule, duty))
        visits.set(
          visit,
          naive.where('Visit', 'return_of_id', visit.id).some(({ at }) => dayOf(at) <= last),
        );
    }
    return rate('visit.returnVisitRate', [...visits.values()].filter(Boolean).length, visits.size);
  };

  function householdsOfToday(all: readonly Row[], args: Args, ask: Asking): Page {
    const some = all.filter((household) => naive.sees(household, ask) && (isAsked(args, 'dissolved') || household.dissolved_on === null));
    return naive.page('Household', some, args, ask);
  }

  const resident: Resolve = (row, _args, ask) =>
    naive.ifSeen((row.person_id && naive.where('Resident', 'person_id', row.person_id)[0]) ?? null, ask);
  const people =
    (column: string): Resolve =>
    (row) =>
      [...new Set<string>(row[column])].sort().map((person) => naive.of(person));
  const dwellings = (column: string) => pageOf('Dwelling', (row) => naive.where('Dwelling', column, row.id));
  /** Nothing is sealed in this world. */
  const sealed = () => null;
  const care: Resolve = (row, _args, ask) =>
    sorted(careOf(row, ask), 'category').slice(0, naive.world.nounOf(row) === 'Resident' ? 20 : 50);

  return {
    sees: {
      Estate: (row, ask) => naive.isOwnJurisdiction(row, ask),
      Building: (row, ask) => naive.isOwnJurisdiction(row, ask),
      Stairwell: (row, ask) => naive.isOwnJurisdiction(row, ask),
      Dwelling: (row, ask) =>
        has(ask.viewer, row.place, ...registrars) || ownHouseholds(ask).some((id) => naive.of(id)!.dwelling_id === row.id),
      Household: (row, ask) => has(ask.viewer, row.place, ...registrars) || ownHouseholds(ask).includes(row.id),
      HouseholdMember: (row, ask) => naive.sees(naive.of(row.household_id)!, ask),
      Resident: (row, ask) => has(ask.viewer, row.place, ...registrars) || ownPeople(ask).includes(row.person_id),
      Occupancy: (row, ask) => has(ask.viewer, row.place, ...registrars) || ownPeople(ask).includes(row.person_id),
      CareDesignation: (row, ask) =>
        has(ask.viewer, row.place, ...carers) ||
        (has(ask.viewer, row.place, 'POLICE') && row.category === 'KEY_PERSON') ||
        isAboutViewer(row, ask),
      HelpPairing: (row, ask) =>
        has(ask.viewer, row.place, ...carers) || isAboutViewer(row, ask) || (row.ended_on === null && helps(row, ask)),
      Visit: (row, ask) => has(ask.viewer, row.place, ...carers),
      VisitRule: (row, ask) =>
        has(ask.viewer, row.place, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'ADMIN') ||
        ask.viewer.posts.some(
          (post) =>
            ['GRID_WORKER', 'GRID_LEADER'].includes(roleOf(naive.world, post) ?? '') &&
            naive.of(post.grid_id)?.community_id === row.community_id,
        ),
    },
    filters: {
      Dwelling: {
        uses: among('use'),
        statuses: among('status'),
        text: (row: Row, text: string, ask: Asking) => isBlank(text) || isFoundByAddress(row, text, ask),
      },
      Household: {
        ids: (row: Row, wanted: readonly string[]) => wanted.map((id) => bare(id, 'Household')).includes(row.id),
        kinds: among('kind'),
        careCategories: (row: Row, wanted: readonly string[], ask: Asking) =>
          careOf(row, ask).some(({ category }) => wanted.includes(category)),
        helped: (row: Row, wanted: boolean, ask: Asking) => pairingsOf(row, ask).length > 0 === wanted,
        lastVisitAt: inTime('last_visit_at'),
        dissolved: (row: Row, wanted: boolean) => (row.dissolved_on !== null) === wanted,
        text: (row: Row, text: string, ask: Asking) =>
          isBlank(text) ||
          isFoundByAddress(naive.of(row.dwelling_id)!, text, ask) ||
          membersOf(row.id).some((person) =>
            naive.where('Resident', 'person_id', person).some((resident) => isFoundByName(resident, text, ask)),
          ),
      },
      Resident: {
        ids: (row: Row, wanted: readonly string[]) => wanted.map((id) => bare(id, 'Resident')).includes(row.id),
        residentTypes: among('resident_type'),
        careCategories: (row: Row, wanted: readonly string[], ask: Asking) =>
          careOf(row, ask).some(({ category }) => wanted.includes(category)),
        helped: (row: Row, wanted: boolean, ask: Asking) => pairingsOf(row, ask).length > 0 === wanted,
        verified: (row: Row, wanted: boolean) =>
          naive
            .where('Occupancy', 'person_id', row.person_id)
            .some((one) => one.main && one.valid_to === null && one.verified_at !== null) === wanted,
        sharesIdNumber: (row: Row, wanted: boolean, ask: Asking) => sharesIdNumber(naive.of(row.person_id)!, ask) === wanted,
        text: (row: Row, text: string, ask: Asking) => isBlank(text) || isFoundByName(row, text, ask),
      },
      HelpPairing: {
        overdue: (row: Row, wanted: boolean, ask: Asking) => isOverdue(row, ask) === wanted,
        ended: (row: Row, wanted: boolean) => (row.ended_on !== null) === wanted,
        assignedToViewer: (row: Row, wanted: boolean, ask: Asking) => (heads(row, ask) || isHelper(row, ask)) === wanted,
        leaderId: (row: Row, wanted: string) => row.leader_id === bare(wanted, 'Person'),
        responsibleId: (row: Row, wanted: string) => row.responsible_id === bare(wanted, 'Person'),
      },
    },
    fields: {
      Estate: {
        id: id('Estate'),
        community: to('community_id'),
        ownersCommittee: to('owners_committee_id'),
        propertyCompany: to('property_company_id'),
        buildings: pageOf('Building', (row) => naive.where('Building', 'estate_id', row.id)),
      },
      Building: {
        id: id('Building'),
        estate: to('estate_id'),
        stairwells: (row: Row) =>
          naive
            .where('Stairwell', 'building_id', row.id)
            .toSorted((a, b) => a.number.length - b.number.length || byText('number')(a, b) || byId(a, b)),
        dwellings: dwellings('building_id'),
      },
      Stairwell: {
        id: id('Stairwell'),
        building: to('building_id'),
        grid: to('grid_id'),
        chief: (row: Row, _args: Args, { today }: Asking) => {
          const post = rows.Appointment.find(
            (one) => one.stairwell_id === row.id && one.position === 'STAIRWELL_CHIEF' && holdsOn(one, today),
          );
          return post ? naive.of(post.person_id) : null;
        },
        dwellings: dwellings('stairwell_id'),
      },
      Dwelling: {
        id: id('Dwelling'),
        building: to('building_id'),
        stairwell: to('stairwell_id'),
        grid: to('grid_id'),
        households: (row: Row, _args: Args, ask: Asking) =>
          naive
            .where('Household', 'dwelling_id', row.id)
            .filter((household) => household.dissolved_on === null && naive.sees(household, ask))
            .sort((a, b) => Number(b.main) - Number(a.main) || byId(a, b)),
        occupancies: (row: Row, _args: Args, ask: Asking) =>
          sorted(
            naive.where('Occupancy', 'dwelling_id', row.id).filter((one) => one.valid_to === null && naive.sees(one, ask)),
            'valid_from',
          ),
      },
      Household: {
        id: id('Household'),
        grid: (row: Row) => naive.of(naive.of(row.dwelling_id)!.grid_id),
        dwelling: to('dwelling_id'),
        head: to('head_id'),
        members: (row: Row) =>
          naive
            .where('HouseholdMember', 'household_id', row.id)
            .filter(({ valid_to }) => valid_to === null)
            .sort((a, b) => Number(a.relation !== 'HEAD') - Number(b.relation !== 'HEAD') || byText('valid_from')(a, b) || byId(a, b)),
        careDesignations: care,
        helpPairings: (row: Row, _args: Args, ask: Asking) => sorted(pairingsOf(row, ask), 'started_on'),
        visits: pageOf('Visit', (row) => naive.where('Visit', 'household_id', row.id)),
      },
      HouseholdMember: {
        id: id('HouseholdMember'),
        household: seen('household_id'),
        person: to('person_id'),
        resident,
        from: firstDay,
        to: endDay,
      },
      Resident: {
        id: id('Resident'),
        person: to('person_id'),
        birthDate: (row: Row, _args: Args, { viewer }: Asking) =>
          row.person_id === viewer.person || has(viewer, row.place, ...revealers) ? row.birth_date : null,
        household: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(householdsOf(row.person_id)[0] ?? null), ask),
        occupancies: (row: Row, _args: Args, ask: Asking) =>
          naive
            .where('Occupancy', 'person_id', row.person_id)
            .filter((one) => one.valid_to === null && naive.sees(one, ask))
            .sort((a, b) => Number(b.main) - Number(a.main) || byText('valid_from')(a, b) || byId(a, b)),
        careDesignations: care,
        // The help that was given to them comes before that for their household.
        helpPairing: (row: Row, _args: Args, ask: Asking) => {
          const isUnderWay = (pairing: Row) => pairing.ended_on === null;
          const all = about('HelpPairing', householdsOf(row.person_id), [row.person_id]).filter(isUnderWay);
          return naive.ifSeen(all[0] ?? null, ask);
        },
        visits: pageOf('Visit', (row) => [...new Set(about('Visit', householdsOf(row.person_id), [row.person_id]))]),
      },
      Occupancy: {
        id: id('Occupancy'),
        person: to('person_id'),
        dwelling: seen('dwelling_id'),
        verifiedBy: to('verified_by_id'),
        from: firstDay,
        to: endDay,
      },
      CareDesignation: {
        id: id('CareDesignation'),
        resident,
        household: seen('household_id'),
        sensitivity: (row: Row) => (['ELDERLY', 'MINOR', 'VETERAN', 'FLOOD_EVACUEE', 'SINGLE_YOUTH'].includes(row.category) ? 'P2' : 'P3'),
        approvedBy: to('approved_by_id'),
        note: sealed,
        from: firstDay,
        to: endDay,
      },
      HelpPairing: {
        id: id('HelpPairing'),
        resident,
        household: seen('household_id'),
        leader: to('leader_id'),
        responsible: to('responsible_id'),
        helpers: people('helper_ids'),
        organization: to('organization_id'),
        plan: sealed,
        lastVisitAt: (row: Row) => lastVisitOf(row)?.toISOString() ?? null,
        nextVisitDueOn: (row: Row) => nextVisitOf(row),
        overdue: (row: Row, _args: Args, ask: Asking) => isOverdue(row, ask),
      },
      Visit: {
        id: id('Visit'),
        resident,
        household: seen('household_id'),
        actors: people('actor_ids'),
        findings: sealed,
        needs: sealed,
        returnOf: seen('return_of_id'),
        returnVisits: (row: Row, _args: Args, ask: Asking) =>
          naive
            .where('Visit', 'return_of_id', row.id)
            .filter((visit) => naive.sees(visit, ask))
            .sort((a, b) => byInstant('at')(a, b) || byId(a, b)),
      },
      VisitRule: {
        id: id('VisitRule'),
        community: to('community_id'),
        from: firstDay,
        to: endDay,
        compliance: complianceOf,
        returnCompliance: returnComplianceOf,
      },
      Organization: {
        estates: pageOf('Estate', (row) => naive.where('Estate', 'community_id', row.id)),
        visitRules: (row: Row, _args: Args, ask: Asking) =>
          sorted(
            naive.where('VisitRule', 'community_id', row.id).filter((rule) => holdsOn(rule, ask.today) && naive.sees(rule, ask)),
            'position',
            'kind',
          ),
      },
      Person: {
        resident: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.where('Resident', 'person_id', row.id)[0] ?? null, ask),
      },
      Appointment: {
        stairwell: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(row.stairwell_id), ask),
      },
      Grid: {
        dwellings: pageOf('Dwelling', (row) => below('Dwelling', row)),
        households: (row: Row, args: Args, ask: Asking) => householdsOfToday(below('Household', row), args, ask),
      },
    },
    roots: {
      dwelling: byIdOf('Dwelling'),
      dwellings: (_root, args, ask) => naive.page('Dwelling', naive.visible('Dwelling', ask), args, ask),
      household: byIdOf('Household'),
      households: (_root, args, ask) => householdsOfToday(rows.Household, args, ask),
      resident: byIdOf('Resident'),
      residents: (_root, args, ask) => naive.page('Resident', naive.visible('Resident', ask), args, ask),
      helpPairing: byIdOf('HelpPairing'),
      helpPairings: (_root, args, ask) => {
        const all = naive.visible('HelpPairing', ask).filter((pairing) => isAsked(args, 'ended') || pairing.ended_on === null);
        return naive.page('HelpPairing', all, args, ask);
      },
    },
  };
};
