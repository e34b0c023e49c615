import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { policyFacts, policyFactsOf } from '../../../work/policy-facts.js';
import { type Counted, counted, quorumOf } from '../session.quorum.js';

/** Refuses what needs a quorum: without one, the chair may only adjourn. */
export async function demandQuorum(work: Work, session: string): Promise<void> {
  await work.em.flush();
  const { counts } = await policyFactsOf(work, 'DeliberationSession', policyFacts<{ counts: Counted }>({ counts: counted }), session);
  const { required, present, reached } = quorumOf(counts);
  if (!reached)
    refuse(
      'NO_QUORUM',
      '{present} take part and {required} have to: the chair may only adjourn. 实到 {present} 人，法定人数为 {required} 人，主持人只能宣布休会。',
      'id',
      { present, required },
    );
}
