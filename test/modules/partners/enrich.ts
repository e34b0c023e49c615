import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

/** Beside the demo's partner another one in some jurisdictions, with versions in each state. */
export async function enrich({ query }: Enriching): Promise<void> {
  const roots = await query<Row>(`select id, number from organization where parent_id is null and code in ('000', '001')`);
  for (const { id: jurisdiction, number } of roots) {
    const made = (n: number) => madeId(910_000 + n, number);
    await query(
      `insert into partner_app (id, jurisdiction_id, name, partner, client, budget_units, budget_per_second)
       values ($1, $2, 'other', '另一平台', 'other-partner', 100, 10)`,
      [made(0), jurisdiction],
    );
    for (const [n, state] of ['DRAFT', 'ACTIVE', 'DEPRECATED', 'RETIRED'].entries()) {
      // Two of them at the same instant.
      await query(
        `insert into partner_version (id, jurisdiction_id, app_id, client, name, state, created_at, deprecated_at, sunset_at)
         values ($1, $2, $3, 'other-partner', $4, $5, $6, $7, $8)`,
        [
          ...[made(1 + n), jurisdiction, made(0), `${n}.0`, state, `2026-11-0${1 + (n >> 1)}T08:00:00Z`],
          ...(n > 1 ? ['2026-11-10T08:00:00Z', '2099-01-01T00:00:00Z'] : [null, null]),
        ],
      );
      for (let k = 0; k <= n; k++)
        await query(
          `insert into partner_document (id, jurisdiction_id, partner_version_id, sha256, alias, operation_name, operation_type, source, cost)
           values ($1, $2, $3, $4, $5, $6, 'QUERY', $7, 1)`,
          [
            ...[made(10 + n * 4 + k), jurisdiction, made(1 + n), `${n}${k}`.repeat(32), k % 2 ? `alias ${n} ${k}` : null],
            ...[`Same${k >> 1}`, `query Same${k >> 1} { __typename }`],
          ],
        );
    }
    // None of them is sent to; of their deliveries two are of the same instant.
    for (const [n, [state, reason]] of [
      ['PAUSED', 'FAILING'],
      ['PAUSED', 'BY_PARTNER'],
      ['REMOVED', null],
    ].entries()) {
      await query(
        `insert into webhook (id, jurisdiction_id, app_id, client, document_id, url, variables, state, pause_reason, authorised_at, secret_sealed, created_at)
         values ($1, $2, $3, 'other-partner', $4, $5, '{}', $6, $7, '2026-11-01T08:00:00Z', '\\x00', $8)`,
        [
          ...[made(30 + n), jurisdiction, made(0), made(14), `https://other.example/${n}`, state, reason],
          `2026-11-0${1 + (n >> 1)}T08:00:00Z`,
        ],
      );
      for (const [k, outcome] of ['PENDING', 'DELIVERED', 'DEAD', 'WITHDRAWN'].entries())
        await query(
          `insert into webhook_delivery (id, jurisdiction_id, webhook_id, kind, pos, term, state, attempts, last_status, next_attempt_at, settled_at, created_at)
           values ($1, $2, $3, $4, $5, 1, $6, $7, 500, $8, $9, $10)`,
          [
            ...[made(40 + n * 4 + k), jurisdiction, made(30 + n), k === 3 ? 'TEST' : 'ITEM', k, outcome, k],
            ...(k === 0 ? ['2026-11-03T08:00:00Z', null] : [null, '2026-11-02T08:00:00Z']),
            `2026-11-0${1 + (k >> 1)}T08:00:00Z`,
          ],
        );
    }
  }
}
