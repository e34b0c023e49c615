import { periodOf, rateOf } from '../../graph/rate.js';
import { anyOf, holdsThat, range, within } from '../../read/filter.js';
import {
  column,
  computed,
  connection,
  list,
  lookup,
  many,
  type NounReads,
  one,
  type Reads,
  type RowRef,
  sequence,
  value,
} from '../../read/noun.js';
import { type Slot, type Sql, slot, sql, today } from '../../read/sql.js';
import { holdsAsOf, isNamedTo } from '../organisations/organization.reads.js';
import { isMember, isStaffOf, meetsInPublic } from './belonging.js';
import { BodyMember, DeliberationBody, DeliberationRules, SessionDue } from './body.entity.js';
import { MOST_TURNS } from './body.type.js';
import { visibleMembers, visibleToJurisdiction } from './deliberation.policy.js';
import { type Recurrence, ruleText } from './recurrence.js';

const isAtWork = (body: RowRef): Sql => sql`(${body.col('endedOn')} is null or ${body.col('endedOn')} > ${today})`;

/** The people of a list whom the viewer may be told of, in its order. */
export const named = (row: RowRef, ids: Sql): Sql =>
  sql`array(select person from unnest(${ids}) with ordinality listed(person, nth) where ${isNamedTo(row, sql`listed.person`)} order by nth)`;

/** The position in the roster of the first turn that no session has yet: after that of the last session that was not cancelled. */
const nextTurn = (
  body: RowRef,
): Sql => sql`(select coalesce((select turn + 1 from deliberation_session where body_id = ${body.col('id')} and turn is not null
  and state <> 'CANCELLED' order by number desc limit 1), 0))`;
const chairAt = (chairs: Sql, turn: Sql): Sql => sql`(${chairs})[1 + (${turn}) % greatest(cardinality(${chairs}), 1)]`;

const hasSession = (due: Sql, which: Sql): Sql => sql`exists (select from deliberation_session where due_id = ${due} and ${which})`;
/** Opened, and not adjourned without business. */
export const isHeld = (due: Sql): Sql => hasSession(due, sql`state in ('OPEN', 'CLOSED', 'MINUTES_PUBLISHED') and not is_adjourned`);
/** Its day has passed. */
export const isOver = (dueAt: Sql): Sql => sql`(${dueAt} at time zone 'Asia/Shanghai')::date < ${today}`;

const statusOf = (due: RowRef): Sql => sql`case when ${isHeld(due.col('id'))} then 'HELD' when ${isOver(due.col('dueAt'))} then 'MISSED'
  when ${hasSession(due.col('id'), sql`state <> 'CANCELLED'`)} then 'SCHEDULED' else 'UPCOMING' end`;

interface Period {
  readonly from: Slot;
  readonly to: Slot;
}
const midnight = (day: Slot): Sql => sql`(${day}::timestamp at time zone 'Asia/Shanghai')`;

/** What was due of a body in a period, and what of it was held, as {"due", "held"}. */
const complianceOf = (body: RowRef, { from, to }: Period): Sql => sql`(
  select json_object('due' : count(*), 'held' : count(*) filter (where ${isHeld(sql`due.id`)})) from session_due due
  where due.body_id = ${body.col('id')} and due.due_at >= ${midnight(from)} and due.due_at < ${midnight(to)} and ${isOver(sql`due.due_at`)})`;

const bodies: NounReads = {
  noun: 'DeliberationBody',
  entity: DeliberationBody,
  visible: 'public',
  fields: {
    rules: one('DeliberationRules', (body, rules) => sql`${rules.col('body')} = ${body.col('id')} and ${holdsAsOf(rules, undefined)}`),
    rulesVersions: many(
      'DeliberationRules',
      (body, rules) => sql`${rules.col('body')} = ${body.col('id')}`,
      (rules) => sql`${rules.col('number')} desc`,
    ),
    members: connection('BodyMember', (body, member) => sql`${member.col('body')} = ${body.col('id')} and ${holdsAsOf(member, undefined)}`),
    recurrence: computed<{ recurrence: Recurrence | null }>(
      { recurrence: (body) => sql`${body.col('recurrence')}::json` },
      ({ recurrence }) => recurrence && { ...recurrence, rule: ruleText(recurrence) },
    ),
    chairRoster: sequence('Person', (body) => named(body, body.col('chairIds')), { follows: true }),
    nextChairs: sequence(
      'Person',
      (body, { args }) => {
        const chairs = body.col('chairIds');
        const turns = sql`array(select ${chairAt(chairs, sql`${nextTurn(body)} + n`)} from generate_series(0, least(${slot('int', args.count!.read)}, ${slot('int', () => MOST_TURNS)}) - 1) n
          where cardinality(${chairs}) > 0 order by n)`;
        return named(body, turns);
      },
      { follows: true },
    ),
    calendar: connection('SessionDue', (body, due) => sql`${due.col('body')} = ${body.col('id')}`),
    meetingCompliance: computed<{ counts: { due: number; held: number } }>(
      { counts: (body, { args }) => complianceOf(body, periodOf(args.period!)) },
      ({ counts }, { now }) =>
        rateOf(
          counts.held,
          counts.due,
          {
            key: 'deliberation.meetingCompliance',
            formula: 'Sessions held ÷ sessions due by the recurrence whose day has passed. 已召开会议数÷按周期应开且日期已过的会议数。',
            version: 1,
          },
          'FLOW',
          now,
        ),
    ),
  },
  filters: { kinds: anyOf('kind'), within: within(), ended: holdsThat((row) => sql`not ${isAtWork(row)}`) },
  orders: { NAME: { key: (row) => row.col('name'), type: 'text' } },
  defaultOrder: { field: 'NAME', direction: 'ASC' },
  roots: { deliberationBody: lookup({ id: 'id' }), deliberationBodies: list({ ended: isAtWork }) },
};

