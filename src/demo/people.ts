import { nameWords } from '../kernel/search.js';
import { addressOf } from '../modules/addresses/address.js';
import type { CareCategory, VisitKind } from '../modules/care/care.terms.js';
import type { Gender, HouseholdRelation } from '../modules/households/household.terms.js';
import type { Position } from '../modules/organisations/organization.terms.js';
import { baseMaker, FIRST_MIDNIGHT } from './base-row.js';
import type { Dataset } from './dataset.js';
import type { Home } from './homes.js';
import type * as Row from './rows.js';
import type { Scenario } from './scenario.js';
import { Random } from './seeded.js';

const DAY = 86_400_000;
/** All visits fall into the eleven weeks from the first midnight on. */
const DAYS = 77;
/** A Tuesday. */
const FIRST_TUESDAY = FIRST_MIDNIGHT;
const WEEKS = 4;
const YEAR = 2026;

/** Everybody who lives in one grid, and what is about them: rows by table, in the order in which they can be written. */
export interface People {
  readonly dwelling: Row.DwellingRow[];
  readonly person: Row.PersonRow[];
  readonly household: Row.HouseholdRow[];
  readonly household_member: Row.MemberRow[];
  readonly resident: Row.ResidentRow[];
  readonly occupancy: Row.OccupancyRow[];
  readonly care_designation: Row.CareRow[];
  readonly help_pairing: Row.PairingRow[];
  readonly visit: Row.VisitRow[];
}

/** In the order in which they can be written. */
export const peopleTables = [
  'dwelling',
  'person',
  'household',
  'household_member',
  'resident',
  'occupancy',
  'care_designation',
  'help_pairing',
  'visit',
] as const satisfies readonly (keyof People)[];

export const noPeople = (): People => ({
  dwelling: [],
  person: [],
  household: [],
  household_member: [],
  resident: [],
  occupancy: [],
  care_designation: [],
  help_pairing: [],
  visit: [],
});

/** Whether the i-th of so many is one of `count` that are spread evenly. */
const isChosen = (i: number, of: number, count: number): boolean => Math.floor(((i + 1) * count) / of) > Math.floor((i * count) / of);

/** The rules that a jurisdiction's communities have set for visits. */
export function visitRulesOf(dataset: Dataset): Row.VisitRuleRow[] {
  const { duty } = dataset.scenario;
  if (!duty) return [];
  const base = baseMaker(dataset, 'rules');
  const { position, kind, cadence, weekday, returnWeekday } = duty;
  return dataset.organizations
    .filter((organization) => organization.kind === 'COMMUNITY')
    .map((community) => ({
      ...base(),
      ...{ community_id: community.id, position, kind, cadence, weekday, return_weekday: returnWeekday },
      ...{ valid_from: '2017-01-01', valid_to: null, place: community.place },
    }));
}

/** The people of a jurisdiction, grid by grid; null after each home, so that who takes them may let others work meanwhile. */
export function* peopleOf(dataset: Dataset): Generator<People | null> {
  const population = new Population(dataset);
  const first = new Set<string | null>();
  for (const homes of Map.groupBy(dataset.homes, ({ grid }) => grid.id).values()) {
    const { grid } = homes[0]!;
    // Who serves the grid above visits in the first of its parts.
    const seats = first.has(grid.parent_id ?? grid.id) ? [grid.id] : [grid.id, ...(grid.parent_id ? [grid.parent_id] : [])];
    first.add(grid.parent_id ?? grid.id);
    const people = yield* population.grid(homes, seats);
    yield people;
  }
}

/** A household while it is made up. */
interface Household {
  readonly row: Row.HouseholdRow;
  readonly home: Home;
  readonly members: readonly { readonly person: Row.PersonRow; readonly birthYear: number }[];
  readonly cares: { readonly category: CareCategory | 'CONNECTED'; readonly person: string | null }[];
}

