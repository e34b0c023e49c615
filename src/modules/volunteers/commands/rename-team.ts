import { demand } from '../../../kernel/errors.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { text, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { timeOfNext } from '../../../work/workflow.js';
import { VolunteerTeam } from '../volunteer.entity.js';
import { mayManageTeams, NOT_TEAM_MANAGER } from '../volunteer.policy.js';
import { volunteerTeamPayload } from '../volunteer.type.js';
import { demandAtWork } from './belong.js';
import { demandFreeName } from './create-team.js';

export const renameTeam = verb(
  'renameTeam',
  {
    does: 'Gives a team another name. 更改服务队名称',
    answers: volunteerTeamPayload,
    takes: { ...versionOf('VolunteerTeam'), name: text(100, 'The new name. 新名称') },
    async may(work, { id }) {
      const team = await findSeen(work, VolunteerTeam, id);
      demand(mayManageTeams(work.viewer, team.place), NOT_TEAM_MANAGER);
      return team;
    },
  },
  async (work, { name, version }, team) => {
    demandVersion(team, version);
    await demandAtWork(work, team, 'id');
    if (team.name !== name) await demandFreeName(work, team.organization, name);
    team.name = name;
    team.updatedAt = timeOfNext(work, team);
    return { id: team.id };
  },
);
