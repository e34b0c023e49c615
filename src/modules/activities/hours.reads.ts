import { CENTURY_DAYS, periodOf } from '../../graph/rate.js';
import { anyOf, holdsThat, is, range, within } from '../../read/filter.js';
import { computed, connection, type FieldRead, list, type NounReads, one, type Reads, type RowRef } from '../../read/noun.js';
import { type Sql, slot, sql, viewerPerson } from '../../read/sql.js';
import { history } from '../organisations/history.reads.js';
import { jurisdiction } from '../organisations/organization.reads.js';
import { ledTeams } from './activity.matter.js';
import { VolunteerHours } from './hours.entity.js';
import { hoursPlaces, visibleHours } from './hours.policy.js';
import { hoursFlow } from './hours.workflow.js';
import { midnight } from './midnight.js';

const hours: NounReads = {
  noun: 'VolunteerHours',
  entity: VolunteerHours,
  visible: visibleHours,
  conditions: { led: (row) => sql`(${row.col('team')} = any(${ledTeams}))` },
  fields: {
    person: one('Person', 'person', { follows: true }),
    team: one('VolunteerTeam', 'team'),
    activity: one('Activity', 'activity'),
    pairing: one('HelpPairing', 'pairing'),
    decidedBy: one('Person', 'decidedBy', { follows: true }),
    history,
    viewerActions: hoursFlow.viewerActions,
  },
  filters: {
    states: anyOf('state'),
    teamIds: anyOf('team', 'VolunteerTeam'),
    personId: is('person', 'Person'),
    ofViewer: holdsThat((row) => sql`coalesce(${row.col('person')} = ${viewerPerson}, false)`),
    startsAt: range('startsAt'),
    within: within(),
  },
  orders: { STARTS_AT: { key: (row) => row.col('startsAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'STARTS_AT', direction: 'DESC' },
  roots: { volunteerHours: list() },
};

interface Totals {
  readonly minutes: number;
  readonly count: number;
  readonly submittedMinutes: number;
  readonly people: number;
}

/** The hours of a person or a team in a period, by one index: (person or team, starts_at) has all that is added up. */
const totals = (column: 'person_id' | 'team_id', isShown: (owner: RowRef) => Sql): FieldRead<never> =>
  computed<{ totals: Totals | null }>(
    {
      totals: (owner, { args }) => {
        const { from, to } = periodOf(args.period!, CENTURY_DAYS);
        return sql`case when ${isShown(owner)} then (
          select json_build_object('minutes', coalesce(sum(minutes) filter (where state = 'APPROVED'), 0), 'count', count(*) filter (where state = 'APPROVED'),
            'submittedMinutes', coalesce(sum(minutes) filter (where state = 'SUBMITTED'), 0), 'people', count(distinct person_id) filter (where state = 'APPROVED'))
          from volunteer_hours where ${column === 'person_id' ? sql`person_id` : sql`team_id`} = ${owner.col('id')}
            and starts_at >= ${midnight(from)} and starts_at < ${midnight(to)}) end`;
      },
    },
    ({ totals }) => totals,
  );

const shown = slot('text[]', (run) => hoursPlaces(run.viewer));

export const hoursReads: readonly Reads[] = [
  hours,
  {
    adds: 'Person',
    fields: {
      volunteerTotals: totals(
        'person_id',
        (person) => sql`(${person.col('id')} = ${viewerPerson} or ${person.col('place')} ^@ any(${shown}))`,
      ),
    },
  },
  {
    adds: 'VolunteerTeam',
    fields: {
      volunteerTotals: totals('team_id', (team) => sql`${team.col('jurisdictionId')} = ${jurisdiction}`),
      hours: connection('VolunteerHours', (team, row) => sql`${row.col('team')} = ${team.col('id')}`),
    },
  },
];