class Population {
  readonly #base: () => Row.BaseRow;
  readonly #random: Random;
  readonly #holders = new Map<string, string[]>();
  /** 中心户长 */
  readonly #centres = new Set<string>();
  /** Of the homes in which nobody is known: how many there are, and how many have been made up. */
  readonly #strangers: number;
  readonly #total: number;
  #stranger = 0;
  #residents = 0;
  readonly #paired = new Map<string, number>();
  #rounds = 0;

  readonly #scenario: Scenario;
  /** By community. */
  readonly #inhabited: ReadonlyMap<string, readonly string[]>;

  constructor(private readonly dataset: Dataset) {
    this.#scenario = dataset.scenario;
    this.#base = baseMaker(dataset, 'people');
    this.#random = new Random(`mulin/${dataset.jurisdiction.code}/lives`);
    for (const post of dataset.appointments) {
      if (post.valid_to !== null) continue;
      const seat = `${post.grid_id ?? post.organization_id}/${post.position}`;
      this.#holders.set(seat, [...(this.#holders.get(seat) ?? []), post.person_id]);
      if (post.position === 'CENTRE_HOUSEHOLD_HEAD') this.#centres.add(post.person_id);
    }
    const gridsOfHomes = new Map(dataset.homes.map(({ grid }) => [grid.id, grid]));
    const byCommunity = Map.groupBy(gridsOfHomes.values(), ({ community_id }) => community_id);
    this.#inhabited = new Map([...byCommunity].map(([community, grids]) => [community, grids.map(({ id }) => id)]));
    const inhabited = dataset.homes.filter(({ size }) => size > 0);
    this.#total = inhabited.length;
    this.#strangers = inhabited.filter(({ known }) => known.length === 0).length;
  }

  *grid(homes: readonly Home[], seats: readonly string[]): Generator<null, People> {
    const people = noPeople();
    const made: Household[] = [];
    for (const home of homes) {
      const household = this.#home(people, home);
      if (household) made.push(household);
      yield null;
    }
    this.#visits(people, made, seats);
    return people;
  }

