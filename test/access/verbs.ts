import { publicId } from '../../src/kernel/ids.js';
import { isStaffPost } from '../read/naive.js';
import type { Noun, Row } from '../read/world.js';
import { type Ask, mayAdminister, nouns } from './nouns.js';
import { linesFor, may } from './policy.js';
import { appointersOf } from './posts.js';

/**
 * Who may do what, in the words of access.csv. Each verb is tried with an input that comes to nothing once the policy let it pass: an old version, an
 * empty text. So whoever may gets userErrors, who may not FORBIDDEN, and who does not see the row NOT_FOUND, and nothing changes.
 */
export interface VerbRule {
  /** The noun of the row that it is tried on. */
  readonly noun: Noun;
  readonly input: (row: { readonly id: string; readonly row: Row }, ask: Ask) => Record<string, unknown>;
  /** `either` where the row's state or its people decide, and the matrix of that noun looks closer. */
  readonly may: (ask: Ask, row: Row) => boolean | 'either';
  readonly sees?: (ask: Ask, row: Row) => boolean;
  /** Whether it can be tried on the row at all. */
  readonly fits?: (ask: Ask, row: Row) => boolean;
  /** Also without a token. */
  readonly anonymous?: boolean;
}

const here = (row: Row) => ({ jurisdiction: row.jurisdiction_id as string, place: row.place as string });
const bySubtree =
  (subject: string, action: string): VerbRule['may'] =>
  (ask, row) =>
    may(subject, action, ask.viewer, here(row));
const old = { version: 0 };
const polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [0, 1],
      [1, 1],
      [0, 0],
    ],
  ],
};
const code = (row: Row) => ({ code: 'no code', name: String(row.id) });

const ofOrganization = (action: string, input: VerbRule['input']): VerbRule => ({
  noun: 'Organization',
  input,
  may: bySubtree('Organization', action),
});
const ofGrid = (action: string, input: VerbRule['input'], noun: Noun = 'Grid'): VerbRule => ({
  noun,
  input,
  may: bySubtree('Grid', action),
});

/** Of a jurisdiction's grids, one that hangs elsewhere: the two cannot be merged. */
const elsewhere = ({ world }: Ask, row: Row) =>
  world.rows.Grid.find((grid) => grid.jurisdiction_id === row.jurisdiction_id && grid.parent_id !== row.parent_id && grid.id !== row.id);

const aboutIncident = (row: Row) => ({
  ...here(row),
  own: [row.reporter_id],
  holder: row.holder_id as string,
  assigned: [row.assignee_id],
});
const actsFor = ({ viewer }: Ask, ...organizations: readonly (string | null)[]) =>
  viewer.posts.some((post) => isStaffPost(post) && post.organization_id !== null && organizations.includes(post.organization_id));
const communityOf = ({ world }: Ask, row: Row) => world.byId.get(row.grid_id)!.community_id as string;
const isReporter = ({ viewer }: Ask, row: Row) => viewer.person !== null && viewer.person === row.reporter_id;
const leads = ({ world, viewer, today }: Ask, row: Row) =>
  world.rows.Appointment.some(
    (post) =>
      post.grid_id === row.grid_id &&
      post.position === 'GRID_LEADER' &&
      post.person_id === viewer.person &&
      post.valid_from <= today &&
      (post.valid_to === null || post.valid_to > today),
  );

/** Holder's staff; staff of who held it before, or of the community, are told that it is not theirs now. */
const byHolder =
  (action: string): VerbRule['may'] =>
  (ask, row) =>
    may('Incident', action, ask.viewer, aboutIncident(row)) ||
    (actsFor(ask, row.previous_holder_id, communityOf(ask, row)) ? 'either' : false);
const byAssignee =
  (action: string): VerbRule['may'] =>
  (ask, row) =>
    // Whether their posts still cover it: test/modules/incidents/matrix.ts.
    (may('Incident', action, ask.viewer, aboutIncident(row)) ? ask.viewer.posts.some(isStaffPost) || 'either' : false) ||
    (actsFor(ask, row.holder_id, row.previous_holder_id, communityOf(ask, row)) ? 'either' : false);
