import { publicId } from '../../../src/kernel/ids.js';
import { type AddedFields, type Ask, always, factsOf, list, type NounRules, open, reckoned, related, to } from '../../access/noun-rules.js';
import { type Facts, linesFor, may } from '../../access/policy.js';
import { bySubtree, official, old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import { belongsAt } from '../../read/viewer.js';
import type { Noun, Row, World } from '../../read/world.js';

/** The household that the viewer belongs to today: one, or none. */
export const ownHouseholds = ({ viewer, world }: Pick<Ask, 'viewer' | 'world'>): readonly string[] =>
  currentOf(world).households.get(viewer.person ?? '') ?? [];
const ownPeople = (ask: Ask): readonly string[] =>
  ask.viewer.person === null ? [] : [ask.viewer.person, ...ownHouseholds(ask).flatMap((id) => currentOf(ask.world).members.get(id) ?? [])];

interface Current {
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly households: ReadonlyMap<string, readonly string[]>;
}
const current = new WeakMap<World, Current>();
/** Who belongs to which household today. */
function currentOf(world: World): Current {
  let known = current.get(world);
  if (!known) {
    const [members, households] = [new Map<string, string[]>(), new Map<string, string[]>()];
    const add = (to: Map<string, string[]>, key: string, value: string) => to.set(key, [...(to.get(key) ?? []), value]);
    for (const { household_id, person_id, valid_to } of world.rows.HouseholdMember) {
      if (valid_to !== null) continue;
      add(members, household_id, person_id);
      add(households, person_id, household_id);
    }
    known = { members, households };
    current.set(world, known);
  }
  return known;
}

const seesRegistry = (subject: 'Household' | 'Resident' | 'Dwelling', ask: Ask, row: Row, own: boolean): boolean =>
  may(subject, 'see', ask.viewer, { ...factsOf(row), own: own ? [ask.viewer.person] : [] });
const seesHousehold = (ask: Ask, row: Row) => seesRegistry('Household', ask, row, ownHouseholds(ask).includes(row.id));
const seesResident = (ask: Ask, row: Row) => seesRegistry('Resident', ask, row, ownPeople(ask).includes(row.person_id));
const seesDwelling = (ask: Ask, row: Row) =>
  seesRegistry(
    'Dwelling',
    ask,
    row,
    ownHouseholds(ask).some((id) => ask.world.byId.get(id)!.dwelling_id === row.id),
  );
const seesAddress = (ask: Ask, row: Row) => may('Estate', 'see', ask.viewer, factsOf(row));
/** What is said of somebody, or of a household, is the person's own, or that of whoever belongs to the household. */
const aboutThem = (ask: Ask, row: Row): Facts => ({
  ...factsOf(row),
  own: [row.person_id, ...(ownHouseholds(ask).includes(row.household_id) ? [ask.viewer.person] : [])],
});
const seesCare = (ask: Ask, row: Row) =>
  may('CareDesignation', 'see', ask.viewer, aboutThem(ask, row)) ||
  // In the words of the note: POLICE sees KEY_PERSON in bound grids.
  (linesFor('CareDesignation', 'see').some(({ note }) => note.includes('POLICE sees KEY_PERSON')) &&
    row.category === 'KEY_PERSON' &&
    ask.viewer.held.some(({ role, place }) => role === 'POLICE' && (row.place ?? '').startsWith(place)));
/** Of care, what staff write is for staff: neither for the police, nor for whom it is about. */
const seesCareNote = (ask: Ask, row: Row) => may('CareDesignation', 'see', ask.viewer, factsOf(row));
const seesPairing = (ask: Ask, row: Row) =>
  may('HelpPairing', 'see', ask.viewer, {
    ...aboutThem(ask, row),
    assigned:
      row.ended_on === null
        ? [...[row.leader_id, row.responsible_id].filter((person) => belongsAt(ask.world, person, row.place, ask.today)), ...row.helper_ids]
        : [],
  });
const seesVisit = (ask: Ask, row: Row) => may('Visit', 'see', ask.viewer, factsOf(row));
/** Grid staff know the rules of the community that their grid belongs to. */
const seesVisitRule = (ask: Ask, row: Row) =>
  may('VisitRule', 'see', ask.viewer, factsOf(row), ({ note }) => note === '') ||
  may(
    'VisitRule',
    'see',
    {
      ...ask.viewer,
      held: ask.viewer.posts.flatMap(({ position, grid_id }) => {
        const grid = ask.world.byId.get(grid_id);
        return grid ? [{ role: position, place: ask.world.byId.get(grid.community_id)!.place as string }] : [];
      }),
    },
    factsOf(row),
    ({ note }) => note !== '',
  );
const residents = new WeakMap<World, ReadonlyMap<string, string>>();
const residentOf = (world: World, person: string | null): string | null => {
  const known = residents.get(world) ?? new Map(world.rows.Resident.map(({ id, person_id }) => [person_id as string, id as string]));
  residents.set(world, known);
  return (person && known.get(person)) ?? null;
};
const resident = related('Resident', ({ world }, row) => residentOf(world, row.person_id));
const household = to('Household', 'household_id', true);

/** A resident who lives where the row is; elsewhere any: then the row alone decides. */
const neighbour = ({ world }: Ask, row: Row) =>
  publicId('Resident', (world.rows.Resident.find(({ place }) => place?.startsWith(row.place)) ?? world.rows.Resident[0]!).id);
const never = '2999-01-01';
const ofHome = (action: string, noun: Noun, input: VerbRule['input']): VerbRule => ({
  noun,
  input,
  may: bySubtree(noun === 'Occupancy' ? 'Dwelling' : noun, action),
});
const ofCare = (subject: string, action: string, noun: Noun, input: VerbRule['input']): VerbRule => ({
  noun,
  input,
  may: bySubtree(subject, action),
});

export const tables = {
  Estate: 'estate',
  Building: 'building',
  Stairwell: 'stairwell',
  Dwelling: 'dwelling',
  Household: 'household',
  HouseholdMember: 'household_member',
  Resident: 'resident',
  Occupancy: 'occupancy',
  CareDesignation: 'care_designation',
  HelpPairing: 'help_pairing',
  Visit: 'visit',
  VisitRule: 'visit_rule',
} as const;

export const nouns: NounRules = {
  Estate: {
    sees: seesAddress,
    fields: {
      ...{
        id: open('id'),
        name: open('name'),
        kind: open('kind'),
        provenance: open('provenance'),
        community: to('Organization', 'community_id'),
      },
      ...{ ownersCommittee: to('Organization', 'owners_committee_id'), propertyCompany: to('Organization', 'property_company_id') },
      buildings: list('Building'),
    },
  },
  Building: {
    sees: (ask, row) => seesAddress(ask, ask.world.byId.get(row.estate_id)!),
    fields: {
      ...{ id: open('id'), estate: to('Estate', 'estate_id'), number: open('number'), floors: open('floors') },
      ...{ floorAreaSqm: open('floor_area_sqm'), location: open('location'), stairwells: list('Stairwell'), dwellings: list('Dwelling') },
    },
  },
  Stairwell: {
    sees: seesAddress,
    fields: {
      ...{ id: open('id'), building: to('Building', 'building_id'), number: open('number'), grid: to('Grid', 'grid_id') },
      ...{ chief: list('Person'), dwellings: list('Dwelling') },
    },
  },
  Dwelling: {
    sees: seesDwelling,
    lookup: 'dwelling',
    list: 'dwellings',
    fields: {
      ...{
        id: open('id'),
        building: to('Building', 'building_id'),
        stairwell: to('Stairwell', 'stairwell_id'),
        grid: to('Grid', 'grid_id'),
      },
      ...{
        floor: open('floor'),
        room: open('room'),
        address: open('address'),
        areaSqdm: open('area_sqdm'),
        use: open('use'),
        status: open('status'),
      },
      ...{ provenance: open('provenance'), households: list('Household'), occupancies: list('Occupancy'), version: open('version') },
    },
  },
  Household: {
    sees: seesHousehold,
    lookup: 'household',
    list: 'households',
    fields: {
      ...{ id: open('id'), dwelling: to('Dwelling', 'dwelling_id'), head: to('Person', 'head_id'), kind: open('kind'), main: open('main') },
      grid: related('Grid', ({ world }, row) => world.byId.get(row.dwelling_id)!.grid_id),
      ...{ origin: open('origin'), formedOn: open('formed_on'), dissolvedOn: open('dissolved_on'), lastVisitAt: open('last_visit_at') },
      ...{ members: list('HouseholdMember'), careDesignations: list('CareDesignation'), helpPairings: list('HelpPairing') },
      ...{ visits: list('Visit'), provenance: open('provenance'), version: open('version') },
    },
  },
  HouseholdMember: {
    sees: (ask, row) => seesHousehold(ask, ask.world.byId.get(row.household_id)!),
    fields: {
      ...{ id: open('id'), household, person: to('Person', 'person_id'), resident, relation: open('relation') },
      ...{ from: open('valid_from'), to: open('valid_to') },
    },
  },
  Resident: {
    sees: seesResident,
    lookup: 'resident',
    list: 'residents',
    fields: {
      ...{ id: open('id'), person: to('Person', 'person_id'), residentType: open('resident_type'), status: open('status') },
      ...{ gender: open('gender'), employment: open('employment'), occupation: open('occupation'), tags: open('tags') },
      // It is most of the id number.
      birthDate: {
        column: 'birth_date',
        shown: (ask, row) =>
          row.person_id === ask.viewer.person || may('Person', 'revealPersonalData', ask.viewer, factsOf(row)) ? 'clear' : 'hidden',
      },
      household: related('Household', ({ world }, row) => currentOf(world).households.get(row.person_id)?.[0] ?? null),
      ...{ occupancies: list('Occupancy'), careDesignations: list('CareDesignation'), helpPairing: list('HelpPairing') },
      ...{ visits: list('Visit'), provenance: open('provenance'), version: open('version') },
    },
  },
  Occupancy: {
    sees: seesResident,
    fields: {
      ...{ id: open('id'), person: to('Person', 'person_id'), dwelling: to('Dwelling', 'dwelling_id', true), kind: open('kind') },
      ...{ main: open('main'), peopleHouseStatus: open('people_house_status'), source: open('source') },
      ...{ verifiedAt: open('verified_at'), verifiedBy: to('Person', 'verified_by_id') },
      ...{ from: open('valid_from'), to: open('valid_to'), version: open('version') },
    },
  },
  CareDesignation: {
    sees: seesCare,
    fields: {
      ...{ id: open('id'), resident, household, category: open('category'), sensitivity: reckoned, level: open('level') },
      ...{ source: open('source'), approvedBy: to('Person', 'approved_by_id'), from: open('valid_from'), to: open('valid_to') },
      note: { column: 'note_sealed', sealed: true, shown: (ask, row) => (seesCareNote(ask, row) ? 'clear' : 'hidden') },
      ...{ provenance: open('provenance'), version: open('version') },
    },
  },
  HelpPairing: {
    sees: seesPairing,
    lookup: 'helpPairing',
    list: 'helpPairings',
    fields: {
      ...{ id: open('id'), resident, household, leader: to('Person', 'leader_id'), responsible: to('Person', 'responsible_id') },
      ...{ helpers: list('Person'), organization: to('Organization', 'organization_id'), cadence: open('cadence') },
      plan: { column: 'plan_sealed', sealed: true, shown: always('clear') },
      ...{ startedOn: open('started_on'), endedOn: open('ended_on'), endReason: open('end_reason') },
      ...{ lastVisitAt: reckoned, nextVisitDueOn: reckoned, overdue: reckoned, provenance: open('provenance'), version: open('version') },
    },
  },
  Visit: {
    sees: seesVisit,
    fields: {
      ...{ id: open('id'), kind: open('kind'), household, resident, actors: list('Person'), at: open('at'), purpose: open('purpose') },
      findings: { column: 'findings_sealed', sealed: true, shown: always('clear') },
      needs: { column: 'needs_sealed', sealed: true, shown: always('clear') },
      ...{ returnOf: to('Visit', 'return_of_id', true), returnVisits: list('Visit'), nextDueOn: open('next_due_on') },
      ...{ informationUpdated: open('information_updated'), location: open('location'), provenance: open('provenance') },
    },
  },
  VisitRule: {
    sees: seesVisitRule,
    fields: {
      ...{ id: open('id'), community: to('Organization', 'community_id'), position: open('position'), kind: open('kind') },
      ...{ cadence: open('cadence'), weekday: open('weekday'), returnWeekday: open('return_weekday') },
      ...{ from: open('valid_from'), to: open('valid_to'), version: open('version'), compliance: reckoned, returnCompliance: reckoned },
    },
  },
};

export const adds: AddedFields = {
  Organization: { estates: list('Estate'), visitRules: list('VisitRule') },
  Person: { resident: related('Resident', ({ world }, row) => residentOf(world, row.id)) },
  Appointment: { stairwell: to('Stairwell', 'stairwell_id', true) },
  Grid: { households: list('Household'), dwellings: list('Dwelling') },
};

export const verbs: VerbRules = {
  registerEstate: ofCare('Estate', 'registerEstate', 'Organization', ({ id }) => ({ communityId: id, name: ' ', kind: 'OLD' })),
  registerBuilding: ofCare('Building', 'registerBuilding', 'Estate', ({ id }) => ({ estateId: id, number: ' ' })),
  registerStairwell: ofCare('Stairwell', 'registerStairwell', 'Grid', ({ id, row }, { world, viewer }) => ({
    gridId: id,
    number: ' ',
    buildingId: publicId(
      'Building',
      world.rows.Building.find(({ jurisdiction_id }) => jurisdiction_id === (viewer.jurisdiction ?? row.jurisdiction_id))!.id,
    ),
  })),
  registerDwelling: ofCare('Dwelling', 'registerDwelling', 'Stairwell', ({ id }) => ({ stairwellId: id, room: ' ' })),
  recordDwellingArea: ofHome('recordDwellingArea', 'Dwelling', ({ id }) => ({ id, ...old, areaSqdm: 1 })),
  registerResident: ofHome('registerResident', 'Dwelling', ({ id }) => ({ dwellingId: id, name: ' ', residentType: 'REGISTERED' })),
  updateResident: ofHome('updateResident', 'Resident', ({ id }) => ({ id, ...old })),
  formHousehold: ofHome('formHousehold', 'Dwelling', ({ id, row }, ask) => ({
    ...{ dwellingId: id, headId: neighbour(ask, row) },
    members: [{ residentId: neighbour(ask, row), relation: 'HEAD' }],
  })),
  joinHousehold: ofHome('joinHousehold', 'Household', ({ id, row }, ask) => ({
    ...{ id, ...old, residentId: neighbour(ask, row), relation: 'OTHER_RELATIVE' },
  })),
  leaveHousehold: ofHome('leaveHousehold', 'Household', ({ id, row }, ask) => ({
    ...{ id, ...old, residentId: neighbour(ask, row), reason: 'MOVED' },
  })),
  moveHousehold: ofHome('moveHousehold', 'Household', ({ id, row }) => ({
    ...{ id, ...old, dwellingId: publicId('Dwelling', row.dwelling_id) },
  })),
  recordOccupancy: ofHome('recordOccupancy', 'Dwelling', ({ id, row }, ask) => ({
    ...{ dwellingId: id, personId: official(ask, row), kind: 'OWNER_OCCUPIER' },
  })),
  verifyOccupancy: ofHome('verifyOccupancy', 'Occupancy', ({ id }) => ({ id, ...old, source: 'VISIT' })),
  endOccupancy: ofHome('endOccupancy', 'Occupancy', ({ id }) => ({ id, ...old })),
  // The police record joint visits, no others: test/modules/residents/visits.test.ts.
  recordVisit: ofHome('recordVisit', 'Household', ({ id }) => ({ householdId: id, kind: 'ROUTINE', at: `${never}T00:00:00Z` })),
  designateCare: ofCare('CareDesignation', 'designateCare', 'Household', ({ id }) => ({
    ...{ householdId: id, category: 'ELDERLY', source: 'VISIT', from: never, to: '2000-01-01' },
  })),
  endCare: ofCare('CareDesignation', 'endCare', 'CareDesignation', ({ id }) => ({ id, ...old })),
  pairHelp: ofCare('HelpPairing', 'pairHelp', 'Household', ({ id, row }, ask) => ({
    ...{ householdId: id, leaderId: official(ask, row), responsibleId: official(ask, row), cadence: 'MONTHLY', startedOn: never },
  })),
  endPairing: ofCare('HelpPairing', 'endPairing', 'HelpPairing', ({ id }) => ({ id, ...old, reason: 'OTHER' })),
  setVisitRule: ofCare('VisitRule', 'setVisitRule', 'Organization', ({ id }) => ({
    ...{ communityId: id, position: 'GRID_WORKER', kind: 'ROUTINE', cadence: 'DAILY', weekday: 'MONDAY' },
  })),
  endVisitRule: ofCare('VisitRule', 'endVisitRule', 'VisitRule', ({ id }) => ({ id, ...old })),
};
