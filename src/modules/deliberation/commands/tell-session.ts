import type { NounName } from '../../../kernel/ids.js';
import { holdsToday, slot, sql } from '../../../read/sql.js';
import type { Work } from '../../../work/command.js';
import { remember } from '../../../work/history.js';
import { policyFacts, policyFactsOf } from '../../../work/policy-facts.js';
import type { Taken } from '../../../work/workflow.js';
import { belongsAt } from '../../organisations/belonging.js';
import { type SessionEventKind, statesOfGuests } from '../deliberation.terms.js';
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
  const people = isForAll ? nobody : await peopleOf(work, session);
  work.emit({
    topic: 'session',
    jurisdictionId: session.jurisdictionId,
    payload: {
      ...{ sessionId: session.id, kind, about },
      before: before && withPeople(before, people, left),
      after: withPeople(after, people, arrives === undefined ? [] : [arrives]),
    },
  });
}

/** Whom the events of a session concern, by the rows of now: the same as `takesPart` says of one viewer. */
interface People {
  /** Members, and who was there and lives or serves there. */
  readonly lasting: readonly string[];
  /** Others who are there. */
  readonly guests: readonly string[];
  readonly roster: readonly string[];
}
export const nobody: People = { lasting: [], guests: [], roster: [] };

/** The same facts with who takes part: guests while it goes on, and the chair of then by the roster. */
export function withPeople(facts: SessionRowFacts, { lasting, guests, roster }: People, more: readonly string[] = []): SessionEventFacts {
  if (facts.audience === 'JURISDICTION') return { ...facts, people: [] };
  const people = [...lasting, ...more, ...(statesOfGuests.includes(facts.state) ? guests : [])];
  return { ...facts, people: [...new Set([...people, ...roster.filter((chair) => chair === facts.chair)])] };
}

export async function peopleOf(work: Work, { id, body }: Pick<DeliberationSession, 'id' | 'body'>): Promise<People> {
  const session = slot('uuid', () => id);
  const facts = policyFacts<{
    members: readonly string[];
    there: readonly { person: string; belongs: boolean }[];
    roster: readonly string[];
  }>({
    members: (row) =>
      sql`(select coalesce(json_agg(m.person_id), '[]') from body_member m where m.body_id = ${row.col('id')} and ${holdsToday('m')})`,
    there: (
      row,
    ) => sql`(select coalesce(json_agg(json_object('person' : a.person_id, 'belongs' : ${belongsAt(sql`a.person_id`, row.col('place'))})), '[]')
      from attendance a where a.session_id = ${session})`,
    roster: (row) => sql`to_json(${row.col('chairIds')})`,
  });
  const { members, there, roster } = await policyFactsOf(work, 'DeliberationBody', facts, body);
  const personsOf = (belongs: boolean) => there.filter((one) => one.belongs === belongs).map(({ person }) => person);
  return { lasting: [...members, ...personsOf(true)], guests: personsOf(false), roster };
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
