import { demand } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { id, rowOf, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { findPersonOrOfficial } from '../../households/commands/find-person.js';
import { notify } from '../../notifications/commands/notify.js';
import { Ballot, BallotElector, BallotProxy, BallotVote } from '../ballot.entity.js';
import { ballotPayload } from '../ballot.type.js';
import { mayVote } from '../topic.policy.js';

/** For all votes of the giver that are not cast, and for which no proxy stands. The ballot is locked, so that two at once do not go beyond the limit of its rules. */
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
    const standing = await work.em.find(BallotProxy, { ballot: ballot.id, revokedAt: null });
    const free = open.filter((elector) => standing.every((proxy) => proxy.elector !== elector.id));
    if (free.length === 0)
      refuse(
        'WRONG_STATE',
        'A proxy was given already; whoever gave it revokes it first (revokeBallotProxy). 已作出委托，请由委托人先撤回（revokeBallotProxy）。',
        'id',
      );
    const givers = new Set(standing.filter((proxy) => proxy.holder === holder.id && proxy.giver !== giver).map((proxy) => proxy.giver));
    if (givers.size >= proxyLimit)
      refuse('LIMIT_EXCEEDED', 'One person votes for at most {max} others. 每人最多接受 {max} 人委托。', 'holderId', { max: proxyLimit });
    const now = work.now();
    for (const elector of free)
      work.em.create(BallotProxy, {
        id: newId(jurisdictionNumberOf(ballot.id)),
        jurisdictionId: ballot.jurisdictionId,
        ballot: ballot.id,
        elector: elector.id,
        giver,
        holder: holder.id,
        paper,
        proxy: null,
        at: now,
        revokedAt: null,
      });
    await notify(work, { noun: 'Ballot', row: ballot, at: now }, [{ kind: 'PROXY_GIVEN', persons: [holder.id] }]);
    return { id: ballot.id };
  },
);

/** The votes of a person in a ballot. */
const votesOf = (ballot: string, person: string) => ({
  ballot,
  $sql: { text: 'own.person_ids @> array[?::uuid]', parameters: [person] },
});
