import { dayOf } from '../../../kernel/clock.js';
import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { id, oneOf, optional, optionalLines, pastDay, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Grid } from '../../grids/grid.entity.js';
import { demandActive, jurisdictionOf, lockTree } from '../../organisations/commands/find.js';
import { Organization } from '../../organisations/organization.entity.js';
import { Person } from '../../organisations/person.entity.js';
import { Station } from '../../organisations/station.entity.js';
import { VolunteerTeam } from '../volunteer.entity.js';
import { mayManageTeams, NOT_TEAM_MANAGER } from '../volunteer.policy.js';
import { VolunteerTeamKindEnum, volunteerTeamPayload } from '../volunteer.type.js';
import { enlist } from './belong.js';

export const createTeam = verb(
  'createTeam',
  {
    does: 'Creates a volunteer team below an organisation. 设立志愿服务队',
    answers: volunteerTeamPayload,
    takes: {
      organizationId: id('Organization', 'The organisation that it belongs to. 所属组织'),
      name: text(100, 'Name. 名称'),
      kind: oneOf(VolunteerTeamKindEnum, 'What it is for. 类型'),
      introduction: optionalLines(1_000, 'What it does. 简介'),
      stationId: optional(id('Station', 'The station that it works from. 服务站')),
      gridId: optional(id('Grid', 'The grid that it is a team of. 所属网格')),
      leaderId: optional(id('Person', 'Who leads it, and so is its first member. 队长')),
      foundedOn: optional(pastDay('Founded on; today if left out. 成立日期')),
    },
    async may(work, { organizationId }) {
      const organization = await findSeen(work, Organization, organizationId);
      demand(mayManageTeams(work.viewer, organization.place), NOT_TEAM_MANAGER);
      return organization;
    },
  },
  async (work, input, organization) => {
    const jurisdiction = jurisdictionOf(work);
    // What is being moved comes to rest first: the team copies its place.
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(organization);
    demandActive(organization, 'organizationId');
    const grid = input.gridId === null ? null : await gridOf(work, input.gridId, organization);
    const station = input.stationId === null ? null : await stationOf(work, input.stationId);
    const leader = input.leaderId === null ? null : await findSeen(work, Person, input.leaderId);
    await demandFreeName(work, organization.id, input.name);

    const team = work.em.create(VolunteerTeam, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      name: input.name,
      kind: input.kind,
      introduction: input.introduction,
      organization: organization.id,
      station: station?.id ?? null,
      grid: grid?.id ?? null,
      foundedOn: input.foundedOn ?? dayOf(work.now()),
      dissolvedOn: null,
      state: 'ACTIVE',
      place: grid?.place ?? organization.place,
      createdAt: work.now(),
      updatedAt: work.now(),
    });
    remember(work, 'VolunteerTeam', team, { verb: 'createTeam', from: null });
    if (leader) {
      if (leader.id === work.viewer.person) refuse('INVALID', 'Nobody appoints themselves. 不能任命本人。', 'leaderId');
      if (leader.jurisdictionId !== jurisdiction.id)
        refuse('INVALID', 'The person belongs to another jurisdiction. 该人员属于其他辖区。', 'leaderId');
      await work.em.flush();
      await enlist(work, team, leader, 'LEADER', 'createTeam');
    }
    return { id: team.id };
  },
);

/** The grid, which lies below the organisation. */
async function gridOf(work: Work, id: string, organization: Organization): Promise<Grid> {
  const grid = await findSeen(work, Grid, id);
  if (!grid.place.startsWith(organization.place))
    refuse('INVALID', 'The grid does not lie below the organisation. 该网格不在该组织之下。', 'gridId');
  if (grid.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');
  return grid;
}

async function stationOf(work: Work, id: string): Promise<Station> {
  const station = await findSeen(work, Station, id);
  if (station.jurisdictionId !== jurisdictionOf(work).id)
    refuse('INVALID', 'The station belongs to another jurisdiction. 该站点属于其他辖区。', 'stationId');
  if (station.state !== 'OPEN') refuse('INVALID', 'The station is closed. 该站点已关闭。', 'stationId');
  return station;
}

/** Active teams of one organisation have names of their own. */
export async function demandFreeName(work: Work, organization: string, name: string): Promise<void> {
  if ((await work.em.count(VolunteerTeam, { organization, name, state: 'ACTIVE' })) > 0)
    refuse('INVALID', 'Another team of the organisation has this name. 该组织已有同名服务队。', 'name');
}