const fraction = (of: 'quorum' | 'majority') =>
  computed<{ fraction: object }>(
    {
      fraction: (rules) =>
        sql`json_object('numerator' : ${rules.col(`${of}Numerator`)}, 'denominator' : ${rules.col(`${of}Denominator`)}, 'strict' : ${rules.col(`${of}Strict`)})`,
    },
    ({ fraction }) => fraction,
  );

const rules: NounReads = {
  noun: 'DeliberationRules',
  entity: DeliberationRules,
  visible: visibleToJurisdiction,
  fields: { quorum: fraction('quorum'), majority: fraction('majority'), from: column('validFrom'), to: column('validTo') },
};

const members: NounReads = {
  noun: 'BodyMember',
  entity: BodyMember,
  visible: visibleMembers,
  conditions: {
    ofPublicBody: (member) => meetsInPublic(member.col('body')),
    ofOwnBody: (member) => isMember(member.col('body')),
    ofStaff: (member) => isStaffOf(member.col('body')),
  },
  fields: { person: one('Person', 'person', { follows: true }), from: column('validFrom'), to: column('validTo') },
  orders: { FROM: { key: (row) => sql`(${row.col('validFrom')} - date '2000-01-01')`, type: 'int' } },
  defaultOrder: { field: 'FROM', direction: 'ASC' },
};

/** Of a session that is scheduled its chair; of one that is not, whoever's turn it will be, sessions due before it counted. */
const chairOf = (due: RowRef): Sql => sql`coalesce(
  (select chair_id from deliberation_session where due_id = ${due.col('id')} and state <> 'CANCELLED' order by number desc limit 1),
  (select body.chair_ids[1 + (coalesce((select turn + 1 from deliberation_session where body_id = body.id and turn is not null and state <> 'CANCELLED'
       order by number desc limit 1), 0)
     + (select count(*)::int from session_due before where before.body_id = body.id and before.due_at < ${due.col('dueAt')} and not (${isOver(sql`before.due_at`)})
         and not ${hasSession(sql`before.id`, sql`state <> 'CANCELLED'`)})) % cardinality(body.chair_ids)]
   from deliberation_body body where body.id = ${due.col('body')} and cardinality(body.chair_ids) > 0 and not (${isOver(due.col('dueAt'))})))`;

const dues: NounReads = {
  noun: 'SessionDue',
  entity: SessionDue,
  visible: 'public',
  fields: {
    status: value(statusOf),
    chair: one('Person', (due, person) => sql`${person.col('id')} = ${chairOf(due)} and ${isNamedTo(due, person.col('id'))}`, {
      follows: true,
    }),
  },
  filters: {
    statuses: { sql: (row, input) => sql`(${statusOf(row)}) = any(${slot('text[]', input.read)})` },
    dueAt: range('dueAt'),
    within: within(),
    mine: holdsThat((row) => sql`${row.col('place')} ^@ any(${ownPlaces})`),
  },
  orders: { DUE_AT: { key: (row) => row.col('dueAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'DUE_AT', direction: 'ASC' },
  roots: { sessionsDue: list() },
};

/** Where the viewer holds posts. */
const ownPlaces = slot('text[]', (run) => run.viewer.posts.map(({ place }) => place));

export const bodyReads: readonly Reads[] = [
  bodies,
  rules,
  members,
  dues,
  { adds: 'Organization', fields: { deliberationBodies: connection('DeliberationBody', 'subtree', { unless: { ended: isAtWork } }) } },
  { adds: 'Grid', fields: { deliberationBodies: connection('DeliberationBody', 'subtree', { unless: { ended: isAtWork } }) } },
];
