import { dayOf } from '../../../src/kernel/clock.js';
import type { Naive } from '../../read/naive.js';
import {
  ANYTHING,
  type Args,
  type Asking,
  among,
  bare,
  byInstant,
  byNumber,
  byText,
  type DefaultOrders,
  endDay,
  firstDay,
  id,
  inTime,
  isAsked,
  type NaivePart,
  type Orders,
  type Resolve,
  resolversOf,
} from '../../read/naive-rules.js';
import { belongsAt, has, holdsOn, onNotice } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

export const orders: Orders = {
  DeliberationBody: { NAME: byText('name') },
  BodyMember: { FROM: byText('valid_from') },
  SessionDue: { DUE_AT: byInstant('due_at') },
  DeliberationSession: { SCHEDULED_AT: byInstant('scheduled_at') },
};
export const defaultOrders: DefaultOrders = {
  DeliberationBody: { field: 'NAME', direction: 'ASC' },
  BodyMember: { field: 'FROM', direction: 'ASC' },
  SessionDue: { field: 'DUE_AT', direction: 'ASC' },
  DeliberationSession: { field: 'SCHEDULED_AT', direction: 'DESC' },
};

const staff = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'COUNCIL_SECRETARY', 'STREET_SUPERVISOR'];
const preparers = ['COUNCIL_SECRETARY', 'COMMUNITY_CADRE'];
const sessionSteps = [
  ['sendNotice', ['SCHEDULED', 'POSTPONED'], 'preparer'],
  ['openSession', ['NOTICE_SENT'], 'chair'],
  ['closeSession', ['OPEN'], 'chair'],
  ['adjournSession', ['OPEN'], 'chair'],
  ['postponeSession', ['SCHEDULED', 'NOTICE_SENT'], 'preparer'],
  ['cancelSession', ['SCHEDULED', 'NOTICE_SENT', 'POSTPONED'], 'preparer'],
  ['publishMinutes', ['CLOSED'], 'preparer'],
] as const satisfies readonly (readonly [string, readonly string[], string])[];
const opened = ['OPEN', 'CLOSED', 'MINUTES_PUBLISHED'];

/** Who chairs a session, as long as they belong to its body or its roster. */
export const isPresiding = (naive: Naive, { chair_id: chair, body_id: body }: Row, { viewer, today }: Asking): boolean =>
  viewer.person !== null &&
  viewer.person === chair &&
  (naive.of(body)!.chair_ids.includes(chair) ||
    naive.where('BodyMember', 'body_id', body).some((member) => member.person_id === chair && holdsOn(member, today)));

/** A member of the body today. */
export const belongsTo = (naive: Naive, body: string, { viewer, today }: Asking): boolean =>
  viewer.person !== null &&
  naive.where('BodyMember', 'body_id', body).some((member) => member.person_id === viewer.person && holdsOn(member, today));
/** Its sessions are announced to everybody, by the rules of today. */
export const meetsInPublic = (naive: Naive, body: string, { today }: Asking): boolean =>
  naive.where('DeliberationRules', 'body_id', body).some((rules) => rules.is_public && holdsOn(rules, today));
export const isStaffAround = (naive: Naive, body: string, { viewer }: Asking): boolean => has(viewer, naive.of(body)!.place, ...staff);

