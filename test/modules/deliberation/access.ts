import { publicId } from '../../../src/kernel/ids.js';
import {
  type AddedFields,
  type Ask,
  always,
  factsOf,
  histories,
  list,
  type NounRules,
  open,
  publicRow,
  reckoned,
  related,
  to,
} from '../../access/noun-rules.js';
import { linesFor, may } from '../../access/policy.js';
import { bySubtree, here, official, old, type VerbRule, type VerbRules } from '../../access/verb-rules.js';
import { belongsAt, holdsOn } from '../../read/viewer.js';
import type { Row } from '../../read/world.js';

const bodyOf = ({ world }: Ask, row: Row): Row => world.byId.get(row.body_id)!;
const inJurisdiction = (subject: string) => (ask: Ask, row: Row) => may(subject, 'see', ask.viewer, factsOf(row));

/** Whether the viewer is a member of the body today. */
export const isOfBody = ({ viewer, world, today }: Ask, body: string): boolean =>
  viewer.person !== null &&
  world.rows.BodyMember.some((one) => one.body_id === body && one.person_id === viewer.person && holdsOn(one, today));
/** Its sessions are announced to everybody, by the rules of today. */
export const isPublicBody = ({ world, today }: Ask, body: string): boolean =>
  world.rows.DeliberationRules.some((rules) => rules.body_id === body && rules.is_public && holdsOn(rules, today));
/**
 * "members and staff of the subtree": who belongs to the body today, or chairs by its roster; who was there, while it goes on, or while they live or serve there;
 * who works for the grids and organisations around it. Who has left is none of them.
 */
const takesPart = (ask: Ask, session: Row): boolean => {
  const { viewer, world, today } = ask;
  if (viewer.person === null) return false;
  const isThere = world.rows.Attendance.some((one) => one.session_id === session.id && one.person_id === viewer.person);
  return (
    isOfBody(ask, session.body_id) ||
    (session.chair_id === viewer.person && world.byId.get(session.body_id)!.chair_ids.includes(viewer.person)) ||
    (isThere && (['NOTICE_SENT', 'OPEN'].includes(session.state) || belongsAt(world, viewer.person, session.place, today)))
  );
};
const staff = ['GRID_WORKER', 'GRID_LEADER', 'COMMUNITY_CADRE', 'COUNCIL_SECRETARY', 'STREET_SUPERVISOR'];
const isInside = (ask: Ask, session: Row): boolean =>
  ask.viewer.jurisdiction === session.jurisdiction_id &&
  (takesPart(ask, session) ||
    ask.viewer.held.some(({ role, place }) => staff.includes(role) && (session.place as string).startsWith(place)));
/** The staff of a body's subtree. */
export const isStaffOfBody = ({ viewer, world }: Ask, body: string): boolean =>
  viewer.held.some(({ role, place }) => staff.includes(role) && (world.byId.get(body)!.place as string).startsWith(place));
const isPublished = (session: Row): boolean =>
  session.state === 'MINUTES_PUBLISHED' || (session.is_public && session.notice_sent_at !== null);
const seesSession = (ask: Ask, session: Row): boolean => {
  const [line] = linesFor('DeliberationSession', 'see');
  return (
    line!.note.startsWith('published ones') &&
    (isInside(ask, session) || (isPublished(session) && inJurisdiction('DeliberationSession')(ask, session)))
  );
};
const sessionOf = ({ world }: Ask, row: Row): Row => world.byId.get(row.session_id)!;
const seesPart = (ask: Ask, row: Row) => seesSession(ask, sessionOf(ask, row));
const insider = (column: string, target?: 'Person') => ({
  shown: (ask: Ask, row: Row) => (isInside(ask, row.session_id ? sessionOf(ask, row) : row) ? ('clear' as const) : ('hidden' as const)),
  ...{ column, target },
});

export const tables = {
  DeliberationBody: 'deliberation_body',
  DeliberationRules: 'deliberation_rules',
  BodyMember: 'body_member',
  SessionDue: 'session_due',
  DeliberationSession: 'deliberation_session',
  AgendaItem: 'agenda_item',
  Attendance: 'attendance',
  Proxy: 'proxy',
  Minutes: 'minutes',
} as const;

