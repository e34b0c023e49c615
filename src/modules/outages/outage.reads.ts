import type { NounName } from '../../kernel/ids.js';
import { anyOf, holdsThat, is, isTrue, range, within } from '../../read/filter.js';
import { connection, list, lookup, type NounReads, one, type Reads, type RowRef, sequence, type Tie, value } from '../../read/noun.js';
import { type Sql, type SqlPart, slot, sql } from '../../read/sql.js';
import { seatOf } from '../../read/value.js';
import { subject } from '../notifications/notification.reads.js';
import { history } from '../organisations/history.reads.js';
import { internal } from '../organisations/organization.reads.js';
import { OutageNotice, OutageRecipient } from './outage.entity.js';
import { type OutagePart, outageParts, visibleOutages, visibleRecipients } from './outage.policy.js';
import { outageFlow, outageRecipientFlow } from './outage.workflow.js';

const now = slot('timestamptz', (run) => run.now());
const isCurrent = (notice: RowRef): Sql => sql`${notice.col('state')} in ('ANNOUNCED', 'UNDERWAY')`;
/** The notice was told to an organisation or grid. */
const isToldTo = (notice: RowRef, seat: SqlPart): Sql =>
  sql`exists (select from outage_recipient r where r.notice_id = ${notice.col('id')} and r.seat_id = ${seat})`;

const notices: NounReads<OutagePart> = {
  noun: 'OutageNotice',
  entity: OutageNotice,
  visible: visibleOutages,
  parts: outageParts,
  fields: {
    grids: sequence('Grid', (notice) => notice.col('gridIds')),
    contactPhone: value((notice) => internal(notice, notice.col('contactPhone'))),
    overdue: value((notice) => sql`(${notice.col('state')} = 'UNDERWAY' and coalesce(${notice.col('endsAt')} < ${now}, false))`),
    recipients: connection('OutageRecipient', (notice, recipient) => sql`${recipient.col('notice')} = ${notice.col('id')}`),
    incidents: connection(
      'Incident',
      (notice, incident) =>
        sql`${incident.col('id')} in (select l.incident_id from outage_incident l where l.notice_id = ${notice.col('id')})`,
    ),
    history,
    viewerActions: outageFlow.viewerActions,
  },
  filters: {
    states: anyOf('state'),
    kinds: anyOf('kind'),
    current: holdsThat(isCurrent),
    planned: isTrue('planned'),
    utilityId: is('utility', 'Organization'),
    toldId: {
      sql: (notice, input) =>
        isToldTo(
          notice,
          slot('uuid', (run) => seatOf(input.read(run), input.path)),
        ),
    },
    startsAt: range('startsAt'),
    within: within(),
  },
  orders: { STARTS_AT: { key: (notice) => notice.col('startsAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'STARTS_AT', direction: 'DESC' },
  roots: { outageNotice: lookup({ id: 'id' }), outageNotices: list() },
};

const recipients: NounReads<OutagePart> = {
  noun: 'OutageRecipient',
  entity: OutageRecipient,
  visible: visibleRecipients,
  parts: outageParts,
  fields: {
    notice: one('OutageNotice', 'notice', { follows: true }),
    acknowledgedBy: one('Person', 'acknowledgedBy', { follows: true, part: 'people' }),
    history,
    viewerActions: outageRecipientFlow.viewerActions,
  },
  filters: { states: anyOf('state') },
  orders: { TOLD_AT: { key: (recipient) => recipient.col('toldAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'TOLD_AT', direction: 'ASC' },
};

const toldTo: Tie = (seat, notice) => isToldTo(notice, seat.col('id'));
const ofSeat = (noun: NounName): Reads => ({ adds: noun, fields: { outageNotices: connection('OutageNotice', toldTo) } });

export const outageReads: readonly Reads[] = [
  notices,
  recipients,
  ofSeat('Organization'),
  ofSeat('Grid'),
  {
    adds: 'Incident',
    fields: {
      outageNotice: one(
        'OutageNotice',
        (incident, notice) =>
          sql`${notice.col('id')} = (select l.notice_id from outage_incident l where l.incident_id = ${incident.col('id')})`,
      ),
    },
  },
  { adds: 'Notification', fields: { outageNotice: subject('OutageNotice') } },
];
