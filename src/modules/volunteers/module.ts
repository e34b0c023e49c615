import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { appointTeamLeader } from './commands/appoint-team-leader.js';
import { dissolveWith, handOverTeams, leaveWith } from './commands/belong.js';
import { releaseWith } from './commands/claims.js';
import { createTeam } from './commands/create-team.js';
import { decideObjection } from './commands/decide-objection.js';
import { handOverNeeds, withdrawNeedsOf } from './commands/follow.js';
import { joinTeam } from './commands/join-team.js';
import { nominateForHonour } from './commands/nominate-for-honour.js';
import { objectToHonour } from './commands/object-to-honour.js';
import { raiseNeed } from './commands/raise-need.js';
import { renameTeam } from './commands/rename-team.js';
import { updateVolunteer } from './commands/update-volunteer.js';
import { Honour, HonourObjection } from './honour.entity.js';
import { honourReads } from './honour.reads.js';
import { honourFlow } from './honour.workflow.js';
import { NeedClaim, NeedItem } from './need.entity.js';
import { needReads } from './need.reads.js';
import { needFlow } from './need.workflow.js';
import { TeamMembership, Volunteer, VolunteerTeam } from './volunteer.entity.js';
import { VolunteerQueries } from './volunteer.queries.js';
import { volunteerReads } from './volunteer.reads.js';
import { membershipFlow, teamFlow, volunteerFlow } from './volunteer.workflow.js';

export const volunteers = defineModule({
  name: 'volunteers',
  after: ['organisations', 'notifications', 'calendar', 'grids', 'households'],
  entities: [VolunteerTeam, Volunteer, TeamMembership, NeedItem, NeedClaim, Honour, HonourObjection],
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
    raiseNeed,
    ...needFlow.verbs,
    nominateForHonour,
    ...honourFlow.verbs,
    objectToHonour,
    decideObjection,
  ],
  roles: [
    {
      role: 'VOLUNTEER',
      holders: `select distinct person_id as person, place from team_membership where person_id = any($1) and state = 'ACTIVE'`,
    },
  ],
  reads: [...volunteerReads, ...needReads, ...honourReads],
  keeps: [
    keep(VolunteerTeam, { on: 'Organization', by: 'organization', whenItEnds: dissolveWith }),
    keep(VolunteerTeam, { on: 'Grid', by: 'grid', whenItEnds: handOverTeams }),
    keep(Volunteer, { on: 'Person', by: 'person', isPlacedWith: true, whenItEnds: leaveWith }),
    keep(NeedItem, { on: 'Grid', by: 'grid', whenItEnds: handOverNeeds }),
    keep(NeedItem, { on: 'Person', by: 'person', whenItEnds: withdrawNeedsOf('person') }),
    keep(NeedItem, { on: 'Organization', by: 'community', whenItEnds: withdrawNeedsOf('community') }),
    keep(NeedClaim, { on: 'Organization', by: 'organization', whenItEnds: releaseWith }),
  ],
});
