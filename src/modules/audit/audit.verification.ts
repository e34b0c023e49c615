import type pg from 'pg';
import type { Break, Verdict } from '../../events/audit-chain.js';
import { Ref } from '../../read/reader.js';

/** One that was not heard of for so long has ended with its process. */
const SILENT_S = 15;

/** A row of audit_verification that is under way, in SQL. */
export const isRunning = `finished_at is null and heard_of_at > now() - interval '${SILENT_S} s'`;

interface Row {
  readonly state: 'RUNNING' | 'BROKEN_OFF' | 'FINISHED';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly startedBy: string | null;
  readonly entries: number;
  readonly verdict: Verdict | null;
}

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The last verification of a jurisdiction's audit log, as the graph shows it; null where there was none. */
export async function latestVerification(pool: pg.Pool, jurisdictionId: string) {
  const { rows } = await pool.query<Row>(
    `select case when finished_at is not null then 'FINISHED' when ${isRunning} then 'RUNNING' else 'BROKEN_OFF' end as state,
       ${instant('started_at')} as "startedAt", ${instant('finished_at')} as "finishedAt", started_by as "startedBy", entries::float8 as entries, verdict
     from audit_verification where jurisdiction_id = $1 order by started_at desc limit 1`,
    [jurisdictionId],
  );
  const [row] = rows;
  if (!row) return null;
  const { verdict, startedBy, ...rest } = row;
  return {
    ...rest,
    startedBy: startedBy && new Ref('Person', startedBy),
    intact: verdict && verdict.breaks.length === 0,
    unchained: verdict?.unchained ?? null,
    head: verdict?.head?.hash ?? null,
    breaks: (verdict?.breaks ?? []).map(({ auditId, ...where }: Break) => ({ ...where, entry: auditId && new Ref('AuditEntry', auditId) })),
  };
}
