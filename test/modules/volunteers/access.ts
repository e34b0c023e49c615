import { publicId } from '../../../src/kernel/ids.js';
import {
  type AddedFields,
  type Ask,
  factsOf,
  histories,
  list,
  type NounRules,
  open,
  reckoned,
  related,
  to,
} from '../../access/noun-rules.js';
import { type Facts, linesFor, may } from '../../access/policy.js';
import { bySubtree, old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import type { Noun, Row } from '../../read/world.js';
import {
  communityOf,
  everMembersOf,
  hasClaimed,
  isClaimant,
  isOffered,
  isOpen,
  isVolunteer,
  leaderOf,
  leadersOf,
  membershipsOf,
  membersOf,
  unitsOf,
} from './rules.js';

const seesTeam = (ask: Ask, team: Row) =>
  may('VolunteerTeam', 'see', ask.viewer, { ...factsOf(team), own: everMembersOf(ask.world, team.id) }, ({ note }) =>
    team.state === 'ACTIVE' ? true : note.startsWith('dissolved'),
  );

const aboutVolunteer = (ask: Ask, row: Row): Facts => ({
  ...factsOf(row),
  own: [row.person_id],
  assigned: leadersOf(ask.world, row.id),
});
const seesVolunteer = (ask: Ask, row: Row) => may('Volunteer', 'see', ask.viewer, aboutVolunteer(ask, row));

const seesMembership = (ask: Ask, row: Row, only: 'all' | 'inFull' = 'all') => {
  const facts = { ...factsOf(row), own: [row.person_id] };
  const asLeader = { ...facts, assigned: [leaderOf(ask.world, row.team_id)] };
  const asFellow = { ...facts, assigned: row.state === 'ACTIVE' ? membersOf(ask.world, row.team_id) : [] };
  const isAmongFellows = ({ note }: { note: string }) => note.startsWith('current ones');
  return (
    may('TeamMembership', 'see', ask.viewer, asLeader, (line) => !isAmongFellows(line)) ||
    (only === 'all' && may('TeamMembership', 'see', ask.viewer, asFellow, isAmongFellows))
  );
};

histories.VolunteerTeam = {
  sees: seesTeam,
  seesWho: (ask, row) => may('VolunteerTeam.history', 'see', ask.viewer, factsOf(row)),
};
histories.Volunteer = {
  sees: seesVolunteer,
  seesWho: (ask, row) => may('Volunteer', 'see', ask.viewer, aboutVolunteer(ask, row), ({ note }) => !note.startsWith('without')),
};
histories.TeamMembership = { sees: seesMembership, seesWho: (ask, row) => seesMembership(ask, row, 'inFull') };

/** In full: by post, and for whose need it is; where it is claimed, without who took which step. */
const seesNeedBy = (ask: Ask, need: Row): boolean => may('NeedItem', 'see', ask.viewer, { ...factsOf(need), own: [need.person_id] });
const seesPersonOf = (ask: Ask, need: Row): boolean => seesNeedBy(ask, need) || hasClaimed(ask.world, need, ask.viewer);
const seesNeed = (ask: Ask, need: Row): boolean =>
  seesPersonOf(ask, need) ||
  // In the words of the note: open ones without the person: volunteers and units in the grid's community.
  (linesFor('NeedItem', 'see').some(({ note }) => note.startsWith('open ones')) && isOffered(ask.world, need, ask.viewer));
histories.NeedItem = { sees: seesNeed, seesWho: seesNeedBy };
const needOf = ({ world }: Ask, claim: Row): Row => world.byId.get(claim.need_id)!;

/** By post and for who put them forward; public ones for the jurisdiction, without who put them forward. */
const seesHonourBy = (ask: Ask, honour: Row, only: (note: string) => boolean = (note) => !note.startsWith('public ones')): boolean =>
  may('Honour', 'see', ask.viewer, { ...factsOf(honour), own: [honour.nominated_by_id] }, ({ note }) => only(note));
const isPublicHonour = ({ state }: Row) => state === 'PUBLICISED' || state === 'AWARDED';
const seesHonour = (ask: Ask, honour: Row): boolean => seesHonourBy(ask, honour, isPublicHonour(honour) ? () => true : undefined);
histories.Honour = { sees: seesHonour, seesWho: (ask, row) => seesHonourBy(ask, row, (note) => note === '') };

const nameOf = (ask: Ask, person: string | null): string | null => (person === null ? null : ask.world.byId.get(person)!.name);

export const tables = {
  VolunteerTeam: 'volunteer_team',
  Volunteer: 'volunteer',
  TeamMembership: 'team_membership',
  NeedItem: 'need_item',
  NeedClaim: 'need_claim',
  Honour: 'honour',
  HonourObjection: 'honour_objection',
} as const;

export const nouns: NounRules = {
  VolunteerTeam: {
    sees: seesTeam,
    lookup: 'volunteerTeam',
    list: 'volunteerTeams',
    fields: {
      ...{ id: open('id'), name: open('name'), kind: open('kind'), introduction: open('introduction'), state: open('state') },
      ...{ organization: to('Organization', 'organization_id'), station: to('Station', 'station_id'), grid: to('Grid', 'grid_id') },
      leader: { shown: () => 'clear', target: 'Person', find: (ask, row) => leaderOf(ask.world, row.id) },
      leaderName: { shown: () => 'clear', find: (ask, row) => nameOf(ask, leaderOf(ask.world, row.id)) },
      ...{ foundedOn: open('founded_on'), dissolvedOn: open('dissolved_on'), provenance: open('provenance'), version: open('version') },
      ...{ size: reckoned, growth: reckoned, members: list('TeamMembership'), history: list('HistoryEntry'), viewerActions: reckoned },
      viewerMembership: related(
        'TeamMembership',
        ({ world, viewer }, row) =>
          membershipsOf(world, row.id).find((one) => one.person_id === viewer.person && viewer.person !== null && isOpen(one))?.id ?? null,
      ),
    },
  },
  Volunteer: {
    sees: seesVolunteer,
    lookup: 'volunteer',
    list: 'volunteers',
    fields: {
      ...{ id: open('id'), person: to('Person', 'person_id'), number: open('number'), skills: open('skills'), expert: open('expert') },
      ...{ certificates: open('certificates'), availability: open('availability'), state: open('state') },
      ...{ memberships: list('TeamMembership'), history: list('HistoryEntry'), viewerActions: reckoned },
      ...{ provenance: open('provenance'), version: open('version') },
    },
  },
  TeamMembership: {
    sees: (ask, row) => seesMembership(ask, row),
    fields: {
      ...{
        id: open('id'),
        team: to('VolunteerTeam', 'team_id', true),
        volunteer: to('Volunteer', 'volunteer_id', true),
      },
      person: to('Person', 'person_id'),
      memberName: { shown: () => 'clear', find: (ask, row) => nameOf(ask, row.person_id) },
      ...{ role: open('role'), position: open('position'), state: open('state'), from: open('valid_from'), to: open('valid_to') },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, provenance: open('provenance'), version: open('version') },
    },
  },
  NeedItem: {
    sees: seesNeed,
    lookup: 'need',
    list: 'needs',
    fields: {
      ...{ id: open('id'), kind: open('kind'), source: open('source'), title: open('title'), description: open('description') },
      ...{ aspect: open('aspect'), grid: to('Grid', 'grid_id'), skills: open('skills'), times: open('times'), dueOn: open('due_on') },
      ...{ wanted: open('wanted'), claimed: open('claimed'), state: open('state'), outcome: open('outcome') },
      person: { column: 'person_id', target: 'Person', shown: (ask, row) => (seesPersonOf(ask, row) ? 'clear' : 'hidden') },
      community: related('Organization', ({ world }, row) => communityOf(world, row).id),
      ...{ raisedBy: to('Person', 'raised_by_id'), raisedAt: open('created_at'), finishedAt: open('finished_at') },
      ...{ confirmedAt: open('confirmed_at'), confirmedBy: to('Person', 'confirmed_by_id'), claims: list('NeedClaim'), fits: reckoned },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, provenance: open('provenance'), version: open('version') },
    },
  },
  NeedClaim: {
    sees: (ask, row) => seesNeed(ask, needOf(ask, row)),
    fields: {
      person: { column: 'person_id', target: 'Person', shown: (ask, row) => (seesPersonOf(ask, needOf(ask, row)) ? 'clear' : 'hidden') },
      ...{
        id: open('id'),
        need: to('NeedItem', 'need_id', true),
        team: to('VolunteerTeam', 'team_id', true),
        organization: to('Organization', 'organization_id'),
      },
      ...{ count: open('count'), claimedAt: open('claimed_at'), releasedAt: open('released_at') },
    },
  },
  Honour: {
    sees: seesHonour,
    lookup: 'honour',
    list: 'honours',
    fields: {
      ...{ id: open('id'), kind: open('kind'), level: open('level'), merits: open('merits'), state: open('state') },
      nomineeName: {
        shown: () => 'clear',
        find: ({ world }, { person_id, household_id, team_id, unit_id }) =>
          world.byId.get(person_id ?? team_id ?? unit_id ?? world.byId.get(household_id)!.head_id)!.name,
      },
      ...{
        person: to('Person', 'person_id'),
        household: to('Household', 'household_id', true),
        team: to('VolunteerTeam', 'team_id', true),
      },
      ...{ unit: to('Organization', 'unit_id'), organization: to('Organization', 'organization_id') },
      nominatedBy: { column: 'nominated_by_id', target: 'Person', shown: (ask, row) => (seesHonourBy(ask, row) ? 'clear' : 'hidden') },
      ...{ nominatedAt: open('created_at'), publicisedOn: open('publicised_on'), publicUntil: open('public_until') },
      ...{ awardedOn: open('awarded_on'), objections: list('HonourObjection'), history: list('HistoryEntry'), viewerActions: reckoned },
      ...{ provenance: open('provenance'), version: open('version') },
    },
  },
  HonourObjection: {
    sees: (ask, row) => may('HonourObjection', 'see', ask.viewer, { ...factsOf(row), own: [row.person_id] }),
    fields: {
      ...{ id: open('id'), honour: to('Honour', 'honour_id', true), person: to('Person', 'person_id'), text: open('text') },
      ...{ state: open('state'), decision: open('decision'), decidedBy: to('Person', 'decided_by_id'), at: open('created_at') },
      version: open('version'),
    },
  },
};

