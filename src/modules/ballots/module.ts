import { defineModule } from '../../graph/module.js';
import { keep } from '../../work/keeps.js';
import { Ballot, BallotElector, BallotProxy, BallotVote, SealedBallot } from './ballot.entity.js';
import { ballotReads } from './ballot.reads.js';
import { BallotQueries } from './ballots.queries.js';
import { reportDone } from './commands/carry-out.js';
import { castVote } from './commands/cast-vote.js';
import { closeDueBallots } from './commands/close-ballot.js';
import { declineWaiting } from './commands/end-topics.js';
import { evaluateTopic } from './commands/evaluate-topic.js';
import { giveBallotProxy } from './commands/give-ballot-proxy.js';
import { handOverTopics } from './commands/hand-over-topics.js';
import { refuseWhoVoted } from './commands/keep-attendance.js';
import { proposeTopic } from './commands/propose-topic.js';
import { remindVoters } from './commands/remind-voters.js';
import { revokeBallotProxy, revokeWithProxy } from './commands/revoke-ballot-proxy.js';
import { namedAtSession, refuseBusiness } from './commands/session-business.js';
import { supportTopic } from './commands/support-topic.js';
import { Decision, Topic } from './topic.entity.js';
import { topicReads } from './topic.reads.js';
import { topicFlow } from './topic.workflow.js';

export const ballots = defineModule({
  name: 'ballots',
  after: ['organisations', 'notifications', 'calendar', 'grids', 'incidents', 'addresses', 'households', 'deliberation'],
  entities: [Topic, Decision, Ballot, BallotElector, BallotProxy, BallotVote, SealedBallot],
  resolvers: [BallotQueries],
  verbs: [proposeTopic, supportTopic, ...topicFlow.verbs, evaluateTopic, castVote, giveBallotProxy, revokeBallotProxy],
  reads: [...topicReads, ...ballotReads],
  keeps: [
    keep(Topic, { on: 'DeliberationBody', by: 'body', whenItEnds: declineWaiting }),
    keep(Topic, { on: 'Grid', by: 'grid', whenItEnds: handOverTopics }),
    keep(Topic, { on: 'DeliberationSession', by: 'session', whenItEnds: refuseBusiness, people: namedAtSession }),
    keep(BallotProxy, { on: 'Proxy', by: 'proxy', whenItEnds: revokeWithProxy }),
    keep(BallotVote, { on: 'Attendance', by: 'voter', whenItEnds: refuseWhoVoted }),
    // The end of the work reports back.
    keep(Decision, { on: 'Incident', by: 'incidentIds', whenItEnds: reportDone }),
  ],
  jobs: [closeDueBallots, remindVoters],
});
