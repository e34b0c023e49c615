import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import type { Work } from '../../../work/command.js';
import { findSeen } from '../../../work/find.js';
import { demandQuorum } from '../../deliberation/commands/quorate.js';
import { tellSession } from '../../deliberation/commands/tell-session.js';
import { AgendaItem, DeliberationSession } from '../../deliberation/session.entity.js';
import { MOST_AGENDA_ITEMS } from '../../deliberation/session.type.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import type { Topic } from '../topic.entity.js';
import { sessionAt } from './session-at.js';

/** The session that deliberates a topic, while it sits with a quorum: nothing is decided otherwise. It does not close until this transaction ends. */
export async function demandSitting(work: Work, topic: Topic): Promise<DeliberationSession> {
  const session = await sessionAt(work, topic.session!);
  if (session.state !== 'OPEN') refuse('WRONG_STATE', 'Its session is not open. 审议该议题的会议不在进行中。', 'id');
  await demandQuorum(work, session.id);
  return session;
}

/** A topic that was decided comes back only where it was put off, or too few took part. */
export async function putOnAgenda(work: Work, topic: Topic, sessionId: string, now: Date): Promise<void> {
  if (topic.state === 'DECIDED' && topic.result !== 'DEFERRED' && topic.result !== 'NO_QUORUM')
    refuse('WRONG_STATE', 'It is decided. 该议题已有决定。', 'id');
  const session = await findSeen(work, DeliberationSession, sessionId, { isLocked: true });
  if (session.body !== topic.body) refuse('INVALID', 'The session is of another body. 该会议属于其他议事组织。', 'sessionId');
  if (!['SCHEDULED', 'NOTICE_SENT', 'POSTPONED'].includes(session.state) || session.scheduledAt <= now)
    refuse('INVALID', 'The session is not to come any more. 该会议已开始或已过期。', 'sessionId');
  const items = await work.em.find(AgendaItem, { session: session.id });
  Object.assign(topic, { session: session.id, result: null, resolution: null, decidedAt: null });
  await tellSession(work, session, { kind: 'TOPIC_PLACED', about: { noun: 'Topic', id: topic.id } });
  if (items.some(({ topicId }) => topicId === topic.id)) return;
  if (items.length >= MOST_AGENDA_ITEMS)
    refuse('LIMIT_EXCEEDED', 'An agenda has up to {max} items. 议程最多 {max} 项。', 'sessionId', { max: MOST_AGENDA_ITEMS });
  work.em.create(AgendaItem, {
    id: newId(jurisdictionOf(work).number),
    jurisdictionId: topic.jurisdictionId,
    session: session.id,
    position: Math.max(0, ...items.map(({ position }) => position)) + 1,
    title: topic.title,
    topicId: topic.id,
  });
}
