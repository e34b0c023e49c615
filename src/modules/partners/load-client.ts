import type pg from 'pg';
import type { OperationType, VersionState } from './partner.terms.js';

/** A document that a client may run, with the version that lets it. */
export interface RunnableDocument {
  /** Bare UUID. */
  readonly id: string;
  readonly sha256: string;
  readonly alias: string | null;
  readonly source: string;
  readonly operationType: OperationType;
  readonly version: string;
  readonly state: VersionState;
  readonly deprecatedAt: Date | null;
  readonly sunsetAt: Date | null;
}

/** A registered client, and all that it may run: of the same document in several versions those of active versions come first, then the newest. */
export interface RegisteredClient {
  /** The app's short name. */
  readonly app: string;
  /** Bare UUID of the app. */
  readonly id: string;
  readonly budgetUnits: number;
  readonly budgetPerSecond: number;
  readonly documents: readonly RunnableDocument[];
}

/** Null for a client that nobody registered in the jurisdiction. */
export async function loadClient(pool: pg.Pool, jurisdictionId: string, client: string): Promise<RegisteredClient | null> {
  const { rows: apps } = await pool.query<Omit<RegisteredClient, 'documents'>>(
    `select name as app, id, budget_units as "budgetUnits", budget_per_second as "budgetPerSecond"
     from partner_app where jurisdiction_id = $1 and client = $2`,
    [jurisdictionId, client],
  );
  const [app] = apps;
  if (!app) return null;
  const { rows: documents } = await pool.query<RunnableDocument>(
    `select document.id, document.sha256, document.alias, document.source, document.operation_type as "operationType",
            version.name as version, version.state, version.deprecated_at as "deprecatedAt", version.sunset_at as "sunsetAt"
     from partner_version version join partner_document document
       on document.partner_version_id = version.id and document.jurisdiction_id = version.jurisdiction_id
     where version.app_id = $1 and version.jurisdiction_id = $2 and version.state in ('ACTIVE', 'DEPRECATED')
     order by version.state, version.created_at desc, version.id desc`,
    [app.id, jurisdictionId],
  );
  return { ...app, documents };
}
