import { anyOf, is, within } from '../../read/filter.js';
import { column, connection, list, lookup, type NounReads, one, type Reads, value } from '../../read/noun.js';
import { sql } from '../../read/sql.js';
import { subject } from '../notifications/notification.reads.js';
import { history } from '../organisations/history.reads.js';
import { Honour, HonourObjection } from './honour.entity.js';
import { type HonourPart, honourParts, visibleHonours, visibleObjections } from './honour.policy.js';
import { honourFlow } from './honour.workflow.js';

const honours: NounReads<HonourPart> = {
  noun: 'Honour',
  entity: Honour,
  visible: visibleHonours,
  parts: honourParts,
  fields: {
    nomineeName: value(
      (honour) => sql`coalesce(
        (select name from person where id = coalesce(${honour.col('person')}, (select head_id from household where id = ${honour.col('household')}))),
        (select name from volunteer_team where id = ${honour.col('team')}), (select name from organization where id = ${honour.col('unit')}))`,
    ),
    person: one('Person', 'person', { follows: true }),
    household: one('Household', 'household'),
    team: one('VolunteerTeam', 'team'),
    nominatedBy: one('Person', 'nominatedBy', { follows: true, part: 'nominator' }),
    nominatedAt: column('createdAt'),
    objections: connection('HonourObjection', (honour, objection) => sql`${objection.col('honour')} = ${honour.col('id')}`),
    history,
    viewerActions: honourFlow.viewerActions,
  },
  filters: { kinds: anyOf('kind'), levels: anyOf('level'), states: anyOf('state'), teamId: is('team', 'VolunteerTeam'), within: within() },
  orders: { NOMINATED_AT: { key: (honour) => honour.col('createdAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'NOMINATED_AT', direction: 'DESC' },
  roots: { honour: lookup({ id: 'id' }), honours: list() },
};

const objections: NounReads = {
  noun: 'HonourObjection',
  entity: HonourObjection,
  visible: visibleObjections,
  fields: {
    honour: one('Honour', 'honour'),
    person: one('Person', 'person', { follows: true }),
    decidedBy: one('Person', 'decidedBy', { follows: true }),
    at: column('createdAt'),
  },
  orders: { AT: { key: (objection) => objection.col('createdAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'AT', direction: 'ASC' },
};

export const honourReads: readonly Reads[] = [honours, objections, { adds: 'Notification', fields: { honour: subject('Honour') } }];
