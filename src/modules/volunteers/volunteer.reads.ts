import { growthOf, type RateDefinition } from '../../graph/rate.js';
import { isEndOfSpan } from '../../kernel/clock.js';
import { badInput } from '../../kernel/errors.js';
import { anyOf, hasAny, holdsThat, is, isTrue, within } from '../../read/filter.js';
import { fieldOf, type Input, isGiven } from '../../read/input.js';
import {
  column,
  computed,
  connection,
  type FilterField,
  list,
  lookup,
  many,
  type NounReads,
  one,
  type Reads,
  type RowRef,
  value,
} from '../../read/noun.js';
import { type Sql, type SqlPart, slot, sql, today, viewerPerson } from '../../read/sql.js';
import { uuidOf } from '../../read/value.js';
import { subject } from '../notifications/notification.reads.js';
import { history, historyParts } from '../organisations/history.reads.js';
import type { HistoryPart } from '../organisations/organization.policy.js';
import { json } from './json-list.js';
import { isLedByViewer, isOfViewer } from './membership.js';
import { TeamMembership, Volunteer, VolunteerTeam } from './volunteer.entity.js';
import { visibleMemberships, visibleTeams, visibleVolunteers } from './volunteer.policy.js';
import { membershipFlow, teamFlow, volunteerFlow } from './volunteer.workflow.js';

/** How many belong to a team on a day. */
const sizeOn = (team: RowRef, day: SqlPart): Sql =>
  sql`(select count(*)::int from team_membership sized where sized.team_id = ${team.col('id')} and sized.valid_from <= ${day} and (sized.valid_to is null or sized.valid_to > ${day}))`;

/** The person who leads a team; null where nobody does. */
const leaderOf = (team: RowRef): Sql =>
  sql`(select led.person_id from team_membership led where led.team_id = ${team.col('id')} and led.role = 'LEADER' and led.state = 'ACTIVE')`;

const nameOf = (person: Sql): Sql => sql`(select name from person where id = ${person})`;

const growth: RateDefinition = {
  key: 'volunteer.growth',
  formula: '(Size on the later day − size on the earlier day) ÷ size on the earlier day. （期末人数−期初人数）÷期初人数。',
  version: 1,
};

interface Sizes {
  readonly from: number;
  readonly to: number;
}

const teams: NounReads<HistoryPart> = {
  noun: 'VolunteerTeam',
  entity: VolunteerTeam,
  visible: visibleTeams,
  parts: historyParts,
  conditions: { fellow: (row) => isOfTeamOnce(row.col('id')) },
  fields: {
    leader: one('Person', (team, person) => sql`${person.col('id')} = ${leaderOf(team)}`, { follows: true }),
    leaderName: value((team) => nameOf(leaderOf(team))),
    size: value((team, { args }) => sizeOn(team, isGiven(args.asOf!) ? slot('date', args.asOf!.read) : today)),
    growth: computed<Sizes>(
      {
        from: (team, { args }) => sizeOn(team, slot('date', args.from!.read)),
        to: (team, { args }) => sizeOn(team, slot('date', args.to!.read)),
      },
      ({ from, to }, { now }) => growthOf(from, to, growth, now),
    ),
    members: connection('TeamMembership', (team, membership) => sql`${membership.col('team')} = ${team.col('id')}`, {
      unless: { states: isCurrent },
    }),
    viewerMembership: one(
      'TeamMembership',
      (team, membership) =>
        sql`${membership.col('team')} = ${team.col('id')} and ${membership.col('person')} = ${viewerPerson} and ${membership.col('state')} in ('APPLIED', 'ACTIVE')`,
    ),
    history,
    viewerActions: teamFlow.viewerActions,
  },
  filters: {
    kinds: anyOf('kind'),
    states: anyOf('state'),
    stationId: is('station', 'Station'),
    organizationId: is('organization', 'Organization'),
    ofViewer: holdsThat((row) => isOfViewer(row.col('id'))),
    ledByViewer: holdsThat((row) => isLedByViewer(row.col('id'))),
    within: within(),
  },
  orders: { NAME: { key: (row) => row.col('name'), type: 'text' } },
  defaultOrder: { field: 'NAME', direction: 'ASC' },
  roots: { volunteerTeam: lookup({ id: 'id' }), volunteerTeams: list() },
};

function isCurrent(membership: RowRef): Sql {
  return sql`${membership.col('state')} = 'ACTIVE'`;
}

/** Whether the viewer is, or was, a member of a team. */
function isOfTeamOnce(team: Sql): Sql {
  return sql`exists (select from team_membership fellow where fellow.team_id = ${team} and fellow.person_id = ${viewerPerson} and fellow.valid_from is not null)`;
}

