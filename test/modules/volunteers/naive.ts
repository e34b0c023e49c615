import { Fault } from '../../../src/kernel/errors.js';
import type { Naive } from '../../read/naive.js';
import {
  ANYTHING,
  type Args,
  type Asking,
  actionsBy,
  among,
  bare,
  byInstant,
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
import {
  claimsOf,
  communityOf,
  everMembersOf,
  fitsOf,
  hasClaimed,
  isClaimant,
  isOffered,
  isOpen,
  isVolunteer,
  leaderOf,
  leadersOf,
  membershipsOf,
  membershipsOfVolunteer,
  membersOf,
  unitsOf,
} from './rules.js';

const managers = ['COMMUNITY_CADRE', 'STREET_SUPERVISOR', 'ADMIN'];
const staff = [...managers, 'BRANCH_SECRETARY', 'GRID_LEADER', 'GRID_WORKER'];

export const orders: Orders = {
  VolunteerTeam: { NAME: byText('name') },
  Volunteer: { NUMBER: byText('number') },
  TeamMembership: {
    FROM: (a, b) => (a.valid_from ?? '9999-12-31').localeCompare(b.valid_from ?? '9999-12-31'),
  },
  NeedItem: { RAISED_AT: byInstant('created_at') },
  NeedClaim: { CLAIMED_AT: byInstant('claimed_at') },
  Honour: { NOMINATED_AT: byInstant('created_at') },
  HonourObjection: { AT: byInstant('created_at') },
};
export const defaultOrders: DefaultOrders = {
  VolunteerTeam: { field: 'NAME', direction: 'ASC' },
  Volunteer: { field: 'NUMBER', direction: 'ASC' },
  TeamMembership: { field: 'FROM', direction: 'ASC' },
  NeedItem: { field: 'RAISED_AT', direction: 'DESC' },
  NeedClaim: { field: 'CLAIMED_AT', direction: 'ASC' },
  Honour: { field: 'NOMINATED_AT', direction: 'DESC' },
  HonourObjection: { field: 'AT', direction: 'ASC' },
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
  const reviews = (row: Row, ask: Asking) => has(ask.viewer, row.place, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR');
  const isNominator = (honour: Row, { viewer }: Asking) => viewer.person !== null && honour.nominated_by_id === viewer.person;
  const raisers = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE'];
  const isRaiser = (need: Row, { viewer }: Asking) => viewer.person !== null && need.raised_by_id === viewer.person;
  const seesNeedInFull = (need: Row, ask: Asking) => isOwn(need, ask) || has(ask.viewer, need.place, ...raisers);
  const seesPersonOf = (need: Row, ask: Asking) => seesNeedInFull(need, ask) || hasClaimed(world, need, ask.viewer);
  const fitsViewer = (need: Row, { viewer }: Asking) => {
    const fits = fitsOf(world, need, viewer);
    const isAsked = (reason: string, wanted: readonly unknown[]) => wanted.length === 0 || fits.includes(reason);
    return (
      need.state === 'OPEN' &&
      !isClaimant(world, need, viewer) &&
      (fits.includes('UNIT') || (fits.includes('COMMUNITY') && isAsked('SKILL', need.skills) && isAsked('TIME', need.times)))
    );
  };
  return {
    sees: {
      Honour: (row, ask) =>
        reviews(row, ask) || isNominator(row, ask) || (['PUBLICISED', 'AWARDED'].includes(row.state) && naive.isOwnJurisdiction(row, ask)),
      HonourObjection: (row, ask) => isOwn(row, ask) || reviews(row, ask),
      NeedItem: (row, ask) => seesPersonOf(row, ask) || isOffered(world, row, ask.viewer),
      NeedClaim: (row, ask) => naive.sees(naive.of(row.need_id)!, ask),
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
      Honour: (row, ask) => reviews(row, ask),
      NeedItem: seesNeedInFull,
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
      NeedItem: {
        ...{ kinds: among('kind'), states: among('state'), sources: among('source'), aspects: among('aspect') },
        skills: (row: Row, wanted: readonly string[]) => wanted.some((skill) => row.skills.includes(skill)),
        confirmed: (row: Row, wanted: boolean) => (row.confirmed_at !== null) === wanted,
        fitsViewer: (row: Row, wanted: boolean, ask: Asking) => fitsViewer(row, ask) === wanted,
        claimedByViewer: (row: Row, wanted: boolean, ask: Asking) => isClaimant(world, row, ask.viewer) === wanted,
        raisedByViewer: (row: Row, wanted: boolean, ask: Asking) => isRaiser(row, ask) === wanted,
      },
      Honour: {
        ...{ kinds: among('kind'), levels: among('level'), states: among('state') },
        teamId: (row: Row, wanted: string) => row.team_id === bare(wanted, 'VolunteerTeam'),
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
          const definition = { key: 'volunteer.growth', formula: ANYTHING, formulaZh: ANYTHING, version: 1 };
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
      NeedItem: {
        ...{
          id: id('NeedItem'),
          grid: to('grid_id'),
          raisedBy: to('raised_by_id'),
          confirmedBy: to('confirmed_by_id'),
          history: historyOf,
        },
        person: (row, _args, ask) => (seesPersonOf(row, ask) ? naive.of(row.person_id) : null),
        community: (row) => communityOf(world, row),
        raisedAt: (row) => row.created_at.toISOString(),
        claims: (row, args, ask) => naive.page('NeedClaim', claimsOf(world, row.id), args, ask),
        fits: (row, _args, { viewer }) => fitsOf(world, row, viewer),
        viewerActions: actionsBy((row, ask) => {
          const [isMine, answers] = [isClaimant(world, row, ask.viewer), has(ask.viewer, row.place, ...raisers)];
          const isIn = (...states: readonly string[]) => states.includes(row.state);
          const mayConfirm = answers && !isMine && row.state === 'DONE' && row.confirmed_at === null;
          return {
            claimNeed: isIn('OPEN') && (isVolunteer(world, ask.viewer) || unitsOf(ask.viewer).length > 0),
            releaseNeed: isIn('OPEN', 'CLAIMED') && (isMine || answers),
            startNeed: isMine && isIn('CLAIMED'),
            finishNeed: isMine && isIn('IN_PROGRESS'),
            ...{ confirmNeed: mayConfirm, returnNeed: mayConfirm },
            withdrawNeed: answers && isIn('OPEN', 'CLAIMED', 'IN_PROGRESS'),
          };
        }),
      },
      Honour: {
        ...{ id: id('Honour'), person: to('person_id'), household: seen('household_id'), team: seen('team_id'), unit: to('unit_id') },
        nomineeName: ({ person_id, household_id, team_id, unit_id }) =>
          naive.of(person_id ?? team_id ?? unit_id ?? naive.of(household_id)!.head_id)!.name,
        ...{ organization: to('organization_id'), history: historyOf, nominatedAt: (row: Row) => row.created_at.toISOString() },
        nominatedBy: (row, _args, ask) => (reviews(row, ask) || isNominator(row, ask) ? naive.of(row.nominated_by_id) : null),
        objections: pageOf('HonourObjection', (row) => world.rows.HonourObjection.filter(({ honour_id }) => honour_id === row.id)),
        viewerActions: actionsBy((row, ask) => {
          const isOfViewer =
            isNominator(row, ask) || isOwn(row, ask) || (row.team_id !== null && isAmong([leaderOf(world, row.team_id)], ask));
          const isOfHome = naive
            .where('HouseholdMember', 'household_id', row.household_id ?? '')
            .some((member) => member.person_id === ask.viewer.person && member.valid_to === null);
          const decides = reviews(row, ask) && !isOfViewer && !isOfHome;
          const isBlocked = world.rows.HonourObjection.some((one) => one.honour_id === row.id && one.state !== 'DISMISSED');
          return {
            reviewHonour: decides && row.state === 'NOMINATED',
            publiciseHonour: decides && row.state === 'REVIEWED',
            awardHonour: decides && row.state === 'PUBLICISED' && ask.today > row.public_until && !isBlocked,
            rejectHonour: decides && ['NOMINATED', 'REVIEWED', 'PUBLICISED'].includes(row.state),
          };
        }),
      },
      HonourObjection: {
        ...{ id: id('HonourObjection'), honour: seen('honour_id'), person: to('person_id'), decidedBy: to('decided_by_id') },
        at: (row) => row.created_at.toISOString(),
      },
      NeedClaim: {
        ...{ id: id('NeedClaim'), need: seen('need_id'), team: seen('team_id'), organization: to('organization_id') },
        person: (row, _args, ask) => (seesPersonOf(naive.of(row.need_id)!, ask) ? naive.of(row.person_id) : null),
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
            admitMember: decides && !isOwn(row, ask) && row.state === 'APPLIED',
            declineMember: decides && !isOwn(row, ask) && row.state === 'APPLIED',
            removeMember: decides && !isOwn(row, ask) && row.state === 'ACTIVE',
            leaveTeam: isOwn(row, ask) && isOpen(row),
          };
        }),
      },
    },
    roots: {
      volunteerTeam: byIdOf('VolunteerTeam'),
      volunteerTeams: (_root, args, ask) => naive.page('VolunteerTeam', naive.visible('VolunteerTeam', ask), args, ask),
      honour: byIdOf('Honour'),
      honours: (_root, args, ask) => naive.page('Honour', naive.visible('Honour', ask), args, ask),
      need: byIdOf('NeedItem'),
      needs: (_root, args, ask) => naive.page('NeedItem', naive.visible('NeedItem', ask), args, ask),
      volunteer: byIdOf('Volunteer'),
      volunteers: current('Volunteer', () => world.rows.Volunteer),
    },
  };
};
