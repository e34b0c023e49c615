import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseId, publicId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { inDepth } from '../../kit/depth.js';
import { homeRules } from '../residents/rules.js';

let app: App;
/** Another process on the same database. */
let neighbour: App;
let admin: Client;
let codes = 0;

beforeAll(async () => {
  app = await startApp();
  neighbour = await startApp({ database: app.database });
  admin = await app.as('admin', '001');
});
afterAll(async () => {
  expect([...app.bugs, ...neighbour.bugs]).toEqual([]);
  await neighbour.stop();
  await app.stop();
});

const uuidOf = (id: string): string => parseId(id)!.uuid;
const idOf = async (code: string): Promise<string> =>
  (await app.anonymous.data('query ($code: String!) { organization(code: $code) { id } }', { code })).organization.id;

async function perform(verb: string, entity: string, input: Record<string, unknown>, client = admin): Promise<string> {
  const data = await client.data(
    `mutation ($input: ${verb[0]!.toUpperCase()}${verb.slice(1)}Input!) { ${verb}(input: $input) { ${entity} { id } userErrors { code } } }`,
    { input },
  );
  return data[verb].userErrors[0]?.code ?? data[verb][entity].id;
}
const move = async (id: string, parentId: string): Promise<string> => {
  const answer = await perform('moveOrganization', 'organization', { id, parentId });
  return answer === id ? 'DONE' : answer;
};
const create = (parentId: string) =>
  perform('createOrganization', 'organization', { parentId, code: `001-M${++codes}`, name: '组织', kind: 'SOCIAL_ORGANIZATION' });

/** What would break the tree; each answers the rows that do. */
const invariants = {
  'an organisation’s place extends its parent’s by one segment': `
    select o.code from organization o join organization p on p.id = o.parent_id where left(o.place, -4) <> p.place`,
  'a grid’s place extends its parent’s or its community’s': `
    select g.code from grid g join organization c on c.id = g.community_id left join grid p on p.id = g.parent_id
    where left(g.place, -4) <> coalesce(p.place, c.place)`,
  'no place is given twice': `
    select place from (select place from organization union all select place from grid union all select place from stairwell) p group by place having count(*) > 1`,
  'every organisation hangs on its root': `
    with recursive up as (select id from organization where parent_id is null union all select o.id from organization o join up on o.parent_id = up.id)
    select code from organization where id not in (select id from up)`,
  'no parent has given out fewer segments than it has children': `
    with parents as (select place, child_count from organization union all select place, child_count from grid),
      seats as (select place from parents union all select place from stairwell)
    select p.place from parents p join seats c on left(c.place, -4) = p.place group by p.place, p.child_count
    having max(right(c.place, 4)) > lpad(case when p.child_count < 36 then substr('0123456789abcdefghijklmnopqrstuvwxyz', p.child_count + 1, 1) else 'zzzz' end, 4, '0')`,
  'an appointment is where its organisation, grid or stairwell is': `
    select a.id from appointment a left join organization o on o.id = a.organization_id left join grid g on g.id = a.grid_id
      left join stairwell s on s.id = a.stairwell_id
    where a.place <> coalesce(s.place, o.place, g.place)`,
  'a station is where its host is': 'select s.id from station s join organization h on h.id = s.host_id where s.place <> h.place',
  'an incident is where its grid is': 'select i.serial_number from incident i join grid g on g.id = i.grid_id where i.place <> g.place',
  'a person lives in a grid':
    'select id from person where place is not null and place not in (select place from grid union all select place from stairwell)',
} as const;

async function expectSoundTree(rules: Readonly<Record<string, string>> = invariants): Promise<void> {
  for (const [rule, sql] of Object.entries(rules)) expect(await app.database.query(sql), rule).toEqual([]);
}

/** Where everybody lives, by grid: nobody moves house when the house is moved. */
const homes = () =>
  app.database.query(
    `select g.code, count(*)::int from person p join (select code, place from grid union all select grid.code, stairwell.place from stairwell join grid on grid.id = grid_id) g
       on g.place = p.place group by 1 order by 1`,
  );

