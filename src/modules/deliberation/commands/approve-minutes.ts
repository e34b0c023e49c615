import { refuse } from '../../../kernel/result.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayPreside, NOT_CHAIR } from '../deliberation.policy.js';
import { Minutes } from '../session.entity.js';
import { sessionPayload } from '../session.type.js';
import { demandState, sessionFor } from './session-in-hand.js';
import { tellSession } from './tell-session.js';

export const approveMinutes = verb(
  'approveMinutes',
  {
    does: 'Approves the latest version of the minutes of a closed session, as its chair. 审定会议纪要',
    answers: sessionPayload,
    takes: versionOf('DeliberationSession'),
    may: sessionFor(mayPreside, NOT_CHAIR),
  },
  async (work, _, session) => {
    demandState(session, 'CLOSED');
    const [latest] = await work.em.find(Minutes, { session: session.id }, { orderBy: { number: 'desc' } });
    if (!latest) refuse('WRONG_STATE', 'Nobody has written minutes yet. 尚未撰写会议纪要。', 'id');
    if (latest.approvedAt != null) refuse('WRONG_STATE', 'They are approved already. 会议纪要已审定。', 'id');
    latest.approvedBy = work.viewer.person;
    latest.approvedAt = work.now();
    await tellSession(work, session, { kind: 'MINUTES_APPROVED' });
    return { id: session.id };
  },
);
