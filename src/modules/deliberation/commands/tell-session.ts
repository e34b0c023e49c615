import { dayOf } from '../../../kernel/clock.js';
import type { NounName } from '../../../kernel/ids.js';
import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import type { Taken } from '../../../work/workflow.js';
import type { SessionEventKind } from '../deliberation.terms.js';
import type { DeliberationSession } from '../session.entity.js';
import { rowFactsOf, type SessionEventFacts, type SessionRowFacts } from '../session.facts.js';

interface Told {
  readonly kind: SessionEventKind;
  /** The row's facts from before; null when it was not there yet. Left out: the session itself is as it was. */
  readonly before?: SessionRowFacts | null;
  /** The row that it is about, where that is not the session. */
  readonly about?: { readonly noun: NounName; readonly id: string };
  /** Who takes part from now on. */
  readonly arrives?: string;
  /** Who took part until now. */
  readonly left?: readonly string[];
}

/** Leaves the event of what happened to a session, or at it. Whoever calls holds the lock on its row, which orders the events. */
export async function tellSession(work: Work, session: DeliberationSession, told: Told): Promise<void> {
  const { kind, about = null, arrives, left = [] } = told;
  const after = rowFactsOf(session);
  const before = told.before === undefined ? after : told.before;
  const isForAll = [before ?? after, after].every(({ audience }) => audience === 'JURISDICTION');
  const people = isForAll ? [] : await peopleOf(work, session);
  work.emit({
    topic: 'session',
    jurisdictionId: session.jurisdictionId,
    payload: {
      ...{ sessionId: session.id, kind, about },
      before: before && withPeople(before, [...people, ...left]),
      after: withPeople(after, isForAll || arrives === undefined ? people : [...people, arrives]),
    },
  });
}

/** The same facts with the chair of then among the people. */
export const withPeople = (facts: SessionRowFacts, people: readonly string[]): SessionEventFacts => ({
  ...facts,
  people: facts.audience === 'JURISDICTION' ? [] : [...new Set([...people, ...(facts.chair === null ? [] : [facts.chair])])],
});

/** The members of today, and who was there as far as it is written. */
export async function peopleOf(work: Work, { id, body }: Pick<DeliberationSession, 'id' | 'body'>): Promise<readonly string[]> {
  const today = dayOf(work.now());
  const people = await work.sql<{ person: string }>(
    `select person_id::text as person from body_member where body_id = ? and valid_from <= ? and (valid_to is null or valid_to > ?)
     union select person_id::text from attendance where session_id = ?`,
    [body, today, today, id],
  );
  return people.map(({ person }) => person);
}

/** Nobody is there any more; answers who was. That they were stays in the event log. */
async function clearAttendance(work: Work, { id }: DeliberationSession): Promise<readonly string[]> {
  const gone = await work.sql<{ person: string }>('delete from attendance where session_id = ? returning person_id::text as person', [id]);
  return gone.map(({ person }) => person);
}

/** The history entry and the event of a step. Of a session that is postponed nobody is there yet. */
export async function record({
  row,
  before,
  verb,
  event: kind,
  note,
  work,
}: Taken<DeliberationSession, SessionRowFacts, SessionEventKind>) {
  remember(work, 'DeliberationSession', row, { verb, from: before.state, note });
  await tellSession(work, row, { kind, before, left: kind === 'POSTPONED' ? await clearAttendance(work, row) : [] });
}
