import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { endWith } from '../../../work/keeps.js';
import { policyFacts, policyFactsOf } from '../../../work/policy-facts.js';
import type { DeliberationSession } from '../session.entity.js';
import { type Counted, counted, quorumOf } from '../session.quorum.js';

async function quorumNow(work: Work, session: string) {
  await work.em.flush();
  const { counts } = await policyFactsOf(work, 'DeliberationSession', policyFacts<{ counts: Counted }>({ counts: counted }), session);
  return quorumOf(counts);
}

/** Who was counted stays where the quorum falls without them, and something was decided or put to the vote with it. */
export async function demandCounted(work: Work, { id, state }: DeliberationSession): Promise<void> {
  const { reached } = await quorumNow(work, id);
  if (state === 'OPEN' && !reached) await endWith(work, 'DeliberationSession', { id, day: dayOf(work.now()) });
}

/** Refuses what needs a quorum: without one, the chair may only adjourn. */
export async function demandQuorum(work: Work, session: string): Promise<void> {
  const { required, present, reached } = await quorumNow(work, session);
  if (!reached)
    refuse(
      'NO_QUORUM',
      '{present} take part and {required} have to: the chair may only adjourn. 实到 {present} 人，法定人数为 {required} 人，主持人只能宣布休会。',
      'id',
      { present, required },
    );
}
