import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf } from '../../../src/kernel/clock.js';
import { publicId } from '../../../src/kernel/ids.js';
import {
  type OrganizationKind,
  organizationKinds,
  organizationRelationKinds,
  type Position,
  positions,
  publicPositions,
  type StationKind,
  stationKinds,
} from '../../../src/modules/organisations/organization.terms.js';
import { graphql } from '../../generated/index.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { inDepth } from '../../kit/depth.js';

const communities = ['000', '001', '002', '003', '004'] as const;

interface OrganizationRow {
  id: string;
  code: string;
  name: string;
  short_name: string | null;
  kind: OrganizationKind;
  parent_id: string | null;
}

let app: App;
let organizations: OrganizationRow[];
let rowOf: Map<string, OrganizationRow>;
let childrenOf: Map<string | null, OrganizationRow[]>;
const admins = new Map<string, Client>();

beforeAll(async () => {
  app = await startApp();
  organizations = await app.database.query<OrganizationRow>(
    'select id, code, name, short_name, kind, parent_id from organization order by code collate "C"',
  );
  rowOf = new Map(organizations.map((row) => [row.id, row]));
  childrenOf = new Map();
  for (const row of organizations) childrenOf.set(row.parent_id, [...(childrenOf.get(row.parent_id) ?? []), row]);
  for (const code of communities) admins.set(code, await app.as('admin', code));
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

/** The tree as the parents tell it, without a look at places. */
const ancestorsOf = ({ parent_id }: OrganizationRow): OrganizationRow[] => {
  const parent = parent_id === null ? undefined : rowOf.get(parent_id)!;
  return parent ? [...ancestorsOf(parent), parent] : [];
};
const below = (row: OrganizationRow, depth = Infinity): OrganizationRow[] =>
  depth < 1 ? [] : (childrenOf.get(row.id) ?? []).flatMap((child) => [child, ...below(child, depth - 1)]);
const isBelow = (row: OrganizationRow, above: OrganizationRow): boolean => row === above || ancestorsOf(row).includes(above);
const codesOf = (rows: readonly { code: string }[]): string[] => rows.map(({ code }) => code).sort();
const byCode = (code: string) => organizations.find((row) => row.code === code)!;
const idOf = ({ id }: { id: string }) => publicId('Organization', id);

// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's; tests say what they expect of it.
type Any = any;

interface Page<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
/** All rows of a connection, page by page. */
async function everyPage<Row>(pageAfter: (cursor: string | null) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo }: Page<Row> = await pageAfter(after);
    rows.push(...nodes);
    if (!pageInfo.hasNextPage) return rows;
    after = pageInfo.endCursor;
  }
}

/** SQL that leaves the ids of an organisation's or grid's subtree in `seat`, by parents and communities alone. $1 is the top. */
const seats = `with recursive
  orgs as (select id from organization where id = $1 union all select o.id from organization o join orgs on o.parent_id = orgs.id),
  grids as (select id from grid where id = $1 or community_id in (select id from orgs) union select g.id from grid g join grids on g.parent_id = grids.id),
  seat as (select id from orgs union all select id from grids)`;

