import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

/** Notices in every state, published by party organisations of three jurisdictions, some of the same day. */
export async function enrich({ query }: Enriching): Promise<void> {
  let made = 1_700_000;
  for (const [code, number] of [
    ['000', 1],
    ['001', 2],
    ['002', 3],
  ] as const) {
    const next = () => madeId(++made, number);
    const publishers = await query<Row>(
      `select o.id, o.place, o.jurisdiction_id from organization o join organization root on root.id = o.jurisdiction_id
       where root.code = $1 and o.kind like '%\\_PARTY\\_%' order by o.code limit 4`,
      [code],
    );
    const supervised = await query<Row>(
      `select o.id from organization o join organization root on root.id = o.jurisdiction_id where root.code = $1 and o.kind in ('PROPERTY_COMPANY', 'COMMUNITY')
       order by o.code limit 2`,
      [code],
    );
    for (const [i, publisher] of publishers.entries())
      for (const [n, state] of ['DRAFT', 'PUBLISHED', 'WITHDRAWN', 'PUBLISHED'].entries()) {
        const notice = next();
        await query(
          `insert into disclosure_notice (id, jurisdiction_id, title, content, department_id, supervised_id, publisher_id, inspected_on, state, published_at, place)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
          [
            ...[notice, publisher.jurisdiction_id, n % 2 ? '同名公开' : `公开 "${i}"`, '内容\n第二行', publisher.jurisdiction_id],
            ...[supervised[i % 2]?.id ?? publisher.id, publisher.id, `2026-10-0${1 + (n % 3)}`, state],
            ...[state === 'PUBLISHED' ? '2026-10-10T00:00:00.000Z' : null, publisher.place],
          ],
        );
        const steps = [
          ['draftDisclosureNotice', null, 'DRAFT'],
          ...(state === 'DRAFT' ? [] : [['publishDisclosureNotice', 'DRAFT', 'PUBLISHED']]),
        ];
        for (const [k, [verb, from, to]] of steps.entries())
          await query(
            `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, from_state, to_state, actor_id, organization_id, note, at)
             values ($1, $2, 'DisclosureNotice', $3, $4, $5, $6, (select id from person where jurisdiction_id = $2 order by id limit 1), $7, $8, $9)`,
            [
              ...[next(), publisher.jurisdiction_id, notice, verb, from, to, publisher.id, n % 2 ? '内部备注' : null],
              `2026-10-0${1 + k}T00:00:00.000Z`,
            ],
          );
      }
  }
}
