import type { DueRows } from '../../../jobs/job.js';
import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import { policyFacts, policyFactsOf } from '../../../work/policy-facts.js';
import { tellSession } from '../../deliberation/commands/tell-session.js';
import { Ballot } from '../ballot.entity.js';
import { outcomeOf, type Tally, talliesOfTotals, type Weight } from '../count.js';
import { castOf, talliesOf } from '../count.sql.js';
import { Topic } from '../topic.entity.js';
import { openSums } from './sealing.js';
import { sessionAt } from './session-at.js';
import { tellProposer } from './tell-proposer.js';

/** Counts the open ballot of a topic. It is locked first: whoever casts a vote holds it, so that each is counted or refused. */
export async function closeOpenBallot(work: Work, topic: Topic, now: Date): Promise<void> {
  const ballot = await work.em.findOneOrFail(Ballot, { topic: topic.id, state: 'OPEN' }, { lock: 'update' });
  // Whoever waited for the lock closes after the last vote.
  const closedAt = new Date(Math.max(now.getTime(), work.now().getTime()));
  const counted = policyFacts<{ cast: Weight; tallies: readonly Tally[] }>({ cast: castOf, tallies: talliesOf });
  const { cast, tallies: named } = await policyFactsOf(work, 'Ballot', counted, ballot.id);
  if (ballot.secret) await openSums(work, ballot);
  const tallies = ballot.totals === null || ballot.totals === undefined ? named : talliesOfTotals(ballot.method, ballot.totals, cast.heads);
  const { result, winners } = outcomeOf({
    method: ballot.method,
    byArea: ballot.weight === 'AREA_AND_HEADS',
    quorum: {
      ...{ kind: ballot.quorumKind, numerator: ballot.quorumNumerator, denominator: ballot.quorumDenominator, strict: ballot.quorumStrict },
    },
    majority: {
      ...{
        of: ballot.majorityOf,
        numerator: ballot.majorityNumerator,
        denominator: ballot.majorityDenominator,
        strict: ballot.majorityStrict,
      },
    },
    all: { heads: ballot.electorate, area: ballot.electorateArea },
    cast,
    tallies,
  });
  Object.assign(ballot, { state: 'CLOSED', closedAt, closesAt: null, remindAt: null, result, winners: [...winners] });
  Object.assign(topic, { result, decidedAt: now, resolution: winners.map((position) => ballot.options[position - 1]).join('；') || null });
  await tellProposer(work, topic, 'TOPIC_DECIDED', now);
  const session = await sessionAt(work, ballot.session);
  await tellSession(work, session, { kind: 'BALLOT_CLOSED', about: { noun: 'Ballot', id: ballot.id } });
}

/** Ballots whose time is over. */
export const closeDueBallots: DueRows = {
  name: 'ballots whose time is over',
  when: { everySeconds: 5 },
  atOnce: 100,
  table: 'ballot',
  at: 'closes_at',
  action: 'closeBallot',
  async command(work, { id }) {
    const { topic: topicId } = await work.em.findOneOrFail(Ballot, { id });
    const topic = await work.em.findOneOrFail(Topic, { id: topicId }, { lock: 'update' });
    // The chair was faster.
    if (topic.state !== 'VOTING') return { id: topic.id };
    const now = work.now();
    await closeOpenBallot(work, topic, now);
    Object.assign(topic, { state: 'DECIDED', updatedAt: now });
    remember(work, 'Topic', topic, { verb: 'closeBallot', from: 'VOTING' });
    return { id: topic.id };
  },
};