describe.each(communities)('the tree of %s', (code) => {
  const root = () => byCode(code);
  const whole = () => [root(), ...below(root())];

  test('is there whole, every kind counted', async () => {
    const kindsOfTree = graphql(`query KindsOfTree($root: ID!, $after: String) {
      organizations(first: 37, after: $after, filter: { within: $root }) { nodes { code kind } pageInfo { hasNextPage endCursor } } }`);
    const nodes = await everyPage(async (after) => (await app.anonymous.data(kindsOfTree, { root: idOf(root()), after })).organizations);
    expect(nodes).toEqual(
      whole()
        .map(({ code, kind }) => ({ code, kind }))
        .sort((a, b) => (a.code < b.code ? -1 : 1)),
    );

    const kinds = Object.keys(organizationKinds) as OrganizationKind[];
    const counts: Any = {};
    for (const some of [kinds.slice(0, 25), kinds.slice(25)]) {
      const data = await app.anonymous.data(
        `query ($root: ID!) { ${some.map((kind) => `${kind}: organizations(filter: { within: $root, kinds: [${kind}] }) { totalCount }`).join(' ')} }`,
        { root: idOf(root()) },
      );
      Object.assign(counts, data);
    }
    for (const kind of kinds) expect(counts[kind].totalCount, kind).toBe(whole().filter((row) => row.kind === kind).length);
  });

  test('tells of each organisation its parent, and all above it, root first', async () => {
    const aboveInTree = graphql(`query AboveInTree($root: ID!, $after: String) {
      organizations(first: 50, after: $after, filter: { within: $root }) {
        nodes { code parent { code } ancestors { code } } pageInfo { hasNextPage endCursor } } }`);
    const nodes = await everyPage(async (after) => (await app.anonymous.data(aboveInTree, { root: idOf(root()), after })).organizations);
    expect(nodes).toHaveLength(whole().length);
    for (const { code, parent, ancestors } of nodes) {
      const above = ancestorsOf(byCode(code));
      expect(ancestors).toEqual(above.map(({ code }) => ({ code })));
      expect(parent).toEqual(above.length === 0 ? null : { code: above.at(-1)!.code });
    }
  });

  test('tells of each organisation its children, and all below it, to any depth', async () => {
    const parents = whole().filter(({ id }) => childrenOf.has(id));
    for (const parent of parents) {
      const depths = [0, 1, 2, 3];
      const { organization } = await app.anonymous.data(
        `query ($id: ID!) { organization(id: $id) {
          children(first: 100) { nodes { code } totalCount pageInfo { hasNextPage } }
          descendants { totalCount }
          ${depths.map((depth) => `d${depth}: descendants(first: 100, depth: ${depth}) { nodes { code } totalCount }`).join('\n')}
        } }`,
        { id: idOf(parent) },
      );
      const children = childrenOf.get(parent.id)!;
      expect(codesOf(organization.children.nodes)).toEqual(codesOf(children));
      expect(organization.children).toMatchObject({ totalCount: children.length, pageInfo: { hasNextPage: false } });
      expect(organization.descendants.totalCount).toBe(below(parent).length);
      for (const depth of depths) {
        const expected = codesOf(below(parent, depth));
        expect(organization[`d${depth}`].totalCount).toBe(expected.length);
        expect(codesOf(organization[`d${depth}`].nodes)).toEqual(expected.slice(0, 100));
      }
    }
  });

  test('has the relations of its table, of every kind, from both ends', async () => {
    const relations = await app.database.query<{ kind: string; from: string; to: string }>(
      `select r.kind, f.code as from, t.code as to from organization_relation r join organization f on f.id = r.from_id join organization t on t.id = r.to_id
       where r.jurisdiction_id = $1 and r.valid_from <= (now() at time zone 'Asia/Shanghai')::date and (r.valid_to is null or r.valid_to > (now() at time zone 'Asia/Shanghai')::date)`,
      [root().id],
    );
    const kinds = Object.keys(organizationRelationKinds);
    const ends = new Set(relations.flatMap(({ from, to }) => [from, to]));
    // Those with some dozens of relations have a test of their own.
    const codes = [...ends].filter((end) => relations.filter(({ from, to }) => from === end || to === end).length <= 30).slice(0, 60);
    const query = `query ($codes: [String!], $after: String) {
      organizations(first: 10, after: $after, filter: { codes: $codes }) {
        nodes { code relations { kind from { code } to { code } } ${kinds.map((kind) => `${kind}: relations(kind: ${kind}) { kind from { code } to { code } }`).join(' ')} }
        pageInfo { hasNextPage endCursor }
      }
    }`;
    const nodes = await everyPage<Any>(async (after) => (await app.anonymous.data(query, { codes, after })).organizations);
    expect(nodes.length).toBeGreaterThan(0);
    const shape = (found: readonly { kind: string; from: { code: string }; to: { code: string } }[]) =>
      found.map(({ kind, from, to }) => `${from.code} ${kind} ${to.code}`).sort();
    for (const node of nodes) {
      const own = relations.filter(({ from, to }) => [from, to].includes(node.code));
      const wanted = (kind?: string) =>
        own
          .filter((relation) => kind === undefined || relation.kind === kind)
          .map(({ from, kind, to }) => `${from} ${kind} ${to}`)
          .sort();
      expect(shape(node.relations)).toEqual(wanted());
      for (const kind of kinds) expect(shape(node[kind])).toEqual(wanted(kind));
    }
  });

  test('has its stations, of every kind', async () => {
    const rows = await app.database.query<{ kind: StationKind; name: string }>(
      'select kind, name from station where jurisdiction_id = $1 order by name, id',
      [root().id],
    );
    const stations = graphql(`query StationsOfTree($code: String!, $after: String) {
      organization(code: $code) { stations(first: 30, after: $after) { nodes { kind name } pageInfo { hasNextPage endCursor } } } }`);
    const nodes = await everyPage(async (after) => (await app.anonymous.data(stations, { code, after })).organization!.stations);
    expect(nodes).toEqual(rows);
    const kinds = Object.keys(stationKinds) as StationKind[];
    const { organization } = await app.anonymous.data(
      `{ organization(code: "${code}") { ${kinds.map((kind) => `${kind}: stations(filter: { kinds: [${kind}] }) { totalCount }`).join(' ')} } }`,
    );
    for (const kind of kinds) expect(organization[kind].totalCount, kind).toBe(rows.filter((row) => row.kind === kind).length);
  });

  test('remembers who held which post on any day', async () => {
    const days = await app.database.query<{ day: string }>(
      `select distinct (d + n)::text as day
       from (select valid_from as d from appointment where jurisdiction_id = $1 union select valid_to from appointment where jurisdiction_id = $1) x,
         unnest(array[-1, 0]) n where d is not null order by 1`,
      [root().id],
    );
    expect(days.length).toBeGreaterThan(6);
    const postsOn = graphql(`query PostsOn($root: ID!, $day: Date!, $after: String) {
      appointments(first: 100, after: $after, filter: { within: $root, asOf: $day }) { nodes { id } pageInfo { hasNextPage endCursor } } }`);
    const step = Math.ceil(days.length / 6);
    for (const { day } of days.filter((_, i) => i % step === 0)) {
      const nodes = await everyPage(
        async (after) => (await admins.get(code)!.data(postsOn, { root: idOf(root()), day, after })).appointments,
      );
      const rows = await app.database.query<{ id: string }>(
        'select id from appointment where jurisdiction_id = $1 and valid_from <= $2::date and (valid_to is null or valid_to > $2::date)',
        [root().id, day],
      );
      expect(nodes.map(({ id }) => id).sort(), day).toEqual(rows.map(({ id }) => publicId('Appointment', id)).sort());
    }
  });

  test('keeps telephone numbers for who signed in to it', async () => {
    const phone = graphql(`query ContactPhone($code: String!) { organization(code: $code) { contactPhone } }`);
    const phoneOf = async (client: Client) => (await client.data(phone, { code })).organization!.contactPhone;
    const [row] = await app.database.query<{ phone: string }>('select contact_phone as phone from organization where code = $1', [code]);
    expect(row!.phone).toMatch(/\d/);
    const other = communities[(communities.indexOf(code) + 1) % communities.length]!;
    expect(await phoneOf(app.anonymous)).toBeNull();
    expect(await phoneOf(admins.get(other)!)).toBeNull();
    expect(await phoneOf(admins.get(code)!)).toBe(row!.phone);
  });
});