describe('after any moves', () => {
  interface Seat {
    id: string;
    code: string;
    parent: string | null;
  }
  const readTree = async (): Promise<Map<string, Seat>> => {
    const rows = await app.database.query<{ id: string; code: string; parent_id: string | null }>(
      `select id, code, parent_id from organization where code like '001%' and kind not in ('ENTERPRISE', 'PARTY_MEMBER_HOUSEHOLD')`,
    );
    const publicIdOf = (uuid: string | null) => uuid && publicId('Organization', uuid);
    return new Map(rows.map(({ id, code, parent_id }) => [publicIdOf(id)!, { id: publicIdOf(id)!, code, parent: publicIdOf(parent_id) }]));
  };
  const isBelow = (tree: Map<string, Seat>, id: string | null, top: string): boolean =>
    id !== null && (id === top || isBelow(tree, tree.get(id)!.parent, top));

  test('the tree is whole, every copy of a place agrees, and `within` means the new tree', async () => {
    const tree = await readTree();
    const seats = [...tree.keys()].filter((id) => tree.get(id)!.code.length < 9);
    const before = await homes();
    const pair = fc.tuple(fc.constantFrom(...seats), fc.constantFrom(...seats));
    let done = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 5 }), fc.constantFrom(...seats), async (moves, top) => {
        for (const [id, parentId] of moves) {
          const isRoot = tree.get(id)!.parent === null;
          const expected = isRoot ? 'INVALID' : isBelow(tree, parentId, id) ? 'CYCLE' : 'DONE';
          expect(await move(id, parentId)).toBe(expected);
          if (expected === 'DONE') {
            tree.get(id)!.parent = parentId;
            done++;
          }
        }
        const below = [...tree.values()].filter(({ id }) => isBelow(tree, id, top)).map(({ code }) => code);
        const { organizations, organization } = await app.anonymous.data(
          `query ($top: ID!) {
            organizations(first: 100, filter: { within: $top, not: { kinds: [ENTERPRISE, PARTY_MEMBER_HOUSEHOLD] } }) { nodes { code } }
            organization(id: $top) { descendants(first: 100, filter: { not: { kinds: [ENTERPRISE, PARTY_MEMBER_HOUSEHOLD] } }) { nodes { code } } }
          }`,
          { top },
        );
        const codesOf = (list: { nodes: { code: string }[] }) => list.nodes.map(({ code }) => code).sort();
        expect(codesOf(organizations)).toEqual(below.sort().slice(0, 100));
        expect(codesOf(organization.descendants)).toEqual(below.filter((code) => code !== tree.get(top)!.code).slice(0, 100));
        await expectSoundTree();
      }),
      { numRuns: inDepth(25, 12) },
    );
    expect(done).toBeGreaterThan(10);
    expect(await homes()).toEqual(before);
    await expectSoundTree(homeRules);
  });

  test('what was never moved is where it was', async () => {
    const [row] = await app.database.query<{ count: number }>(
      `select count(*)::int from organization where code !~ '^001' and left(place, 4) <> (select left(r.place, 4) from organization r where r.id = organization.jurisdiction_id)`,
    );
    expect(row!.count).toBe(0);
  });
});

