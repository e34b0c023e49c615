// First: the demo comes here without modules/index, and type-graphql's decorators ask for it.
import 'reflect-metadata';
import { dayOf } from '../../kernel/clock.js';
import { sql, viewerPerson } from '../../read/sql.js';
import { endWith } from '../../work/keeps.js';
import { policyFacts } from '../../work/policy-facts.js';
import { workflow } from '../../work/workflow.js';
import { notify } from '../notifications/commands/notify.js';
import { admit, announceMember, endMemberships, lockTeam } from './commands/belong.js';
import { releaseAllOf } from './commands/claims.js';
import { isLedByViewer } from './membership.js';
import { TeamMembership, Volunteer, VolunteerTeam } from './volunteer.entity.js';
import {
  type MembershipFacts,
  mayAdmit,
  mayChangeVolunteer,
  mayDissolveTeam,
  mayLeaveTeam,
  mayRemove,
  type TeamFacts,
  type VolunteerFacts,
} from './volunteer.policy.js';
import { membershipStates, volunteerStates, volunteerTeamStates } from './volunteer.terms.js';
import { teamMembershipPayload, volunteerPayload, volunteerTeamPayload } from './volunteer.type.js';

/** It begins with createTeam. */
export const teamFlow = workflow({
  noun: 'VolunteerTeam',
  entity: VolunteerTeam,
  states: volunteerTeamStates,
  answers: volunteerTeamPayload,
  facts: policyFacts<TeamFacts>({ state: (row) => row.col('state'), place: (row) => row.col('place') }),
  steps: {
    dissolve: {
      as: 'dissolveTeam',
      does: 'Dissolves a team: its members are members no longer; its row and history stay. 解散志愿服务队',
      from: ['ACTIVE'],
      to: 'DISSOLVED',
      may: mayDissolveTeam,
      isReasoned: true,
      async change(team, { work }) {
        // Whoever is being admitted comes first.
        await lockTeam(work, team);
        const day = dayOf(work.now());
        await endWith(work, 'VolunteerTeam', { id: team.id, day });
        team.dissolvedOn = day;
        await endMemberships(work, { team: team.id }, team.dissolvedOn);
        await releaseAllOf(work, { team: team.id }, 'dissolveTeam');
      },
    },
  },
});

/** It begins with joinTeam. */
export const membershipFlow = workflow({
  noun: 'TeamMembership',
  entity: TeamMembership,
  states: membershipStates,
  answers: teamMembershipPayload,
  facts: policyFacts<MembershipFacts>({
    state: (row) => row.col('state'),
    place: (row) => row.col('place'),
    role: (row) => row.col('role'),
    isOwn: (row) => sql`coalesce(${row.col('person')} = ${viewerPerson}, false)`,
    isLed: (row) => isLedByViewer(row.col('team')),
  }),
  steps: {
    admit: {
      as: 'admitMember',
      does: 'Admits somebody who has applied to a team. 批准入队',
      from: ['APPLIED'],
      to: 'ACTIVE',
      may: mayAdmit,
      async change(membership, { work, now }) {
        await admit(work, membership);
        const told = { kind: 'ADMITTED_TO_TEAM', persons: [membership.person] } as const;
        await notify(work, { noun: 'TeamMembership', row: membership, at: now }, [told]);
      },
    },
    decline: {
      as: 'declineMember',
      does: 'Does not admit somebody who has applied to a team. 不予入队',
      from: ['APPLIED'],
      to: 'DECLINED',
      may: mayAdmit,
      isReasoned: true,
    },
    remove: {
      as: 'removeMember',
      does: 'Ends the membership of somebody else. 劝退队员',
      from: ['ACTIVE'],
      to: 'ENDED',
      may: mayRemove,
      isReasoned: true,
      change(membership, { work }) {
        membership.validTo = dayOf(work.now());
        announceMember(work, membership);
      },
    },
    leave: {
      as: 'leaveTeam',
      does: 'Leaves a team, or takes an application back. 退队',
      from: ['APPLIED', 'ACTIVE'],
      to: 'ENDED',
      may: mayLeaveTeam,
      change(membership, { work }) {
        if (membership.validFrom == null) return;
        membership.validTo = dayOf(work.now());
        announceMember(work, membership);
      },
    },
  },
});

/** It begins with joinTeam; who is admitted to a team becomes ACTIVE. */
export const volunteerFlow = workflow({
  noun: 'Volunteer',
  entity: Volunteer,
  states: volunteerStates,
  answers: volunteerPayload,
  facts: policyFacts<VolunteerFacts>({
    state: (row) => row.col('state'),
    place: (row) => row.col('place'),
    isOwn: (row) => sql`coalesce(${row.col('person')} = ${viewerPerson}, false)`,
  }),
  steps: {
    pause: {
      does: 'Takes a break from volunteering; memberships stay. 暂停志愿服务',
      from: ['ACTIVE'],
      to: 'PAUSED',
      may: mayChangeVolunteer,
    },
    resume: {
      does: 'Volunteers again after a break. 恢复志愿服务',
      from: ['PAUSED'],
      to: 'ACTIVE',
      may: mayChangeVolunteer,
    },
    leave: {
      as: 'leaveVolunteering',
      does: 'Volunteers no longer: memberships and applications end. Who applies to a team again comes back. 退出志愿者队伍',
      from: ['APPLIED', 'ACTIVE', 'PAUSED'],
      to: 'LEFT',
      may: mayChangeVolunteer,
      async change(volunteer, { work }) {
        await endMemberships(work, { volunteer: volunteer.id }, dayOf(work.now()));
        await releaseAllOf(work, { person: volunteer.person }, 'leaveVolunteering');
      },
    },
  },
});
