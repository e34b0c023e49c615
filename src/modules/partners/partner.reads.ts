import { anyOf } from '../../read/filter.js';
import { column, computed, connection, list, lookup, one, type Reads, type RowRef, value } from '../../read/noun.js';
import { type Sql, sql } from '../../read/sql.js';
import { history } from '../organisations/history.reads.js';
import { percentile } from './durations.js';
import { PartnerApp, PartnerDocument, PartnerVersion } from './partner.entity.js';
import { visiblePartnerApps } from './partner.policy.js';
import { partnerVersionFlow } from './partner.workflow.js';

const usage = (document: RowRef, column: Sql): Sql =>
  sql`(select ${column} from partner_usage used where used.document_id = ${document.col('id')} and used.jurisdiction_id = ${document.col('jurisdictionId')})`;

interface Counts {
  readonly counts: readonly number[] | null;
}
const durations = { counts: (document: RowRef) => sql`array_to_json(${usage(document, sql`durations`)})` };

export const partnerReads: readonly Reads[] = [
  {
    noun: 'PartnerApp',
    entity: PartnerApp,
    visible: visiblePartnerApps,
    fields: {
      organization: one(
        'Organization',
        (app, organization) =>
          sql`${organization.col('id')} = (select organization_id from client_organization named where named.jurisdiction_id = ${app.col('jurisdictionId')} and named.client = ${app.col('client')} and named.ended_at is null)`,
      ),
      versions: connection('PartnerVersion', (app, version) => sql`${version.col('app')} = ${app.col('id')}`),
    },
    orders: { NAME: { key: (row) => row.col('name'), type: 'text' } },
    defaultOrder: { field: 'NAME', direction: 'ASC' },
    roots: { partnerApp: lookup({ id: 'id' }), partnerApps: list() },
  },
  {
    noun: 'PartnerVersion',
    entity: PartnerVersion,
    visible: { through: 'app' },
    fields: {
      app: one('PartnerApp', 'app', { follows: true }),
      documents: connection('PartnerDocument', (version, document) => sql`${document.col('partnerVersion')} = ${version.col('id')}`, {
        follows: true,
      }),
      history,
      viewerActions: partnerVersionFlow.viewerActions,
    },
    filters: { states: anyOf('state'), names: anyOf('name') },
    orders: { CREATED_AT: { key: (row) => row.col('createdAt'), type: 'timestamptz' } },
    defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
    roots: { partnerVersion: lookup({ id: 'id' }) },
  },
  {
    noun: 'PartnerDocument',
    entity: PartnerDocument,
    visible: { through: 'partnerVersion' },
    fields: {
      hash: column('sha256'),
      partnerVersion: one('PartnerVersion', 'partnerVersion', { follows: true }),
      useCount: value((document) => sql`coalesce(${usage(document, sql`uses`)}, 0)`),
      errorCount: value((document) => sql`coalesce(${usage(document, sql`errors`)}, 0)`),
      lastUsedAt: value((document) => usage(document, sql`last_used_at`)),
      medianMs: computed<Counts>(durations, ({ counts }) => percentile(counts, 0.5)),
      tailMs: computed<Counts>(durations, ({ counts }) => percentile(counts, 0.99)),
    },
    orders: { NAME: { key: (row) => row.col('operationName'), type: 'text' } },
    defaultOrder: { field: 'NAME', direction: 'ASC' },
  },
];