describe('who looks on', () => {
  /** Two communities of a street of their own, each with a grid, incidents in it and a cadre who is signed in. */
  async function twoCommunities() {
    const street = '002';
    const chief = await app.as('admin', street);
    const [own, other, root] = [await idOf('002-C1'), await idOf('002-C2'), await idOf('002')];
    const cadre = await app.as('community-cadre', street);
    const cadreThere = await neighbour.as('community-cadre', street);
    return { chief, own, other, root, cadre, cadreThere };
  }
  const moveAs = (client: Client, id: string, parentId: string) => perform('moveOrganization', 'organization', { id, parentId }, client);

  test('sees at once what came to lie below, and no longer what left, with the token in hand; in another process, soon', async () => {
    const { chief, own, other, root, cadre, cadreThere } = await twoCommunities();
    await app.database.query(
      `update incident set grid_id = (select id from grid where community_id = $1 order by code limit 1),
         place = (select place from grid where community_id = $1 order by code limit 1), holder_id = $1, assignee_id = null, reporter_id = null
       where id in (select id from incident where place like '0003%' order by id limit 7)`,
      [uuidOf(other)],
    );
    const { own: mine, other: theirs } = await countsOf(own, other);
    expect(theirs).toBeGreaterThan(0);
    const seen = async (client: { data: Client['data'] }, within: string | null = null) =>
      (await client.data('query ($within: ID) { incidents(filter: { within: $within }) { totalCount } }', { within })).incidents.totalCount;
    const held = await heldElsewhere();

    const base = await seen(cadre);
    expect(base).toBe(mine + held);
    expect(await seen(cadreThere)).toBe(base);
    expect(await seen(cadre, other)).toBe(0);

    expect(await moveAs(chief, other, own)).toBe(other);
    expect(await seen(cadre)).toBe(base + theirs);
    expect(await seen(cadre, other)).toBe(theirs);
    await expect.poll(() => seen(cadreThere), { timeout: 2_500 }).toBe(base + theirs);
    await expect.poll(() => seen(cadreThere, other), { timeout: 2_500 }).toBe(theirs);

    expect(await moveAs(chief, other, root)).toBe(other);
    expect(await seen(cadre)).toBe(base);
    expect(await seen(cadre, other)).toBe(0);
    await expect.poll(() => seen(cadreThere), { timeout: 2_500 }).toBe(base);

    // The community itself goes elsewhere, and its cadre's scope goes with it.
    expect(await moveAs(chief, own, other)).toBe(own);
    expect(await seen(cadre)).toBe(base);
    expect(await seen(cadre, own)).toBe(mine);
    const { viewer } = await cadre.data('{ viewer { roles { role scope { ... on Organization { id ancestors { id } } } } } }');
    expect(viewer.roles.find(({ role }: { role: string }) => role === 'COMMUNITY_CADRE').scope).toEqual({
      id: own,
      ancestors: [{ id: root }, { id: other }],
    });
    expect(await moveAs(chief, own, root)).toBe(own);
    await expectSoundTree();

    async function countsOf(a: string, b: string) {
      const [row] = await app.database.query<{ own: number; other: number }>(
        `select count(*) filter (where g.community_id = $1)::int as own, count(*) filter (where g.community_id = $2)::int as other
         from incident i join grid g on g.id = i.grid_id`,
        [uuidOf(a), uuidOf(b)],
      );
      return row!;
    }
    /** What the cadre sees for another reason than place: as reporter, as assignee, or because their organisation holds it. */
    async function heldElsewhere() {
      const [row] = await app.database.query<{ count: number }>(
        `select count(*)::int from incident i join grid g on g.id = i.grid_id join account a on a.subject = 'community-cadre@002'
         where g.community_id not in ($1, $2) and (i.holder_id = $1 or i.reporter_id = a.person_id or i.assignee_id = a.person_id)`,
        [uuidOf(own), uuidOf(other)],
      );
      return row!.count;
    }
  });
});

