import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { mayApproveMinutes } from '../deliberation.policy.js';
import { Minutes } from '../session.entity.js';
import { sessionPayload } from '../session.type.js';
import { sessionFlow } from '../session.workflow.js';
import { demandState } from './session-in-hand.js';
import { tellSession } from './tell-session.js';

/** Where the chair has left the body, who prepares its sessions approves: not who wrote them. */
export const approveMinutes = verb(
  'approveMinutes',
  {
    does: 'Approves the latest version of the minutes of a closed session, as its chair; where the chair has left the body, as who prepares its sessions. 审定会议纪要',
    answers: sessionPayload,
    takes: versionOf('DeliberationSession'),
    may: (work, { id, version }) => sessionFlow.admit(work, mayApproveMinutes, { id, version, isLocked: true }),
  },
  async (work, _, { row: session, facts: { chair } }) => {
    demandState(session, 'CLOSED');
    const [latest] = await work.em.find(Minutes, { session: session.id }, { orderBy: { number: 'desc' } });
    if (!latest) refuse('WRONG_STATE', 'Nobody has written minutes yet. 尚未撰写会议纪要。', 'id');
    if (latest.approvedAt != null) refuse('WRONG_STATE', 'They are approved already. 会议纪要已审定。', 'id');
    demand(
      chair !== null || latest.writtenBy !== work.viewer.person,
      'Somebody else than who wrote them approves them. 会议纪要须由撰写人以外的人审定。',
    );
    latest.approvedBy = work.viewer.person;
    latest.approvedAt = work.now();
    await tellSession(work, session, { kind: 'MINUTES_APPROVED' });
    return { id: session.id };
  },
);
