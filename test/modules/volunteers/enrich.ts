import { madeId } from '../../read/made-id.js';
import type { Enriching, Row } from '../../read/world.js';

const kinds = ['MATCHMAKING', 'MEDICAL', 'EMPLOYED_PARTY_MEMBER', 'OTHER', 'GRID_VOLUNTEER', 'GRID_VOLUNTEER', 'ECO_MOTHERS'];
const membershipStates = ['ACTIVE', 'ACTIVE', 'APPLIED', 'ENDED', 'ACTIVE', 'DECLINED', 'ENDED'];
const volunteerStates = ['ACTIVE', 'ACTIVE', 'APPLIED', 'LEFT', 'PAUSED', 'ACTIVE', 'ACTIVE'];

/** Teams of organisations and grids, one without a leader, one dissolved; members, who applied, left or were declined, some of them viewers. */
export async function enrich({ query, people }: Enriching): Promise<void> {
  let made = 1_500_000;
  const persona = async (subject: string): Promise<string> =>
    people.get(subject) ?? (await query<Row>('select person_id from account where subject = $1', [subject]))[0]!.person_id;

  for (const [code, number, askers] of [
    ['000', 1, ['resident@000', 'grid-leader@000', 'police@000', 'community-cadre@000', 'many-hats@000', 'admin@000']],
    ['001', 2, ['resident@001', 'community-cadre@001', 'admin@001']],
    ['002', 3, ['resident@002', 'three-posts@002', 'admin-leader@002', 'dispatcher@002']],
  ] as const) {
    const next = () => madeId(++made, number);
    const [root] = await query<Row>('select id, place from organization where code = $1', [code]);
    const communities = await query<Row>(
      `select id, place from organization where jurisdiction_id = $1 and kind = 'COMMUNITY' order by code limit 2`,
      [root!.id],
    );
    const grids = await query<Row>(
      `select id, place, community_id from grid where jurisdiction_id = $1 and status = 'ACTIVE' order by code limit 2`,
      [root!.id],
    );
    const [station] = await query<Row>('select id from station where jurisdiction_id = $1 order by id limit 1', [root!.id]);
    const seats = [
      ...[communities[0]!, communities[0]!, communities.at(-1)!, { ...root!, id: root!.id }].map((one) => ({
        organization: one.id,
        grid: null,
        place: one.place,
      })),
      ...grids.map((grid) => ({ organization: grid.community_id, grid: grid.id, place: grid.place })),
      { organization: communities[0]!.id, grid: null, place: communities[0]!.place },
    ];
    const teams: { id: string; place: string }[] = [];
    for (const [i, { organization, grid, place }] of seats.entries()) {
      const isDissolved = i === seats.length - 1;
      const team = { id: next(), place };
      teams.push(team);
      await query(
        `insert into volunteer_team (id, jurisdiction_id, name, kind, introduction, organization_id, station_id, grid_id, founded_on, dissolved_on, state, place)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          ...[team.id, root!.id, i === 1 || i === 2 ? `同名队${i}` : `服务队 "${i}"`, kinds[i], i % 2 ? null : '简介\n"x"', organization],
          ...[i % 3 === 0 ? (station?.id ?? null) : null, grid, `20${10 + i}-0${1 + i}-01`, isDissolved ? '2026-05-05' : null],
          ...[isDissolved ? 'DISSOLVED' : 'ACTIVE', place],
        ],
      );
      for (const [n, verb] of ['createTeam', 'dissolveTeam'].entries())
        if (n === 0 || isDissolved)
          await query('insert into history values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
            ...[next(), root!.id, 'VolunteerTeam', team.id, verb, n === 0 ? null : 'ACTIVE', n === 0 ? 'ACTIVE' : 'DISSOLVED'],
            ...[await persona(askers[0]), n === 0 ? null : root!.id, n === 0 ? null : '人手不足', `2026-05-0${4 + n}T08:00:00.000Z`],
          ]);
    }
    const others = await query<Row>(
      `select id from person where jurisdiction_id = $1 and place is not null and not exists (select from volunteer where person_id = person.id) order by id offset 7 limit 24`,
      [root!.id],
    );
    const somebody = [...(await Promise.all(askers.map(persona))), ...others.map(({ id }) => id as string)];
    for (const [i, person] of [...new Set(somebody)].entries()) {
      const volunteer = next();
      await query(
        `insert into volunteer (id, jurisdiction_id, person_id, number, skills, expert, certificates, availability, state, place)
         select $1, $2, id, $3, $4, $5, $6, $7, $8, place from person where id = $9 and not exists (select from volunteer where person_id = $9)`,
        [
          ...[
            volunteer,
            root!.id,
            `${code}-V-${String(i).padStart(3, '0')}`,
            i % 3 === 0 ? ['MEDICAL', 'REPAIR'] : i % 3 === 1 ? ['REPAIR'] : [],
          ],
          i % 4 === 0,
          JSON.stringify(i % 5 === 0 ? [{ name: '急救员证 "甲"', issuedOn: '2020-02-29', expiresOn: null }] : []),
          JSON.stringify(
            i % 2 === 0
              ? [
                  { weekday: 'SATURDAY', from: '08:00', to: '12:00' },
                  { weekday: 'SUNDAY', from: '14:00', to: i % 4 === 0 ? '24:00' : '18:00' },
                ]
              : [],
          ),
          volunteerStates[i % 7],
          person,
        ],
      );
      const [known] = await query<Row>('select id from volunteer where person_id = $1', [person]);
      await query('insert into history values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
        ...[next(), root!.id, 'Volunteer', known!.id, 'joinTeam', null, 'APPLIED', person, null, null, '2026-06-01T08:00:00.000Z'],
      ]);
      for (const [k, team] of teams.entries()) {
        // The first of those who ask leads the first team; the second team has no leader.
        if ((i + k) % 3 === 2) continue;
        const isLeader = i === k && k !== 1 && k < teams.length - 1;
        const state = isLeader ? 'ACTIVE' : k === teams.length - 1 ? 'ENDED' : membershipStates[(i + k) % 7]!;
        const isIn = state === 'ACTIVE' || state === 'ENDED';
        const membership = next();
        await query(
          `insert into team_membership (id, jurisdiction_id, team_id, volunteer_id, person_id, role, position, state, valid_from, valid_to, place)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
          [
            ...[
              membership,
              root!.id,
              team.id,
              known!.id,
              person,
              isLeader ? 'LEADER' : 'MEMBER',
              k > 3 && i % 2 ? 'BUILDING_GROUP_HEAD' : null,
              state,
            ],
            ...[isIn ? `20${18 + (i % 6)}-0${1 + k}-01` : null, state === 'ENDED' ? `2025-0${1 + (i % 9)}-15` : null, team.place],
          ],
        );
        await query('insert into history values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
          ...[
            next(),
            root!.id,
            'TeamMembership',
            membership,
            'joinTeam',
            null,
            'APPLIED',
            person,
            null,
            `愿意 ${i}`,
            '2026-06-01T08:00:00.000Z',
          ],
        ]);
      }
    }
    const needStates = ['OPEN', 'OPEN', 'CLAIMED', 'IN_PROGRESS', 'DONE', 'DONE', 'WITHDRAWN', 'OPEN'];
    const units = await query<Row>(
      `select distinct organization_id as id from appointment where jurisdiction_id = $1 and organization_id is not null limit 3`,
      [root!.id],
    );
    for (let i = 0; i < 40; i++) {
      const need = next();
      const state = needStates[i % 8]!;
      const [raiser, subject] = [somebody[i % askers.length]!, somebody[(i * 3 + 1) % somebody.length]!];
      const seat =
        i % 5 === 4 ? { grid: null, community: communities[i % communities.length]! } : { grid: grids[i % grids.length]!, community: null };
      const claimed = state === 'WITHDRAWN' ? 0 : state === 'OPEN' ? i % 2 : 2;
      const [isDone, isPost] = [state === 'DONE', i % 7 === 3];
      await query(
        `insert into need_item (id, jurisdiction_id, kind, source, title, description, aspect, person_id, grid_id, community_id, skills, times, due_on, wanted, claimed,
           state, raised_by_id, outcome, finished_at, confirmed_at, confirmed_by_id, place, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
        [
          ...[need, root!.id, isPost ? 'SERVICE_POST' : ['NEED', 'MICRO_WISH', 'URGENT'][i % 3], ['VISIT', 'OTHER'][i % 2], `愿望 "${i}"`],
          ...[
            i % 2 ? null : '说明\n二',
            isPost ? 'LEGAL' : null,
            i % 3 === 0 ? null : subject,
            seat.grid?.id ?? null,
            seat.community?.id ?? null,
          ],
          ...[i % 3 === 0 ? [] : i % 3 === 1 ? ['REPAIR'] : ['MEDICAL', 'LEGAL']],
          JSON.stringify(i % 4 === 0 ? [{ weekday: 'SATURDAY', from: '09:00', to: i % 8 === 0 ? '11:00' : '13:00' }] : []),
          ...[i % 6 === 0 ? '2026-12-01' : null, state === 'OPEN' ? 3 : 2, claimed, state, raiser, isDone ? '办好了' : null],
          ...[isDone ? '2026-11-05T08:00:00.000Z' : null, i % 8 === 5 ? '2026-11-06T08:00:00.000Z' : null, i % 8 === 5 ? raiser : null],
          ...[(seat.grid ?? seat.community)!.place, `2026-11-0${1 + (i % 4)}T08:00:00.000Z`],
        ],
      );
      await query('insert into history values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
        ...[next(), root!.id, 'NeedItem', need, 'raiseNeed', null, 'OPEN', raiser, root!.id, `登记 ${i}`, '2026-11-01T08:00:00.000Z'],
      ]);
      const claimants = [
        [somebody[(i + 2) % somebody.length], null, null],
        [null, teams[i % 4]!.id, null],
        [null, null, units[i % units.length]!.id],
        [somebody[i % askers.length], null, null],
      ];
      // One that was given back, too.
      for (let k = 0; k < claimed + (i % 4 === 1 ? 1 : 0); k++)
        await query(
          `insert into need_claim (id, jurisdiction_id, need_id, person_id, team_id, organization_id, count, claimed_at, released_at) values ($1, $2, $3, $4, $5, $6, 1, $7, $8)`,
          [
            next(),
            root!.id,
            need,
            ...claimants[(i + k) % 4]!,
            `2026-11-0${3 + (k % 2)}T08:00:00.000Z`,
            k >= claimed ? '2026-11-07T08:00:00.000Z' : null,
          ],
        );
    }
    const honourStates = ['NOMINATED', 'REVIEWED', 'PUBLICISED', 'AWARDED', 'REJECTED', 'PUBLICISED'];
    const [household] = await query<Row>('select id from household where jurisdiction_id = $1 order by id limit 1', [root!.id]);
    for (let i = 0; i < 18; i++) {
      const honour = next();
      const state = honourStates[i % 6]!;
      const isPublic = state === 'PUBLICISED' || state === 'AWARDED';
      const nominees = [
        [somebody[(i + 3) % somebody.length], null, null, null],
        [null, null, teams[i % 3]!.id, null],
        [null, null, null, communities[0]!.id],
        [null, household?.id ?? null, household ? null : teams[0]!.id, null],
      ];
      const nominator = somebody[i % askers.length]!;
      await query(
        `insert into honour (id, jurisdiction_id, kind, level, person_id, household_id, team_id, unit_id, organization_id, merits, nominated_by_id, publicised_on,
           public_until, awarded_on, state, place, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
        [
          ...[honour, root!.id, ['OTHER', 'ADVANCED_UNIT', 'OUTSTANDING_TEAM'][i % 3], ['COMMUNITY', 'CITY'][i % 2], ...nominees[i % 4]!],
          ...[i % 3 ? communities[0]!.id : root!.id, '事迹 "好"\n多', nominator, isPublic ? '2026-11-02' : null],
          ...[isPublic ? (i % 12 === 5 ? '2099-01-01' : '2026-11-09') : null, state === 'AWARDED' ? '2026-11-10' : null, state],
          ...[i % 3 ? communities[0]!.place : root!.place, `2026-10-0${1 + (i % 4)}T08:00:00.000Z`],
        ],
      );
      await query('insert into history values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
        ...[
          next(),
          root!.id,
          'Honour',
          honour,
          'nominateForHonour',
          null,
          'NOMINATED',
          nominator,
          null,
          `推荐 ${i}`,
          '2026-10-01T08:00:00.000Z',
        ],
      ]);
      if (isPublic)
        for (let k = 0; k < i % 3; k++)
          await query(
            `insert into honour_objection (id, jurisdiction_id, honour_id, person_id, text, state, decision, decided_by_id, place, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
            [
              ...[next(), root!.id, honour, somebody[(i + k) % askers.length], `不妥 ${k}`, ['DISMISSED', 'OPEN', 'UPHELD'][(i + k) % 3]],
              ...[k ? null : '已核', k ? null : somebody[0], i % 3 ? communities[0]!.place : root!.place, '2026-11-03T08:00:00.000Z'],
            ],
          );
    }
  }
}
