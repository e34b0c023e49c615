import { anyOf, within } from '../../read/filter.js';
import { list, lookup, many, type NounReads, one, type Reads } from '../../read/noun.js';
import { sql } from '../../read/sql.js';
import { subject } from '../notifications/notification.reads.js';
import { history } from '../organisations/history.reads.js';
import { RateExclusion } from './exclusion.entity.js';
import { visibleExclusions } from './exclusion.policy.js';
import { exclusionFlow } from './exclusion.workflow.js';

const exclusions: NounReads = {
  noun: 'RateExclusion',
  entity: RateExclusion,
  visible: visibleExclusions,
  fields: {
    incident: one('Incident', 'incident'),
    requestedBy: one('Person', 'requestedBy', { follows: true }),
    decidedBy: one('Person', 'decidedBy', { follows: true }),
    history,
    viewerActions: exclusionFlow.viewerActions,
  },
  filters: { states: anyOf('state'), reasons: anyOf('reason'), within: within() },
  orders: { REQUESTED_AT: { key: (exclusion) => exclusion.col('requestedAt'), type: 'timestamptz' } },
  defaultOrder: { field: 'REQUESTED_AT', direction: 'DESC' },
  roots: { rateExclusion: lookup({ id: 'id' }), rateExclusions: list() },
};

export const exclusionReads: readonly Reads[] = [
  exclusions,
  { adds: 'Notification', fields: { exclusion: subject('RateExclusion') } },
  {
    adds: 'Incident',
    fields: {
      exclusions: many(
        'RateExclusion',
        (incident, exclusion) => sql`${exclusion.col('incident')} = ${incident.col('id')}`,
        (exclusion) => sql`${exclusion.col('requestedAt')}, ${exclusion.col('id')}`,
      ),
    },
  },
];
