import { anyOf, holdsThat, is, range, within } from '../../read/filter.js';
import {
  column,
  computed,
  connection,
  type FilterField,
  list,
  lookup,
  many,
  type NounReads,
  one,
  type Reads,
  type RowRef,
  type StreamReads,
  value,
} from '../../read/noun.js';
import { literals, type Sql, sql, viewerPerson } from '../../read/sql.js';
import { instantText } from '../../read/value.js';
import { subject } from '../notifications/notification.reads.js';
import { belongsAt } from '../organisations/belonging.js';
import { history } from '../organisations/history.reads.js';
import { isMember, isOnRoster } from './belonging.js';
import { type SessionPart, sessionParts, visibleSessions } from './deliberation.policy.js';
import { type SessionState, statesOfGuests } from './deliberation.terms.js';
import { type MinutesPage, minutesPage } from './minutes.html.js';
import { ruleInWords } from './quorum.js';
import { AgendaItem, Attendance, DeliberationSession, Minutes, SessionProxy } from './session.entity.js';
import { type SessionFact, sessionEventFacts } from './session.facts.js';
import { type Counted, counted, quorumOf } from './session.quorum.js';
import { sessionFlow } from './session.workflow.js';

/** A member of the body today; its chair by the roster; who was there, while they live or serve there; guests as long as it goes on. */
const takesPart = (session: RowRef): Sql => sql`(${isMember(session.col('body'))}
  or (${session.col('chair')} = ${viewerPerson} and ${isOnRoster(session.col('body'))})
  or exists (select from attendance a where a.person_id = ${viewerPerson} and a.session_id = ${session.col('id')}
    and (${session.col('state')} in (${literals(statesOfGuests)}) or ${belongsAt(viewerPerson, session.col('place'))})))`;

/** Minutes are for everybody; of bodies that meet in public, the notice as well. */
const isPublished = (session: RowRef): Sql =>
  sql`(${session.col('state')} = 'MINUTES_PUBLISHED' or (${session.col('isPublic')} and ${session.col('noticeSentAt')} is not null))`;

const heldStates = ['OPEN', 'CLOSED', 'MINUTES_PUBLISHED'] as const satisfies readonly SessionState[];
const isHeld = (session: RowRef): Sql => sql`(${session.col('state')} in (${literals(heldStates)}) and not ${session.col('isAdjourned')})`;

/** What sessions are looked up by, in lists and on the stream alike. */
export const sessionFilters: Readonly<Record<string, FilterField<SessionFact>>> = {
  ids: anyOf('id', 'DeliberationSession'),
  bodyId: is('body', 'DeliberationBody'),
  kinds: anyOf('kind'),
  states: anyOf('state'),
  scheduledAt: range('scheduledAt'),
  held: holdsThat(isHeld, {
    facts: ['state', 'isAdjourned'],
    holds: ({ state, isAdjourned }, wanted: boolean) => (heldStates.some((held) => held === state) && isAdjourned === false) === wanted,
  }),
  within: within(),
};
export const sessionStreamReads: StreamReads<SessionFact> = {
  facts: sessionEventFacts,
  refuses: [],
  conditions: { takesPart: ({ person }) => ({ people: person! }), published: () => ({ audience: 'JURISDICTION' }) },
};

const inside = (property: string) => column(property, 'inside');
const person = (property: string) => one('Person', property, { follows: true, part: 'inside' });
/** They are seen by whoever sees their session. */
const session = one('DeliberationSession', 'session', { follows: true });
const bySession = (session: RowRef, other: RowRef): Sql => sql`${other.col('session')} = ${session.col('id')}`;

