import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

const states = [
  ...['SELF_NOMINATED', 'RESIDENTS_RECOMMENDED', 'COMMUNITY_RECOMMENDED', 'GENERAL_BRANCH_REVIEWED', 'STREET_APPROVED'],
  ...['PUBLICITY', 'RETURNED', 'APPOINTED', 'REJECTED', 'PUBLICITY', 'WITHDRAWN'],
];
const isPublished = (state: string) => ['PUBLICITY', 'RETURNED', 'APPOINTED'].includes(state);

/** Selections in every state where personas live and elsewhere, on notice before and after its last day, with objections that are open, upheld and dismissed. */
export async function enrich({ query }: Enriching): Promise<void> {
  let made = 2_200_000;
  for (const [code, number] of [
    ['000', 1],
    ['001', 2],
    ['002', 3],
  ] as const) {
    const next = () => madeId(++made, number);
    const [root] = await query<Row>('select id from organization where code = $1', [code]);
    const jurisdiction = root!.id;
    const personas = (
      await query<Row>(
        `select a.person_id from account a where subject like $1 and split_part(subject, '@', 1) in ('resident', 'grid-leader', 'community-cadre', 'chief') order by subject`,
        [`%@${code}`],
      )
    ).map(({ person_id }) => person_id as string);
    const others = (await query<Row>('select id from person where jurisdiction_id = $1 order by id limit 12', [jurisdiction])).map(
      ({ id }) => id as string,
    );
    const people = [...new Set([...personas, ...others])];
    const stairwells = await query<Row>(
      `(select distinct s.id, s.place from stairwell s join person p on p.place = s.place where p.id = any($1) order by s.place limit 2)
       union (select id, place from stairwell where jurisdiction_id = $2 order by place desc limit 2)`,
      [personas, jurisdiction],
    );
    const appointments = (
      await query<Row>(
        'select id from appointment where jurisdiction_id = $1 and not exists (select from selection where appointment_id = appointment.id) order by id limit 10',
        [jurisdiction],
      )
    ).map(({ id }) => id as string);
    for (const [i, stairwell] of stairwells.entries())
      for (const [n, state] of states.entries()) {
        const selection = next();
        const isOver = state !== 'PUBLICITY' || n === 9;
        await query(
          `insert into selection (id, jurisdiction_id, stairwell_id, candidate_id, statement, recommendation_count, recommendations_needed, publicised_on, public_until, appointment_id,
             state, created_at, place) values ($1, $2, $3, $4, $5, $6, 3, $7, $8, $9, $10, $11, $12)`,
          [
            ...[selection, jurisdiction, stairwell.id, people[(n + i) % people.length], n % 2 ? '愿为邻里服务' : '热心 "服务"\n第二行'],
            ...[n === 0 ? 1 : 3, isPublished(state) ? '2026-01-05' : null],
            ...[isPublished(state) ? (isOver ? '2026-01-12' : '2099-01-01') : null, state === 'APPOINTED' ? appointments.pop() : null],
            ...[state, `2026-01-0${1 + (n % 3)}T00:00:00.000Z`, stairwell.place],
          ],
        );
        if (n < 2)
          await query('insert into selection_recommendation (selection_id, jurisdiction_id, person_id, at) values ($1, $2, $3, now())', [
            ...[selection, jurisdiction, people[n + 1 + i]],
          ]);
        for (const [verb, from, to] of [
          ['nominateForStairwell', null, 'SELF_NOMINATED'],
          ['recommendCandidate', 'SELF_NOMINATED', 'RESIDENTS_RECOMMENDED'],
        ].slice(0, n === 0 ? 1 : 2))
          await query(
            `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, from_state, to_state, actor_id, organization_id, note, at)
             values ($1, $2, 'Selection', $3, $4, $5, $6, $7, null, $8, '2026-01-01T00:00:00.000Z')`,
            [next(), jurisdiction, selection, verb, from, to, people[n % people.length], n % 2 ? '内部备注' : null],
          );
        if (!isPublished(state)) continue;
        for (const [k, objection] of (n === 9 ? ['DISMISSED'] : ['OPEN', 'UPHELD', 'DISMISSED']).entries())
          await query(
            `insert into selection_objection (id, jurisdiction_id, selection_id, person_id, text, state, decision, decided_by_id, created_at, place)
             values ($1, $2, $3, $4, '情况不符', $5, $6, $7, $8, $9)`,
            [
              ...[next(), jurisdiction, selection, people[(n + i + k + 1) % people.length], objection],
              ...(objection === 'OPEN' ? [null, null] : ['已核实', people[0]]),
              ...[`2026-01-0${6 + (k % 2)}T00:00:00.000Z`, stairwell.place],
            ],
          );
      }
  }
}