export const nouns: NounRules = {
  DeliberationBody: {
    sees: inJurisdiction('DeliberationBody'),
    lookup: 'deliberationBody',
    fields: {
      ...{
        id: open('id'),
        name: open('name'),
        kind: open('kind'),
        organization: to('Organization', 'organization_id'),
        grid: to('Grid', 'grid_id'),
      },
      ...{ rules: list('DeliberationRules'), rulesVersions: list('DeliberationRules'), members: list('BodyMember'), recurrence: reckoned },
      ...{ chairRoster: list('Person'), nextChairs: list('Person'), calendar: list('SessionDue'), meetingCompliance: reckoned },
      ...{ sessions: list('DeliberationSession'), endedOn: open('ended_on'), provenance: open('provenance'), version: open('version') },
    },
  },
  DeliberationRules: {
    sees: inJurisdiction('DeliberationRules'),
    fields: {
      ...{
        id: open('id'),
        body: to('DeliberationBody', 'body_id'),
        number: open('number'),
        text: open('text'),
        quorumKind: open('quorum_kind'),
      },
      ...{
        quorum: reckoned,
        majorityOf: open('majority_of'),
        majority: reckoned,
        electorate: open('electorate'),
        isPublic: open('is_public'),
      },
      ...{ publicityDays: open('publicity_days'), proxyLimit: open('proxy_limit'), from: open('valid_from'), to: open('valid_to') },
    },
  },
  BodyMember: {
    sees: (ask, row) =>
      inJurisdiction('BodyMember')(ask, row) &&
      (isPublicBody(ask, row.body_id) || isOfBody(ask, row.body_id) || isStaffOfBody(ask, row.body_id)),
    fields: {
      ...{ id: open('id'), body: to('DeliberationBody', 'body_id'), person: to('Person', 'person_id'), capacity: open('capacity') },
      ...{ party: open('party'), from: open('valid_from'), to: open('valid_to') },
    },
  },
  SessionDue: {
    sees: publicRow,
    list: 'sessionsDue',
    fields: {
      ...{ id: open('id'), body: to('DeliberationBody', 'body_id'), dueAt: open('due_at'), status: reckoned, chair: list('Person') },
      session: related(
        'DeliberationSession',
        ({ world }, due) =>
          world.rows.DeliberationSession.filter(({ due_id, state }) => due_id === due.id && state !== 'CANCELLED').sort(
            (a, b) => b.number - a.number,
          )[0]?.id ?? null,
      ),
    },
  },
  DeliberationSession: {
    sees: seesSession,
    lookup: 'deliberationSession',
    list: 'deliberationSessions',
    fields: {
      ...{ id: open('id'), body: to('DeliberationBody', 'body_id'), number: open('number'), kind: open('kind'), state: open('state') },
      ...{ scheduledAt: open('scheduled_at'), venue: open('venue'), due: to('SessionDue', 'due_id'), chair: to('Person', 'chair_id') },
      ...{ chairReason: insider('chair_reason'), agenda: list('AgendaItem'), attendance: list('Attendance'), attendanceCounts: reckoned },
      ...{ proxies: list('Proxy'), quorum: reckoned, rules: to('DeliberationRules', 'rules_id'), minutes: list('Minutes') },
      ...{ minutesVersions: list('Minutes'), isPublic: open('is_public'), isAdjourned: open('is_adjourned') },
      ...{ noticeSentAt: open('notice_sent_at'), openedAt: open('opened_at'), closedAt: open('closed_at') },
      ...{ history: list('HistoryEntry'), viewerActions: reckoned, provenance: open('provenance'), version: open('version') },
    },
  },
  AgendaItem: {
    sees: seesPart,
    fields: { id: open('id'), session: to('DeliberationSession', 'session_id'), position: open('position'), title: open('title') },
  },
  Attendance: {
    sees: seesPart,
    fields: {
      ...{ id: open('id'), session: to('DeliberationSession', 'session_id'), person: insider('person_id', 'Person') },
      ...{ capacity: open('capacity'), party: open('party'), at: open('at') },
    },
  },
  Proxy: {
    sees: seesPart,
    fields: {
      ...{ id: open('id'), session: to('DeliberationSession', 'session_id'), giver: insider('giver_id', 'Person') },
      ...{
        holder: insider('holder_id', 'Person'),
        paper: insider('paper'),
        counts: reckoned,
        at: open('at'),
        revokedAt: open('revoked_at'),
      },
    },
  },
  Minutes: {
    sees: seesPart,
    fields: {
      ...{ id: open('id'), session: to('DeliberationSession', 'session_id'), number: open('number'), text: insider('text') },
      redacted: { column: 'redacted', shown: always('clear') },
      ...{ html: reckoned, writtenBy: insider('written_by_id', 'Person'), approvedBy: insider('approved_by_id', 'Person') },
      ...{ approvedAt: open('approved_at'), publishedAt: open('published_at') },
    },
  },
};

export const adds: AddedFields = {
  Organization: { deliberationBodies: list('DeliberationBody') },
  Grid: { deliberationBodies: list('DeliberationBody') },
};

histories.DeliberationSession = { sees: seesSession, seesWho: isInside };