const sessions: NounReads<SessionPart, SessionFact> = {
  noun: 'DeliberationSession',
  entity: DeliberationSession,
  visible: visibleSessions,
  parts: sessionParts,
  conditions: { takesPart, published: isPublished },
  fields: {
    // Whoever sees the session is signed in to its jurisdiction, and so sees the rules.
    rules: one('DeliberationRules', 'rules', { follows: true }),
    chair: one('Person', 'chair', { follows: true }),
    chairReason: inside('chairReason'),
    agenda: many('AgendaItem', bySession, (item) => item.col('position'), { follows: true }),
    attendance: many('Attendance', bySession, (attendance) => sql`${attendance.col('at')}, ${attendance.col('id')}`, { follows: true }),
    attendanceCounts: computed<{ counts: readonly object[] }>(
      {
        counts: (
          session,
        ) => sql`(select coalesce(json_agg(json_object('capacity' : capacity, 'party' : party, 'count' : n) order by capacity, party), '[]')
          from (select capacity, party, count(*) as n from attendance where session_id = ${session.col('id')} group by capacity, party) counted)`,
      },
      ({ counts }) => counts,
    ),
    proxies: many('Proxy', bySession, (proxy) => sql`${proxy.col('at')}, ${proxy.col('id')}`, { follows: true }),
    quorum: computed<{ counted: Counted }>({ counted }, ({ counted }, { language }) => ({
      rule: ruleInWords(counted.rule, language),
      ...quorumOf(counted),
    })),
    minutes: one(
      'Minutes',
      (session, minutes) => sql`${minutes.col('id')} = (select id from minutes where session_id = ${session.col('id')}
        order by published_at is null, number desc limit 1)`,
      { follows: true },
    ),
    minutesVersions: many('Minutes', bySession, (minutes) => sql`${minutes.col('number')} desc`, { follows: true }),
    history,
    viewerActions: sessionFlow.viewerActions,
  },
  filters: sessionFilters,
  stream: sessionStreamReads,
  orders: { SCHEDULED_AT: { key: (row) => row.col('scheduledAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'SCHEDULED_AT', direction: 'DESC' },
  roots: { deliberationSession: lookup({ id: 'id' }), deliberationSessions: list() },
};

const agenda: NounReads = {
  noun: 'AgendaItem',
  entity: AgendaItem,
  visible: { through: 'session' },
  fields: { session },
};

const attendance: NounReads<SessionPart> = {
  noun: 'Attendance',
  entity: Attendance,
  visible: { through: 'session' },
  fields: { session, person: person('person') },
};

const proxies: NounReads<SessionPart> = {
  noun: 'Proxy',
  entity: SessionProxy,
  visible: { through: 'session' },
  fields: {
    session,
    giver: person('giver'),
    holder: person('holder'),
    paper: inside('paper'),
    counts: value(
      (
        proxy,
      ) => sql`(${proxy.col('revokedAt')} is null and exists (select from attendance a where a.session_id = ${proxy.col('session')} and a.person_id = ${proxy.col('holder')})
      and not exists (select from attendance a where a.session_id = ${proxy.col('session')} and a.person_id = ${proxy.col('giver')}))`,
    ),
  },
};

const minutes: NounReads<SessionPart> = {
  noun: 'Minutes',
  entity: Minutes,
  visible: { through: 'session' },
  fields: {
    session,
    text: inside('text'),
    writtenBy: person('writtenBy'),
    approvedBy: person('approvedBy'),
    html: computed<{ page: MinutesPage | null }>(
      {
        page: (
          row,
        ) => sql`(select case when ${row.col('redacted')} is not null then json_object('body' : b.name, 'number' : s.number, 'kind' : s.kind,
          'scheduledAt' : ${instantText(sql`s.scheduled_at`)}, 'venue' : s.venue, 'publishedAt' : ${instantText(row.col('publishedAt'))}, 'text' : ${row.col('redacted')}) end
          from deliberation_session s join deliberation_body b on b.id = s.body_id where s.id = ${row.col('session')})`,
      },
      ({ page }) => page && minutesPage(page),
    ),
  },
};

export const sessionReads: readonly Reads[] = [
  sessions,
  agenda,
  attendance,
  proxies,
  minutes,
  {
    adds: 'DeliberationBody',
    fields: { sessions: connection('DeliberationSession', (body, session) => sql`${session.col('body')} = ${body.col('id')}`) },
  },
  {
    adds: 'Notification',
    fields: { session: subject('DeliberationSession') },
  },
  {
    adds: 'SessionDue',
    fields: {
      session: one(
        'DeliberationSession',
        (due, session) =>
          sql`${session.col('id')} = (select id from deliberation_session where due_id = ${due.col('id')} and state <> 'CANCELLED' order by number desc limit 1)`,
      ),
    },
  },
];