test('an organisation with dozens of relations still tells them all', async () => {
  // 002: a community's branch guides every enterprise of the community.
  const [busiest] = await app.database.query<{ code: string; count: number }>(
    `select o.code, count(*)::int from organization o join organization_relation r on o.id in (r.from_id, r.to_id) group by 1 order by 2 desc, 1 limit 1`,
  );
  const { organization } = await app.anonymous.data(
    graphql(`query AllRelations($code: String!) { organization(code: $code) { relations { id } } }`),
    { code: busiest!.code },
  );
  expect(organization!.relations).toHaveLength(busiest!.count);
});

const dayFromToday = (days: number) => dayOf(new Date(Date.now() + days * 86_400_000));

test('relations are those of today: ended and coming ones are told as of their days', async () => {
  const [from, to] = [byCode('000-U01'), byCode('000-U02')];
  const insert = (days: readonly [string, string | null], note: string) =>
    app.database.query(
      `insert into organization_relation (id, jurisdiction_id, from_id, to_id, kind, valid_from, valid_to, note)
       values (gen_random_uuid(), $1, $2, $3, 'SUPERVISES', (now() at time zone 'Asia/Shanghai')::date + $4::int, (now() at time zone 'Asia/Shanghai')::date + $5::int, $6)`,
      [byCode('000').id, from.id, to.id, ...days, note],
    );
  await insert(['-9', '0'], 'ended today');
  await insert(['0', '1'], 'ends tomorrow');
  await insert(['1', null], 'begins tomorrow');
  const { organization } = await app.anonymous.data(
    graphql(`query RelationsOfToday($last: Date, $next: Date) { organization(code: "000-U01") {
      relations(kind: SUPERVISES) { note } last: relations(kind: SUPERVISES, asOf: $last) { note } next: relations(kind: SUPERVISES, asOf: $next) { note } } }`),
    { last: dayFromToday(-1), next: dayFromToday(1) },
  );
  expect(organization).toEqual({
    relations: [{ note: 'ends tomorrow' }],
    last: [{ note: 'ended today' }],
    next: [{ note: 'begins tomorrow' }],
  });
  await app.database.query(`delete from organization_relation where kind = 'SUPERVISES' and from_id = $1`, [from.id]);
});

