import { CENTURY_DAYS, periodOf } from '../../graph/rate.js';
import { anyOf, contains, hasAny, holdsThat, is, isTrue, range, within } from '../../read/filter.js';
import type { Input } from '../../read/input.js';
import { isGiven } from '../../read/input.js';
import {
  computed,
  connection,
  type FieldRead,
  type FilterField,
  list,
  lookup,
  many,
  type NounReads,
  one,
  type Reads,
  type RowRef,
  type StreamReads,
  value,
} from '../../read/noun.js';
import { join, literal, literals, type Sql, slot, sql, viewerPerson } from '../../read/sql.js';
import { uuidOf } from '../../read/value.js';
import { subject } from '../notifications/notification.reads.js';
import { history } from '../organisations/history.reads.js';
import { jurisdiction } from '../organisations/organization.reads.js';
import { Activity, ActivityOutcome, ActivityRegistration } from './activity.entity.js';
import { type ActivityFact, activityEventFacts } from './activity.facts.js';
import { activitiesOf, activityFacts, isLed, ownTeams } from './activity.matter.js';
import { type ActivityFacts, mayRunActivity, visibleActivities, visibleRegistrations } from './activity.policy.js';
import { modeOfScale, placedStates } from './activity.terms.js';
import { activityFlow } from './activity.workflow.js';
import { checkInCodeOf } from './check-in-code.js';
import { midnight } from './midnight.js';

const placed = literals(placedStates);

/** How many registrations of an activity meet a condition. */
const registered = (activity: RowRef, condition: Sql): Sql =>
  sql`(select count(*)::int from activity_registration where activity_id = ${activity.col('id')} and ${condition})`;

/** Or was, until it was called off. */
const isRegistered = (activity: RowRef): Sql =>
  sql`exists (select from activity_registration where activity_id = ${activity.col('id')} and person_id = ${viewerPerson}
    and (state <> 'CANCELLED' or (${activity.col('state')} = 'CANCELLED' and cancelled_at = ${activity.col('updatedAt')})))`;

const organisingMode = (activity: RowRef): Sql =>
  sql`case ${activity.col('scale')} ${join(
    Object.entries(modeOfScale).map(([scale, mode]) => sql`when ${literal(scale)} then ${literal(mode)}`),
    ' ',
  )} end`;

const ids = (input: Input) => slot('uuid[]', (run) => (input.read(run) as string[]).map((id) => uuidOf(id, input.path, 'VolunteerTeam')));

/** What activities are looked up by: in lists, and on the stream as far as it is asked in memory. */
export const activityFilters: Readonly<Record<string, FilterField<ActivityFact>>> = {
  ids: anyOf('id', 'Activity'),
  states: anyOf('state'),
  kinds: anyOf('kind'),
  scales: anyOf('scale'),
  channels: anyOf('channel'),
  governance: hasAny('governance'),
  open: isTrue('open'),
  organizationId: is('organization', 'Organization'),
  teamIds: {
    sql: (row, input) => sql`${row.col('id')} in (select activity_id from activity_team where team_id = any(${ids(input)}))`,
    test: {
      facts: ['teams'],
      holds: ({ teams = [] }, wanted: readonly string[]) =>
        wanted.some((id) => (teams as readonly string[]).includes(uuidOf(id, 'filter.teamIds', 'VolunteerTeam'))),
    },
  },
  registeredByViewer: holdsThat(isRegistered),
  ofViewerTeams: holdsThat((row) => sql`${row.col('id')} = any(${activitiesOf(ownTeams)})`),
  startsAt: range('startsAt'),
  text: contains(['title', 'series'], 'venue'),
  within: within(),
};
export const activityStreamReads: StreamReads<ActivityFact> = {
  facts: activityEventFacts,
  refuses: ['text', 'registeredByViewer', 'ofViewerTeams'],
  conditions: { led: ({ person }) => ({ leaders: person! }) },
};

