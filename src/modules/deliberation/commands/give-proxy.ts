import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { id, text, versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { notify } from '../../notifications/commands/notify.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { DeliberationRules } from '../body.entity.js';
import { mayTakePart } from '../deliberation.policy.js';
import { VOTELESS } from '../deliberation.terms.js';
import { Attendance, type DeliberationSession, SessionProxy } from '../session.entity.js';
import { sessionPayload } from '../session.type.js';
import { membershipOf } from './find.js';
import { demandState, memberFor } from './session-in-hand.js';
import { tellSession } from './tell-session.js';

/** The rules say for how many one member may stand in. The session is locked, so that two at once do not go beyond it. */
export const giveProxy = verb(
  'giveProxy',
  {
    does: 'Lets another member stand in for the viewer at a session, by a written proxy. 委托他人参会',
    answers: sessionPayload,
    takes: {
      ...versionOf('DeliberationSession'),
      holderId: id('Person', 'Who stands in. 受托人'),
      paper: text(200, 'Where the written proxy is kept. 书面委托存档'),
    },
    may: memberFor(mayTakePart, 'Only members of the body give proxies. 只有议事成员可以委托他人参会。'),
  },
  async (work, { holderId, paper }, { session }) => {
    demandState(session, 'SCHEDULED', 'NOTICE_SENT', 'OPEN', 'POSTPONED');
    const giver = work.viewer.person!;
    if (holderId === giver) refuse('INVALID', 'Nobody stands in for themselves. 不能委托本人。', 'holderId');
    await demandVote(work, session, giver, 'id');
    await demandVote(work, session, holderId, 'holderId');
    if (await work.em.findOne(Attendance, { session: session.id, person: giver }))
      refuse('WRONG_STATE', 'You are there yourself. 您本人已到会。', 'id');
    const others = await work.em.find(SessionProxy, { session: session.id, revokedAt: null });
    if (others.some((other) => other.giver === giver))
      refuse(
        'WRONG_STATE',
        'You have given a proxy for this session already; revoke it first (revokeProxy). 您已就本次会议作出委托，请先撤回（revokeProxy）。',
        'id',
      );
    const { proxyLimit } = await work.em.findOneOrFail(DeliberationRules, { id: session.rules });
    if (others.filter(({ holder }) => holder === holderId).length >= proxyLimit)
      refuse('LIMIT_EXCEEDED', 'One member stands in for at most {max}. 每位成员最多接受 {max} 人委托。', 'holderId', { max: proxyLimit });
    const { id } = work.em.create(SessionProxy, {
      id: newId(jurisdictionOf(work).number),
      jurisdictionId: session.jurisdictionId,
      session: session.id,
      giver,
      holder: holderId,
      paper,
      at: work.now(),
      revokedAt: null,
    });
    await notify(work, { noun: 'DeliberationSession', row: session, at: work.now() }, [{ kind: 'PROXY_GIVEN', persons: [holderId] }]);
    await tellSession(work, session, { kind: 'PROXY_GIVEN', about: { noun: 'Proxy', id } });
    return { id: session.id };
  },
);

/** Who has a vote in an open session was settled when it was opened. */
async function demandVote(work: Work, session: DeliberationSession, person: string, field: string): Promise<void> {
  const member = session.electorIds ? null : await membershipOf(work, session, person);
  const hasVote = session.electorIds ? session.electorIds.includes(person) : member !== null && member.capacity !== VOTELESS;
  if (!hasVote) refuse('INVALID', 'They have no vote in this session. 该人员在本次会议中没有表决权。', field);
}