const timeIn = (input: Input) =>
  slot('text', (run) => {
    const given = input.read(run) as string;
    if (isEndOfSpan(given)) return given;
    throw badInput('{field} is a time of the day such as 08:30. {field} 应为 08:30 这样的时间。', { field: input.path });
  });

/** Free from the beginning to the end of a time of the week: it lies in one of the times that were said. */
const freeAt: FilterField<never> = {
  sql: (row, input) =>
    sql`exists (select from jsonb_to_recordset(${row.col('availability')}) as free (weekday text, "from" text, "to" text)
      where free.weekday = ${slot('text', fieldOf(input, 'weekday').read)} and free."from" collate "C" <= ${timeIn(fieldOf(input, 'from'))} and free."to" collate "C" >= ${timeIn(fieldOf(input, 'to'))})`,
};

const volunteers: NounReads<HistoryPart> = {
  noun: 'Volunteer',
  entity: Volunteer,
  visible: visibleVolunteers,
  parts: historyParts,
  conditions: {
    led: (row) =>
      sql`exists (select from team_membership theirs where theirs.volunteer_id = ${row.col('id')} and theirs.state in ('APPLIED', 'ACTIVE') and ${isLedByViewer(sql`theirs.team_id`)})`,
  },
  fields: {
    person: one('Person', 'person', { follows: true }),
    certificates: json('certificates'),
    availability: json('availability'),
    memberships: many(
      'TeamMembership',
      (volunteer, membership) =>
        sql`${membership.col('volunteer')} = ${volunteer.col('id')} and ${membership.col('state')} in ('APPLIED', 'ACTIVE')`,
      (membership) => membership.col('id'),
    ),
    history,
    viewerActions: volunteerFlow.viewerActions,
  },
  filters: {
    skills: hasAny('skills'),
    expert: isTrue('expert'),
    states: anyOf('state'),
    freeAt,
    teamId: {
      sql: (row, input, _filter, sees) => {
        const { row: membership, table, isSeen } = sees('TeamMembership');
        return sql`${row.col('id')} in (select ${membership.col('volunteer')} from ${table}
          where ${membership.col('team')} = ${slot('uuid', (run) => uuidOf(input.read(run), input.path, 'VolunteerTeam'))} and ${isCurrent(membership)} and ${isSeen})`;
      },
    },
    within: within(),
  },
  orders: { NUMBER: { key: (row) => row.col('number'), type: 'text' } },
  defaultOrder: { field: 'NUMBER', direction: 'ASC' },
  roots: { volunteer: lookup({ id: 'id' }), volunteers: list({ states: (row) => sql`${row.col('state')} = 'ACTIVE'` }) },
};

const memberships: NounReads<HistoryPart> = {
  noun: 'TeamMembership',
  entity: TeamMembership,
  visible: visibleMemberships,
  parts: historyParts,
  conditions: {
    led: (row) => isLedByViewer(row.col('team')),
    fellow: (row) => isOfViewer(row.col('team')),
  },
  fields: {
    team: one('VolunteerTeam', 'team'),
    volunteer: one('Volunteer', 'volunteer'),
    person: one('Person', 'person', { follows: true }),
    memberName: value((row) => nameOf(row.col('person'))),
    from: column('validFrom'),
    to: column('validTo'),
    history,
    viewerActions: membershipFlow.viewerActions,
  },
  filters: { roles: anyOf('role'), states: anyOf('state'), positions: anyOf('position') },
  // Who has applied comes last.
  orders: { FROM: { key: (row) => sql`(coalesce(${row.col('validFrom')}, date '9999-12-31') - date '1900-01-01')`, type: 'int' } },
  defaultOrder: { field: 'FROM', direction: 'ASC' },
};

export const volunteerReads: readonly Reads[] = [
  teams,
  volunteers,
  memberships,
  { adds: 'Notification', fields: { membership: subject('TeamMembership') } },
  { adds: 'Organization', fields: { volunteerTeams: connection('VolunteerTeam', 'subtree') } },
  { adds: 'Grid', fields: { volunteerTeams: connection('VolunteerTeam', 'subtree') } },
  {
    adds: 'Station',
    fields: { volunteerTeams: connection('VolunteerTeam', (station, team) => sql`${team.col('station')} = ${station.col('id')}`) },
  },
  {
    adds: 'Person',
    fields: { volunteer: one('Volunteer', (person, volunteer) => sql`${volunteer.col('person')} = ${person.col('id')}`) },
  },
];