const ofBody = (action: string, input: VerbRule['input']): VerbRule => ({
  noun: 'DeliberationBody',
  input,
  may: bySubtree('DeliberationBody', action),
});
const ofSession = (action: string, mayDo: VerbRule['may'], more: VerbRule['input'] = () => ({})): VerbRule => ({
  noun: 'DeliberationSession',
  input: (tried, ask) => ({ id: tried.id, ...old, ...more(tried, ask) }),
  may: (ask, row) => {
    linesFor('DeliberationSession', action);
    return mayDo(ask, row);
  },
});
const prepares = (action: string) => bySubtree('DeliberationSession', action);
/** Who belongs to the body or its roster. */
const chairBelongs = ({ world, today }: Ask, session: Row) =>
  world.byId.get(session.body_id)!.chair_ids.includes(session.chair_id) ||
  world.rows.BodyMember.some((one) => one.body_id === session.body_id && one.person_id === session.chair_id && holdsOn(one, today));
export const chairs = (ask: Ask, session: Row) =>
  ask.viewer.person !== null && session.chair_id === ask.viewer.person && chairBelongs(ask, session);
const isMember = (ask: Ask, session: Row) => isOfBody(ask, session.body_id);

const emptyRules = { text: '规'.repeat(10_001) };

export const verbs: VerbRules = {
  createBody: {
    noun: 'Organization',
    input: ({ id }) => ({ organizationId: id, name: ' ', kind: 'RESIDENT_COUNCIL', rules: {} }),
    may: bySubtree('DeliberationBody', 'createBody'),
  },
  setBodyRules: ofBody('setBodyRules', ({ id }) => ({ id, ...old, rules: emptyRules })),
  setChairRoster: ofBody('setChairRoster', ({ id }) => ({ id, ...old, chairIds: [] })),
  setRecurrence: ofBody('setRecurrence', ({ id }) => ({ id, ...old })),
  // Never oneself.
  admitBodyMember: {
    ...ofBody('admitBodyMember', ({ id, row }, ask) => ({
      ...{ id, ...old, personId: official(ask, row), capacity: 'MEMBER', party: 'RESIDENTS' },
    })),
    may: (ask, row) =>
      bySubtree('DeliberationBody', 'admitBodyMember')(ask, row) === true &&
      (ask.viewer.person === null || official(ask, row) !== publicId('Person', ask.viewer.person)),
  },
  endBody: ofBody('endBody', ({ id }) => ({ id, ...old })),
  endBodyMembership: {
    noun: 'BodyMember',
    input: ({ id }) => ({ memberId: id, on: '1900-01-01' }),
    may: (ask, row) => may('DeliberationBody', 'endBodyMembership', ask.viewer, here(bodyOf(ask, row))),
  },
  scheduleSession: {
    noun: 'DeliberationBody',
    input: ({ id }) => ({ bodyId: id, kind: 'COUNCIL', scheduledAt: '1999-01-01T00:00:00Z' }),
    may: prepares('scheduleSession'),
  },
  substituteChair: ofSession('substituteChair', prepares('substituteChair'), ({ row }, ask) => ({
    chairId: official(ask, row),
    reason: '出差',
  })),
  sendNotice: ofSession('sendNotice', prepares('sendNotice')),
  postponeSession: ofSession('postponeSession', prepares('postponeSession'), () => ({ reason: '停电' })),
  cancelSession: ofSession('cancelSession', prepares('cancelSession'), () => ({ reason: '停电' })),
  publishMinutes: ofSession('publishMinutes', prepares('publishMinutes')),
  openSession: ofSession('openSession', chairs),
  closeSession: ofSession('closeSession', chairs),
  adjournSession: ofSession('adjournSession', chairs, () => ({ reason: '人数不足' })),
  attendSession: ofSession('attend', isMember),
  recordAttendance: ofSession(
    'recordAttendance',
    (ask, row) => chairs(ask, row) || prepares('recordAttendance')(ask, row),
    ({ row }, ask) => ({ personId: official(ask, row) }),
  ),
  withdrawAttendance: ofSession('withdrawAttendance', (ask, row) => ask.viewer.person !== null || prepares('withdrawAttendance')(ask, row)),
  revokeProxy: ofSession('revokeProxy', isMember),
  giveProxy: ofSession('giveProxy', isMember, ({ row }, ask) => ({ holderId: official(ask, row), paper: '柜1' })),
  writeMinutes: ofSession('writeMinutes', prepares('writeMinutes'), () => ({ text: '纪要' })),
  approveMinutes: ofSession(
    'approveMinutes',
    (ask, row) => chairs(ask, row) || (!chairBelongs(ask, row) && prepares('approveMinutes')(ask, row)),
  ),
};
