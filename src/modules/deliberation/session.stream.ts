import { changesOf, type Followed } from '../../graph/changes.js';
import type { EventStream } from '../../graph/stream.js';
import { publicId } from '../../kernel/ids.js';
import { Ref } from '../../read/reader.js';
import { uuidOf } from '../../read/value.js';
import { visibleSessions } from './deliberation.policy.js';
import { sessionsOver } from './deliberation.terms.js';
import { itemFields } from './session.facts.js';
import { sessionFilters, sessionStreamReads } from './session.reads.js';
import type { DeliberationSessionFilter } from './session.type.js';

const followed: Followed<'session'> = {
  topic: 'session',
  visible: visibleSessions,
  filters: sessionFilters,
  stream: sessionStreamReads,
  isOver: ({ state }) => sessionsOver.includes(state),
  tell: ({ sessionId, kind, about }, isShown) => ({
    sessionId: publicId('DeliberationSession', sessionId),
    kind: isShown ? kind : null,
    session: isShown ? new Ref('DeliberationSession', sessionId) : null,
    ...(isShown && about ? { [itemFields.get(about.noun)!]: new Ref(about.noun, about.id) } : {}),
  }),
  silence: { sessionId: null, kind: null, session: null },
};

interface Wanted {
  readonly filter?: DeliberationSessionFilter | null;
  readonly sessionId?: string | null;
  readonly after?: string | null;
}

/** The stream of sessions and of what happens at them; of one session, how it stands comes first. */
export function sessionStream({ filter = null, sessionId = null, after = null }: Wanted): EventStream {
  if (sessionId === null) return changesOf(followed, filter, after);
  const session = new Ref('DeliberationSession', uuidOf(sessionId, 'sessionId', 'DeliberationSession'));
  const one = changesOf(followed, { and: [filter ?? {}, { ids: [sessionId] }] }, after);
  return { ...one, opening: { change: 'SNAPSHOT', reason: null, sessionId, kind: null, session } };
}
