import { Fault } from '../../../src/kernel/errors.js';
import type { Naive } from '../../read/naive.js';
import {
  ANYTHING,
  type Args,
  type Asking,
  actionsBy,
  among,
  bare,
  byText,
  type DefaultOrders,
  endDay,
  firstDay,
  id,
  isAsked,
  type NaivePart,
  type Orders,
  type Resolve,
  resolversOf,
  sorted,
} from '../../read/naive-rules.js';
import { has } from '../../read/viewer.js';
import type { Noun, Row } from '../../read/world.js';
import { everMembersOf, isOpen, leaderOf, leadersOf, membershipsOf, membershipsOfVolunteer, membersOf } from './rules.js';

const managers = ['COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'ADMIN'];
const staff = [...managers, 'BRANCH_SECRETARY', 'GRID_LEADER', 'GRID_WORKER'];

export const orders: Orders = {
  VolunteerTeam: { NAME: byText('name') },
  Volunteer: { NUMBER: byText('number') },
  TeamMembership: {
    FROM: (a, b) => (a.valid_from ?? '9999-12-31').localeCompare(b.valid_from ?? '9999-12-31'),
  },
};
export const defaultOrders: DefaultOrders = {
  VolunteerTeam: { field: 'NAME', direction: 'ASC' },
  Volunteer: { field: 'NUMBER', direction: 'ASC' },
  TeamMembership: { field: 'FROM', direction: 'ASC' },
};

/** HH:MM, up to 24:00. */
const isTime = (text: string) => /^\d\d:\d\d$/.test(text) && text <= '24:00';

export const answers = (naive: Naive): NaivePart => {
  const { world } = naive;
  const { to, below, seen, pageOf, byIdOf } = resolversOf(naive);
  const isOwn = (row: Row, { viewer }: Asking) => viewer.person !== null && row.person_id === viewer.person;
  const isAmong = (people: readonly (string | null)[], { viewer }: Asking) => viewer.person !== null && people.includes(viewer.person);
  const sizeOn = (team: Row, day: string) =>
    membershipsOf(world, team.id).filter(
      (one) => one.valid_from !== null && one.valid_from <= day && (one.valid_to === null || one.valid_to > day),
    ).length;
  const isLed = (row: Row, ask: Asking) => isAmong([leaderOf(world, row.team_id)], ask);
  const historyOf: Resolve = (row, args, ask) =>
    naive.page(
      'HistoryEntry',
      world.rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
      args,
      ask,
    );
  const current =
    (noun: Noun, rowsOf: (row: Row, ask: Asking) => readonly Row[]): Resolve =>
    (row, args, ask) =>
      naive.page(
        noun,
        rowsOf(row, ask).filter((one) => naive.sees(one, ask) && (isAsked(args, 'states') || one.state === 'ACTIVE')),
        args,
        ask,
      );
  const leaderNameOf = (row: Row) => naive.of(leaderOf(world, row.id))?.name ?? null;
  const teamsBelow = (row: Row) => below('VolunteerTeam', row);
  return {
    sees: {
      VolunteerTeam: (row, ask) =>
        (row.state === 'ACTIVE' && naive.isOwnJurisdiction(row, ask)) ||
        has(ask.viewer, row.place, ...managers) ||
        isAmong(everMembersOf(world, row.id), ask),
      Volunteer: (row, ask) =>
        isOwn(row, ask) || has(ask.viewer, row.place, ...managers, 'GRID_LEADER', 'GRID_WORKER') || isAmong(leadersOf(world, row.id), ask),
      TeamMembership: (row, ask) =>
        isOwn(row, ask) ||
        has(ask.viewer, row.place, ...staff) ||
        isLed(row, ask) ||
        (row.state === 'ACTIVE' && isAmong(membersOf(world, row.team_id), ask)),
    },
    seesWho: {
      VolunteerTeam: (row, ask) => has(ask.viewer, row.place, ...managers),
      Volunteer: (row, ask) => isOwn(row, ask) || has(ask.viewer, row.place, ...managers, 'GRID_LEADER', 'GRID_WORKER'),
      TeamMembership: (row, ask) => isOwn(row, ask) || has(ask.viewer, row.place, ...staff) || isLed(row, ask),
    },
    filters: {
      VolunteerTeam: {
        kinds: among('kind'),
        states: among('state'),
        stationId: (row: Row, wanted: string) => row.station_id === bare(wanted, 'Station'),
        organizationId: (row: Row, wanted: string) => row.organization_id === bare(wanted, 'Organization'),
        ofViewer: (row: Row, wanted: boolean, ask: Asking) => isAmong(membersOf(world, row.id), ask) === wanted,
        ledByViewer: (row: Row, wanted: boolean, ask: Asking) => isAmong([leaderOf(world, row.id)], ask) === wanted,
      },
      Volunteer: {
        skills: (row: Row, wanted: readonly string[]) => wanted.some((skill) => row.skills.includes(skill)),
        expert: (row: Row, wanted: boolean) => row.expert === wanted,
        states: among('state'),
        freeAt: (row: Row, wanted: Row) => {
          if (!isTime(wanted.from) || !isTime(wanted.to)) throw new Fault('BAD_USER_INPUT', 'This is no time. 不是时间。');
          return row.availability.some((free: Row) => free.weekday === wanted.weekday && free.from <= wanted.from && free.to >= wanted.to);
        },
        teamId: (row: Row, wanted: string, ask: Asking) =>
          membershipsOfVolunteer(world, row.id).some(
            (one) => one.team_id === bare(wanted, 'VolunteerTeam') && one.state === 'ACTIVE' && naive.sees(one, ask),
          ),
      },
      TeamMembership: { roles: among('role'), states: among('state'), positions: among('position') },
    },
    fields: {
      Organization: { volunteerTeams: pageOf('VolunteerTeam', teamsBelow) },
      Grid: { volunteerTeams: pageOf('VolunteerTeam', teamsBelow) },
      Station: {
        volunteerTeams: pageOf('VolunteerTeam', (row) => world.rows.VolunteerTeam.filter(({ station_id }) => station_id === row.id)),
      },
      Person: { volunteer: (row, _args, ask) => naive.ifSeen(naive.where('Volunteer', 'person_id', row.id)[0] ?? null, ask) },
      VolunteerTeam: {
        ...{ id: id('VolunteerTeam'), organization: to('organization_id'), station: to('station_id'), grid: to('grid_id') },
        leader: (row) => naive.of(leaderOf(world, row.id)),
        leaderName: leaderNameOf,
        size: (row, args, ask) => sizeOn(row, (args.asOf as string | null | undefined) ?? ask.today),
        growth: (row, args: Args) => {
          const [from, to] = [sizeOn(row, args.from as string), sizeOn(row, args.to as string)];
          const definition = { key: 'volunteer.growth', formula: ANYTHING, version: 1 };
          return { from, to, value: from === 0 ? null : (to - from) / from, definition, asOf: ANYTHING };
        },
        members: current('TeamMembership', (row) => membershipsOf(world, row.id)),
        viewerMembership: (row, _args, ask) =>
          naive.ifSeen(membershipsOf(world, row.id).find((one) => isOwn(one, ask) && isOpen(one)) ?? null, ask),
        history: historyOf,
        viewerActions: actionsBy((row, { viewer }) => ({ dissolveTeam: has(viewer, row.place, ...managers) && row.state === 'ACTIVE' })),
      },
      Volunteer: {
        ...{ id: id('Volunteer'), person: to('person_id'), history: historyOf },
        viewerActions: actionsBy((row, ask) => {
          const mayChange = isOwn(row, ask) || has(ask.viewer, row.place, 'COMMUNITY_CADRE');
          return {
            pauseVolunteer: mayChange && row.state === 'ACTIVE',
            resumeVolunteer: mayChange && row.state === 'PAUSED',
            leaveVolunteering: mayChange && row.state !== 'LEFT',
          };
        }),
        memberships: (row, _args, ask) =>
          sorted(
            membershipsOfVolunteer(world, row.id).filter((one) => isOpen(one) && naive.sees(one, ask)),
            'id',
          ).slice(0, 50),
      },
      FreeTime: { weekday: (row) => row.weekday, from: (row) => row.from, to: (row) => row.to },
      Certificate: { name: (row) => row.name, issuedOn: (row) => row.issuedOn, expiresOn: (row) => row.expiresOn },
      TeamMembership: {
        ...{ id: id('TeamMembership'), team: seen('team_id'), volunteer: seen('volunteer_id'), person: to('person_id') },
        memberName: (row) => naive.of(row.person_id)!.name,
        ...{ from: firstDay, to: endDay, history: historyOf },
        viewerActions: actionsBy((row, ask) => {
          const decides = isLed(row, ask) || has(ask.viewer, row.place, 'COMMUNITY_CADRE');
          return {
            admitMember: decides && row.state === 'APPLIED',
            declineMember: decides && row.state === 'APPLIED',
            removeMember: decides && !isOwn(row, ask) && row.state === 'ACTIVE',
            leaveTeam: isOwn(row, ask) && isOpen(row),
          };
        }),
      },
    },
    roots: {
      volunteerTeam: byIdOf('VolunteerTeam'),
      volunteerTeams: (_root, args, ask) => naive.page('VolunteerTeam', naive.visible('VolunteerTeam', ask), args, ask),
      volunteer: byIdOf('Volunteer'),
      volunteers: current('Volunteer', () => world.rows.Volunteer),
    },
  };
};
