import { anyOf, range, within } from '../../read/filter.js';
import { connection, list, lookup, many, type NounReads, one, type Reads, value } from '../../read/noun.js';
import { slot, sql } from '../../read/sql.js';
import { uuidOf } from '../../read/value.js';
import { subject } from '../notifications/notification.reads.js';
import { history } from '../organisations/history.reads.js';
import { Whistle, WhistleAnswer } from './whistle.entity.js';
import { visibleWhistles } from './whistle.policy.js';
import { whistleAnswerFlow, whistleFlow } from './whistle.workflow.js';

const now = slot('timestamptz', (run) => run.now());

const whistles: NounReads = {
  noun: 'Whistle',
  entity: Whistle,
  visible: visibleWhistles,
  fields: {
    incident: one('Incident', 'incident'),
    calledBy: one('Person', 'calledBy', { follows: true }),
    answers: many(
      'WhistleAnswer',
      (whistle, answer) => sql`${answer.col('whistle')} = ${whistle.col('id')}`,
      (answer) => answer.col('id'),
      { follows: true },
    ),
    history,
    viewerActions: whistleFlow.viewerActions,
  },
  filters: {
    states: anyOf('state'),
    departmentId: {
      sql: (row, input) =>
        sql`${row.col('calledOrganizations')} && array[${slot('uuid', (run) => uuidOf(input.read(run), input.path, 'Organization'))}]`,
    },
    calledAt: range('calledAt'),
    within: within(),
  },
  orders: { CALLED_AT: { key: (whistle) => whistle.col('calledAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'CALLED_AT', direction: 'DESC' },
  roots: { whistle: lookup({ id: 'id' }), whistles: list() },
};

const answers: NounReads = {
  noun: 'WhistleAnswer',
  entity: WhistleAnswer,
  visible: { through: 'whistle' },
  fields: {
    whistle: one('Whistle', 'whistle'),
    punctual: value(
      (answer) => sql`(select case
        when ${answer.col('arrivedAt')} is not null then ${answer.col('arrivedAt')} <= w.arrive_by
        when ${answer.col('state')} = 'ABSENT' or (${answer.col('state')} in ('CALLED', 'PROMISED') and w.arrive_by < ${now}) then false
        end from whistle w where w.id = ${answer.col('whistle')})`,
    ),
    history,
    viewerActions: whistleAnswerFlow.viewerActions,
  },
};

export const whistleReads: readonly Reads[] = [
  whistles,
  answers,
  { adds: 'Notification', fields: { whistle: subject('Whistle') } },
  {
    adds: 'Incident',
    fields: { whistles: connection('Whistle', (incident, whistle) => sql`${whistle.col('incident')} = ${incident.col('id')}`) },
  },
];
