import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

/** Versions, each from a day to a day; a draft has none. */
type Span = readonly [from: string | null, to: string | null];

const plans: readonly (readonly [state: string, versions: readonly Span[]])[] = [
  ['DRAFT', [[null, null]]],
  [
    'ADOPTED',
    [
      ['2026-01-01', '2026-06-01'],
      ['2026-06-01', '2099-01-01'],
      ['2099-01-01', null],
      [null, null],
    ],
  ],
  ['ADOPTED', [['2026-06-01', null]]],
  ['ENDED', [['2026-01-01', '2026-09-01']]],
  ['WITHDRAWN', [[null, null]]],
];
const breachStates = ['REPORTED', 'TURNED_INTO_TOPIC', 'TURNED_INTO_INCIDENT', 'DISMISSED'];

/** Covenants of communities and grids in every state, with versions that hold, held and will hold; signatures given and withdrawn; breaches in every state. */
export async function enrich({ query }: Enriching): Promise<void> {
  let made = 1_800_000;
  for (const [code, number] of [
    ['000', 1],
    ['001', 2],
    ['002', 3],
  ] as const) {
    const next = () => madeId(++made, number);
    const [root] = await query<Row>('select id from organization where code = $1', [code]);
    const jurisdiction = root!.id;
    const seats = await query<Row>(
      `(select id as organization_id, null::uuid as grid_id, place from organization where jurisdiction_id = $1 and kind = 'COMMUNITY' order by code limit 2)
       union all (select community_id, id, place from grid where jurisdiction_id = $1 and status = 'ACTIVE' order by code limit 4)`,
      [jurisdiction],
    );
    const people = (
      await query<Row>(
        `select person_id from account where subject like $1 and split_part(subject, '@', 1) in ('resident', 'grid-leader', 'property-staff', 'chief') order by subject`,
        [`%@${code}`],
      )
    ).map(({ person_id }) => person_id as string);
    const others = (await query<Row>('select id from person where jurisdiction_id = $1 order by id limit 4', [jurisdiction])).map(
      ({ id }) => id as string,
    );
    const topics = (
      await query<Row>(
        'select id from topic where jurisdiction_id = $1 and not exists (select from covenant_version where topic_id = topic.id) order by id',
        [jurisdiction],
      )
    ).map(({ id }) => id as string);
    const [session] = await query<Row>('select id from deliberation_session where jurisdiction_id = $1 order by id limit 1', [
      jurisdiction,
    ]);
    const incidents = (await query<Row>('select id from incident where jurisdiction_id = $1 order by id limit 20', [jurisdiction])).map(
      ({ id }) => id as string,
    );
    const remember = (noun: string, subject: string, verb: string, from: string | null, to: string, n: number) =>
      query(
        `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, from_state, to_state, actor_id, organization_id, note, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, null, $9, $10)`,
        [
          ...[next(), jurisdiction, noun, subject, verb, from, to, people[n % people.length], n % 2 ? '内部备注' : null],
          `2026-10-0${1 + (n % 3)}T00:00:00.000Z`,
        ],
      );
    for (const [i, seat] of seats.entries()) {
      const households = await query<Row>(
        `select h.id, h.place, h.head_id from household h where h.place like $1 || '%' and h.head_id = any($2) union all
         (select id, place, head_id from household where place like $1 || '%' order by id limit 5)`,
        [seat.place, people],
      );
      for (const [n, [state, versions]] of plans.entries()) {
        const covenant = next();
        await query(
          `insert into covenant (id, jurisdiction_id, kind, title, organization_id, grid_id, supervisor_ids, state, place) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [
            ...[covenant, jurisdiction, n % 2 ? 'CHARTER' : 'GRID_COVENANT', n % 3 ? '同名公约' : `公约"${i}"`],
            ...[seat.organization_id, seat.grid_id, n % 2 ? [people[0], others[1]] : n === 2 ? [people[1]] : [], state, seat.place],
          ],
        );
        await remember('Covenant', covenant, 'draftCovenant', null, 'DRAFT', n);
        if (state === 'ADOPTED' || state === 'ENDED') await remember('Covenant', covenant, 'adoptCovenant', 'DRAFT', 'ADOPTED', n + 1);
        for (const [k, [from, to]] of versions.entries()) {
          const version = next();
          const isDraft = from === null;
          await query(
            `insert into covenant_version (id, jurisdiction_id, covenant_id, number, text, drafter_ids, written_at, topic_id, session_id, adopted_at, valid_from, valid_to, place)
             values ($1, $2, $3, $4, $5, $6, '2025-12-01T00:00:00.000Z', $7, $8, $9, $10, $11, $12)`,
            [
              ...[version, jurisdiction, covenant, k + 1, `第${k + 1}版 "正文"\n第二行`, [others[0], people[k % people.length]]],
              ...[
                isDraft && n % 2 === 0 ? null : topics.pop(),
                isDraft ? null : session!.id,
                isDraft ? null : '2025-12-10T00:00:00.000Z',
                from,
                to,
                seat.place,
              ],
            ],
          );
          for (const [s, household] of isDraft ? [] : [...new Map(households.map((one) => [one.id, one])).values()].entries())
            if ((s + k) % 3 !== 2)
              await query(
                `insert into covenant_signature (id, jurisdiction_id, covenant_version_id, household_id, signed_by_id, signed_at, withdrawn_at, place)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)`,
                [
                  ...[next(), jurisdiction, version, household.id, household.head_id, `2026-07-0${1 + (s % 2)}T00:00:00.000Z`],
                  ...[s % 4 === 3 ? '2026-08-01T00:00:00.000Z' : null, household.place],
                ],
              );
        }
        if (n === 0 || n === 4) continue;
        for (const [k, breachState] of breachStates.entries()) {
          const breach = next();
          await query(
            `insert into covenant_breach (id, jurisdiction_id, covenant_id, text, reporter_id, topic_id, incident_id, state, created_at, place)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
            [
              ...[breach, jurisdiction, covenant, '高空抛物\n"三楼"', k % 2 ? people[(n + k) % people.length] : others[k]],
              ...[k === 1 ? topics.pop() : null, k === 2 ? incidents.pop() : null, breachState],
              ...[`2026-10-0${1 + (k % 2)}T00:00:00.000Z`, seat.place],
            ],
          );
          await remember('CovenantBreach', breach, 'reportCovenantBreach', null, 'REPORTED', n + k);
        }
      }
    }
  }
}