const transition = (mayDo: VerbRule['may'], more: object = {}): VerbRule => ({
  noun: 'Incident',
  input: ({ id }) => ({ id, ...old, ...more }),
  may: mayDo,
});
const reason = { reason: '理由' };

const ofAccount = (action: string): VerbRule => ({
  noun: 'Person',
  input: ({ id }) => ({ personId: id, issuer: ' ', subject: ' ' }),
  may: (ask, row) => mayAdminister(ask) && may('Account', action, ask.viewer, { jurisdiction: row.jurisdiction_id }),
  sees: seesHolder,
});
/** Administrators of the whole jurisdiction know everybody in it. */
function seesHolder(ask: Ask, row: Row): boolean {
  if (row.jurisdiction_id !== ask.viewer.jurisdiction) return false;
  return mayAdminister(ask) || nouns.Person.sees(ask, row);
}

/** Somebody of the row's jurisdiction who holds a post today: whoever signed in there may name them. */
const official = ({ world, today, viewer }: Ask, row: Row) =>
  publicId(
    'Person',
    world.rows.Appointment.find(
      (post) =>
        post.jurisdiction_id === (viewer.jurisdiction ?? row.jurisdiction_id) &&
        post.valid_from <= today &&
        (post.valid_to === null || post.valid_to > today),
    )!.person_id,
  );
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