export const adds: AddedFields = {
  Organization: { volunteerTeams: list('VolunteerTeam') },
  Grid: { volunteerTeams: list('VolunteerTeam') },
  Station: { volunteerTeams: list('VolunteerTeam') },
  Person: {
    volunteer: related('Volunteer', ({ world }, row) => world.rows.Volunteer.find(({ person_id }) => person_id === row.id)?.id ?? null),
  },
};

const ofTeams = (action: string, noun: Noun, input: VerbRule['input']): VerbRule => ({
  noun,
  input,
  may: bySubtree('VolunteerTeam', action),
});
/** Decides on somebody's membership: the leader of the team, and cadres. */
const ofMembership = (action: string, input: VerbRule['input']): VerbRule => ({
  noun: 'TeamMembership',
  input,
  may: (ask, row) => may('VolunteerTeam', action, ask.viewer, { ...factsOf(row), assigned: [leaderOf(ask.world, row.team_id)] }),
});
const ofVolunteer = (action: string, input: VerbRule['input'] = ({ id }) => ({ id, ...old })): VerbRule => ({
  noun: 'Volunteer',
  input,
  may: (ask, row) => may('Volunteer', action, ask.viewer, aboutVolunteer(ask, row)),
});
/** In access.csv: signed-in persons. */
const isPerson: VerbRule['may'] = ({ viewer }) => viewer.person !== null && linesFor('VolunteerTeam', 'joinTeam').length > 0;