describe('at the same time', () => {
  test('opposite moves never make a cycle', async () => {
    const root = await idOf('001');
    for (let round = 0; round < 15; round++) {
      const [a, b] = [await create(root), await create(root)];
      const outcomes = await Promise.all([move(a, b), move(b, a)]);
      expect(outcomes.sort()).toEqual(['CYCLE', 'DONE']);
    }
    await expectSoundTree();
  });

  test('three moves in a ring never make a cycle', async () => {
    const root = await idOf('001');
    for (let round = 0; round < 8; round++) {
      const [a, b, c] = [await create(root), await create(root), await create(root)];
      const outcomes = await Promise.all([move(a, b), move(b, c), move(c, a)]);
      expect(outcomes.sort()).toEqual(['CYCLE', 'DONE', 'DONE']);
    }
    await expectSoundTree();
  });

  test('one moves, another dissolves where it would go: nothing at work hangs below what is not', async () => {
    const root = await idOf('001');
    for (let round = 0; round < 10; round++) {
      const [child, parent] = [await create(root), await create(root)];
      await Promise.all([move(child, parent), perform('dissolveOrganization', 'organization', { id: parent })]);
    }
    const rows = await app.database.query(
      `select o.code from organization o join organization p on p.id = o.parent_id where o.status = 'ACTIVE' and p.status <> 'ACTIVE'`,
    );
    expect(rows).toEqual([]);
  });

  /** A community of its own, below something that can be moved from `left` to `right`. */
  async function movable() {
    const root = await idOf('001');
    const [left, right] = [await create(root), await create(root)];
    const top = await create(left);
    const community = await perform('createOrganization', 'organization', {
      parentId: top,
      code: `001-M${++codes}`,
      name: '社区',
      kind: 'COMMUNITY',
    });
    const grid = await perform('createGrid', 'grid', { communityId: community, code: `001-M${++codes}`, name: '网格', kind: 'GENERAL' });
    return { left, right, top, community, grid };
  }

  test.each([
    ['organisations', (_i: number, { community }: Awaited<ReturnType<typeof movable>>) => create(community)],
    [
      'grids',
      (i: number, { community, grid }: Awaited<ReturnType<typeof movable>>) =>
        perform('createGrid', 'grid', {
          communityId: community,
          parentId: i % 2 ? grid : null,
          code: `001-M${++codes}`,
          name: '网格',
          kind: 'GENERAL',
        }),
    ],
  ])('%s are made below what moves to and fro, and stand where they belong', async (_what, make) => {
    const seats = await movable();
    const moving = (async () => {
      for (let i = 0; i < 10; i++) expect(await move(seats.top, i % 2 ? seats.left : seats.right)).toBe('DONE');
    })();
    const making = (async () => {
      for (let i = 0; i < 6; i++) await Promise.all([0, 1, 2].map((n) => make(i * 3 + n, seats)));
    })();
    await Promise.all([moving, making]);
    await expectSoundTree();
  });

  /**
   * Something is under way below an organisation, held up after it has read where it is (by a lock that the test takes); then the organisation
   * moves. Whoever has to wait for whom, in the end the copies agree.
   */
  async function heldUp(
    lock: { sql: string; values: unknown[] },
    act: () => Promise<string>,
    { top, right }: { top: string; right: string },
  ) {
    const holder = new pg.Client({ connectionString: app.database.url });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query(lock.sql, lock.values);
      let moved = false;
      const waiting = async () =>
        (
          await app.database.query<{ count: number }>(
            `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and application_name not like 'mulin %'`,
          )
        )[0]!.count;
      const acting = act();
      await expect.poll(waiting).toBe(1);
      const moving = move(top, right).finally(() => {
        moved = true;
      });
      await expect.poll(async () => moved || (await waiting()) === 2).toBe(true);
      await holder.query('rollback');
      expect(await acting).toMatch(/^[a-z]{3}_/);
      expect(await moving).toBe('DONE');
    } finally {
      await holder.end();
    }
  }

  test('a post that is filled on a grid while its community moves is where the grid is', async () => {
    const seats = await movable();
    const [person] = await app.database.query<{ id: string }>(`select person_id as id from account where subject = 'resident@001'`);
    const fill = () =>
      perform('appointPerson', 'appointment', {
        personId: publicId('Person', person!.id),
        position: 'RESIDENT_REPRESENTATIVE',
        gridId: seats.grid,
      });
    await heldUp({ sql: 'select pg_advisory_xact_lock(hashtextextended($1, 2))', values: [uuidOf(seats.grid)] }, fill, seats);
    expect(await app.database.query(invariants['an appointment is where its organisation, grid or stairwell is'])).toEqual([]);
  });

  test('a station that is opened while its host moves is where the host is', async () => {
    const seats = await movable();
    const address = '搬迁路1号';
    const open = () => perform('openStation', 'station', { hostId: seats.community, name: '站', kind: 'SERVICE_HALL', address });
    const lock = {
      sql: `insert into station_site (id, jurisdiction_id, address) select gen_random_uuid(), jurisdiction_id, $2 from organization where id = $1`,
      values: [uuidOf(seats.community), address],
    };
    await heldUp(lock, open, seats);
    expect(await app.database.query(invariants['a station is where its host is'])).toEqual([]);
  });

  test('an incident that is reported while its community moves is where its grid is', async () => {
    const seats = await movable();
    const { incidentCategories } = await admin.data('{ incidentCategories { id } }');
    const categoryId = incidentCategories[0].id;
    const report = () => perform('reportIncident', 'incident', { title: '搬迁中', categoryId, gridId: seats.grid, channel: 'PHONE' });
    await heldUp({ sql: 'select from incident_category where id = $1 for update', values: [uuidOf(categoryId)] }, report, seats);
    expect(await app.database.query(invariants['an incident is where its grid is'])).toEqual([]);
  });
});