  #holdersOf(grid: Row.GridRow, position: Position): readonly string[] {
    return (
      this.#holders.get(`${grid.id}/${position}`) ??
      this.#holders.get(`${grid.parent_id}/${position}`) ??
      this.#holders.get(`${grid.community_id}/${position}`) ??
      []
    );
  }

  #home(people: People, home: Home): Household | null {
    const { grid, stairwell, building, estate } = home;
    const isRented = home.size > 0 && home.known.length === 0 && this.#random.between(1, 100) <= 15;
    const { address, addressKey, words } = addressOf(estate.name, [building.number, stairwell.number, home.room]);
    const dwelling: Row.DwellingRow = {
      ...this.#base(),
      ...{ building_id: building.id, stairwell_id: stairwell.id, grid_id: grid.id, floor: home.floor, room: home.room },
      ...{ address, address_key: addressKey, words },
      use: 'RESIDENTIAL',
      status: home.size === 0 ? 'VACANT' : isRented ? 'RENTED' : 'OCCUPIED',
      place: stairwell.place,
    };
    people.dwelling.push(dwelling);
    if (home.size === 0) return null;

    const headAge = home.size === 1 ? this.#random.between(28, 88) : this.#random.between(30, 74);
    const since = `${this.#random.between(2004, 2016)}-${String(this.#random.between(1, 12)).padStart(2, '0')}-01`;
    const household: Row.HouseholdRow = {
      ...this.#base(),
      dwelling_id: dwelling.id,
      head_id: '',
      kind: 'GENERAL',
      main: true,
      origin: this.#scenario.origins ? this.#scenario.origins[people.household.length % this.#scenario.origins.length]! : null,
      address_key: dwelling.address_key,
      last_visit_at: null,
      formed_on: since,
      dissolved_on: null,
      place: stairwell.place,
    };
    people.household.push(household);
    let surname = '';
    const members = relationsOf(home.size, headAge).map((relation, n) => {
      const person = this.#person(people, home, relation, n, surname);
      if (n === 0) surname = person.name[0]!;
      const birthYear = YEAR - ageOf(relation, headAge, this.#random);
      this.#settle(people, home, dwelling, household, person, { relation, birthYear, isRented, since, n });
      return { person, birthYear };
    });
    household.head_id = members[0]!.person.id;
    const made: Household = { row: household, home, members, cares: [] };
    this.#care(people, made, headAge);
    return made;
  }

  /** The n-th of a household: whoever is known, or somebody new. Children have the head's surname. */
  #person(people: People, home: Home, relation: HouseholdRelation, n: number, surname: string): Row.PersonRow {
    const known = home.known[n];
    if (known) return known;
    const name = this.dataset.name(n === 0 || relation === 'SPOUSE' ? undefined : surname);
    const hasPhone = relation !== 'CHILD' && relation !== 'GRANDCHILD';
    const person = { ...this.#base(), name, phone: hasPhone ? this.dataset.phone() : null, place: home.stairwell.place };
    people.person.push(person);
    return person;
  }

  #settle(
    people: People,
    home: Home,
    dwelling: Row.DwellingRow,
    household: Row.HouseholdRow,
    person: Row.PersonRow,
    life: { relation: HouseholdRelation; birthYear: number; isRented: boolean; since: string; n: number },
  ): void {
    const { relation, birthYear, isRented, n } = life;
    const birthDate = `${birthYear}-${String(this.#random.between(1, 12)).padStart(2, '0')}-${String(this.#random.between(1, 28)).padStart(2, '0')}`;
    const since = birthDate > life.since ? birthDate : life.since;
    const gender = genderOf(relation, this.#random);
    const age = YEAR - birthYear;
    people.household_member.push({
      ...this.#base(),
      ...{ household_id: household.id, person_id: person.id, relation, valid_from: since, valid_to: null },
    });
    people.resident.push({
      ...this.#base(),
      person_id: person.id,
      resident_type: isRented ? 'FLOATING' : 'REGISTERED',
      status: 'ACTIVE',
      gender,
      birth_date: birthDate,
      employment: employmentOf(age, gender, this.#random),
      tags: [],
      words: nameWords(person.name),
      address_key: dwelling.address_key,
      place: dwelling.place,
    });
    // Of each hundred in a row the stated share was seen.
    const isVerified = (this.#residents++ * 37) % 100 < this.#scenario.verified;
    const verifier = this.#holdersOf(home.grid, 'GRID_WORKER')[0] ?? null;
    people.occupancy.push({
      ...this.#base(),
      person_id: person.id,
      dwelling_id: dwelling.id,
      kind: n > 0 ? 'FAMILY' : isRented ? 'TENANT' : 'OWNER_OCCUPIER',
      main: true,
      people_house_status: isRented ? 'PERSON_ONLY' : 'PRESENT',
      source: isVerified ? 'VISIT' : 'IMPORT',
      verified_at: isVerified ? new Date(FIRST_MIDNIGHT + (this.#residents % DAYS) * DAY + 34_200_000).toISOString() : null,
      verified_by_id: isVerified ? verifier : null,
      valid_from: since,
      valid_to: null,
      place: dwelling.place,
    });
  }

  // -------------------------------------------------------------------------------------------------------------- care and help

  #care(people: People, made: Household, headAge: number): void {
    const { row, home, members, cares } = made;
    const [head] = members as [Household['members'][number]];
    if (home.known.length > 0) {
      if (this.#centres.has(head.person.id)) row.kind = 'CENTRE_HOUSEHOLD';
      return;
    }
    const i = this.#stranger++;
    const isOneOf = (count: number | undefined, offset: number) =>
      count !== undefined && isChosen((i + offset) % this.#strangers, this.#strangers, count);
    if (isOneOf(this.#scenario.connected, 0)) {
      row.kind = 'CONNECTED';
      cares.push({ category: 'CONNECTED', person: null });
    }
    if (members.length === 1 && headAge >= 70) cares.push({ category: 'LIVING_ALONE_ELDERLY', person: head.person.id });
    for (const { person, birthYear } of members) if (YEAR - birthYear >= 84) cares.push({ category: 'ELDERLY', person: person.id });
    for (const [n, [category, count]] of Object.entries(this.#scenario.persons ?? {}).entries())
      if (isOneOf(count, 7 * (n + 1))) cares.push({ category: category as CareCategory, person: head.person.id });
    for (const [n, [category, count]] of Object.entries(this.#scenario.households ?? {}).entries())
      if (isOneOf(count, 5 * (n + 1) + 3)) cares.push({ category: category as CareCategory, person: null });
    for (const { category, person } of cares) {
      if (category !== 'CONNECTED') this.#designate(people, made, category, person);
      this.#pair(people, made, category, person);
    }
  }

  #designate(people: People, { row, home }: Household, category: CareCategory, person: string | null): void {
    people.care_designation.push({
      ...this.#base(),
      person_id: person,
      household_id: person === null ? row.id : null,
      category,
      level: category === 'KEY_PERSON' || category === 'NO_SUPPORT' ? 'FOCUS' : 'ROUTINE',
      source: category === 'KEY_PERSON' ? 'POLICE' : category === 'LOW_INCOME' ? 'CIVIL_AFFAIRS' : 'VISIT',
      approved_by_id: this.#holdersOf(home.grid, 'COMMUNITY_CADRE')[0] ?? null,
      valid_from: '2024-01-01',
      valid_to: null,
      place: row.place,
    });
  }

  /** One pairing to a household or person, with a leader and a responsible person. */
  #pair(people: People, { row, home }: Household, category: CareCategory | 'CONNECTED', person: string | null): void {
    const wanted = this.#scenario.paired?.find(([paired]) => paired === category);
    const count = this.#paired.get(category) ?? 0;
    const isPaired = people.help_pairing.some(
      (pairing) => pairing.household_id === row.id || (person !== null && pairing.person_id === person),
    );
    if (!wanted || count >= wanted[1] || isPaired) return;
    const leader = this.#holdersOf(home.grid, 'INSPECTION_LEAD')[0] ?? this.#holdersOf(home.grid, 'COMMUNITY_CADRE')[0]!;
    const responsible = this.#holdersOf(home.grid, 'GRID_LEADER')[0] ?? this.#holdersOf(home.grid, 'GRID_WORKER')[0] ?? leader;
    const helper = this.#holdersOf(home.grid, 'GRID_WORKER')[0];
    this.#paired.set(category, count + 1);
    people.help_pairing.push({
      ...this.#base(),
      ...{ person_id: person, household_id: person === null ? row.id : null, leader_id: leader, responsible_id: responsible },
      ...{ helper_ids: helper ? [helper] : [], cadence: wanted[2], started_on: '2026-01-01', ended_on: null, end_reason: null },
      place: row.place,
    });
  }

  // -------------------------------------------------------------------------------------------------------------- visits

  #visits(people: People, made: readonly Household[], seats: readonly string[]): void {
    for (const household of made) {
      const i = this.#rounds++;
      for (const { kind, by, to, purpose } of this.#scenario.rounds ?? []) {
        const isVisited =
          typeof to === 'number'
            ? isChosen(i, this.#total, to)
            : household.cares.some(({ category }) => to.includes(category as CareCategory));
        if (!isVisited) continue;
        const actors = by.flatMap((position) => this.#holdersOf(household.home.grid, position)[0] ?? []);
        if (actors.length === by.length)
          this.#visit(people, household, kind, actors, this.#hour(FIRST_MIDNIGHT + ((i * 7) % DAYS) * DAY), purpose);
      }
    }
    const { duty } = this.#scenario;
    if (!duty || made.length === 0) return;
    const holders = [
      ...seats.flatMap((seat) => this.#holders.get(`${seat}/${duty.position}`) ?? []),
      ...this.#ofCommunity(made[0]!.home.grid, duty.position),
    ];
    const days =
      duty.cadence === 'WEEKLY'
        ? Array.from({ length: WEEKS }, (_, week) => FIRST_TUESDAY + week * 7 * DAY)
        : [0, 30, 61].map((days) => FIRST_MIDNIGHT + (days + 9) * DAY);
    for (const [n, holder] of holders.entries()) {
      for (const [m, day] of days.entries()) {
        if (this.#random.between(1, 100) > duty.kept) continue;
        const household = made[(n * 5 + m * 3) % made.length]!;
        const visit = this.#visit(people, household, duty.kind, [holder], this.#hour(day), '日常走访');
        if (duty.returnWeekday === null || this.#random.between(1, 100) > duty.followed) continue;
        this.#visit(people, household, 'RETURN_VISIT', [holder], this.#hour(day + 3 * DAY), '回访', visit.id);
      }
    }
  }

  /** Those who hold a post at the grid's community, dealt out over its inhabited grids in turn. */
  #ofCommunity(grid: Row.GridRow, position: Position): readonly string[] {
    const grids = this.#inhabited.get(grid.community_id)!;
    const holders = this.#holders.get(`${grid.community_id}/${position}`) ?? [];
    return holders.filter((_, n) => n % grids.length === grids.indexOf(grid.id));
  }

  #hour(day: number): number {
    return day + 9 * 3_600_000 + this.#random.between(0, 9 * 60) * 60_000;
  }

  #visit(
    people: People,
    { row }: Household,
    kind: VisitKind,
    actors: readonly string[],
    at: number,
    purpose: string,
    returnOf: string | null = null,
  ) {
    const visit: Row.VisitRow = {
      ...this.#base(),
      kind,
      household_id: row.id,
      person_id: null,
      actor_ids: [...actors],
      at: new Date(at).toISOString(),
      purpose,
      return_of_id: returnOf,
      next_due_on: null,
      information_updated: kind === 'ROUTINE',
      place: row.place,
    };
    if (row.last_visit_at === null || visit.at > row.last_visit_at) row.last_visit_at = visit.at;
    people.visit.push(visit);
    return visit;
  }
}

function relationsOf(size: number, headAge: number): HouseholdRelation[] {
  const old: readonly HouseholdRelation[] = ['HEAD', 'SPOUSE', 'CHILD', 'OTHER_RELATIVE', 'GRANDCHILD', 'GRANDCHILD'];
  const young: readonly HouseholdRelation[] = ['HEAD', 'SPOUSE', 'CHILD', 'CHILD', 'PARENT', 'PARENT'];
  const all = headAge >= 58 ? old : young;
  return Array.from({ length: size }, (_, n) => all[n] ?? 'OTHER_RELATIVE');
}

function ageOf(relation: HouseholdRelation, headAge: number, random: Random): number {
  switch (relation) {
    case 'HEAD':
      return headAge;
    case 'SPOUSE':
      return Math.max(24, headAge + random.between(-4, 3));
    case 'CHILD':
      return Math.max(1, headAge - random.between(25, 32));
    case 'PARENT':
      return Math.min(94, headAge + random.between(23, 30));
    case 'GRANDCHILD':
      return Math.max(1, headAge - random.between(50, 58));
    default:
      return Math.max(20, headAge - random.between(5, 25));
  }
}

const genderOf = (relation: HouseholdRelation, random: Random): Gender => {
  const lot = random.between(1, 100);
  if (relation === 'HEAD') return lot <= 65 ? 'MALE' : 'FEMALE';
  if (relation === 'SPOUSE') return lot <= 70 ? 'FEMALE' : 'MALE';
  return lot <= 50 ? 'FEMALE' : 'MALE';
};

function employmentOf(age: number, gender: Gender, random: Random): Row.ResidentRow['employment'] {
  if (age < 6) return 'NOT_WORKING';
  if (age < 20) return 'STUDENT';
  if (age >= (gender === 'FEMALE' ? 55 : 60)) return 'RETIRED';
  const lot = random.between(1, 100);
  return lot <= 70 ? 'EMPLOYED' : lot <= 88 ? 'SELF_EMPLOYED' : lot <= 94 ? 'UNEMPLOYED' : 'NOT_WORKING';
}
