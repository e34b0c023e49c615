import { demand } from '../../../kernel/errors.js';
import { findSeen } from '../../../work/find.js';
import { id, listOf, oneOf, optional, optionalLines } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Person } from '../../organisations/person.entity.js';
import { VolunteerTeam } from '../volunteer.entity.js';
import { mayJoinTeams } from '../volunteer.policy.js';
import { skills } from '../volunteer.terms.js';
import { SkillEnum, teamMembershipPayload } from '../volunteer.type.js';
import { apply, demandAtWork, volunteerOf } from './belong.js';

/** Whoever joins a team for the first time is a volunteer from then on. */
export const joinTeam = verb(
  'joinTeam',
  {
    does: 'Applies to a team for oneself. 申请加入服务队',
    answers: teamMembershipPayload,
    takes: {
      teamId: id('VolunteerTeam', 'The team. 服务队'),
      skills: optional(
        listOf(oneOf(SkillEnum, 'What they can do; kept beside what is known already. 特长'), { max: Object.keys(skills).length }),
      ),
      note: optionalLines(1_000, 'What the leader should know. 申请说明'),
    },
    about: 'teamId',
    async may(work, { teamId }) {
      const team = await findSeen(work, VolunteerTeam, teamId);
      demand(mayJoinTeams(work.viewer), 'Only persons join a team. 只有个人可以加入服务队。');
      return team;
    },
  },
  async (work, input, team) => {
    await demandAtWork(work, team, 'teamId');
    const person = await work.em.findOneOrFail(Person, { id: work.viewer.person! });
    const volunteer = await volunteerOf(work, person, team, 'joinTeam');
    volunteer.skills = [...new Set([...volunteer.skills, ...(input.skills ?? [])])];
    const membership = await apply(work, team, volunteer, 'joinTeam', input.note);
    return { id: membership.id };
  },
);
