import { type Place, segment } from '../kernel/place.js';
import { orderKey } from '../kernel/search.js';
import { standardCategories, standardParents } from '../modules/incidents/incident.terms.js';
import type { OrganizationKind, OrganizationRelationKind, Position, StationKind } from '../modules/organisations/organization.terms.js';
import { namingOf } from './category-naming.js';
import { type BranchedKind, organizationCodes } from './codes.js';
import type { Home } from './homes.js';
import { nameMaker } from './names.js';
import { DEMO_ISSUER, type PersonPersona, subjectOf } from './personas.js';
import { needsPicture, questionsOf } from './questions.js';
import type * as Row from './rows.js';
import type { Scenario } from './scenario.js';
import { idMaker, Random } from './seeded.js';

/** When the demo's trees were written down. Ids and timestamps count from here. */
const WRITTEN_AT = Date.parse('2026-08-31T16:00:00.000Z');

const DAY = 86_400_000;

/** No post changes hands after this. */
const LAST_CHANGE = '2024-12-31';

/** Marks a row that the source itself names; all others were invented to fill its figures. */
export const reported = { provenance: 'REPORTED' } as const;

/** Full-time unless an appointment says otherwise; all other posts are part-time unless it says otherwise. */
const fullTimePositions: readonly Position[] = [
  'COMMUNITY_CADRE',
  'COMMUNITY_WORKER',
  'GRID_WORKER',
  'COMMUNITY_POLICE',
  'PROPERTY_MANAGER',
  'SECURITY_GUARD',
  'STREET_OFFICER',
  'DISPATCHER',
  'DEPARTMENT_OFFICER',
  'SYSTEM_ADMINISTRATOR',
  'AUDITOR',
];

export interface Jurisdiction {
  /** The source's number, 000 to 004: opens every code. */
  readonly code: string;
  /** In the last 16 bits of every id, and the first segment of every place. */
  readonly number: number;
  readonly name: string;
  readonly kind: Extract<OrganizationKind, 'STREET_OFFICE' | 'TOWN_GOVERNMENT'>;
  readonly address: string;
  /** When the source was written. Whatever it counts was so on that day, and is so now. */
  readonly reportedOn: string;
  /** Of telephone numbers. */
  readonly areaCode: string;
  /** Longitude and latitude in WGS84; incidents are scattered around it. */
  readonly centre: readonly [number, number];
}

/** Organisations that have a telephone for everybody. */
const reachableKinds: readonly OrganizationKind[] = [
  'STREET_OFFICE',
  'TOWN_GOVERNMENT',
  'COMMUNITY',
  'INFORMATION_CENTER',
  'PROPERTY_COMPANY',
];

/** The rows of one jurisdiction, in the making. It alone gives out ids, codes and places, and keeps the parents' counters. */
export class Dataset {
  readonly organizations: Row.OrganizationRow[] = [];
  readonly relations: Row.RelationRow[] = [];
  readonly persons: Row.PersonRow[] = [];
  readonly accounts: Row.AccountRow[] = [];
  readonly grids: Row.GridRow[] = [];
  readonly coverageRules: Row.CoverageRuleRow[] = [];
  readonly appointments: Row.AppointmentRow[] = [];
  readonly sites: Row.SiteRow[] = [];
  readonly stations: Row.StationRow[] = [];
  readonly categories: Row.CategoryRow[] = [];
  readonly estates: Row.EstateRow[] = [];
  readonly buildings: Row.BuildingRow[] = [];
  readonly stairwells: Row.StairwellRow[] = [];
  /** Where people live, grid by grid (homes.ts). */
  readonly homes: Home[] = [];
  /** What is told of the households. */
  scenario: Scenario = { verified: 90 };
  /** Where somebody who is known by a post, or as a persona, lives: a grid, or a stairwell of it. */
  readonly homeOf = new Map<string, Row.GridRow | Row.StairwellRow>();
  readonly root: Row.OrganizationRow;
  readonly random: Random;
  readonly #makeId: (at: number) => string;
  readonly #makeName: (surname?: string) => string;
  readonly #seriesLengths = new Map<string, number>();
  #rowCount = 0;
  #landlineCount = 0;
  #phoneCount = 0;

