import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { newId } from '../kernel/ids.js';
import { USUAL_BUDGET } from '../modules/partners/partner.terms.js';

/** Checks and prices a document, as work/document does. */
type DocumentCheck = (
  source: string,
) => { readonly ok: true; readonly type: string; readonly cost: number } | { readonly ok: false; readonly reason: string };

/** What the demo's partner runs: it tells what is offered, reports, and follows what it reported. */
export const demoDocuments = {
  PartnerCategories: /* GraphQL */ `query PartnerCategories($grid: String!) {
  grid(code: $grid) { id code name incidentCategories { id name domain } }
}`,
  PartnerReport: /* GraphQL */ `mutation PartnerReport($input: ReportIncidentInput!) {
  reportIncident(input: $input) { incident { id serialNumber state } trackingCode userErrors { code message path } }
}`,
  PartnerReports: /* GraphQL */ `query PartnerReports($first: Int = 20, $after: String) {
  incidents(first: $first, after: $after, filter: { reportedByViewer: true }) {
    nodes { id serialNumber title state reportedAt updatedAt closedAt }
    pageInfo { hasNextPage endCursor }
    streamCursor
  }
}`,
  PartnerReportCourse: /* GraphQL */ `query PartnerReportCourse($id: ID!) {
  incident(id: $id) { id serialNumber state holder { name } events(first: 50) { nodes { kind from to at } } }
}`,
  PartnerOpenIncidents: /* GraphQL */ `query PartnerOpenIncidents($first: Int = 20, $after: String) {
  incidents(first: $first, after: $after, filter: { open: true }) {
    nodes { id serialNumber title state grid { code } holder { name } }
    pageInfo { hasNextPage endCursor }
  }
}`,
  PartnerIncidentEvents: /* GraphQL */ `subscription PartnerIncidentEvents($after: Cursor) {
  incidentEvents(after: $after) { cursor change incidentId event { kind from to at } }
}`,
} as const;

const APP = { name: 'demo-partner', partner: '便民服务平台', client: 'partner' };

/** An app for the partner persona of each community, with one active version. Call it after loadTrees. */
export async function loadPartners(client: ClientBase, check: DocumentCheck): Promise<void> {
  const { rows } = await client.query<{ id: string; number: number }>(
    `select id, number from organization root where parent_id is null and code ~ '^00[0-4]$'
     and not exists (select from partner_app where jurisdiction_id = root.id)`,
  );
  for (const { id: jurisdiction, number } of rows) {
    const [app, version] = [newId(number), newId(number)];
    const made = Object.entries(demoDocuments).map(([name, source]) => ({
      ...{ id: newId(number), sha256: createHash('sha256').update(source).digest('hex'), name, source },
      ...priced(check(source)),
    }));
    // All or nothing, and of two processes that start at once one.
    await client.query(
      `with app as (
         insert into partner_app (id, jurisdiction_id, provenance, name, partner, client, budget_units, budget_per_second)
         values ($1, $2, 'SYNTHETIC', $3, $4, $5, $6, $7) on conflict do nothing returning id
       ), version as (
         insert into partner_version (id, jurisdiction_id, provenance, app_id, client, name, state)
         select $8, $2, 'SYNTHETIC', id, $5, '1.0.0', 'ACTIVE' from app returning id
       )
       insert into partner_document (id, jurisdiction_id, provenance, partner_version_id, sha256, operation_name, operation_type, source, cost)
       select made.id, $2, 'SYNTHETIC', version.id, sha256, made.name, made.type, source, cost
       from version, json_to_recordset($9) as made (id uuid, sha256 text, name text, type text, source text, cost int)`,
      [app, jurisdiction, APP.name, APP.partner, APP.client, USUAL_BUDGET.units, USUAL_BUDGET.perSecond, version, JSON.stringify(made)],
    );
  }
}

function priced(checked: ReturnType<DocumentCheck>): { readonly type: string; readonly cost: number } {
  if (!checked.ok) throw new Error(`A document of the demo is not valid: ${checked.reason}`);
  return { type: checked.type, cost: checked.cost };
}
