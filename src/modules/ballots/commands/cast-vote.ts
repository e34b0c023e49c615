import { demand } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { flag, id, int, listOf, oneOf, optional, rowOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { tellSession } from '../../deliberation/commands/tell-session.js';
import { Ballot, BallotElector, BallotProxy, BallotVote } from '../ballot.entity.js';
import { BallotAnswerEnum, ballotPayload, MOST_OPTIONS } from '../ballot.type.js';
import type { Answer } from '../secret.js';
import { mayVote } from '../topic.policy.js';
import { sealVote } from './sealing.js';
import { sessionAt } from './session-at.js';

/** Once for each elector. The ballot does not close until this transaction ends, and is looked at again when it is held. */
export const castVote = verb(
  'castVote',
  {
    does: 'Casts a vote: for oneself, or by proxy for somebody else. It cannot be changed. Of a secret ballot, the vote has a receipt: keep it. 投票',
    answers: ballotPayload,
    takes: {
      ...rowOf('Ballot'),
      answer: optional(oneOf(BallotAnswerEnum, 'For or against, of a ballot by yes and no. 意见')),
      choices: optional(listOf(int({ min: 1, max: MOST_OPTIONS }, 'The position of an option. 选项序号'), { min: 1, max: MOST_OPTIONS })),
      scores: optional(
        listOf(int({ min: 0, max: 5 }, 'A score for each option, in their order. 评分'), { min: 2, max: MOST_OPTIONS, repeats: true }),
      ),
      abstain: optional(flag('Take part without an answer. 弃权')),
      onBehalfOf: optional(id('Person', 'Whose proxy the viewer holds. 委托人')),
    },
    async may(work, { id, onBehalfOf }) {
      const ballot = await findSeen(work, Ballot, id);
      const electors = await electorsOf(work, ballot.id, onBehalfOf);
      demand(mayVote(electors), 'Only those with a vote, or with the proxy of one who has, cast it. 只有表决权人或其受托人可以投票。');
      return { ballot, elector: electors[0]! };
    },
  },
  async (work, input, { ballot: seen, elector }) => {
    // Who is late need not wait until it is counted.
    demandOpen(seen, work.now());
    const { id, session: at } = seen;
    // Sent together, as what follows: the event costs a vote no round trip.
    const [ballot, session] = await Promise.all([work.em.findOneOrFail(Ballot, { id }, { lock: 'share' }), sessionAt(work, at)]);
    const now = work.now();
    demandOpen(ballot, now);
    // A proxy may have been revoked before the locks were held.
    if (
      input.onBehalfOf !== null &&
      !(await work.em.findOne(BallotProxy, { elector: elector.id, giver: input.onBehalfOf, holder: work.viewer.person!, revokedAt: null }))
    )
      refuse('WRONG_STATE', 'The proxy was revoked. 该委托已撤回。', 'onBehalfOf');
    const vote = answerOf(ballot, input);
    const [cast] = await Promise.all([
      work.em.findOne(BallotVote, { elector: elector.id }),
      tellSession(work, session, { kind: 'VOTE_CAST', about: { noun: 'Ballot', id } }),
    ]);
    if (cast) refuse('WRONG_STATE', 'This vote was cast already. 该表决票已投出。', 'id');
    work.em.create(BallotVote, {
      id: newId(jurisdictionNumberOf(ballot.id)),
      jurisdictionId: ballot.jurisdictionId,
      ballot: ballot.id,
      elector: elector.id,
      voter: work.viewer.person!,
      onBehalfOf: input.onBehalfOf,
      ...(ballot.secret
        ? { ...nothing, receipt: sealVote(work, ballot, vote) }
        : { ...vote, choices: [...vote.choices], scores: [...vote.scores], receipt: null }),
      at: now,
    });
    return { id: ballot.id };
  },
);

function demandOpen({ state, closesAt }: Ballot, now: Date): void {
  if (state !== 'OPEN' || (closesAt != null && closesAt <= now)) refuse('BALLOT_CLOSED', 'The ballot is closed. 投票已截止。', 'id');
}

/** Of those that the viewer may cast for, first those that nobody has. Of several heads, each is cast by a call of its own. */
function electorsOf(work: Work, ballot: string, onBehalfOf: string | null): Promise<BallotElector[]> {
  const { person } = work.viewer;
  if (person === null) return Promise.resolve([]);
  const [text, parameters] =
    onBehalfOf === null
      ? ['own.person_ids @> array[?::uuid]', [person]]
      : [
          'exists (select from ballot_proxy p where p.elector_id = own.id and p.giver_id = ? and p.holder_id = ? and p.revoked_at is null)',
          [onBehalfOf, person],
        ];
  return work.em.find(BallotElector, { ballot, $sql: { text, parameters } }).then(async (electors) => {
    const cast = new Set((await work.em.find(BallotVote, { elector: electors.map(({ id }) => id) })).map(({ elector }) => elector));
    return electors.sort((a, b) => Number(cast.has(a.id)) - Number(cast.has(b.id)));
  });
}

/** What a vote in a secret ballot says. */
const nothing = { isAbstention: null, choices: [], scores: [] };

interface Given {
  readonly answer: 'YES' | 'NO' | null;
  readonly choices: readonly number[] | null;
  readonly scores: readonly number[] | null;
  readonly abstain: boolean | null;
}

/** What is answered has to fit the method; who abstains answers nothing. */
function answerOf({ method, options }: Ballot, { answer, choices, scores, abstain }: Given): Answer {
  const given = { answer, choices, scores };
  const wanted = ({ YES_NO_ABSTAIN: 'answer', SINGLE: 'choices', MULTIPLE: 'choices', SCORE: 'scores' } as const)[method];
  for (const [field, value] of Object.entries(given))
    if (value !== null && (abstain || field !== wanted))
      refuse('INVALID', 'This ballot is not answered like that. 该投票不采用此种作答方式。', field);
  if (abstain) return { isAbstention: true, choices: [], scores: [] };
  if (given[wanted] === null) refuse('REQUIRED', '{field} must not be empty. {field} 不能为空。', wanted);
  if (answer !== null) return { isAbstention: false, choices: [answer === 'YES' ? 1 : 2], scores: [] };
  if (scores !== null) {
    if (scores.length !== options.length)
      refuse('INVALID', 'Give each option a score: {count}. 请为每个选项评分，共 {count} 项。', 'scores', { count: options.length });
    return { isAbstention: false, choices: [], scores };
  }
  if (choices!.some((position) => position > options.length) || (method === 'SINGLE' && choices!.length > 1))
    refuse('INVALID', 'Choose among the options; one of them where it is a single choice. 请在选项中选择；单选只能选一项。', 'choices');
  return { isAbstention: false, choices: choices!, scores: [] };
}