  constructor(readonly jurisdiction: Jurisdiction) {
    this.random = new Random(`mulin/${jurisdiction.code}`);
    // Streams of their own: another figure leaves ids and names as they are.
    this.#makeId = idMaker(jurisdiction.number, new Random(`mulin/${jurisdiction.code}/ids`));
    this.#makeName = nameMaker(new Random(`mulin/${jurisdiction.code}/names`));
    const base = this.#base();
    this.root = this.#organization(jurisdiction.kind, jurisdiction.name, {
      ...base,
      ...reported,
      jurisdiction_id: base.id,
      code: jurisdiction.code,
      number: jurisdiction.number,
      parent_id: null,
      place: segment(jurisdiction.number),
      address: jurisdiction.address,
    });
    const parentId = idMaker(jurisdiction.number, new Random(`mulin/${jurisdiction.code}/categories`));
    const parents = standardParents.map(([domain, name]) => ({
      ...{ ...base, id: parentId(WRITTEN_AT), jurisdiction_id: base.id, code: domain, name, domain, parent_id: null, active: true },
      ...namingOf(domain),
      ...{ questions: [], needs_picture: false, needs_result: false },
    }));
    this.categories.push(...parents);
    for (const [code, name, domain, isTopmost] of standardCategories)
      this.categories.push({
        ...this.#base(),
        code,
        name,
        domain,
        parent_id: isTopmost ? null : parents.find((parent) => parent.domain === domain)!.id,
        active: true,
        ...namingOf(code),
        questions: questionsOf(code),
        needs_picture: needsPicture(code),
        needs_result: needsPicture(code),
      });
  }

  organization(
    parent: Row.OrganizationRow,
    kind: BranchedKind,
    name: string,
    more: Partial<Row.OrganizationRow> = {},
  ): Row.OrganizationRow {
    return this.#organization(kind, name, {
      ...this.#base(),
      code: this.#nextCode(this.jurisdiction.code, organizationCodes[kind]),
      number: null,
      parent_id: parent.id,
      place: placeBelow(parent),
      ...more,
    });
  }

  relate(
    from: Row.OrganizationRow,
    kind: OrganizationRelationKind,
    to: Row.OrganizationRow,
    more: Partial<Row.RelationRow> = {},
  ): Row.RelationRow {
    const row = {
      ...this.#base(),
      from_id: from.id,
      to_id: to.id,
      kind,
      valid_from: this.dayBeforeReport(),
      valid_to: null,
      note: null,
      ...more,
    };
    this.relations.push(row);
    return row;
  }

  /** A first-level grid. `numberedIn` is the code that its number runs in: the jurisdiction's, or the community's own. */
  grid(community: Row.OrganizationRow, name: string, more: Partial<Row.GridRow> = {}, numberedIn = this.jurisdiction.code): Row.GridRow {
    return this.#grid(name, {
      code: this.#nextCode(numberedIn, 'G00'),
      level: 1,
      parent_id: null,
      community_id: community.id,
      place: placeBelow(community),
      ...more,
    });
  }

  subGrid(parent: Row.GridRow, name: string, more: Partial<Row.GridRow> = {}): Row.GridRow {
    return this.#grid(name, {
      code: this.#nextCode(parent.code, '00'),
      level: parent.level + 1,
      parent_id: parent.id,
      community_id: parent.community_id,
      place: placeBelow(parent),
      ...more,
    });
  }

  coverageRule(community: Row.OrganizationRow, rule: Pick<Row.CoverageRuleRow, 'branch_policy'> & Partial<Row.CoverageRuleRow>): void {
    const none = { grid_level: null, min_households: null, max_households: null, target_persons: null, service_circle_minutes: null };
    this.coverageRules.push({ ...this.#base(), community_id: community.id, ...none, ...rule });
  }

  estate(community: Row.OrganizationRow, name: string, more: Partial<Row.EstateRow> = {}): Row.EstateRow {
    const row: Row.EstateRow = {
      ...this.#base(),
      name,
      name_key: orderKey(name),
      kind: 'COMMODITY',
      community_id: community.id,
      owners_committee_id: null,
      property_company_id: null,
      place: community.place,
      ...more,
    };
    this.estates.push(row);
    return row;
  }

  building(estate: Row.EstateRow, floors: number, floorAreaSqm: number): Row.BuildingRow {
    const count = this.buildings.filter(({ estate_id }) => estate_id === estate.id).length;
    const row = { ...this.#base(), estate_id: estate.id, number: `${count + 1}号楼`, floors, floor_area_sqm: floorAreaSqm, location: null };
    this.buildings.push(row);
    return row;
  }

  stairwell(building: Row.BuildingRow, number: number, grid: Row.GridRow): Row.StairwellRow {
    const row = { ...this.#base(), building_id: building.id, number: `${number}单元`, grid_id: grid.id, place: placeBelow(grid) };
    this.stairwells.push(row);
    return row;
  }

  /** Somebody new, who lives in the grid, or at the stairwell, where one is given. */
  person(home?: Row.GridRow | Row.StairwellRow): Row.PersonRow {
    const row = { ...this.#base(), name: this.name(), phone: this.phone(), place: home?.place ?? null };
    this.persons.push(row);
    if (home) this.homeOf.set(row.id, home);
    return row;
  }

  /** A name that nobody else has in the jurisdiction. */
  name(surname?: string): string {
    return this.#makeName(surname);
  }

  /** A telephone number that nobody else has. */
  phone(): string {
    // 9,999,991 is a prime: the numbers look scattered and no two persons share one.
    const digits = String((++this.#phoneCount * 1_234_577) % 9_999_991).padStart(7, '0');
    return `138${this.jurisdiction.number}${digits}`;
  }

  appoint(
    person: Row.PersonRow,
    position: Position,
    at: Row.OrganizationRow | Row.GridRow | Row.StairwellRow,
    more: Partial<Row.AppointmentRow> = {},
  ): Row.AppointmentRow {
    const row = {
      ...this.#base(),
      person_id: person.id,
      position,
      ...seatOf(at),
      place: at.place,
      full_time: fullTimePositions.includes(position),
      valid_from: this.dayBeforeReport(),
      valid_to: null,
      duties: [],
      ...more,
    };
    this.appointments.push(row);
    return row;
  }

  /** Gives the posts a former holder, who handed all of them over on one day since the report. */
  predecessor(...posts: readonly Row.AppointmentRow[]): void {
    const person = this.person();
    const handedOver = this.#dayBetween(this.jurisdiction.reportedOn, LAST_CHANGE);
    for (const post of posts) {
      this.appointments.push({ ...post, ...this.#base(), person_id: person.id, valid_to: handedOver });
      post.valid_from = handedOver;
    }
  }

  site(address: string, more: Partial<Row.SiteRow> = {}): Row.SiteRow {
    const row = { ...this.#base(), address, ...more };
    this.sites.push(row);
    return row;
  }

  station(
    kind: StationKind,
    name: string,
    host: Row.OrganizationRow,
    site: Row.SiteRow,
    more: Partial<Row.StationRow> = {},
  ): Row.StationRow {
    const row = {
      ...this.#base(),
      name,
      kind,
      host_id: host.id,
      grid_id: null,
      site_id: site.id,
      premises: null,
      area_sqm: null,
      functions: [],
      // Of a station that the source names, it does not say since when.
      opened_on: more.provenance === 'REPORTED' ? null : this.dayBeforeReport(),
      place: host.place,
      ...more,
    };
    this.stations.push(row);
    return row;
  }

  account(persona: PersonPersona, person: Row.PersonRow): void {
    const subject = subjectOf(persona, this.jurisdiction.code);
    this.accounts.push({ ...this.#base(), issuer: DEMO_ISSUER, subject, person_id: person.id });
  }

  /** A day of the three years before the report. */
  dayBeforeReport(): string {
    return this.#dayBetween(this.threeYearsBefore, this.jurisdiction.reportedOn);
  }

  /** Since when posts are held without which no incident could be handled: in the reported year all of them are. */
  get threeYearsBefore(): string {
    const { reportedOn } = this.jurisdiction;
    return `${Number(reportedOn.slice(0, 4)) - 3}${reportedOn.slice(4)}`;
  }

  /** A day after the one and not after the other. */
  #dayBetween(after: string, until: string): string {
    const days = (Date.parse(until) - Date.parse(after)) / DAY;
    return new Date(Date.parse(after) + this.random.between(1, days) * DAY).toISOString().slice(0, 10);
  }

  #base(): Row.BaseRow {
    const at = WRITTEN_AT + this.#rowCount++;
    const written = new Date(at).toISOString();
    const id = this.#makeId(at);
    return { id, jurisdiction_id: this.root?.id ?? id, provenance: 'SYNTHETIC', created_at: written, updated_at: written, version: 1 };
  }

  #organization(
    kind: OrganizationKind,
    name: string,
    row: Row.BaseRow & Pick<Row.OrganizationRow, 'code' | 'number' | 'parent_id' | 'place'> & Partial<Row.OrganizationRow>,
  ): Row.OrganizationRow {
    const complete: Row.OrganizationRow = {
      name,
      short_name: null,
      kind,
      status: 'ACTIVE',
      formation: null,
      child_count: 0,
      contact_phone: reachableKinds.includes(kind) ? this.#landline() : null,
      address: null,
      introduction: null,
      established_on: null,
      dissolved_on: null,
      ...row,
    };
    this.organizations.push(complete);
    return complete;
  }

  #grid(
    name: string,
    row: Pick<Row.GridRow, 'code' | 'level' | 'parent_id' | 'community_id' | 'place'> & Partial<Row.GridRow>,
  ): Row.GridRow {
    const complete: Row.GridRow = {
      ...this.#base(),
      name,
      kind: 'GENERAL',
      status: 'ACTIVE',
      child_count: 0,
      branch_id: null,
      branch_coverage: 'NONE',
      inclusions: [],
      household_count: 0,
      resident_count: 0,
      ...row,
    };
    this.grids.push(complete);
    return complete;
  }

  #nextCode(prefix: string, pattern: string): string {
    const letters = pattern.replace(/0+$/, '');
    const width = pattern.length - letters.length;
    const series = `${prefix}-${letters}`;
    const n = (this.#seriesLengths.get(series) ?? 0) + 1;
    this.#seriesLengths.set(series, n);
    return width === 0 ? series : `${series}${String(n).padStart(width, '0')}`;
  }

  #landline(): string {
    this.#landlineCount += 1;
    return `${this.jurisdiction.areaCode}-${String(this.#landlineCount).padStart(8, '0')}`;
  }
}

const seatOf = (at: Row.OrganizationRow | Row.GridRow | Row.StairwellRow) => {
  if ('building_id' in at) return { organization_id: null, grid_id: at.grid_id, stairwell_id: at.id };
  if ('level' in at) return { organization_id: null, grid_id: at.id, stairwell_id: null };
  return { organization_id: at.id, grid_id: null, stairwell_id: null };
};

/** The next place below a parent: communities, other organisations and first-level grids draw from one counter, sub-grids and stairwells from another. */
function placeBelow(parent: { place: Place; child_count: number }): Place {
  parent.child_count += 1;
  return parent.place + segment(parent.child_count);
}
