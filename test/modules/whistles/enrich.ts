import { madeId } from '../../read/made-id.js';
import type { Enriching } from '../../read/world.js';

/** Calls of grids, communities and streets in each state, of one department and of several, with answers of all kinds. */
export async function enrich({ query }: Enriching): Promise<void> {
  let made = 0;
  const places = await query<{ id: string; grid_id: string | null; jurisdiction_id: string; number: number; place: string; code: string }>(
    `select o.id, null as grid_id, o.jurisdiction_id, r.number, o.place, o.code from organization o join organization r on r.id = o.jurisdiction_id
     where o.code in ('000', '000-C1', '002', '002-C1')
     union all select g.community_id, g.id, g.jurisdiction_id, r.number, g.place, g.code from grid g join organization r on r.id = g.jurisdiction_id
     where g.code in ('000-G01', '000-G02', '002-G01', '002-G01-01-AAA') order by code`,
  );
  const departments = await query<{ id: string; jurisdiction_id: string }>(
    `select id, jurisdiction_id from organization
     where status = 'ACTIVE' and kind in ('COMMUNITY', 'PROPERTY_COMPANY', 'GOVERNMENT_DEPARTMENT', 'INFORMATION_CENTER') order by code`,
  );
  const day = (n: number) => `2026-11-${String(1 + (n % 9)).padStart(2, '0')}T02:00:00.000Z`;
  for (const [n, { id: caller, grid_id, jurisdiction_id, number, place }] of Array.from({ length: 6 }, () => places)
    .flat()
    .entries()) {
    const id = madeId(930_000 + made++, number);
    const state = ['CALLED', 'CONCLUDED', 'CANCELLED'][Math.floor(n / places.length) % 3]!;
    const told = (noun: string, subject: string) =>
      query(
        `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, at) values ($1, $2, $3, $4, 'blowWhistle', 'CALLED', $5)`,
        [madeId(930_000 + made++, number), jurisdiction_id, noun, subject, day(n)],
      );
    const called = departments
      .filter((department) => department.jurisdiction_id === jurisdiction_id && department.id !== caller)
      .slice(0, 1 + (n % 4));
    await query(
      `insert into whistle (id, jurisdiction_id, organization_id, grid_id, incident_id, title, site, arrive_by, called_by_id, called_at, called_ids, outcome, ended_at, state, place)
       values ($1, $2, $3, $4, (select id from incident where place ^@ $5 order by id limit 1), $6, '北门', $7, (select id from person where jurisdiction_id = $2 order by id limit 1),
         $8, $9, $10, $11, $12, $5)`,
      [
        ...[
          id,
          jurisdiction_id,
          caller,
          grid_id,
          place,
          `占道 ${n}`,
          n % 2 ? '2099-01-01T00:00:00Z' : day(n).replace('T02', 'T06'),
          day(n),
        ],
        ...[
          called.map((department) => department.id),
          state === 'CONCLUDED' ? '已清理' : null,
          state === 'CALLED' ? null : '2026-11-20T00:00:00Z',
          state,
        ],
      ],
    );
    await told('Whistle', id);
    for (const [k, department] of called.entries()) {
      const answers = { CALLED: ['CALLED', 'PROMISED', 'ARRIVED', 'DECLINED'], CONCLUDED: ['ARRIVED', 'ABSENT', 'DECLINED', 'ARRIVED'] };
      const answer = state === 'CANCELLED' ? 'RELEASED' : answers[state as 'CALLED' | 'CONCLUDED'][(n + k) % 4];
      const isRated = state === 'CONCLUDED' && k % 2 === 0;
      const answerId = madeId(930_000 + made++, number);
      await query(
        `insert into whistle_answer (id, jurisdiction_id, whistle_id, organization_id, state, arrived_at, attendance_score, attendance_comment, call_score, place)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          ...[answerId, jurisdiction_id, id, department.id, answer, answer === 'ARRIVED' ? day(n + 2) : null],
          ...[isRated ? 4 : null, isRated ? '到场及时' : null, state === 'CONCLUDED' && n % 2 ? 5 : null, place],
        ],
      );
      await told('WhistleAnswer', answerId);
    }
  }
}
