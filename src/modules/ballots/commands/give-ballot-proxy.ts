import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, rowOf, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { findPersonOrOfficial } from '../../households/commands/find-person.js';
import { Ballot, BallotElector, BallotVote } from '../ballot.entity.js';
import { ballotPayload } from '../ballot.type.js';
import { mayVote } from '../topic.policy.js';

/** For all votes of the giver that are not cast. The ballot is locked, so that two at once do not go beyond the limit of its rules. */
export const giveBallotProxy = verb(
  'giveBallotProxy',
  {
    does: "Lets somebody else cast the viewer's vote in an open ballot, by a written proxy. 委托投票",
    answers: ballotPayload,
    takes: {
      ...rowOf('Ballot'),
      holderId: id('Person', 'Who casts it. 受托人'),
      paper: text(200, 'Where the written proxy is kept. 书面委托存档'),
    },
    async may(work, { id }) {
      const ballot = await findSeen(work, Ballot, id);
      const { person } = work.viewer;
      const electors = person === null ? [] : await work.em.find(BallotElector, votesOf(ballot.id, person));
      demand(mayVote(electors), 'Only those with a vote give proxies. 只有表决权人可以委托投票。');
      return { ballot, electors };
    },
  },
  async (work, { holderId, paper }, { ballot: { id, proxyLimit }, electors }) => {
    const ballot = await work.em.findOneOrFail(Ballot, { id }, { lock: 'update' });
    if (ballot.state !== 'OPEN') refuse('BALLOT_CLOSED', 'The ballot is closed. 投票已截止。', 'id');
    const giver = work.viewer.person!;
    if (holderId === giver) refuse('INVALID', 'Nobody votes for themselves by proxy. 不能委托本人。', 'holderId');
    // Who votes in the same ballot may be named by each other.
    const isElector = (await work.em.count(BallotElector, votesOf(ballot.id, holderId))) > 0;
    const holder = isElector ? { id: holderId } : await findPersonOrOfficial(work, holderId);
    const cast = await work.em.find(BallotVote, { elector: electors.map((elector) => elector.id) });
    const open = electors.filter((elector) => cast.every((vote) => vote.elector !== elector.id));
    if (open.length === 0) refuse('WRONG_STATE', 'This vote was cast already. 该表决票已投出。', 'id');
    const [held] = await work.sql<{ count: number }>(
      'select count(distinct giver_id)::int as count from ballot_proxy where ballot_id = ? and holder_id = ? and giver_id <> ?',
      [ballot.id, holder.id, giver],
    );
    if (held!.count >= proxyLimit)
      refuse('LIMIT_EXCEEDED', 'One person votes for at most {max} others. 每人最多接受 {max} 人委托。', 'holderId', { max: proxyLimit });
    for (const elector of open)
      await work.sql(
        `insert into ballot_proxy (elector_id, jurisdiction_id, ballot_id, giver_id, holder_id, paper, at) values (?, ?, ?, ?, ?, ?, ?)
         on conflict (elector_id) do update set giver_id = excluded.giver_id, holder_id = excluded.holder_id, paper = excluded.paper, at = excluded.at`,
        [elector.id, ballot.jurisdictionId, ballot.id, giver, holder.id, paper, work.now()],
      );
    return { id: ballot.id };
  },
);

/** The votes of a person in a ballot. */
const votesOf = (ballot: string, person: string) => ({
  ballot,
  $sql: { text: 'own.person_ids @> array[?::uuid]', parameters: [person] },
});
