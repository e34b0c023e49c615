import { exclusionReasons, exclusionStates } from '../../../src/modules/exclusions/exclusion.terms.js';
import { madeId } from '../../read/made-id.js';
import type { Enriching } from '../../read/world.js';

const FIRST = 960_000;

/** Exclusions in each state, for each reason, of incidents of all holders. */
export async function enrich({ query }: Enriching): Promise<void> {
  const [states, reasons] = [Object.keys(exclusionStates), Object.keys(exclusionReasons)];
  const incidents = await query<{ id: string; jurisdiction_id: string; number: number; holder_id: string; place: string }>(
    `select i.* from organization r, lateral (
       select i.id, i.jurisdiction_id, r.number, i.holder_id, i.place from incident i where i.jurisdiction_id = r.id order by i.closings > 0 desc, i.place, i.id limit 60) i
     where r.code in ('000', '002') and r.parent_id is null`,
  );
  for (const [n, { id: incident, jurisdiction_id, number, holder_id, place }] of incidents.entries()) {
    const id = madeId(FIRST + 2 * n, number);
    const state = states[n % states.length]!;
    const isDecided = !['REQUESTED', 'WITHDRAWN'].includes(state);
    const at = `2026-11-${String(1 + (n % 15)).padStart(2, '0')}T02:00:00.000Z`;
    await query(
      `with people as (select array(select id from person where jurisdiction_id = $2 order by id limit 2) as ids)
       insert into rate_exclusion (id, jurisdiction_id, incident_id, organization_id, reason, note, requested_by_id, requested_at, decided_by_id, decided_at, state, place)
       select $1, $2, $3, $4, $5, '经核查', ids[1], $6, case when $7 then ids[2] end, case when $7 then $6::timestamptz + interval '1 day' end, $8, $9 from people
       on conflict do nothing`,
      [id, jurisdiction_id, incident, holder_id, reasons[n % reasons.length], at, isDecided, state, place],
    );
    await query(
      `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, at) values ($1, $2, 'RateExclusion', $3, 'requestExclusion', 'REQUESTED', $4)`,
      [madeId(FIRST + 2 * n + 1, number), jurisdiction_id, id, at],
    );
  }
}
