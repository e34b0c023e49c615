import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

const states = ['DRAFT', 'PUBLISHED', 'SIGN_UP', 'ONGOING', 'COMPLETED', 'REPORTED', 'CANCELLED'];
const registered = ['SIGNED_UP', 'WAITLISTED', 'CHECKED_IN', 'ABSENT', 'CANCELLED'];

/** Activities in every state, at every level of the tree, by teams that viewers lead or belong to; with registrations of theirs. */
export async function enrich({ query, people }: Enriching): Promise<void> {
  let made = 2_000_000;
  for (const [code, number, own] of [
    ['000', 1, 'many-hats@000'],
    ['002', 3, 'three-posts@002'],
  ] as const) {
    const next = () => madeId(++made, number);
    const [root] = await query<Row>('select id from organization where code = $1', [code]);
    const personas = await query<Row>(
      `select person_id from account where jurisdiction_id = $1 and subject in ('resident@${code}', 'grid-leader@${code}', 'police@${code}') order by subject`,
      [root!.id],
    );
    const somebody = [people.get(own)!, ...personas.map(({ person_id }) => person_id)];
    const seats = await query<Row>(
      `(select id as organization_id, place from organization where jurisdiction_id = $1 and status = 'ACTIVE' and length(place) <= 8 order by place limit 3)
       union all (select community_id, place from grid where jurisdiction_id = $1 and status = 'ACTIVE' order by length(place) desc, place limit 5)`,
      [root!.id],
    );
    const teams = await query<Row>(`select id from volunteer_team where jurisdiction_id = $1 order by id limit 6`, [root!.id]);
    const led = await query<Row>(`select team_id as id from team_membership where person_id = any($1) and state = 'ACTIVE' order by id`, [
      somebody,
    ]);
    const all = [...teams, ...led];
    for (let i = 0; i < 42; i++) {
      const id = next();
      const { organization_id, place } = seats[i % seats.length]!;
      const state = states[i % 7]!;
      const begins = `2026-1${i % 2}-0${1 + (i % 5)}T${i % 3 === 0 ? '16:00:00.000' : '15:59:59.999'}Z`;
      // A draft that was cancelled stays hidden; nobody has registered for it.
      const audience = state === 'DRAFT' || i % 14 === 6 ? 'STAFF' : 'JURISDICTION';
      const wanted = new Set([all[i % (all.length || 1)]?.id, all[(i * 3) % (all.length || 1)]?.id].filter(Boolean));
      await query(
        `insert into activity (id, jurisdiction_id, title, kind, series, description, scale, organization_id, calling_team_id, channel, venue, starts_at, ends_at,
           capacity, open, state, audience, completed_at, participants, beneficiary_person_times, summary, place, governance)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12::timestamptz + interval '2 hours', $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
        [
          id,
          root!.id,
          i % 6 === 0 ? '100% 邻里节 "x"' : `活动 Party-${i % 4}`,
          ['THEME', 'CLINIC', 'FESTIVAL'][i % 3],
          i % 4 === 0 ? '五里情怀' : null,
          i % 5 === 0 ? null : '说明',
          [null, 'SMALL', 'MEDIUM', 'LARGE'][i % 4],
          organization_id,
          i % 3 === 0 ? ([...wanted][0] ?? null) : null,
          [null, 'WECHAT_GROUP', 'NOTICE', 'PHONE'][i % 4],
          i % 2 ? 'Hall-3' : '广场',
          begins,
          i % 4 === 1 ? null : 2 + (i % 3),
          i % 5 !== 3,
          state,
          audience,
          ['COMPLETED', 'REPORTED'].includes(state) ? begins : null,
          state === 'REPORTED' ? i : null,
          state === 'REPORTED' ? i * 10 : 0,
          state === 'REPORTED' ? '总结' : null,
          place,
          ['AUTONOMY', 'RULE_OF_LAW', 'MORALITY'].slice(i % 4),
        ],
      );
      for (const team of wanted)
        await query('insert into activity_team (id, jurisdiction_id, activity_id, team_id) values ($1, $2, $3, $4)', [
          next(),
          root!.id,
          id,
          team,
        ]);
      if (i % 3 === 1)
        await query('insert into activity_co_host (id, jurisdiction_id, activity_id, organization_id) values ($1, $2, $3, $4)', [
          next(),
          root!.id,
          id,
          seats[(i + 1) % 3]!.organization_id,
        ]);
      if (state === 'REPORTED')
        for (const [k, kind] of ['PAIRS_INTRODUCED', 'PEOPLE_SERVED'].slice(0, i % 3).entries())
          await query('insert into activity_outcome (id, jurisdiction_id, activity_id, kind, count) values ($1, $2, $3, $4, $5)', [
            next(),
            root!.id,
            id,
            kind,
            i + k,
          ]);
      for (const [k, person] of somebody.slice(0, audience === 'STAFF' ? 0 : i % 5).entries()) {
        const stands = registered[(i + k) % 5]!;
        await query(
          `insert into activity_registration (id, jurisdiction_id, activity_id, person_id, state, number, registered_at, moved_up_at, checked_in_at, checked_out_at, cancelled_at, place)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
          [
            next(),
            root!.id,
            id,
            person,
            stands,
            k + 1,
            begins,
            k % 2 ? begins : null,
            stands === 'CHECKED_IN' ? begins : null,
            stands === 'CHECKED_IN' && i % 2 ? begins : null,
            stands === 'CANCELLED' ? begins : null,
            place,
          ],
        );
      }
      if (audience === 'JURISDICTION' && wanted.size > 0)
        for (const [k, person] of somebody.entries()) {
          const hours = next();
          const stands = ['SUBMITTED', 'APPROVED', 'REJECTED'][(i + k) % 3]!;
          await query(
            `insert into volunteer_hours (id, jurisdiction_id, person_id, team_id, activity_id, starts_at, ends_at, minutes, source, note, state, decided_by_id, place, pairing_id)
             values ($1, $2, $3, $4, $5, $6, $6::timestamptz + interval '2 hours', 120, $7, $8, $9, $10, $11,
               case when $5::uuid is null then (select id from help_pairing where jurisdiction_id = $2 order by id limit 1 offset $12) end)`,
            [
              ...[
                hours,
                root!.id,
                person,
                [...wanted][0],
                i % 2 ? id : null,
                begins,
                i % 2 ? 'ATTENDANCE' : 'BY_HAND',
                k % 2 ? '打扫' : null,
              ],
              ...[stands, stands === 'SUBMITTED' ? null : somebody[(k + 1) % somebody.length], place, k],
            ],
          );
          await query('insert into history values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
            ...[next(), root!.id, 'VolunteerHours', hours, 'submitHours', null, 'SUBMITTED', person, null, k % 2 ? '备注' : null, begins],
          ]);
        }
      await query('insert into history values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
        ...[next(), root!.id, 'Activity', id, 'createActivity', null, state, i % 2 ? somebody[0] : null],
        ...[i % 3 ? organization_id : null, i % 4 ? null : '备注', begins],
      ]);
    }
  }
}
