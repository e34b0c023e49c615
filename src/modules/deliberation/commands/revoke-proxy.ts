import { dayOf } from '../../../kernel/clock.js';
import { refuse } from '../../../kernel/result.js';
import { versionOf } from '../../../work/input.js';
import { endWith } from '../../../work/keeps.js';
import { verb } from '../../../work/verb.js';
import { notify } from '../../notifications/commands/notify.js';
import { mayTakePart } from '../deliberation.policy.js';
import { SessionProxy } from '../session.entity.js';
import { sessionPayload } from '../session.type.js';
import { demandCounted } from './quorate.js';
import { demandState, memberFor } from './session-in-hand.js';
import { tellSession } from './tell-session.js';

/** Its row stays, with the time. What it gave in ballots ends with it; once a vote was cast by it, it stands. */
export const revokeProxy = verb(
  'revokeProxy',
  {
    does: 'Takes back the proxy that the viewer gave for a session, until a vote was cast by it. 撤回参会委托',
    answers: sessionPayload,
    takes: versionOf('DeliberationSession'),
    may: memberFor(mayTakePart, 'Only members of the body give proxies and take them back. 只有议事成员可以作出和撤回委托。'),
  },
  async (work, _, { session, member }) => {
    demandState(session, 'SCHEDULED', 'NOTICE_SENT', 'OPEN', 'POSTPONED');
    const proxy = await work.em.findOne(SessionProxy, { session: session.id, giver: member.person, revokedAt: null });
    if (!proxy) refuse('WRONG_STATE', 'You have given no proxy for this session. 您未就本次会议作出委托。', 'id');
    const now = work.now();
    proxy.revokedAt = now;
    await endWith(work, 'Proxy', { id: proxy.id, day: dayOf(now) });
    await demandCounted(work, session);
    await notify(work, { noun: 'DeliberationSession', row: session, at: now }, [{ kind: 'PROXY_REVOKED', persons: [proxy.holder] }]);
    await tellSession(work, session, { kind: 'PROXY_REVOKED', about: { noun: 'Proxy', id: proxy.id } });
    return { id: session.id };
  },
);
