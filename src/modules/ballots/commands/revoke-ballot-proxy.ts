import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import type { Ending } from '../../../work/keeps.js';
import { verb } from '../../../work/verb.js';
import { notify } from '../../notifications/commands/notify.js';
import { Ballot, BallotProxy } from '../ballot.entity.js';
import { ballotPayload } from '../ballot.type.js';
import { mayVote } from '../topic.policy.js';

/** Those by which no vote was cast. Their rows stay, with the time. The ballot is locked: whoever casts a vote by one was before, or finds it revoked. */
export const revokeBallotProxy = verb(
  'revokeBallotProxy',
  {
    does: 'Takes back the proxies that the viewer gave in an open ballot, until their vote is cast. 撤回投票委托',
    answers: ballotPayload,
    takes: versionOf('Ballot'),
    async may(work, { id, version }) {
      const ballot = await findSeen(work, Ballot, id);
      const { person: giver } = work.viewer;
      const given = giver === null ? [] : await work.em.find(BallotProxy, { ballot: ballot.id, giver });
      demand(mayVote(given), 'Only who gave a proxy takes it back. 只有委托人可以撤回委托。');
      demandVersion(ballot, version);
      return ballot;
    },
  },
  async (work, _, { id }) => {
    const ballot = await work.em.findOneOrFail(Ballot, { id }, { lock: 'update' });
    if (ballot.state !== 'OPEN') refuse('BALLOT_CLOSED', 'The ballot is closed. 投票已截止。', 'id');
    const proxies = await work.em.find(BallotProxy, { ballot: id, giver: work.viewer.person!, revokedAt: null, ...unused });
    if (proxies.length === 0)
      refuse('WRONG_STATE', 'No proxy of yours stands, or the vote was cast by it. 没有可撤回的委托，或已据此投票。', 'id');
    const now = work.now();
    for (const proxy of proxies) proxy.revokedAt = now;
    await notify(work, { noun: 'Ballot', row: ballot, at: now }, [{ kind: 'PROXY_REVOKED', persons: proxies.map(({ holder }) => holder) }]);
    return { id };
  },
);

const CAST = 'exists (select from ballot_vote v where v.elector_id = own.elector_id and v.on_behalf_of_id = own.giver_id)';
const unused = { $sql: { text: `not ${CAST}`, parameters: [] } };

/** What a proxy of a session gave in its ballots ends with it; where a vote was cast by it, it stands. */
export async function revokeWithProxy(work: Work, { id }: Ending): Promise<void> {
  if ((await work.em.count(BallotProxy, { proxy: id, $sql: { text: CAST, parameters: [] } })) > 0)
    refuse('WRONG_STATE', 'A vote was cast by it. 已据此委托投票，不能撤回。', 'id');
  for (const proxy of await work.em.find(BallotProxy, { proxy: id, revokedAt: null })) proxy.revokedAt = work.now();
}
