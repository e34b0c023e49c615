import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

/** Notices in each state, of communities, streets and grids, some at the same time, with recipients of both kinds. */
export async function enrich({ query }: Enriching): Promise<void> {
  let made = 2_400_000;
  const places = await query<Row>(
    `select o.id as organization_id, null as grid_id, o.jurisdiction_id, r.number, o.place, o.code from organization o join organization r on r.id = o.jurisdiction_id
     where o.code in ('000', '000-C1', '002', '002-C1')
     union all select null, g.id, g.jurisdiction_id, r.number, g.place, g.code from grid g join organization r on r.id = g.jurisdiction_id
     where g.code in ('000-G01', '000-G02', '002-G01', '002-G01-01-AAA') order by code`,
  );
  const organizations = await query<Row>(
    `select id, jurisdiction_id, place from organization where kind in ('COMMUNITY', 'PROPERTY_COMPANY', 'GOVERNMENT_DEPARTMENT', 'INFORMATION_CENTER') order by code`,
  );
  const grids = await query<Row>('select id, jurisdiction_id, place from grid order by code');
  const states = ['ANNOUNCED', 'UNDERWAY', 'RESTORED', 'CANCELLED'] as const;
  const kinds = ['WATER', 'POWER', 'GAS', 'HEATING', 'NETWORK', 'LIFT', 'ROAD', 'OTHER'];
  for (const [n, { organization_id, grid_id, jurisdiction_id, number, place }] of Array.from({ length: 8 }, () => places)
    .flat()
    .entries()) {
    const here = <R extends Row>(rows: readonly R[]): R[] => rows.filter((row) => row.jurisdiction_id === jurisdiction_id);
    const state = states[Math.floor(n / places.length) % 4]!;
    const [starts, ends] =
      state === 'ANNOUNCED'
        ? ['2099-01-01T00:00:00Z', '2099-01-02T00:00:00Z']
        : [`2026-11-0${1 + (n % 5)}T00:00:00Z`, '2026-11-10T00:00:00Z'];
    const utility = here(organizations)[n % here(organizations).length]!.id;
    const notice = madeId(made++, number);
    await query(
      `insert into outage_notice (id, jurisdiction_id, kind, planned, utility_id, issuer_id, reason, area, organization_id, grid_ids, starts_at, ends_at, restored_at, issued_at,
         contact_phone, state, place) values ($1, $2, $3, $4, $5, $2, '管网"检修"', $6, $7, $8, $9, $10, $11, '2026-10-20T00:00:00Z', $12, $13, $14)`,
      [
        ...[notice, jurisdiction_id, kinds[n % 8], n % 3 === 0, utility, `区域 ${n}`, organization_id, grid_id ? [grid_id] : []],
        ...[
          starts,
          n % 3 > 1 ? null : ends,
          state === 'RESTORED' ? '2026-11-09T00:00:00Z' : null,
          n % 2 ? '0523-8100110' : null,
          state,
          place,
        ],
      ],
    );
    const told = (noun: string, subject: string, verb: string, to: string) =>
      query(
        `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, to_state, actor_id, organization_id, note, at)
         values ($1, $2, $3, $4, $5, $6, (select id from person where jurisdiction_id = $2 order by id limit 1), $7, $8, '2026-10-20T00:00:00Z')`,
        [madeId(made++, number), jurisdiction_id, noun, subject, verb, to, utility, n % 2 ? '备注' : null],
      );
    await query(
      `insert into outage_incident (incident_id, jurisdiction_id, notice_id, linked_at)
       select id, jurisdiction_id, $1, '2026-11-12T00:00:00Z' from incident where place ^@ $2 order by id offset $3 limit 3 on conflict do nothing`,
      [notice, place, 3 * Math.floor(n / places.length)],
    );
    await told('OutageNotice', notice, 'issueOutageNotice', state === 'UNDERWAY' ? 'UNDERWAY' : 'ANNOUNCED');
    const seats = [
      ...here(organizations).map(({ id, place }) => ({ organization: id, grid: null, place })),
      ...here(grids).map(({ id, place }) => ({ organization: null, grid: id, place })),
    ].filter((_, k) => (k + n) % 4 === 0);
    for (const [k, seat] of seats.slice(0, 6).entries()) {
      const isAcknowledged = (k + n) % 2 === 0;
      const recipient = madeId(made++, number);
      await query(
        `insert into outage_recipient (id, jurisdiction_id, notice_id, organization_id, grid_id, state, told_at, acknowledged_at, acknowledged_by_id, place)
         values ($1, $2, $3, $4, $5, $6, $7, $8, case when $8::timestamptz is not null then (select id from person where jurisdiction_id = $2 order by id desc limit 1) end, $9)`,
        [
          ...[recipient, jurisdiction_id, notice, seat.organization, seat.grid, isAcknowledged ? 'ACKNOWLEDGED' : 'TOLD'],
          ...[`2026-10-2${k % 3}T00:00:00Z`, isAcknowledged ? '2026-10-25T00:00:00Z' : null, seat.place],
        ],
      );
      await told('OutageRecipient', recipient, 'issueOutageNotice', 'TOLD');
    }
  }
}
