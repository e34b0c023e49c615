import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { appointTeamLeader } from './commands/appoint-team-leader.js';
import { dissolveWith, handOverTeams, leaveWith } from './commands/belong.js';
import { createTeam } from './commands/create-team.js';
import { joinTeam } from './commands/join-team.js';
import { renameTeam } from './commands/rename-team.js';
import { updateVolunteer } from './commands/update-volunteer.js';
import { TeamMembership, Volunteer, VolunteerTeam } from './volunteer.entity.js';
import { VolunteerQueries } from './volunteer.queries.js';
import { volunteerReads } from './volunteer.reads.js';
import { membershipFlow, teamFlow, volunteerFlow } from './volunteer.workflow.js';

export const volunteers = defineModule({
  name: 'volunteers',
  after: ['organisations', 'grids'],
  entities: [VolunteerTeam, Volunteer, TeamMembership],
  resolvers: [VolunteerQueries],
  verbs: [
    createTeam,
    renameTeam,
    appointTeamLeader,
    ...teamFlow.verbs,
    joinTeam,
    ...membershipFlow.verbs,
    updateVolunteer,
    ...volunteerFlow.verbs,
  ],
  reads: volunteerReads,
  keeps: [
    keep(VolunteerTeam, { on: 'Organization', by: 'organization', whenItEnds: dissolveWith }),
    keep(VolunteerTeam, { on: 'Grid', by: 'grid', whenItEnds: handOverTeams }),
    keep(Volunteer, { on: 'Person', by: 'person', isPlacedWith: true, whenItEnds: leaveWith }),
  ],
});
