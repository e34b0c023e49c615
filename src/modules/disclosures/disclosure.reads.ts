import { anyOf, is, within } from '../../read/filter.js';
import { connection, list, lookup, type NounReads, type Reads } from '../../read/noun.js';
import { sql } from '../../read/sql.js';
import { history } from '../organisations/history.reads.js';
import { DisclosureNotice } from './disclosure.entity.js';
import { type DisclosurePart, disclosureParts, visibleDisclosures } from './disclosure.policy.js';
import { disclosureFlow } from './disclosure.workflow.js';

const notices: NounReads<DisclosurePart> = {
  noun: 'DisclosureNotice',
  entity: DisclosureNotice,
  visible: visibleDisclosures,
  parts: disclosureParts,
  fields: { history, viewerActions: disclosureFlow.viewerActions },
  filters: {
    states: anyOf('state'),
    departmentId: is('department', 'Organization'),
    supervisedId: is('supervised', 'Organization'),
    within: within(),
  },
  orders: { INSPECTED_ON: { key: (row) => sql`(${row.col('inspectedOn')} - date '2000-01-01')`, type: 'int' } },
  defaultOrder: { field: 'INSPECTED_ON', direction: 'DESC' },
  roots: { disclosureNotice: lookup({ id: 'id' }), disclosureNotices: list() },
};

export const disclosureReads: readonly Reads[] = [
  notices,
  {
    adds: 'Organization',
    fields: {
      disclosureNotices: connection(
        'DisclosureNotice',
        (organization, notice) => sql`${notice.col('supervised')} = ${organization.col('id')}`,
      ),
    },
  },
];
