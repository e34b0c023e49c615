import type { Work } from '../../work/command.js';
import type { Mover } from '../../work/keeps.js';
import { nobody, peopleOf, withPeople } from './commands/tell-session.js';
import { type SessionState, sessionStates, sessionsOver } from './deliberation.terms.js';
import { DeliberationSession } from './session.entity.js';
import { rowFactsOf } from './session.facts.js';

/** Of sessions that are over nobody is told. */
export const sessionsToCome = (Object.keys(sessionStates) as SessionState[]).filter((state) => !sessionsOver.includes(state));

/** Sessions that are not over move along with their place: streams see each as one change of scope. */
export const moveSessions: Mover = async (work, { from, to }) => {
  const sessions = await work.em.find(
    DeliberationSession,
    { place: { $like: `${from}%` }, state: { $in: [...sessionsToCome] } },
    { lock: 'update', orderBy: { id: 'asc' } },
  );
  return async () => {
    for (const session of sessions) await tellMoved(work, session, to + session.place.slice(from.length), to);
  };
};

/** Leaves the event of a session that was taken along to another place; `carried` where all below that place came along. */
export async function tellMoved(work: Work, session: DeliberationSession, place: string, carried?: string): Promise<void> {
  const row = rowFactsOf(session);
  const facts = withPeople(row, row.audience === 'JURISDICTION' ? nobody : await peopleOf(work, session));
  work.emit({
    topic: 'session',
    jurisdictionId: session.jurisdictionId,
    payload: {
      ...{ sessionId: session.id, kind: null, about: null },
      before: { ...facts, successor: place, ...(carried === undefined ? {} : { carried }) },
      after: { ...facts, place },
    },
  });
}
