import type pg from 'pg';

/** What a client spent since it was noted last, in seconds of what comes back. */
export interface Spent {
  readonly jurisdictionId: string;
  readonly client: string;
  readonly seconds: number;
}

/** How often a document ran since that was noted last. */
export interface Used {
  readonly documentId: string;
  readonly jurisdictionId: string;
  readonly uses: number;
  readonly errors: number;
  /** By class: see durations. */
  readonly durations: readonly number[];
}

/** Notes what clients spent; answers in how many seconds each has its whole budget again, of all processes together. In the order of a key, so that processes do not wait for each other in a circle. */
export async function noteSpending(
  pool: pg.Pool,
  spent: readonly Spent[],
): Promise<readonly (Omit<Spent, 'seconds'> & { readonly left: number })[]> {
  const { rows } = await pool.query(
    `insert into partner_spending (jurisdiction_id, client, whole_at)
     select "jurisdictionId", client, now() + make_interval(secs => seconds)
     from json_to_recordset($1) as spent ("jurisdictionId" uuid, client text, seconds float8) order by 1, 2
     on conflict (jurisdiction_id, client) do update
       set whole_at = greatest(partner_spending.whole_at, now()) + (excluded.whole_at - now())
     returning jurisdiction_id as "jurisdictionId", client, extract(epoch from whole_at - now())::float8 as left`,
    [JSON.stringify(spent)],
  );
  return rows;
}

/** In how many seconds a client has its whole budget again; 0 or less where it has. */
export async function spendingOf(pool: pg.Pool, jurisdictionId: string, client: string): Promise<number> {
  const { rows } = await pool.query<{ left: number }>(
    'select extract(epoch from whole_at - now())::float8 as left from partner_spending where jurisdiction_id = $1 and client = $2',
    [jurisdictionId, client],
  );
  return rows[0]?.left ?? 0;
}

export async function noteUsage(pool: pg.Pool, used: readonly Used[]): Promise<void> {
  await pool.query(
    `insert into partner_usage (document_id, jurisdiction_id, uses, errors, last_used_at, durations)
     select "documentId", "jurisdictionId", uses, errors, now(), array(select json_array_elements_text(durations)::int)
     from json_to_recordset($1) as used ("documentId" uuid, "jurisdictionId" uuid, uses int, errors int, durations json) order by 1
     on conflict (document_id, jurisdiction_id) do update
       set uses = partner_usage.uses + excluded.uses, errors = partner_usage.errors + excluded.errors, last_used_at = excluded.last_used_at,
           durations = array(select coalesce(a, 0) + coalesce(b, 0) from unnest(partner_usage.durations, excluded.durations) with ordinality both_of (a, b, n) order by n)`,
    [JSON.stringify(used)],
  );
}