const activities: NounReads<string, ActivityFact> = {
  noun: 'Activity',
  entity: Activity,
  visible: visibleActivities,
  conditions: { led: (row) => isLed(row.col('id')) },
  fields: {
    organisingMode: value(organisingMode),
    coHosts: many(
      'Organization',
      (activity, host) =>
        sql`${host.col('id')} in (select organization_id from activity_co_host where activity_id = ${activity.col('id')})`,
      (host) => sql`${host.col('code')}`,
    ),
    teams: many(
      'VolunteerTeam',
      (activity, team) => sql`${team.col('id')} in (select team_id from activity_team where activity_id = ${activity.col('id')})`,
      (team) => sql`${team.col('name')}, ${team.col('id')}`,
    ),
    placedCount: value((row) => registered(row, sql`state in (${placed})`)),
    waitlistedCount: value((row) => registered(row, sql`state = 'WAITLISTED'`)),
    participantCount: value((row) => sql`coalesce(${row.col('participants')}, ${registered(row, sql`state = 'CHECKED_IN'`)})`),
    outcomes: many(
      'ActivityOutcome',
      (activity, outcome) => sql`${outcome.col('activity')} = ${activity.col('id')}`,
      (outcome) => outcome.col('kind'),
      { follows: true },
    ),
    viewerRegistration: one(
      'ActivityRegistration',
      (activity, registration) =>
        sql`${registration.col('activity')} = ${activity.col('id')} and ${registration.col('person')} = ${viewerPerson} and ${registration.col('state')} <> 'CANCELLED'`,
    ),
    registrations: connection('ActivityRegistration', (activity, registration, { args }) => {
      const ofActivity = sql`${registration.col('activity')} = ${activity.col('id')}`;
      return isGiven(args.states!)
        ? sql`${ofActivity} and ${registration.col('state')} = any(${slot('text[]', args.states!.read)})`
        : ofActivity;
    }),
    checkInCode: computed<Pick<ActivityFacts, 'state' | 'place' | 'isLed'> & { id: string; jurisdictionId: string }>(
      {
        id: (row) => row.col('id'),
        jurisdictionId: (row) => row.col('jurisdictionId'),
        state: activityFacts.expressions.state,
        place: activityFacts.expressions.place,
        isLed: activityFacts.expressions.isLed,
      },
      (activity, { viewer, keyring, now }) =>
        activity.state === 'ONGOING' && mayRunActivity(viewer, activity) ? checkInCodeOf(keyring, activity, now) : null,
    ),
    history,
    viewerActions: activityFlow.viewerActions,
  },
  filters: activityFilters,
  stream: activityStreamReads,
  orders: { STARTS_AT: { key: (row) => row.col('startsAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'STARTS_AT', direction: 'DESC' },
  roots: { activity: lookup({ id: 'id' }), activities: list() },
};

const outcomes: NounReads = { noun: 'ActivityOutcome', entity: ActivityOutcome, visible: { through: 'activity' } };

const registrations: NounReads = {
  noun: 'ActivityRegistration',
  entity: ActivityRegistration,
  visible: visibleRegistrations,
  conditions: { led: (row) => isLed(row.col('activity')) },
  fields: {
    activity: one('Activity', 'activity'),
    person: one('Person', 'person', { follows: true }),
    waitingPosition: value(
      (row) => sql`case when ${row.col('state')} = 'WAITLISTED' then (select count(*)::int from activity_registration before
        where before.activity_id = ${row.col('activity')} and before.state = 'WAITLISTED' and before.number <= ${row.col('number')}) end`,
    ),
  },
  orders: { NUMBER: { key: (row) => row.col('number'), type: 'int' } },
  defaultOrder: { field: 'NUMBER', direction: 'ASC' },
};

interface Figures {
  readonly activities: number;
  readonly participantCount: number;
  readonly beneficiaryPersonTimes: number;
  readonly byKind: readonly { readonly kind: string; readonly count: number }[];
  readonly outcomes: readonly { readonly kind: string; readonly count: number }[];
}

/** Of the activities that are over and began in a period: what they add up to, as JSON. Null for who is not signed in to the owner's jurisdiction. */
const figures = (isOf: (owner: RowRef) => Sql): FieldRead<never> =>
  computed<{ figures: Figures | null }>(
    {
      figures: (owner, { args }) => {
        const { from, to } = periodOf(args.period!, CENTURY_DAYS);
        return sql`case when ${owner.col('jurisdictionId')} = ${jurisdiction} then (
          with done as materialized (
            select id, kind, beneficiary_person_times,
              coalesce(participants, (select count(*)::int from activity_registration where activity_id = activity.id and state = 'CHECKED_IN')) as participants
            from activity
            where ${isOf(owner)} and state in ('COMPLETED', 'REPORTED') and starts_at >= ${midnight(from)} and starts_at < ${midnight(to)})
          select json_build_object(
            'activities', count(*), 'participantCount', coalesce(sum(participants), 0), 'beneficiaryPersonTimes', coalesce(sum(beneficiary_person_times), 0),
            'byKind', (select coalesce(json_agg(json_build_object('kind', kind, 'count', n) order by kind), '[]') from (select kind, count(*) as n from done group by kind) kinds),
            'outcomes', (select coalesce(json_agg(json_build_object('kind', kind, 'count', n) order by kind), '[]') from (
              select o.kind, sum(o.count) as n from activity_outcome o where o.activity_id in (select id from done) group by o.kind) led))
          from done) end`;
      },
    },
    ({ figures }) => figures,
  );

/** The level of a place is the owner's own: the root of a jurisdiction has four letters. */
const isBelow = (owner: RowRef): Sql => sql`left(place, 4) = left(${owner.col('place')}, 4) and place ^@ ${owner.col('place')}`;

export const activityReads: readonly Reads[] = [
  activities,
  outcomes,
  registrations,
  { adds: 'Notification', fields: { activity: subject('Activity'), hours: subject('VolunteerHours') } },
  { adds: 'Organization', fields: { activities: connection('Activity', 'subtree'), activityFigures: figures(isBelow) } },
  { adds: 'Grid', fields: { activities: connection('Activity', 'subtree') } },
  {
    adds: 'VolunteerTeam',
    fields: {
      activities: connection(
        'Activity',
        (team, activity) => sql`${activity.col('id')} in (select activity_id from activity_team where team_id = ${team.col('id')})`,
      ),
      activityFigures: figures((team) => sql`id in (select activity_id from activity_team where team_id = ${team.col('id')})`),
    },
  },
];
