import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

/** Stations that were closed, some reopened, with their history; opening hours. */
export async function enrich({ query }: Enriching): Promise<void> {
  const stations = await query<Row>(
    `select s.id, s.jurisdiction_id, s.host_id, root.number, (select person_id from appointment where organization_id = root.id limit 1) as actor
     from station s join organization root on root.id = s.jurisdiction_id order by s.id`,
  );
  let made = 0;
  for (const [i, station] of stations.entries()) {
    if (i % 3 === 0) continue;
    const steps = [
      ['openStation', null, 'OPEN'],
      ['closeStation', 'OPEN', 'CLOSED'],
      ['reopenStation', 'CLOSED', 'OPEN'],
    ].slice(0, i % 4);
    for (const [n, [verb, from, to]] of steps.entries())
      await query('insert into history values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
        madeId(900_000 + ++made, station.number),
        station.jurisdiction_id,
        ...['Station', station.id, verb, from, to],
        n === 0 ? null : station.actor,
        n === 2 ? null : station.host_id,
        n === 1 ? `内部备注 ${i}` : null,
        // Some steps at the same instant.
        `2026-11-0${1 + Math.floor(n / 2)}T08:00:00.000Z`,
      ]);
    await query('update station set state = $2, opening_hours = $3 where id = $1', [
      station.id,
      steps.at(-1)?.[2] ?? 'OPEN',
      JSON.stringify(i % 5 === 0 ? [{ weekday: 'MONDAY', opens: '08:30', closes: '12:00' }] : []),
    ]);
  }
}
