import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import type { Ending } from '../../../work/keeps.js';

/** Who voted at a session was there. */
export async function refuseWhoVoted(work: Work, { id }: Ending): Promise<void> {
  const [voted] = await work.sql(
    `select 1 from attendance a join ballot b on b.session_id = a.session_id join ballot_vote v on v.ballot_id = b.id and v.voter_id = a.person_id where a.id = ? limit 1`,
    [id],
  );
  if (voted) refuse('WRONG_STATE', 'They voted at the session: they were there. 该人员已在会上投票，不能撤销签到。', 'id');
}