export const verbs: Readonly<Record<string, VerbRule>> = {
  createOrganization: ofOrganization('createOrganization', ({ id, row }) => ({ parentId: id, kind: 'SOCIAL_ORGANIZATION', ...code(row) })),
  moveOrganization: ofOrganization('moveOrganization', ({ id }) => ({ id, parentId: id, ...old })),
  dissolveOrganization: ofOrganization('dissolveOrganization', ({ id }) => ({ id, ...old })),
  relateOrganizations: ofOrganization('relateOrganizations', ({ id }) => ({ fromId: id, toId: id, kind: 'SERVES' })),
  openStation: ofOrganization('openStation', ({ id }) => ({ hostId: id, name: ' ', kind: 'SERVICE_HALL', address: ' ' })),
  appointPerson: {
    noun: 'Organization',
    input: ({ id }, { world, viewer }) => ({
      organizationId: id,
      position: 'LEGAL_ADVISER',
      personId: publicId(
        'Person',
        (
          world.rows.Person.find(({ id, jurisdiction_id }) => jurisdiction_id === viewer.jurisdiction && id !== viewer.person) ??
          world.rows.Person[0]!
        ).id,
      ),
      ...{ from: '2026-01-02', to: '2026-01-01' },
    }),
    // Cadres appoint those who serve their neighbours: another post is filled from above.
    may: (ask, row) => may('Appointment', 'appointPerson', ask.viewer, here(row), ({ note }) => !note.startsWith('only')),
  },
  endAppointment: {
    noun: 'Appointment',
    input: ({ id }) => ({ id, ...old }),
    // Of one's own posts none is ended; who ends a post is who appoints to it.
    may: (ask, row) =>
      row.person_id !== ask.viewer.person &&
      linesFor('Appointment', 'endAppointment').length > 0 &&
      ask.viewer.held.some(({ role, place }) => appointersOf(row.position).includes(role) && (row.place as string).startsWith(place)),
  },
  createGrid: ofGrid('createGrid', ({ id, row }) => ({ communityId: id, kind: 'GENERAL', ...code(row) }), 'Organization'),
  bindBranch: ofGrid('bindBranch', ({ id }) => ({ id, ...old })),
  setBoundary: ofGrid('setBoundary', ({ id }) => ({ id, ...old })),
  moveGrid: ofGrid('moveGrid', ({ id }) => ({ id, parentId: id, ...old })),
  closeGrid: ofGrid('closeGrid', ({ id }) => ({ id, successorId: id, ...old })),
  splitGrid: ofGrid('splitGrid', ({ id, row }) => ({ id, ...old, parts: [1, 2].map(() => ({ ...code(row), boundary: polygon })) })),
  mergeGrids: {
    ...ofGrid('mergeGrids', ({ id, row }, ask) => ({ ids: [id], intoId: publicId('Grid', elsewhere(ask, row)?.id ?? row.id) })),
    may: (ask, row) => [row, elsewhere(ask, row)!].every((grid) => may('Grid', 'mergeGrids', ask.viewer, here(grid))),
    fits: (ask, row) => elsewhere(ask, row) !== undefined,
  },
  reportIncident: {
    noun: 'Grid',
    input: ({ id }, { world }) => ({
      gridId: id,
      title: ' ',
      channel: 'WECHAT',
      categoryId: publicId('IncidentCategory', world.rows.IncidentCategory[0]!.id),
    }),
    // Whoever signed in as somebody, and partner systems; walls and routers only look on.
    may: ({ viewer }, row) =>
      viewer.jurisdiction === null ||
      ((viewer.person !== null || viewer.held.some(({ role }) => role === 'PARTNER')) &&
        may('Incident', 'reportIncident', viewer, here(row))),
    anonymous: true,
  },
  acceptIncident: transition(byHolder('acceptIncident')),
  rejectIncident: transition(byHolder('rejectIncident'), reason),
  dispatchIncident: transition(byHolder('dispatchIncident')),
  closeIncident: transition(byHolder('closeIncident')),
  cancelIncident: transition((ask, row) => {
    const asStaff = byHolder('cancelIncident')(ask, row);
    return asStaff === true || !isReporter(ask, row) ? asStaff : 'either';
  }, reason),
  startIncident: transition(byAssignee('startIncident')),
  resolveIncident: transition(byAssignee('resolveIncident')),
  returnIncident: transition(byAssignee('returnIncident'), reason),
  // domain.md B.3, "who is who": looked at closely in test/modules/incidents/matrix.ts.
  verifyIncident: transition((ask, row) => {
    linesFor('Incident', 'verifyIncident');
    const isCadre = ask.viewer.held.some(({ role, place }) => role === 'COMMUNITY_CADRE' && row.place.startsWith(place));
    const isMember = ask.viewer.posts
      .filter(isStaffPost)
      .some(
        ({ organization_id, grid_id }) =>
          row.reporting_organization_id !== null &&
          (organization_id === row.reporting_organization_id ||
            ask.world.byId.get(grid_id)?.community_id === row.reporting_organization_id),
      );
    return isCadre || isMember || leads(ask, row) ? 'either' : false;
  }),
  reopenIncident: transition((ask, row) => {
    const byPost = may('Incident', 'reopenIncident', ask.viewer, { ...here(row), own: [] });
    return byPost || (isReporter(ask, row) ? 'either' : false);
  }, reason),
  linkAccount: ofAccount('linkAccount'),
  unlinkAccount: ofAccount('unlinkAccount'),
  nameClientOrganization: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, client: ' ' }),
    may: (ask, row) => mayAdminister(ask) && may('Client', 'nameClientOrganization', ask.viewer, { jurisdiction: row.jurisdiction_id }),
  },
  verifyAudit: {
    noun: 'Organization',
    input: ({ id }) => ({ id, purpose: 'x'.repeat(201) }),
    may: (ask, row) => may('Audit', 'verifyAudit', ask.viewer, { jurisdiction: row.jurisdiction_id }),
  },
  revokeTokens: {
    noun: 'Person',
    input: ({ id }) => ({ personId: id, jti: ' ' }),
    may: (ask, row) =>
      may(
        'Token',
        'revokeTokens',
        ask.viewer,
        { jurisdiction: row.jurisdiction_id, own: [row.id] },
        ({ note }) => note === '' || mayAdminister(ask),
      ),
    sees: seesHolder,
  },
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
  revealPersonalData: {
    noun: 'Person',
    input: ({ id }) => ({ id, fields: ['NAME'], purpose: ' ' }),
    may: bySubtree('Person', 'revealPersonalData'),
  },
};
