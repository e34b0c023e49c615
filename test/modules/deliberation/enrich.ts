import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

/** Bodies of every sort: of communities and grids, with and without roster and recurrence, ended ones; sessions in every state, kept, missed and postponed. */
export async function enrich({ query }: Enriching): Promise<void> {
  let made = 1_300_000;
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
       union all (select community_id, id, place from grid where jurisdiction_id = $1 and status = 'ACTIVE' order by code limit 3)`,
      [jurisdiction],
    );
    const personas = (
      await query<Row>(
        `select person_id from account where subject like $1 and split_part(subject, '@', 1) in ('resident', 'grid-leader', 'community-cadre', 'property-staff', 'chief')
         order by subject`,
        [`%@${code}`],
      )
    ).map(({ person_id }) => person_id as string);
    const others = (await query<Row>('select id from person where jurisdiction_id = $1 order by id limit 6', [jurisdiction])).map(
      ({ id }) => id,
    );
    const people = [...personas, ...others.filter((id) => !personas.includes(id))];
    for (const [i, seat] of seats.entries()) {
      const body = next();
      const roster = i % 2 === 0 ? [people[0], people[i], people[5], people[0]] : [];
      await query(
        `insert into deliberation_body (id, jurisdiction_id, name, kind, organization_id, grid_id, chair_ids, recurrence, dues_until, ended_on, place)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          ...[
            body,
            jurisdiction,
            i === 3 ? '同名议事会' : `议事会${i % 4}`,
            ['RESIDENT_COUNCIL', 'NEIGHBOUR_FORUM', 'HEARING_PANEL'][i % 3],
          ],
          ...[seat.organization_id, seat.grid_id, roster],
          i < 3
            ? JSON.stringify({
                ...(i === 0
                  ? { frequency: 'WEEKLY', weekday: 'TUESDAY', monthDay: null }
                  : { frequency: i === 1 ? 'MONTHLY' : 'QUARTERLY', weekday: null, monthDay: 15 }),
                ...{ time: '19:30', startsOn: '2026-09-01', endsOn: i === 2 ? '2027-09-01' : null },
              })
            : null,
          ...[i < 3 ? '2027-12-01T00:00:00.000Z' : null, i === 4 ? '2026-10-01' : null, seat.place],
        ],
      );
      const rules = [next(), next()];
      for (const [n, id] of rules.entries())
        await query(
          `insert into deliberation_rules (id, jurisdiction_id, body_id, number, text, quorum_kind, quorum_numerator, quorum_denominator, quorum_strict, majority_of,
             majority_numerator, majority_denominator, majority_strict, electorate, is_public, publicity_days, proxy_limit, valid_from, valid_to)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, 2, true, 'MEMBERS', $11, 5, 1, $12, $13)`,
          [
            ...[id, jurisdiction, body, n + 1, n === 0 ? '旧规则\n第二行' : null],
            ...(i % 2 === 0 ? ['PERCENT_OF_ELECTORATE', 1, 2, n === 1] : ['COUNT', 3, 1, false]),
            ...[n === 0 ? 'CAST' : 'ELECTORATE', i !== 3, n === 0 ? '2020-01-01' : '2026-09-01', n === 0 ? '2026-09-01' : null],
          ],
        );
      const members = people.slice(i % 3, 5 + (i % 3));
      for (const [n, person] of members.entries())
        await query(
          'insert into body_member (id, jurisdiction_id, body_id, person_id, capacity, party, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6, $7, $8)',
          [
            ...[
              next(),
              jurisdiction,
              body,
              person,
              n === 4 ? 'OBSERVER' : 'RESIDENT_REPRESENTATIVE',
              n % 2 ? 'RESIDENTS' : 'PROPERTY_COMPANY',
            ],
            // Some from the same day, one who left, one who comes later.
            ...[n === 3 ? '2099-01-01' : n === 2 ? '2021-01-01' : '2020-01-01', n === 2 && i === 1 ? '2025-01-01' : null],
          ],
        );
      const dues: string[] = [];
      for (const at of ['2026-09-15', '2026-10-15', '2026-11-15', '2099-01-15', '2099-02-15', '2099-03-15']) {
        dues.push(next());
        await query('insert into session_due (id, jurisdiction_id, body_id, due_at, place) values ($1, $2, $3, $4, $5)', [
          ...[dues.at(-1), jurisdiction, body, `${at}T11:30:00.000Z`, seat.place],
        ]);
      }
      const states = ['MINUTES_PUBLISHED', 'CLOSED', 'CANCELLED', 'OPEN', 'NOTICE_SENT', 'POSTPONED', 'SCHEDULED'];
      for (const [n, state] of states.entries()) {
        const session = next();
        const isOpened = ['MINUTES_PUBLISHED', 'CLOSED', 'OPEN'].includes(state);
        const electors = members.slice(0, 3);
        await query(
          `insert into deliberation_session (id, jurisdiction_id, body_id, rules_id, due_id, number, kind, state, scheduled_at, venue, chair_id, turn, chair_reason, is_public,
             notice_sent_at, opened_at, closed_at, is_adjourned, elector_ids, place)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
          [
            ...[session, jurisdiction, body, rules[n % 2], [dues[0], dues[1], dues[1], null, dues[3], null, null][n], n + 1],
            ...[['COUNCIL', 'NIGHT_TALK', 'JOINT'][n % 3], state, n < 2 ? '2026-10-15T11:30:00.000Z' : `2026-11-${10 + n}T11:30:00.000Z`],
            ...[n === 1 ? null : '社区"议事厅"', n === 6 ? null : people[n % 3], roster.length > 0 ? n % roster.length : null],
            ...[n === 4 ? '出差' : null, i !== 3, n === 6 || n === 2 ? null : '2026-10-01T00:00:00.000Z'],
            ...[isOpened ? '2026-10-15T11:31:00.000Z' : null, isOpened && state !== 'OPEN' ? '2026-10-15T13:00:00.000Z' : null],
            ...[n === 1 && i % 2 === 0, isOpened ? electors : null, seat.place],
          ],
        );
        for (const [k, title] of ['停车', '停车', '绿化'].slice(0, n % 4).entries())
          await query('insert into agenda_item (id, jurisdiction_id, session_id, position, title) values ($1, $2, $3, $4, $5)', [
            ...[next(), jurisdiction, session, k + 1, title],
          ]);
        await query(
          `insert into history (id, jurisdiction_id, subject_noun, subject_id, verb, from_state, to_state, actor_id, organization_id, note, at)
           values ($1, $2, 'DeliberationSession', $3, 'scheduleSession', null, 'SCHEDULED', $4, $5, $6, '2026-10-01T00:00:00.000Z')`,
          [next(), jurisdiction, session, people[2], seat.organization_id, n % 2 ? '内部备注' : null],
        );
        if (!isOpened) continue;
        for (const [k, person] of [electors[0], people[5]].entries())
          await query(
            'insert into attendance (id, jurisdiction_id, session_id, person_id, capacity, party, at) values ($1, $2, $3, $4, $5, $6, $7)',
            [...[next(), jurisdiction, session, person, k ? 'DELEGATE' : 'MEMBER', k ? 'POLICE' : 'RESIDENTS', '2026-10-15T11:30:00.000Z']],
          );
        for (const [giver, holder] of [
          [electors[1], electors[0]],
          [electors[2], electors[1]],
        ])
          await query(
            'insert into proxy (id, jurisdiction_id, session_id, giver_id, holder_id, paper, at, revoked_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
            [
              ...[next(), jurisdiction, session, giver, holder, '纸质委托书', '2026-10-14T00:00:00.000Z'],
              n % 2 && giver === electors[1] ? '2026-10-14T01:00:00.000Z' : null,
            ],
          );
        for (let k = 1; k <= n + 1; k++) {
          const isPublished = state === 'MINUTES_PUBLISHED';
          await query(
            `insert into minutes (id, jurisdiction_id, session_id, number, text, written_by_id, approved_by_id, approved_at, redacted, published_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
            [
              ...[next(), jurisdiction, session, k, `第${k}版 <b>"全文"</b>\n第二行`, people[1], isPublished ? people[0] : null],
              ...(isPublished ? ['2026-10-16T00:00:00.000Z', `公开版 <b>&"'\n\n第二行`, '2026-10-17T16:00:00.000Z'] : [null, null, null]),
            ],
          );
        }
      }
    }
  }
}