/** In access.csv: volunteer|unit's staff; who has claimed it, once it is claimed. */
const isNamedFor = (action: string) => linesFor('NeedItem', action).some(({ roles }) => roles.includes('volunteer'));
const byResponsible = (action: string, ask: Ask, need: Row): boolean => may('NeedItem', action, ask.viewer, factsOf(need));
const ofNeed = (may: VerbRule['may'], more: Record<string, unknown> = {}): VerbRule => ({
  noun: 'NeedItem',
  input: ({ id }) => ({ id, ...old, ...more }),
  may,
});
const claims = (action: string): VerbRule => ofNeed((ask, need) => isNamedFor(action) && isClaimant(ask.world, need, ask.viewer));

const ofHonour = (action: string, more: Record<string, unknown> = {}): VerbRule => ({
  noun: 'Honour',
  input: ({ id }) => ({ id, ...old, ...more }),
  may: (ask, row) => may('Honour', action, ask.viewer, factsOf(row)),
});
/** In access.csv: signed-in persons. */
const isNominator: VerbRule['may'] = ({ viewer }, row) =>
  linesFor('Honour', 'nominate').length > 0 && viewer.person !== null && row.jurisdiction_id === viewer.jurisdiction;

export const verbs: VerbRules = {
  nominateForHonour: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, kind: 'OTHER', level: 'STREET', unitId: id, merits: ' ' }),
    may: isNominator,
  },
  reviewHonour: ofHonour('reviewHonour'),
  publiciseHonour: ofHonour('publiciseHonour'),
  awardHonour: ofHonour('awardHonour'),
  rejectHonour: ofHonour('rejectHonour', { reason: '理由' }),
  objectToHonour: { noun: 'Honour', input: ({ id }) => ({ honourId: id, text: ' ' }), may: isNominator },
  decideObjection: {
    noun: 'HonourObjection',
    input: ({ id }) => ({ id, ...old, isUpheld: true, decision: '属实' }),
    may: (ask, row) => may('HonourObjection', 'decideObjection', ask.viewer, factsOf(row)),
  },
  raiseNeed: {
    noun: 'Grid',
    input: ({ id }) => ({ gridId: id, kind: 'NEED', title: ' ' }),
    may: bySubtree('NeedItem', 'raiseNeed'),
  },
  claimNeed: ofNeed(({ world, viewer }) => isNamedFor('claimNeed') && (isVolunteer(world, viewer) || unitsOf(viewer).length > 0)),
  startNeed: claims('startNeed'),
  finishNeed: claims('finishNeed'),
  releaseNeed: ofNeed((ask, need) => isClaimant(ask.world, need, ask.viewer) || byResponsible('releaseNeed', ask, need), {
    claimId: publicId('NeedClaim', '01a20000-0000-7000-8000-000000000001'),
  }),
  withdrawNeed: ofNeed((ask, need) => byResponsible('withdrawNeed', ask, need), { reason: '理由' }),
  confirmNeed: ofNeed((ask, need) => byResponsible('confirmNeed', ask, need) && !isClaimant(ask.world, need, ask.viewer)),
  returnNeed: ofNeed((ask, need) => byResponsible('returnNeed', ask, need) && !isClaimant(ask.world, need, ask.viewer), { reason: '理由' }),
  createTeam: ofTeams('createTeam', 'Organization', ({ id }) => ({ organizationId: id, name: ' ', kind: 'OTHER' })),
  renameTeam: ofTeams('renameTeam', 'VolunteerTeam', ({ id }) => ({ id, ...old, name: '新名' })),
  dissolveTeam: ofTeams('dissolveTeam', 'VolunteerTeam', ({ id }) => ({ id, ...old, reason: '理由' })),
  appointTeamLeader: ofTeams('appointTeamLeader', 'VolunteerTeam', ({ id }, { world }) => ({
    ...{ id, ...old, membershipId: publicId('TeamMembership', world.rows.TeamMembership[0]!.id) },
  })),
  joinTeam: { noun: 'VolunteerTeam', input: ({ id }) => ({ teamId: id, skills: ['OTHER', 'OTHER'] }), may: isPerson },
  admitMember: ofMembership('admitMember', ({ id }) => ({ id, ...old })),
  declineMember: ofMembership('declineMember', ({ id }) => ({ id, ...old, reason: '理由' })),
  removeMember: {
    ...ofMembership('removeMember', ({ id }) => ({ id, ...old, reason: '理由' })),
    may: (ask, row) =>
      row.person_id !== ask.viewer.person &&
      may('VolunteerTeam', 'removeMember', ask.viewer, { ...factsOf(row), assigned: [leaderOf(ask.world, row.team_id)] }),
  },
  leaveTeam: {
    noun: 'TeamMembership',
    input: ({ id }) => ({ id, ...old }),
    may: ({ viewer }, row) => linesFor('VolunteerTeam', 'leaveTeam').length > 0 && row.person_id === viewer.person,
  },
  pauseVolunteer: ofVolunteer('pauseVolunteer'),
  resumeVolunteer: ofVolunteer('resumeVolunteer'),
  leaveVolunteering: ofVolunteer('leaveVolunteering'),
  updateVolunteer: ofVolunteer('updateVolunteer'),
};