export const answers = (naive: Naive): NaivePart => {
  const { rows } = naive.world;
  const { to, pageOf, byIdOf } = resolversOf(naive);

  const sessionsOf = (body: string) => naive.where('DeliberationSession', 'body_id', body);
  const isHeld = (session: Row) => opened.includes(session.state) && !session.is_adjourned;
  const sessionsFor = (due: Row) => naive.where('DeliberationSession', 'due_id', due.id);
  const standing = (due: Row) => sessionsFor(due).filter(({ state }) => state !== 'CANCELLED');
  const isOver = (due: Row, { today }: Asking) => dayOf(due.due_at) < today;
  const statusOf = (due: Row, ask: Asking): string => {
    if (sessionsFor(due).some(isHeld)) return 'HELD';
    if (isOver(due, ask)) return 'MISSED';
    return standing(due).length > 0 ? 'SCHEDULED' : 'UPCOMING';
  };
  const isAtWork = (body: Row, { today }: Asking) => body.ended_on === null || body.ended_on > today;
  const membersOf = (body: string, { today }: Asking) =>
    naive.where('BodyMember', 'body_id', body).filter((member) => holdsOn(member, today));
  const isOnNotice = (person: string, { today }: Asking) =>
    rows.Appointment.some((post) => post.person_id === person && onNotice.includes(post.position) && holdsOn(post, today));
  /** Of another jurisdiction, whoever is on notice. */
  const named = (row: Row, people: readonly string[], ask: Asking) =>
    people.filter((person) => naive.isOwnJurisdiction(row, ask) || isOnNotice(person, ask)).map((person) => naive.of(person));
  /** The turn after that of the last session that stands. */
  const nextTurn = (body: Row): number => {
    const turns = sessionsOf(body.id)
      .filter(({ state, turn }) => state !== 'CANCELLED' && turn !== null)
      .sort(byNumber(({ number }) => -number));
    return turns.length > 0 ? turns[0]!.turn + 1 : 0;
  };
  const chairOfDue = (due: Row, ask: Asking): string | null => {
    const [session] = standing(due).toSorted(byNumber(({ number }) => -number));
    if (session?.chair_id) return session.chair_id;
    const body = naive.of(due.body_id)!;
    if (body.chair_ids.length === 0 || isOver(due, ask)) return null;
    const before = naive
      .where('SessionDue', 'body_id', body.id)
      .filter((other) => other.due_at < due.due_at && !isOver(other, ask) && standing(other).length === 0);
    return body.chair_ids[(nextTurn(body) + before.length) % body.chair_ids.length];
  };

  const isInside = (session: Row, ask: Asking): boolean =>
    (naive.isOwnJurisdiction(session, ask) && has(ask.viewer, session.place, ...staff)) ||
    (ask.viewer.person !== null &&
      ((session.chair_id === ask.viewer.person && naive.of(session.body_id)!.chair_ids.includes(ask.viewer.person)) ||
        belongsTo(naive, session.body_id, ask) ||
        (naive.where('Attendance', 'session_id', session.id).some(({ person_id }) => person_id === ask.viewer.person) &&
          (['NOTICE_SENT', 'OPEN'].includes(session.state) || belongsAt(naive.world, ask.viewer.person, session.place, ask.today)))));
  const sessionOf = (row: Row) => naive.of(row.session_id)!;
  const inside =
    (column: string): Resolve =>
    (row, _args, ask) =>
      isInside(row.session_id ? sessionOf(row) : row, ask) ? row[column] : null;
  const insidePerson =
    (column: string): Resolve =>
    (row, _args, ask) =>
      isInside(sessionOf(row), ask) ? naive.of(row[column]) : null;
  const seesPart = (row: Row, ask: Asking) => naive.sees(sessionOf(row), ask);

  const quorumOf = (session: Row, ask: Asking) => {
    const rules = naive.of(session.rules_id)!;
    const electors: readonly string[] | null = session.elector_ids;
    const electorate = electors?.length ?? membersOf(session.body_id, ask).filter(({ capacity }) => capacity !== 'OBSERVER').length;
    const there = new Set(naive.where('Attendance', 'session_id', session.id).map(({ person_id }) => person_id));
    const proxied = new Set(
      naive
        .where('Proxy', 'session_id', session.id)
        .filter(({ holder_id, revoked_at }) => there.has(holder_id) && revoked_at === null)
        .map(({ giver_id }) => giver_id),
    );
    const present = (electors ?? []).filter((elector) => there.has(elector) || proxied.has(elector)).length;
    const share = electorate * (rules.quorum_numerator / rules.quorum_denominator);
    const least = rules.quorum_strict ? Math.floor(share) + 1 : Math.ceil(share);
    const required = rules.quorum_kind === 'COUNT' ? rules.quorum_numerator : Math.max(1, least);
    return { rule: ANYTHING, electorate, required, present, reached: present >= required };
  };
  const share = (of: string) => (row: Row) => ({
    numerator: row[`${of}_numerator`],
    denominator: row[`${of}_denominator`],
    strict: row[`${of}_strict`],
  });
  const bodiesBelow: Resolve = (row, args, ask) =>
    naive.page(
      'DeliberationBody',
      rows.DeliberationBody.filter((body) => body.place.startsWith(row.place) && (isAsked(args, 'ended') || isAtWork(body, ask))),
      args,
      ask,
    );
  const ofSession = (noun: 'Attendance' | 'Proxy'): Resolve => {
    return (row) => naive.where(noun, 'session_id', row.id).toSorted((a, b) => byInstant('at')(a, b) || (a.id < b.id ? -1 : 1));
  };
  const versionsOf = (session: Row) => naive.where('Minutes', 'session_id', session.id).toSorted(byNumber(({ number }) => -number));

  return {
    sees: {
      DeliberationRules: (row, ask) => naive.isOwnJurisdiction(row, ask),
      BodyMember: (row, ask) =>
        naive.isOwnJurisdiction(row, ask) &&
        (meetsInPublic(naive, row.body_id, ask) || belongsTo(naive, row.body_id, ask) || isStaffAround(naive, row.body_id, ask)),
      DeliberationSession: (row, ask) =>
        isInside(row, ask) ||
        (naive.isOwnJurisdiction(row, ask) && (row.state === 'MINUTES_PUBLISHED' || (row.is_public && row.notice_sent_at !== null))),
      AgendaItem: seesPart,
      Attendance: seesPart,
      Proxy: seesPart,
      Minutes: seesPart,
    },
    seesWho: { DeliberationSession: isInside },
    filters: {
      DeliberationBody: { kinds: among('kind'), ended: (row: Row, wanted: boolean, ask: Asking) => !isAtWork(row, ask) === wanted },
      SessionDue: {
        statuses: (row: Row, wanted: readonly string[], ask: Asking) => wanted.includes(statusOf(row, ask)),
        dueAt: inTime('due_at'),
        mine: (row: Row, wanted: boolean, { viewer }: Asking) => viewer.posts.some(({ place }) => row.place.startsWith(place)) === wanted,
      },
      DeliberationSession: {
        ids: (row: Row, wanted: readonly string[]) => wanted.map((one) => bare(one, 'DeliberationSession')).includes(row.id),
        bodyId: (row: Row, wanted: string) => row.body_id === bare(wanted, 'DeliberationBody'),
        kinds: among('kind'),
        states: among('state'),
        scheduledAt: inTime('scheduled_at'),
        held: (row: Row, wanted: boolean) => isHeld(row) === wanted,
      },
    },
    fields: {
      DeliberationBody: {
        ...{ id: id('DeliberationBody'), organization: to('organization_id'), grid: to('grid_id') },
        rules: (row: Row, _args: Args, ask: Asking) =>
          naive.ifSeen(naive.where('DeliberationRules', 'body_id', row.id).find((rules) => holdsOn(rules, ask.today)) ?? null, ask),
        rulesVersions: (row: Row, _args: Args, ask: Asking) =>
          naive
            .where('DeliberationRules', 'body_id', row.id)
            .filter((rules) => naive.sees(rules, ask))
            .sort(byNumber(({ number }) => -number)),
        members: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'BodyMember',
            membersOf(row.id, ask).filter((member) => naive.sees(member, ask)),
            args,
            ask,
          ),
        recurrence: (row: Row) => row.recurrence && { ...row.recurrence, rule: ANYTHING },
        chairRoster: (row: Row, _args: Args, ask: Asking) => named(row, row.chair_ids, ask),
        nextChairs: (row: Row, args: Args, ask: Asking) => {
          const count = row.chair_ids.length === 0 ? 0 : Math.max(0, Math.min(args.count as number, 24));
          const turns = Array.from({ length: count }, (_, n) => row.chair_ids[(nextTurn(row) + n) % row.chair_ids.length] as string);
          return named(row, turns, ask);
        },
        calendar: pageOf('SessionDue', (row) => naive.where('SessionDue', 'body_id', row.id)),
        meetingCompliance: (row: Row, args: Args, ask: Asking) => {
          const { from, to } = args.period as { from: string; to: string };
          const dues = naive
            .where('SessionDue', 'body_id', row.id)
            .filter((due) => dayOf(due.due_at) >= from && dayOf(due.due_at) < to && isOver(due, ask));
          const held = dues.filter((due) => statusOf(due, ask) === 'HELD').length;
          return {
            ...{ numerator: held, denominator: dues.length, value: dues.length === 0 ? null : held / dues.length, asOf: ANYTHING },
            ...{ definition: { key: 'deliberation.meetingCompliance', formula: ANYTHING, formulaZh: ANYTHING, version: 1 }, basis: 'FLOW' },
          };
        },
        sessions: pageOf('DeliberationSession', (row) => sessionsOf(row.id)),
      },
      DeliberationRules: {
        ...{
          id: id('DeliberationRules'),
          body: to('body_id'),
          quorum: share('quorum'),
          majority: share('majority'),
          from: firstDay,
          to: endDay,
        },
      },
      BodyMember: { id: id('BodyMember'), body: to('body_id'), person: to('person_id'), from: firstDay, to: endDay },
      SessionDue: {
        ...{ id: id('SessionDue'), body: to('body_id') },
        status: (row: Row, _args: Args, ask: Asking) => statusOf(row, ask),
        chair: (row: Row, _args: Args, ask: Asking) => {
          const chair = chairOfDue(row, ask);
          return chair === null ? null : (named(row, [chair], ask)[0] ?? null);
        },
        session: (row: Row, _args: Args, ask: Asking) =>
          naive.ifSeen(standing(row).toSorted(byNumber(({ number }) => -number))[0] ?? null, ask),
      },
      DeliberationSession: {
        ...{ id: id('DeliberationSession'), body: to('body_id'), due: to('due_id'), chair: to('chair_id'), rules: to('rules_id') },
        chairReason: inside('chair_reason'),
        agenda: (row: Row) => naive.where('AgendaItem', 'session_id', row.id).toSorted(byNumber(({ position }) => position)),
        attendance: ofSession('Attendance'),
        attendanceCounts: (row: Row) => {
          const groups = Map.groupBy(naive.where('Attendance', 'session_id', row.id), ({ capacity, party }) => `${capacity} ${party}`);
          return [...groups.values()]
            .map((group) => ({ capacity: group[0]!.capacity, party: group[0]!.party, count: group.length }))
            .sort((a, b) => (`${a.capacity} ${a.party}` < `${b.capacity} ${b.party}` ? -1 : 1));
        },
        proxies: ofSession('Proxy'),
        quorum: (row: Row, _args: Args, ask: Asking) => quorumOf(row, ask),
        minutes: (row: Row) => versionsOf(row).find(({ published_at }) => published_at !== null) ?? versionsOf(row)[0] ?? null,
        minutesVersions: (row: Row) => versionsOf(row),
        history: (row: Row, args: Args, ask: Asking) =>
          naive.page(
            'HistoryEntry',
            rows.HistoryEntry.filter(({ subject_id }) => subject_id === row.id),
            args,
            ask,
          ),
        viewerActions: (row: Row, args: Args, ask: Asking) =>
          sessionSteps
            .map(([verb, from, who]) => {
              const mayDo = who === 'chair' ? isPresiding(naive, row, ask) : has(ask.viewer, row.place, ...preparers);
              const allowed = mayDo && (from as readonly string[]).includes(row.state);
              return { verb, allowed, reason: allowed ? null : ANYTHING };
            })
            .filter(({ allowed }) => (args.allowed ?? null) === null || allowed === args.allowed),
      },
      AgendaItem: { id: id('AgendaItem'), session: to('session_id') },
      Attendance: { id: id('Attendance'), session: to('session_id'), person: insidePerson('person_id') },
      Proxy: {
        ...{
          id: id('Proxy'),
          session: to('session_id'),
          giver: insidePerson('giver_id'),
          holder: insidePerson('holder_id'),
          paper: inside('paper'),
        },
        counts: (row: Row) => {
          const there = naive.where('Attendance', 'session_id', row.session_id).map(({ person_id }) => person_id);
          return row.revoked_at === null && there.includes(row.holder_id) && !there.includes(row.giver_id);
        },
      },
      Minutes: {
        ...{ id: id('Minutes'), session: to('session_id'), text: inside('text') },
        ...{ writtenBy: insidePerson('written_by_id'), approvedBy: insidePerson('approved_by_id') },
        html: (row: Row) => (row.redacted === null ? null : ANYTHING),
      },
      Organization: { deliberationBodies: bodiesBelow },
      Grid: { deliberationBodies: bodiesBelow },
    },
    roots: {
      deliberationBody: byIdOf('DeliberationBody'),
      deliberationBodies: (_root, args, ask) => {
        const all = rows.DeliberationBody.filter((body) => isAsked(args, 'ended') || isAtWork(body, ask));
        return naive.page('DeliberationBody', all, args, ask);
      },
      sessionsDue: (_root, args, ask) => naive.page('SessionDue', rows.SessionDue, args, ask),
      deliberationSession: byIdOf('DeliberationSession'),
      deliberationSessions: (_root, args, ask) => naive.page('DeliberationSession', naive.visible('DeliberationSession', ask), args, ask),
    },
  };
};
