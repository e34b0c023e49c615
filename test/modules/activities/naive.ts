import type { Naive } from '../../read/naive.js';
import {
  ANYTHING,
  type Args,
  type Asking,
  actionsBy,
  among,
  bare,
  byInstant,
  byNumber,
  type DefaultOrders,
  id,
  inTime,
  type NaivePart,
  type Orders,
  type Resolve,
  resolversOf,
  sorted,
} from '../../read/naive-rules.js';
import { has } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

export const orders: Orders = {
  Activity: { STARTS_AT: byInstant('starts_at') },
  ActivityRegistration: { NUMBER: byNumber((row) => row.number) },
  VolunteerHours: { STARTS_AT: byInstant('starts_at') },
};
export const defaultOrders: DefaultOrders = {
  Activity: { field: 'STARTS_AT', direction: 'DESC' },
  ActivityRegistration: { field: 'NUMBER', direction: 'ASC' },
  VolunteerHours: { field: 'STARTS_AT', direction: 'DESC' },
};

const runners = ['COMMUNITY_CADRE', 'GRID_LEADER'];
const isOver = ({ state }: Row) => state === 'COMPLETED' || state === 'REPORTED';

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, seen, below, byIdOf } = resolversOf(naive);
  const teamsOf = (person: string | null, ...roles: readonly string[]): string[] =>
    person === null
      ? []
      : rows.TeamMembership.filter((own) => own.person_id === person && own.state === 'ACTIVE' && roles.includes(own.role)).map(
          ({ team_id }) => team_id,
        );
  const isLed = (activity: Row, { viewer }: Asking) => teamsOf(viewer.person, 'LEADER').some((team) => activity.team_ids.includes(team));
  const registrationsOf = (activity: Row, ...states: readonly string[]) =>
    naive.where('ActivityRegistration', 'activity_id', activity.id).filter(({ state }) => states.includes(state));
  const ownOf = (activity: Row, { viewer }: Asking): Row | null =>
    naive
      .where('ActivityRegistration', 'activity_id', activity.id)
      .find(({ person_id, state }) => person_id === viewer.person && state !== 'CANCELLED') ?? null;
  /** The viewer was registered until it was called off. */
  const wasCalledOff = (activity: Row, { viewer }: Asking): boolean =>
    activity.state === 'CANCELLED' &&
    naive
      .where('ActivityRegistration', 'activity_id', activity.id)
      .some(({ person_id, cancelled_at }) => person_id === viewer.person && cancelled_at?.getTime() === activity.updated_at.getTime());
  const participantsOf = (activity: Row): number => activity.participants ?? registrationsOf(activity, 'CHECKED_IN').length;

  const activities =
    (of: (owner: Row) => readonly Row[]): Resolve =>
    (owner, args, ask) =>
      naive.page(
        'Activity',
        of(owner).filter((row) => naive.sees(row, ask)),
        args,
        ask,
      );
  const byTeam = (team: Row) => rows.Activity.filter(({ team_ids }) => team_ids.includes(team.id));
  const belowOf = (owner: Row) => below('Activity', owner);

  /** By kind, in the order of their names. */
  const added = (pairs: readonly (readonly [kind: string, count: number])[]) =>
    [...Map.groupBy(pairs, ([kind]) => kind)]
      .map(([kind, all]) => ({ kind, count: all.reduce((sum, [, count]) => sum + count, 0) }))
      .sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const figures =
    (of: (owner: Row) => readonly Row[]): Resolve =>
    (owner, args, ask) => {
      if (!naive.isOwnJurisdiction(owner, ask)) return null;
      const { from, to } = args.period as { from: string; to: string };
      const midnight = (day: string) => new Date(`${day}T00:00:00+08:00`);
      const done = of(owner).filter((row) => isOver(row) && row.starts_at >= midnight(from) && row.starts_at < midnight(to));
      return {
        activities: done.length,
        participantCount: done.reduce((sum, row) => sum + participantsOf(row), 0),
        beneficiaryPersonTimes: done.reduce((sum, row) => sum + row.beneficiary_person_times, 0),
        byKind: added(done.map(({ kind }) => [kind, 1])),
        outcomes: added(
          rows.ActivityOutcome.filter(({ activity_id }) => done.some(({ id }) => id === activity_id)).map(({ kind, count }) => [
            kind,
            count,
          ]),
        ),
      };
    };

  const totals =
    (column: string, isShown: (owner: Row, ask: Asking) => boolean): Resolve =>
    (owner, args, ask) => {
      if (!isShown(owner, ask)) return null;
      const { from, to } = args.period as { from: string; to: string };
      const midnight = (day: string) => new Date(`${day}T00:00:00+08:00`);
      const all = naive
        .where('VolunteerHours', column, owner.id)
        .filter(({ starts_at }) => starts_at >= midnight(from) && starts_at < midnight(to));
      const of = (state: string) => all.filter((row) => row.state === state);
      const minutes = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + row.minutes, 0);
      return {
        minutes: minutes(of('APPROVED')),
        count: of('APPROVED').length,
        submittedMinutes: minutes(of('SUBMITTED')),
        people: new Set(of('APPROVED').map(({ person_id }) => person_id)).size,
      };
    };

  return {
    sees: {
      Activity: (row, ask) =>
        has(ask.viewer, row.place, ...runners) || (row.audience === 'JURISDICTION' && naive.isOwnJurisdiction(row, ask)) || isLed(row, ask),
      ActivityOutcome: (row, ask) => naive.sees(naive.of(row.activity_id)!, ask),
      VolunteerHours: (row, ask) =>
        has(ask.viewer, row.place, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR') ||
        (row.person_id !== null && row.person_id === ask.viewer.person) ||
        teamsOf(ask.viewer.person, 'LEADER').includes(row.team_id),
      CalendarFeed: (row, { viewer }) => row.person_id === viewer.person,
      ActivityRegistration: (row, ask) =>
        has(ask.viewer, row.place, ...runners, 'STREET_SUPERVISOR') ||
        (row.person_id !== null && row.person_id === ask.viewer.person) ||
        isLed(naive.of(row.activity_id)!, ask),
    },
    seesWho: { Activity: () => true, VolunteerHours: () => true },
    filters: {
      VolunteerHours: {
        states: among('state'),
        teamIds: (row: Row, wanted: readonly string[]) => wanted.map((one) => bare(one, 'VolunteerTeam')).includes(row.team_id),
        personId: (row: Row, wanted: string) => row.person_id === bare(wanted, 'Person'),
        ofViewer: (row: Row, wanted: boolean, { viewer }: Asking) => (row.person_id === viewer.person) === wanted,
        startsAt: inTime('starts_at'),
      },
      Activity: {
        ids: (row: Row, wanted: readonly string[]) => wanted.map((one) => bare(one, 'Activity')).includes(row.id),
        states: among('state'),
        kinds: among('kind'),
        scales: among('scale'),
        channels: among('channel'),
        governance: (row: Row, wanted: readonly string[]) => row.governance.some((way: string) => wanted.includes(way)),
        open: (row: Row, wanted: boolean) => row.open === wanted,
        organizationId: (row: Row, wanted: string) => row.organization_id === bare(wanted, 'Organization'),
        teamIds: (row: Row, wanted: readonly string[]) => wanted.some((one) => row.team_ids.includes(bare(one, 'VolunteerTeam'))),
        registeredByViewer: (row: Row, wanted: boolean, ask: Asking) => (ownOf(row, ask) !== null || wasCalledOff(row, ask)) === wanted,
        ofViewerTeams: (row: Row, wanted: boolean, { viewer }: Asking) =>
          teamsOf(viewer.person, 'LEADER', 'MEMBER').some((team) => row.team_ids.includes(team)) === wanted,
        startsAt: inTime('starts_at'),
        text: (row: Row, text: string) => {
          const all = [row.title, row.series ?? '', row.venue].map((one: string) => one.normalize('NFKC').toLowerCase());
          const texts = [...all, row.venue.replaceAll('-', '').toLowerCase()];
          return text
            .normalize('NFKC')
            .toLowerCase()
            .split(/\s+/)
            .every((word) => texts.some((one) => one.includes(word)));
        },
      },
    },
    fields: {
      Activity: {
        id: id('Activity'),
        organization: to('organization_id'),
        callingTeam: seen('calling_team_id'),
        organisingMode: ({ scale }: Row) => ({ SMALL: 'SEPARATE', MEDIUM: 'PAIRED', LARGE: 'UNIFIED' })[scale as string] ?? null,
        coHosts: (row: Row) =>
          sorted(
            row.co_host_ids.map((one: string) => naive.of(one)!),
            'code',
          ).slice(0, 20),
        teams: (row: Row, _args: Args, ask: Asking) =>
          sorted(
            row.team_ids.map((one: string) => naive.of(one)!).filter((team: Row) => naive.sees(team, ask)),
            'name',
          ).slice(0, 20),
        placedCount: (row: Row) => registrationsOf(row, 'SIGNED_UP', 'CHECKED_IN').length,
        waitlistedCount: (row: Row) => registrationsOf(row, 'WAITLISTED').length,
        participantCount: participantsOf,
        outcomes: (row: Row) => sorted(naive.where('ActivityOutcome', 'activity_id', row.id), 'kind').slice(0, 5),
        viewerRegistration: (row: Row, _args: Args, ask: Asking) => ownOf(row, ask),
        registrations: (row: Row, args: Args, ask: Asking) => {
          const wanted = (args.states as readonly string[] | null | undefined) ?? null;
          const all = naive.where('ActivityRegistration', 'activity_id', row.id);
          return naive.page(
            'ActivityRegistration',
            all.filter((one) => (wanted === null || wanted.includes(one.state)) && naive.sees(one, ask)),
            args,
            ask,
          );
        },
        checkInCode: (row: Row, _args: Args, ask: Asking) =>
          row.state === 'ONGOING' && (has(ask.viewer, row.place, ...runners) || isLed(row, ask))
            ? { code: ANYTHING, expiresAt: ANYTHING }
            : null,
        history: (row: Row, args: Args, ask: Asking) =>
          naive.page('HistoryEntry', naive.where('HistoryEntry', 'subject_id', row.id), args, ask),
        viewerActions: actionsBy((row, ask) => {
          const runs = has(ask.viewer, row.place, ...runners) || isLed(row, ask);
          const mine = ownOf(row, ask);
          const isPerson = ask.viewer.person !== null;
          const isInvited = row.open || teamsOf(ask.viewer.person, 'LEADER', 'MEMBER').some((team) => row.team_ids.includes(team));
          const step = (...from: readonly string[]) => runs && from.includes(row.state);
          return {
            publishActivity: step('DRAFT'),
            openSignUp: step('PUBLISHED'),
            startActivity: step('PUBLISHED', 'SIGN_UP'),
            completeActivity: step('ONGOING'),
            reportActivity: step('COMPLETED'),
            cancelActivity: step('DRAFT', 'PUBLISHED', 'SIGN_UP'),
            updateActivity: step('DRAFT', 'PUBLISHED', 'SIGN_UP', 'ONGOING'),
            registerForActivity: isPerson && isInvited && mine === null && row.state === 'SIGN_UP' && ask.now < row.ends_at,
            withdrawFromActivity:
              isPerson && ['SIGNED_UP', 'WAITLISTED'].includes(mine?.state) && ['SIGN_UP', 'ONGOING'].includes(row.state),
            checkIn: isPerson && (mine !== null || isInvited) && mine?.state !== 'CHECKED_IN' && row.state === 'ONGOING',
            checkOut:
              isPerson && mine?.state === 'CHECKED_IN' && mine.checked_out_at === null && ['ONGOING', 'COMPLETED'].includes(row.state),
          };
        }),
      },
      CalendarFeed: {
        id: id('CalendarFeed'),
        team: seen('team_id'),
        createdAt: (row: Row) => row.created_at.toISOString(),
      },
      VolunteerHours: {
        id: id('VolunteerHours'),
        person: to('person_id'),
        team: seen('team_id'),
        activity: seen('activity_id'),
        pairing: seen('pairing_id'),
        decidedBy: to('decided_by_id'),
        history: (row: Row, args: Args, ask: Asking) =>
          naive.page('HistoryEntry', naive.where('HistoryEntry', 'subject_id', row.id), args, ask),
        viewerActions: actionsBy((row, { viewer }) => {
          const isOwn = row.person_id === viewer.person;
          const decides = has(viewer, row.place, 'COMMUNITY_CADRE') || teamsOf(viewer.person, 'LEADER').includes(row.team_id);
          const isOpen = decides && !isOwn && row.state === 'SUBMITTED';
          return { approveHours: isOpen, rejectHours: isOpen, correctHours: isOwn || decides };
        }),
      },
      VolunteerTotals: Object.fromEntries(
        ['minutes', 'count', 'submittedMinutes', 'people'].map((name) => [name, (row: Row) => row[name]]),
      ),
      Person: {
        calendarFeeds: (row: Row, _args: Args, ask: Asking) =>
          sorted(
            rows.CalendarFeed.filter((feed) => feed.person_id === row.id && feed.revoked_at === null && naive.sees(feed, ask)),
            'created_at',
          ).slice(0, 10),
        volunteerTotals: totals(
          'person_id',
          (person, { viewer }) => person.id === viewer.person || has(viewer, person.place, 'COMMUNITY_CADRE', 'STREET_SUPERVISOR'),
        ),
      },
      CheckInCode: { code: ({ code }: Row) => code, expiresAt: ({ expiresAt }: Row) => expiresAt },
      ActivityOutcome: { id: id('ActivityOutcome'), activity: seen('activity_id') },
      ActivityRegistration: {
        id: id('ActivityRegistration'),
        activity: seen('activity_id'),
        person: to('person_id'),
        waitingPosition: (row: Row) =>
          row.state === 'WAITLISTED'
            ? registrationsOf(naive.of(row.activity_id)!, 'WAITLISTED').filter(({ number }) => number <= row.number).length
            : null,
      },
      ActivityFigures: Object.fromEntries(
        ['activities', 'participantCount', 'beneficiaryPersonTimes', 'byKind', 'outcomes'].map((name) => [name, (row: Row) => row[name]]),
      ),
      ActivityKindCount: { kind: ({ kind }: Row) => kind, count: ({ count }: Row) => count },
      ActivityOutcomeCount: { kind: ({ kind }: Row) => kind, count: ({ count }: Row) => count },
      Organization: { activities: activities(belowOf), activityFigures: figures(belowOf) },
      Grid: { activities: activities(belowOf) },
      VolunteerTeam: {
        activities: activities(byTeam),
        activityFigures: figures(byTeam),
        volunteerTotals: totals('team_id', naive.isOwnJurisdiction),
        hours: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'VolunteerHours',
            naive.where('VolunteerHours', 'team_id', row.id).filter((one) => naive.sees(one, ask)),
            args,
            ask,
          ),
      },
    },
    roots: {
      activity: byIdOf('Activity'),
      volunteerHours: (_root, args, ask) => naive.page('VolunteerHours', naive.visible('VolunteerHours', ask), args, ask),
      activities: (_root, args, ask) => naive.page('Activity', naive.visible('Activity', ask), args, ask),
    },
  };
};