test('in 000 three stations work at one site, twelve times', async () => {
  const points = graphql(`query NeighbourPoints($after: String) {
    organization(code: "000") { stations(first: 100, after: $after, filter: { kinds: [NEIGHBOUR_POINT] }) {
      nodes { site { id address stations { kind host { code } site { id } } } } pageInfo { hasNextPage endCursor } } } }`);
  const nodes = await everyPage(async (after) => (await app.anonymous.data(points, { after })).organization!.stations);
  expect(nodes).toHaveLength(12);
  expect(new Set(nodes.map(({ site }) => site.id)).size).toBe(12);
  for (const { site } of nodes) {
    const kinds = site.stations.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['PARTY_WORK', 'POLICE_WORK', 'GRID_WORK']));
    for (const station of site.stations) expect(station.site.id).toBe(site.id);
  }
});

describe('appointments', () => {
  const doublePosts = graphql(`query SecretariesWhoLead($within: ID!, $after: String) {
    appointments(first: 100, after: $after, filter: { positions: [PARTY_SECRETARY], alsoHolds: [GRID_LEADER], within: $within }) {
      nodes { organization { id kind } person { id appointments { position grid { branch { id } } } } }
      pageInfo { hasNextPage endCursor }
    }
  }`);
  const secretariesWhoLead = (code: string) =>
    everyPage(async (after) => (await app.anonymous.data(doublePosts, { within: idOf(byCode(code)), after })).appointments);

  test('in 003, 57 persons are secretary of a branch and leader of its grid', async () => {
    const nodes = await secretariesWhoLead('003');
    expect(new Set(nodes.map(({ person }) => person.id)).size).toBe(57);
    expect(nodes).toHaveLength(57);
    for (const { organization, person } of nodes) {
      expect(organization!.kind).toBe('GRID_PARTY_BRANCH');
      const led = person.appointments.filter(({ position }) => position === 'GRID_LEADER');
      expect(led.map(({ grid }) => grid!.branch!.id)).toEqual([organization!.id]);
    }
  });

  test('in 000, where grid leaders lead no branch, there is none', async () => {
    expect(await secretariesWhoLead('000')).toEqual([]);
  });

  test.each(communities)('of %s are found by any mix of posts, other posts, place, employment and day', async (code) => {
    const root = byCode(code).id;
    const grids = await app.database.query<{ id: string }>('select id from grid where jurisdiction_id = $1', [root]);
    const own = organizations.filter(({ id }) => id === root || isBelow(rowOf.get(id)!, byCode(code)));
    const held = await app.database.query<{ position: Position }>('select distinct position from appointment where jurisdiction_id = $1', [
      root,
    ]);
    const [{ today } = { today: '' }] = await app.database.query<{ today: string }>(
      `select (now() at time zone 'Asia/Shanghai')::date::text as today`,
    );
    const posts = fc.uniqueArray(fc.constantFrom(...held.map(({ position }) => position)), { minLength: 1, maxLength: 4 });
    const filter = fc.record(
      {
        positions: posts,
        alsoHolds: posts,
        within: fc.constantFrom(
          ...own.map(({ id }) => ({ id, noun: 'Organization' as const })),
          ...grids.map(({ id }) => ({ id, noun: 'Grid' as const })),
        ),
        fullTime: fc.boolean(),
        asOf: fc.constantFrom('2018-05-01', '2021-12-31', '2023-09-29', '2024-12-24', '2026-01-01'),
      },
      { requiredKeys: [] },
    );
    const found = graphql(`query PostsFound($filter: AppointmentFilter, $after: String) {
      appointments(first: 100, after: $after, filter: $filter) { nodes { id } totalCount pageInfo { hasNextPage endCursor } } }`);
    await fc.assert(
      fc.asyncProperty(filter, async ({ within, ...rest }) => {
        const top = within ?? { id: root, noun: 'Organization' as const };
        const wanted = { ...rest, within: publicId(top.noun, top.id) };
        const nodes = await everyPage(async (after) => (await admins.get(code)!.data(found, { filter: wanted, after })).appointments);
        const holds = (alias: string) => `${alias}.valid_from <= $5::date and (${alias}.valid_to is null or ${alias}.valid_to > $5::date)`;
        const rows = await app.database.query<{ id: string }>(
          `${seats} select a.id from appointment a where coalesce(a.organization_id, a.grid_id) in (select id from seat) and ${holds('a')}
             and ($2::text[] is null or a.position = any($2)) and ($4::boolean is null or a.full_time = $4)
             and ($3::text[] is null or exists (select from appointment b where b.person_id = a.person_id and b.id <> a.id and b.position = any($3) and ${holds('b')}))`,
          [top.id, rest.positions ?? null, rest.alsoHolds ?? null, rest.fullTime ?? null, rest.asOf ?? today],
        );
        expect(nodes.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => publicId('Appointment', id)).sort());
      }),
      { numRuns: inDepth(40, 20) },
    );
  });

  test.each([
    ['nobody in particular', async () => app.anonymous],
    ['an administrator of another street', async () => admins.get('001')!],
  ])('%s sees the current ones on the notice board, whatever day is asked for', async (_who, someone) => {
    const [root, client] = [byCode('000'), await someone()];
    const noticeBoard = graphql(`query NoticeBoard($root: ID!, $day: Date, $after: String) {
      appointments(first: 100, after: $after, filter: { within: $root, asOf: $day }) {
        nodes { id person { name publicName } } pageInfo { hasNextPage endCursor } } }`);
    for (const day of ['2018-05-01', '2023-09-29', null]) {
      const nodes = await everyPage(async (after) => (await client.data(noticeBoard, { root: idOf(root), day, after })).appointments);
      const rows = await app.database.query<{ id: string }>(
        `select id from appointment where jurisdiction_id = $1 and position = any($2) and valid_from <= (now() at time zone 'Asia/Shanghai')::date and (valid_to is null or valid_to > (now() at time zone 'Asia/Shanghai')::date)
           and ($3::date is null or (valid_from <= $3::date and (valid_to is null or valid_to > $3::date)))`,
        [root.id, publicPositions, day],
      );
      expect(nodes.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => publicId('Appointment', id)).sort());
      for (const { person } of nodes) {
        expect(person.publicName).not.toMatch(/\*/);
        expect(person.name).toBe(`${[...person.publicName!][0]}*`);
      }
    }
  });

  test('of an organisation itself are those of the day that is asked for', async () => {
    const [changed] = await app.database.query<{ code: string; organization: string; on: string }>(
      `select o.code, o.id as organization, a.valid_to::text as on from appointment a join organization o on o.id = a.organization_id
       where o.code like '000-%' and a.valid_to is not null order by a.valid_to, o.code limit 1`,
    );
    const postsOfOne = graphql(`query PostsOfOne($code: String!, $day: Date!) {
      organization(code: $code) { appointments(asOf: $day) { nodes { id } totalCount } } }`);
    const held = async (day: string) => {
      const { organization } = await admins.get('000')!.data(postsOfOne, { code: changed!.code, day });
      const { nodes, totalCount } = organization!.appointments;
      expect(totalCount).toBe(nodes.length);
      return nodes.map(({ id }) => id).sort();
    };
    const truth = async (day: string) =>
      (
        await app.database.query<{ id: string }>(
          'select id from appointment where organization_id = $1 and valid_from <= $2::date and (valid_to is null or valid_to > $2::date)',
          [changed!.organization, day],
        )
      )
        .map(({ id }) => publicId('Appointment', id))
        .sort();
    const before = new Date(Date.parse(changed!.on) - 86_400_000).toISOString().slice(0, 10);
    expect(await held(changed!.on)).toEqual(await truth(changed!.on));
    expect(await held(before)).toEqual(await truth(before));
    expect(await held(before)).not.toEqual(await held(changed!.on));
  });
});

