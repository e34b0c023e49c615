import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { id, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { timeOfNext } from '../../../work/workflow.js';
import { TeamMembership, VolunteerTeam } from '../volunteer.entity.js';
import { mayManageTeams, NOT_TEAM_MANAGER } from '../volunteer.policy.js';
import { volunteerTeamPayload } from '../volunteer.type.js';
import { demandAtWork } from './belong.js';

/** One leader at a time: whoever led it is an ordinary member from then on. */
export const appointTeamLeader = verb(
  'appointTeamLeader',
  {
    does: 'Appoints a member to lead the team. 任命队长',
    answers: volunteerTeamPayload,
    takes: { ...versionOf('VolunteerTeam'), membershipId: id('TeamMembership', 'The membership of who is to lead it. 队员') },
    async may(work, { id }) {
      const team = await findSeen(work, VolunteerTeam, id);
      demand(mayManageTeams(work.viewer, team.place), NOT_TEAM_MANAGER);
      return team;
    },
  },
  async (work, { membershipId, version }, team) => {
    demandVersion(team, version);
    await demandAtWork(work, team, 'id');
    const membership = await findSeen(work, TeamMembership, membershipId, { isLocked: true });
    if (membership.team !== team.id || membership.state !== 'ACTIVE')
      refuse('INVALID', 'It is no current member of this team. 其不是该服务队的现有队员。', 'membershipId');
    demand(membership.person !== work.viewer.person, 'Nobody appoints themselves. 不能任命本人。');
    const before = await work.em.findOne(TeamMembership, { team: team.id, role: 'LEADER', state: 'ACTIVE' });
    if (before && before !== membership) {
      before.role = 'MEMBER';
      await work.em.flush();
    }
    membership.role = 'LEADER';
    team.updatedAt = timeOfNext(work, team);
    return { id: team.id };
  },
);
