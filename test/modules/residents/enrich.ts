import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

/**
 * Homes, too: viewers who live somewhere and who help, care of every kind and time, visits that were returned, households that were dissolved, people
 * who moved away, and addresses that are alike.
 */
export async function enrich({ query, people }: Enriching): Promise<void> {
  let made = 1_000_000;
  const next = (jurisdiction: number) => madeId(++made, jurisdiction);
  const persona = async (subject: string) =>
    people.get(subject) ?? (await query<Row>('select person_id from account where subject = $1', [subject]))[0]!.person_id;
  const categories = ['KEY_PERSON', 'NO_SUPPORT', 'ELDERLY', 'KEY_PERSON', 'VETERAN', 'LOW_INCOME'];

  for (const [code, number, own, helpers] of [
    ['000', 1, 'many-hats@000', ['many-hats@000', 'police@000', 'resident@000', 'property-staff@000']],
    ['002', 3, 'admin-leader@002', ['three-posts@002', 'admin-leader@002', 'dispatcher@002', 'resident@002']],
  ] as const) {
    const [root] = await query<Row>('select id from organization where code = $1', [code]);
    const homes = await query<Row>(
      `select household.*, dwelling.grid_id from household join dwelling on dwelling.id = dwelling_id
       where household.jurisdiction_id = $1 and not exists (select from help_pairing where household_id = household.id) order by household.place, household.id`,
      [root!.id],
    );
    // A few of each grid.
    const some = homes.filter((home, i) => i < 12 || (home.grid_id !== homes[i - 1]!.grid_id && i < 2_000) || i % 23 === 0).slice(0, 60);
    const staff = await Promise.all(helpers.map(persona));
    for (const [i, home] of some.entries()) {
      const about = i % 3 === 0 ? [home.id, null] : [null, home.head_id];
      await query(
        `insert into care_designation (id, jurisdiction_id, household_id, person_id, category, level, source, approved_by_id, valid_from, valid_to, place)
         values ($1, $2, $3, $4, $5, 'FOCUS', 'VISIT', $6, $7, $8, $9)`,
        [
          next(number),
          root!.id,
          ...about,
          categories[i % 6],
          i % 4 === 0 ? null : staff[i % 4],
          i % 9 === 8 ? '2099-01-01' : '2025-01-01',
          i % 7 === 6 ? '2026-01-01' : null,
          home.place,
        ],
      );
      if (i % 2 === 0)
        await query(
          `insert into help_pairing (id, jurisdiction_id, household_id, person_id, leader_id, responsible_id, helper_ids, organization_id, cadence, started_on,
             ended_on, end_reason, place) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
          [
            next(number),
            root!.id,
            ...about,
            staff[i % 4],
            staff[(i + 1) % 4],
            i % 8 === 0 ? [staff[(i + 2) % 4], staff[(i + 3) % 4]] : [],
            i % 8 === 0 ? root!.id : null,
            ['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY'][(i / 2) % 4],
            i % 20 === 4 ? '2099-01-31' : '2026-08-31',
            ...(i % 10 === 6 ? ['2026-10-01', 'MOVED_AWAY'] : [null, null]),
            // Whoever moved away is nowhere.
            i % 10 === 6 ? null : home.place,
          ],
        );
      let before: string | null = null;
      for (let k = 0; k < i % 4; k++) {
        const visit = next(number);
        await query(
          `insert into visit (id, jurisdiction_id, kind, household_id, person_id, actor_ids, at, purpose, return_of_id, next_due_on, information_updated, location, place)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
          [
            visit,
            root!.id,
            k === 2 ? 'RETURN_VISIT' : 'ROUTINE',
            i % 5 === 0 ? null : home.id,
            i % 5 === 0 || k === 1 ? home.head_id : null,
            [staff[k], staff[(k + i) % 4]],
            // At the edges of days in Shanghai.
            `2026-10-${String(5 + ((i * 3 + k) % 20)).padStart(2, '0')}T${k === 0 ? '15:59:59.999' : '16:00:00.000'}Z`,
            k === 0 ? '"看看"\n' : null,
            before,
            k === 1 ? '2026-12-01' : null,
            k === 0,
            i % 6 === 0 ? { type: 'Point', coordinates: [120 + i / 7, 32] } : null,
            home.place,
          ],
        );
        before = visit;
      }
      if (i % 13 === 5) {
        await query(`update household set dissolved_on = '2026-09-09', main = false where id = $1`, [home.id]);
        await query(`update household_member set valid_to = '2026-09-09' where household_id = $1`, [home.id]);
        await query(
          `update resident set place = null, status = 'MOVED' where person_id in (select person_id from household_member where household_id = $1)`,
          [home.id],
        );
        await query(`update occupancy set valid_to = '2026-09-09', main = false where dwelling_id = $1`, [home.dwelling_id]);
      }
      if (i % 13 === 6)
        await query('update occupancy set verified_at = null, verified_by_id = null where dwelling_id = $1', [home.dwelling_id]);
      if (i % 13 < 3) await query(`update household set address_key = 'same' where id = $1`, [home.id]);
      // Owns another dwelling, which somebody else lives in.
      if (i % 13 === 7)
        await query(
          `insert into occupancy (id, jurisdiction_id, person_id, dwelling_id, kind, main, people_house_status, source, verified_at, verified_by_id, valid_from, valid_to, place)
           values ($1, $2, $3, $4, 'OWNER', false, 'PRESENT', 'SELF', $5, $6, '2020-02-29', $7, $8)`,
          [
            next(number),
            root!.id,
            homes[1]!.head_id,
            home.dwelling_id,
            '2026-11-01T08:00:00.120Z',
            staff[0],
            i % 2 ? '2024-02-29' : null,
            home.place,
          ],
        );
    }
    // Somebody with posts lives there, with others.
    const home = some.at(-1)!;
    await query(
      `insert into household_member (id, jurisdiction_id, household_id, person_id, relation, valid_from) values ($1, $2, $3, $4, 'SIBLING', '2021-01-01')`,
      [next(number), root!.id, home.id, people.get(own)],
    );
    await query('update person set place = $2 where id = $1', [people.get(own), home.place]);
    await query(
      `insert into resident (id, jurisdiction_id, person_id, resident_type, status, tags, words, address_key, place)
       values ($1, $2, $3, 'FLOATING', 'ACTIVE', '{"a, b",""}', ' 欧阳多职 oyd', 'same', $4)`,
      [next(number), root!.id, people.get(own), home.place],
    );
    await query(
      `insert into care_designation (id, jurisdiction_id, person_id, category, level, source, valid_from, place)
       values ($1, $2, $3, 'LAID_OFF', 'ROUTINE', 'SELF', '2024-01-01', $4)`,
      [next(number), root!.id, people.get(own), home.place],
    );
    const community = await query<Row>(
      `select id, place from organization where jurisdiction_id = $1 and kind = 'COMMUNITY' order by code`,
      [root!.id],
    );
    for (const [i, [position, kind, cadence, weekday, back]] of (
      [
        ['GRID_LEADER', 'ROUTINE', 'WEEKLY', 'TUESDAY', 'FRIDAY'],
        ['GRID_WORKER', 'ROUTINE', 'WEEKLY', 'SATURDAY', 'TUESDAY'],
        ['GRID_WORKER', 'ROUTINE', 'WEEKLY', null, null],
        ['STREET_OFFICER', 'ROUTINE', 'MONTHLY', null, null],
        ['STAIRWELL_CHIEF', 'ROUTINE', 'DAILY', null, null],
        ['COMMUNITY_CADRE', 'ROUTINE', 'QUARTERLY', null, null],
      ] as const
    ).entries())
      await query(
        `insert into visit_rule (id, jurisdiction_id, community_id, position, kind, cadence, weekday, return_weekday, valid_from, valid_to, place)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          next(number),
          root!.id,
          community[(i % 2) % community.length]!.id,
          ...[position, kind, cadence, weekday, back, i === 2 ? '2026-10-07' : '2025-01-01', i === 4 ? '2027-01-01' : null],
          community[(i % 2) % community.length]!.place,
        ],
      );
  }
}