/** Each word of a text stands in one of the texts, in any width and case; in a code also without its hyphens. */
const contains = (text: string, names: readonly (string | null)[], code: string): boolean =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('\u200b', '')
    .trim()
    .split(/\s+/)
    .every((word) => [...names, code, code.replaceAll('-', '')].some((value) => value?.normalize('NFKC').toLowerCase().includes(word)));
const keyOf = (code: string): string => code.normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase();
const wide = (text: string): string => text.replaceAll(/[!-~]/g, (character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0));

describe('a filter of organisations', () => {
  interface Filter {
    kinds?: OrganizationKind[];
    codes?: string[];
    text?: string;
    within?: string;
    and?: Filter[];
    or?: Filter[];
    not?: Filter;
  }
  const nowhere = publicId('Organization', '00000000-0000-7000-8000-000000000001');

  const filters = () =>
    fc.letrec<{ filter: Filter; question: Filter }>((tie) => {
      const some = <T>(...values: T[]) => fc.constantFrom(...values);
      const kinds = some<OrganizationKind>('COMMUNITY', 'ENTERPRISE', 'GRID_PARTY_BRANCH', 'STREET_OFFICE', 'OWNERS_COMMITTEE');
      return {
        question: fc.oneof(
          fc.record({ kinds: fc.array(kinds, { maxLength: 3 }) }),
          fc.record({
            codes: fc.array(
              some(...organizations.flatMap(({ code }) => [code, ` ${code.toLowerCase()}`, code.replaceAll('-', ''), wide(code)]), 'none'),
              { maxLength: 30, size: 'max' },
            ),
          }),
          fc.record({ text: some(..."|社区|003|B0|b0|%|_|\\|-|王|'| 社区\u3000|００３－Ｂ０|003b0|社区  003| |社\u200b区".split('|')) }),
          fc.record({ within: some(nowhere, ...organizations.filter(({ id }) => childrenOf.has(id)).map(idOf)) }),
        ),
        filter: fc.oneof(
          { depthSize: 'small' },
          tie('question'),
          fc.tuple(tie('question'), tie('question')).map(([a, b]) => ({ ...a, ...b })),
          fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
          fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
          fc.record({ not: tie('filter') }),
          fc.tuple(tie('question'), tie('filter')).map(([a, b]) => ({ ...a, not: b })),
        ),
      };
    }).filter;

  const meets = (row: OrganizationRow, { kinds, codes, text, within, and, or, not }: Filter): boolean =>
    (!kinds || kinds.includes(row.kind)) &&
    (!codes || codes.some((code) => keyOf(code) === keyOf(row.code))) &&
    (text === undefined || contains(text, [row.name, row.short_name], row.code)) &&
    (!within || [row, ...ancestorsOf(row)].some((top) => idOf(top) === within)) &&
    (!and || and.every((inner) => meets(row, inner))) &&
    (!or || or.some((inner) => meets(row, inner))) &&
    (!not || !meets(row, not));

  test('means what it says, however it is put together', async () => {
    const filtered = graphql(`query Filtered($filter: OrganizationFilter) {
      organizations(first: 100, filter: $filter) { nodes { code } totalCount } }`);
    await fc.assert(
      fc.asyncProperty(filters(), async (filter) => {
        const { organizations: found } = await app.anonymous.data(filtered, { filter });
        const expected = organizations.filter((row) => meets(row, filter)).map(({ code }) => code);
        expect(found.totalCount).toBe(expected.length);
        expect(found.nodes.map(({ code }) => code)).toEqual(expected.slice(0, 100));
      }),
      { numRuns: inDepth(120, 40) },
    );
  });

  test.each(['children', 'descendants'] as const)('means the same among %s', async (list) => {
    const parents = organizations.filter(({ id }) => childrenOf.has(id));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parents), filters(), async (parent, filter) => {
        const { organization } = await app.anonymous.data(
          `query ($id: ID!, $filter: OrganizationFilter) { organization(id: $id) { ${list}(first: 100, filter: $filter) { nodes { code } totalCount } } }`,
          { id: idOf(parent), filter },
        );
        const expected = codesOf(below(parent, list === 'children' ? 1 : Infinity).filter((row) => meets(row, filter)));
        expect(organization[list].totalCount).toBe(expected.length);
        expect(codesOf(organization[list].nodes)).toEqual(expected.slice(0, 100));
      }),
      { numRuns: inDepth(60, 30) },
    );
  });

  test('of stations cuts them by place too', async () => {
    const halls = graphql(`query CouncilHalls($within: ID!) {
      organization(code: "003") { stations(filter: { within: $within, kinds: [COUNCIL_HALL] }) { totalCount } } }`);
    const { organization } = await admins.get('003')!.data(halls, { within: idOf(byCode('003-C1')) });
    const [{ count } = { count: -1 }] = await app.database.query<{ count: number }>(
      `${seats} select count(*)::int from station where kind = 'COUNCIL_HALL' and host_id in (select id from seat)`,
      [byCode('003-C1').id],
    );
    expect(count).toBe(1);
    expect(organization!.stations.totalCount).toBe(count);
  });
});

test('every post that the demo knows is a term of the graph, and every one of the notice board shows its holder', async () => {
  const rows = await app.database.query<{ position: Position }>('select distinct position from appointment');
  for (const { position } of rows) expect(positions).toHaveProperty(position);
  const { appointments } = await app.anonymous.data(
    graphql(`query NamesOnTheBoard { appointments(first: 100) { nodes { position person { publicName } } } }`),
  );
  for (const { position, person } of appointments.nodes) {
    expect(publicPositions).toContain(position);
    expect(person.publicName).toEqual(expect.any(String));
  }
});
