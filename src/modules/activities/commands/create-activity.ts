import { demand, notFound } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { exactlyOne, id, listOf, needed, optional } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { demandActive, findSeat, jurisdictionOf } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { TeamMembership, VolunteerTeam } from '../../volunteers/volunteer.entity.js';
import { Activity, ActivityCoHost, ActivityTeam } from '../activity.entity.js';
import { CALLS_NO_ACTIVITY, mayCall } from '../activity.policy.js';
import { activityPayload, MOST_CO_HOSTS, MOST_TEAMS } from '../activity.type.js';
import { endsLater, told } from './fields.js';
import { tell } from './tell.js';

export const createActivity = verb(
  'createActivity',
  {
    does: "Creates an activity as a draft: for an organisation, or as a team's leader for the team. 创建活动",
    answers: activityPayload,
    takes: {
      organizationId: optional(id('Organization', 'The organisation that calls it. Give this or teamId. 主办组织')),
      teamId: optional(id('VolunteerTeam', 'The team whose leader calls it. Give this or organizationId. 发起队伍')),
      gridId: optional(id('Grid', 'The grid that it is for. 所在网格')),
      teamIds: optional(listOf(id('VolunteerTeam', 'Other teams that take part. 其他参与队伍'), { max: MOST_TEAMS - 1 })),
      coHostIds: optional(listOf(id('Organization', 'Other organisations that host it. 协办组织'), { max: MOST_CO_HOSTS })),
      ...told,
      series: optional(told.series),
      description: optional(told.description),
      scale: optional(told.scale),
      channel: optional(told.channel),
      governance: optional(told.governance),
      capacity: optional(told.capacity),
      open: optional(told.open),
    },
    rules: [needed(exactlyOne('organizationId', 'teamId')), endsLater],
    async may(work, { organizationId, teamId, gridId }) {
      const team = teamId === null ? null : await findSeen(work, VolunteerTeam, teamId);
      const organization = team === null ? await findSeen(work, Organization, organizationId!) : null;
      const grid = gridId === null ? null : await findSeen(work, Grid, gridId);
      const isLed = team !== null && (await leads(work, team));
      demand(mayCall(work.viewer, { caller: (team ?? organization)!, grid, isLed }), CALLS_NO_ACTIVITY);
      return { team, organizationId: team?.organization ?? organization!.id, grid };
    },
  },
  async (work, input, { team, organizationId, grid }) => {
    const jurisdiction = jurisdictionOf(work);
    // Locked: one that moves, or ends, waits.
    const organization = await findSeat(work, organizationId, 'Organization');
    demandActive(organization, 'organizationId');
    if (grid && !grid.place.startsWith(team ? jurisdiction.place : organization.place))
      refuse('INVALID', 'The grid does not belong to the organisation. 该网格不属于该组织。', 'gridId');
    const seat = grid ? await findSeat(work, grid.id, 'Grid') : organization;
    if (seat.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');
    const teams = [...(team ? [team] : []), ...(await othersOf(work, input.teamIds ?? [], VolunteerTeam))];
    if (new Set(teams).size < teams.length) refuse('INVALID', 'The team that calls it is named again. 发起队伍重复。', 'teamIds');
    if (teams.some(({ state }) => state !== 'ACTIVE'))
      refuse('INVALID', 'A team has been dissolved. 队伍已解散。', team ? 'teamId' : 'teamIds');
    const coHosts = await othersOf(work, input.coHostIds ?? [], Organization);
    if (coHosts.some(({ id, status }) => id === organizationId || status !== 'ACTIVE'))
      refuse('INVALID', 'A co-host is another organisation, and at work. 协办组织应为其他在用组织。', 'coHostIds');

    const now = work.now();
    const base = () => ({ id: newId(jurisdiction.number), jurisdictionId: jurisdiction.id });
    const { title, kind, series, description, scale, channel, venue, startsAt, endsAt, capacity, open } = input;
    const activity = work.em.create(Activity, {
      ...base(),
      ...{ title, kind, series, description, scale, channel, venue, startsAt, endsAt, capacity },
      organization: organizationId,
      callingTeam: team?.id ?? null,
      governance: [...(input.governance ?? [])],
      open: open ?? true,
      state: 'DRAFT',
      audience: 'STAFF',
      completedAt: null,
      participants: null,
      beneficiaryPersonTimes: 0,
      summary: null,
      place: grid || !team ? seat.place : team.place,
      createdAt: now,
      updatedAt: now,
    });
    const of = { activity: activity.id, createdAt: now, updatedAt: now };
    for (const { id } of teams) work.em.create(ActivityTeam, { ...base(), ...of, team: id });
    for (const { id } of coHosts) work.em.create(ActivityCoHost, { ...base(), ...of, organization: id });
    remember(work, 'Activity', activity, { verb: 'createActivity', from: null });
    await work.em.flush();
    await tell(work, activity, { kind: 'CREATED', before: null });
    return { id: activity.id };
  },
);

/** The viewer leads the team today. */
async function leads(work: Work, team: VolunteerTeam): Promise<boolean> {
  const { person } = work.viewer;
  return person !== null && (await work.em.count(TeamMembership, { team: team.id, person, role: 'LEADER', state: 'ACTIVE' })) > 0;
}

/** Rows that are named, in the same jurisdiction. */
async function othersOf<Row extends { readonly jurisdictionId: string }>(
  work: Work,
  ids: readonly string[],
  entity: Parameters<typeof findSeen<Row>>[1],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const id of ids) {
    const row = await findSeen(work, entity, id);
    if (row.jurisdictionId !== jurisdictionOf(work).id) throw notFound(entity.meta.className as 'Organization');
    rows.push(row);
  }
  return rows;
}
