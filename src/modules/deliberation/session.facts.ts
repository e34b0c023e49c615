import type { Facts } from '../../events/event.js';
import type { NounName } from '../../kernel/ids.js';
import type { SessionEventKind } from './deliberation.terms.js';
import type { DeliberationSession } from './session.entity.js';

/** What everybody of the jurisdiction is told of: minutes; of bodies that meet in public, the notice as well. The reads say the same in SQL. */
const isPublished = ({ state, isPublic, noticeSentAt }: DeliberationSession): boolean =>
  state === 'MINUTES_PUBLISHED' || (isPublic && noticeSentAt != null);

/** What the events of sessions carry of the row, which is what grants and filters of streams can test. No personal data: ids, terms and instants only. */
const facts = {
  id: ({ id }: DeliberationSession) => id,
  body: ({ body }: DeliberationSession) => body,
  kind: ({ kind }: DeliberationSession) => kind,
  state: ({ state }: DeliberationSession) => state,
  scheduledAt: ({ scheduledAt }: DeliberationSession) => scheduledAt.toISOString(),
  isAdjourned: ({ isAdjourned }: DeliberationSession) => isAdjourned,
  chair: ({ chair }: DeliberationSession) => chair ?? null,
  audience: (session: DeliberationSession) => (isPublished(session) ? 'JURISDICTION' : 'MEMBERS'),
};
export type SessionRowFacts = { readonly place: string } & { readonly [Name in keyof typeof facts]: ReturnType<(typeof facts)[Name]> };

/** Who takes part, at the time of the event. Nobody is named of a session that everybody of the jurisdiction is told of: they see it anyway. */
interface PeopleFacts {
  readonly people: readonly string[];
}

export type SessionEventFacts = Facts & SessionRowFacts & PeopleFacts;
export type SessionFact = keyof (SessionRowFacts & PeopleFacts);
export const sessionEventFacts = ['place', ...Object.keys(facts), 'people'] as readonly SessionFact[];

export const rowFactsOf = (session: DeliberationSession): SessionRowFacts => ({
  place: session.place,
  ...(Object.fromEntries(Object.entries(facts).map(([name, of]) => [name, of(session)])) as Omit<SessionRowFacts, 'place'>),
});

/** What of a session an event is about, besides the session itself. */
interface About {
  readonly noun: NounName;
  readonly id: string;
}

declare module '../../events/event.js' {
  interface Topics {
    /** Something happened to a session, or at it. `before` is null when it was scheduled. Never says how anybody voted. */
    session: {
      readonly sessionId: string;
      /** Null when only its place changed: an organisation or grid moved. */
      readonly kind: SessionEventKind | null;
      readonly about: About | null;
      readonly before: SessionEventFacts | null;
      readonly after: SessionEventFacts;
    };
  }
}

/** The field of a stream item that shows a row which an event is about. Later modules add theirs, with the field. */
export const itemFields = new Map<NounName, string>([
  ['Attendance', 'attendance'],
  ['Proxy', 'proxy'],
]);
