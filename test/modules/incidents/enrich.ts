import { madeId } from '../../read/made-id.js';
import type { Enriching } from '../../read/world.js';

/** Incidents with which several assist, also the holder's own and ones of other communities, and incidents in parts. */
export async function enrich({ query }: Enriching): Promise<void> {
  const incidents = await query<{ id: string; jurisdiction_id: string; number: number; n: number }>(
    `select i.id, i.jurisdiction_id, o.number, right(i.tracking_code, 6)::int as n from incident i join organization o on o.id = i.jurisdiction_id
     where i.tracking_code like 'FUZZ%' order by i.id`,
  );
  const helpers = await query<{ id: string; jurisdiction_id: string }>(
    `select id, jurisdiction_id from organization where status = 'ACTIVE' and kind in ('COMMUNITY', 'PROPERTY_COMPANY', 'GOVERNMENT_DEPARTMENT', 'INFORMATION_CENTER')
     order by code`,
  );
  const states = ['ASKED', 'DONE', 'ACCEPTED', 'DECLINED', 'WITHDRAWN'];
  let made = 0;
  for (const { id, jurisdiction_id, number, n } of incidents.filter(({ n }) => n % 3 === 1)) {
    const own = helpers.filter((helper) => helper.jurisdiction_id === jurisdiction_id);
    const running = new Set<string>();
    for (let k = 0; k <= n % 4; k++) {
      const helper = own[(n + k) % own.length]!.id;
      const state = states[(n + k) % states.length]!;
      const isOver = !['ASKED', 'ACCEPTED'].includes(state);
      if (!isOver && running.has(helper)) continue;
      if (!isOver) running.add(helper);
      await query(
        `insert into incident_participant (id, jurisdiction_id, incident_id, organization_id, task, due_at, state, asked_by_id, asked_at, ended_at, answer)
         values ($1, $2, $3, $4, $5, $6, $7, (select id from person where jurisdiction_id = $2 order by id limit 1), '2026-11-08T00:00:00Z', $8, $9)`,
        [
          madeId(95_000 + made++, number),
          jurisdiction_id,
          id,
          helper,
          `协助 ${n}`,
          k % 2 ? '2026-11-08T01:00:00Z' : '2099-01-01T00:00:00Z',
          state,
          isOver ? '2026-11-08T02:00:00Z' : null,
          isOver ? `答复 ${k}` : null,
        ],
      );
    }
    if (running.size > 0) await query('update incident set co_handler_ids = $2 where id = $1', [id, [...running]]);
  }
  const asked = [
    { key: 'depth', text: '积水深度（厘米）', kind: 'NUMBER', required: false, choices: [] },
    { key: 'where', text: '室内还是室外', kind: 'CHOICE', required: false, choices: ['室内', '室外'] },
  ];
  const answers = [
    { key: 'depth', question: '积水深度（厘米）', kind: 'NUMBER', value: '12.5' },
    { key: 'where', question: '室内还是室外', kind: 'CHOICE', value: '室内 "东侧"\n😀' },
  ];
  await query(`update incident_category set questions = $1 where code in ('OTHER', 'TAP')`, [JSON.stringify(asked)]);
  await query(`update incident_category set needs_picture = true where code = 'PETITION'`);
  for (const { id } of incidents.filter(({ n }) => n % 2 === 0))
    await query('update incident set answers = $2 where id = $1', [id, JSON.stringify(answers)]);
  for (const [whole, part, required] of [
    [0, 6, true],
    [0, 15, false],
    [8, 22, true],
    [2, 3, true],
  ] as const) {
    const named = (n: number) => incidents.find((incident) => incident.n === n)!;
    if (named(whole).jurisdiction_id !== named(part).jurisdiction_id) throw new Error(`${part} is of another jurisdiction than ${whole}.`);
    await query('update incident set parent_id = $2, required = $3 where id = $1', [named(part).id, named(whole).id, required]);
    if (required) await query('update incident set open_parts = open_parts + 1 where id = $1', [named(whole).id]);
  }
}
