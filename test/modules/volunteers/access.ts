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
import { everMembersOf, isOpen, leaderOf, leadersOf, membershipsOf, membersOf } from './rules.js';

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

const nameOf = (ask: Ask, person: string | null): string | null => (person === null ? null : ask.world.byId.get(person)!.name);

export const tables = { VolunteerTeam: 'volunteer_team', Volunteer: 'volunteer', TeamMembership: 'team_membership' } as const;

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
      ...{ id: open('id'), team: to('VolunteerTeam', 'team_id', true), volunteer: to('Volunteer', 'volunteer_id', true) },
      person: to('Person', 'person_id'),
      memberName: { shown: () => 'clear', find: (ask, row) => nameOf(ask, row.person_id) },
      ...{ role: open('role'), position: open('position'), state: open('state'), from: open('valid_from'), to: open('valid_to') },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, provenance: open('provenance'), version: open('version') },
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

export const verbs: VerbRules = {
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
