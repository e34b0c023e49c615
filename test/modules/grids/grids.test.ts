import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Persona, personas } from '../../../src/demo/personas.js';
import { parseId, publicId } from '../../../src/kernel/ids.js';
import { publicPositions } from '../../../src/modules/organisations/organization.terms.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { inDepth } from '../../kit/depth.js';

const communities = ['000', '001', '002', '003', '004'] as const;

interface GridRow {
  id: string;
  code: string;
  name: string;
  level: number;
  kind: string;
  status: string;
  parent: string | null;
  community: string;
  branch: string | null;
  coverage: string;
  inclusions: string[];
  households: number;
  residents: number;
  leader: string | null;
  min: number | null;
  max: number | null;
}

let app: App;
let grids: GridRow[];

// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's; tests say what they expect of it.
type Any = any;

const today = `(now() at time zone 'Asia/Shanghai')::date`;

beforeAll(async () => {
  app = await startApp();
  grids = await app.database.query<GridRow>(
    `select g.id, g.code, g.name, g.level, g.kind, g.status, p.code as parent, c.code as community, b.code as branch, g.branch_coverage as coverage,
       g.inclusions, g.household_count as households, g.resident_count as residents, r.min_households as min, r.max_households as max,
       (select a.person_id from appointment a where a.grid_id = g.id and a.position = 'GRID_LEADER'
          and a.valid_from <= ${today} and (a.valid_to is null or a.valid_to > ${today})) as leader
     from grid g join organization c on c.id = g.community_id left join grid p on p.id = g.parent_id left join organization b on b.id = g.branch_id
       left join coverage_rule r on r.community_id = g.community_id and g.level = coalesce(r.grid_level, g.level)
     order by g.code collate "C"`,
  );
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

const ofJurisdiction = (code: string) => grids.filter((grid) => grid.code.startsWith(`${code}-`));
const above = ({ parent }: GridRow): GridRow[] => {
  const own = grids.find(({ code }) => code === parent);
  return own ? [...above(own), own] : [];
};
const sizeStatusOf = ({ households, min, max }: GridRow): string => {
  if (min === null && max === null) return 'NO_RULE';
  if (min !== null && households < min) return 'BELOW';
  return max !== null && households > max ? 'ABOVE' : 'WITHIN';
};
const codesOf = (list: readonly { code: string }[]): string[] => list.map(({ code }) => code);

async function everyGrid(client: Client, fields: string, filter: object): Promise<Any[]> {
  const nodes: Any[] = [];
  for (let after: string | null = null; ; ) {
    const { grids: page }: Any = await client.data(
      `query ($filter: GridFilter, $after: String) { grids(first: 80, after: $after, filter: $filter) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`,
      { filter, after },
    );
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}
const rootId = async (code: string): Promise<string> =>
  (await app.anonymous.data('query ($code: String!) { organization(code: $code) { id } }', { code })).organization.id;

describe.each(communities)('the grids of %s', (code) => {
  test('are told as they are', async () => {
    const nodes = await everyGrid(
      app.anonymous,
      `id code name level kind status inclusions branchCoverage sizeStatus parent { code } community { code } branch { code } ancestors { code } leader { id }
       children { totalCount } descendants { totalCount }`,
      { within: await rootId(code) },
    );
    const rows = ofJurisdiction(code);
    expect(rows.length).toBeGreaterThan(0);
    expect(nodes).toEqual(
      rows.map((row) => ({
        id: publicId('Grid', row.id),
        code: row.code,
        name: row.name,
        level: row.level,
        kind: row.kind,
        status: row.status,
        inclusions: row.inclusions,
        branchCoverage: row.coverage,
        sizeStatus: sizeStatusOf(row),
        parent: row.parent && { code: row.parent },
        community: { code: row.community },
        branch: row.branch && { code: row.branch },
        ancestors: above(row).map(({ code }) => ({ code })),
        leader: row.leader && { id: publicId('Person', row.leader) },
        children: { totalCount: rows.filter(({ parent }) => parent === row.code).length },
        descendants: { totalCount: rows.filter((other) => above(other).includes(row)).length },
      })),
    );
    for (const { level, ancestors } of nodes) expect(level).toBe(ancestors.length + 1);
  });

  test('hang on their communities, and on the jurisdiction as a whole', async () => {
    const { organization } = await app.anonymous.data(
      `query ($code: String!) { organization(code: $code) { grids { totalCount } descendants(first: 100, filter: { kinds: [COMMUNITY] }) { nodes { code grids { totalCount } } } } }`,
      { code },
    );
    const rows = ofJurisdiction(code);
    expect(organization.grids.totalCount).toBe(rows.length);
    for (const { code, grids } of organization.descendants.nodes) {
      expect(grids.totalCount).toBe(rows.filter(({ community }) => community === code).length);
    }
  });

  test('without a leader are the vacancies', async () => {
    const within = await rootId(code);
    const vacancies = await everyGrid(app.anonymous, 'code leader { id }', { within, hasLeader: false });
    const led = await everyGrid(app.anonymous, 'code leader { id }', { within, hasLeader: true });
    const codes = (has: boolean) => codesOf(ofJurisdiction(code).filter(({ leader }) => (leader !== null) === has));
    expect(codesOf(vacancies)).toEqual(codes(false));
    expect(codesOf(led)).toEqual(codes(true));
    for (const { leader } of vacancies) expect(leader).toBeNull();
    for (const { leader } of led) expect(leader).not.toBeNull();
  });

  test('tell the rule of their community, where it has one', async () => {
    const { organization } = await app.anonymous.data(
      `query ($code: String!) { organization(code: $code) { coverageRule { id } descendants(first: 100, filter: { kinds: [COMMUNITY] }) {
        nodes { code coverageRule { branchPolicy gridLevel minHouseholds maxHouseholds targetPersons serviceCircleMinutes } } } } }`,
      { code },
    );
    expect(organization.coverageRule).toBeNull();
    const rules = await app.database.query<Record<string, unknown>>(
      `select o.code, r.branch_policy as "branchPolicy", r.grid_level as "gridLevel", r.min_households as "minHouseholds", r.max_households as "maxHouseholds",
         r.target_persons as "targetPersons", r.service_circle_minutes as "serviceCircleMinutes"
       from organization o left join coverage_rule r on r.community_id = o.id where o.kind = 'COMMUNITY' and o.code like $1 order by o.code`,
      [`${code}-%`],
    );
    expect(organization.descendants.nodes).toEqual(
      rules.map(({ code, ...rule }) => ({ code, coverageRule: rule.branchPolicy === null ? null : rule })),
    );
  });

  test('keep their counts for who signed in to the jurisdiction', async () => {
    const rows = ofJurisdiction(code).slice(0, 5);
    const told = async (client: Client) =>
      (await everyGrid(client, 'code householdCount residentCount', { within: await rootId(code) })).slice(0, 5);
    const counts = rows.map(({ code, households, residents }) => ({ code, householdCount: households, residentCount: residents }));
    const nothing = rows.map(({ code }) => ({ code, householdCount: null, residentCount: null }));
    const other = communities[(communities.indexOf(code) + 1) % communities.length]!;
    expect(await told(await app.as('resident', code))).toEqual(counts);
    expect(await told(await app.as('dashboard', code))).toEqual(counts);
    expect(await told(app.anonymous)).toEqual(nothing);
    expect(await told(await app.as('admin', other))).toEqual(nothing);
  });
});

test('of the four size statuses each occurs, and each is what the rule says', async () => {
  expect(new Set(grids.map(sizeStatusOf))).toEqual(new Set(['WITHIN', 'BELOW', 'ABOVE', 'NO_RULE']));
});

test('the whole picture of 004: one vacancy, and nobody stands in', async () => {
  const { grids: vacancies } = await app.anonymous.data(
    'query ($within: ID!) { grids(filter: { within: $within, hasLeader: false }) { totalCount nodes { kind leader { id } } } }',
    { within: await rootId('004') },
  );
  expect(vacancies.totalCount).toBe(1);
});

test('in 003 every grid has a branch of its own, and no branch two grids', async () => {
  const nodes = await everyGrid(app.anonymous, 'branchCoverage branch { id kind }', { within: await rootId('003') });
  expect(nodes).toHaveLength(57);
  expect(new Set(nodes.map(({ branch }) => branch.id)).size).toBe(57);
  expect(new Set(nodes.map(({ branchCoverage, branch }) => `${branchCoverage} ${branch.kind}`))).toEqual(
    new Set(['OWN GRID_PARTY_BRANCH']),
  );
});

describe('a filter of grids', () => {
  interface Filter {
    levels?: number[];
    kinds?: string[];
    hasLeader?: boolean;
    branchCoverage?: string[];
    text?: string;
    within?: GridRow | null;
    and?: Filter[];
    or?: Filter[];
    not?: Filter;
  }
  const nowhere = publicId('Grid', '00000000-0000-7000-8000-000000000001');
  const sent = ({ within, and, or, not, ...rest }: Filter): object => ({
    ...rest,
    ...(within === undefined ? {} : { within: within === null ? nowhere : publicId('Grid', within.id) }),
    ...(and ? { and: and.map(sent) } : {}),
    ...(or ? { or: or.map(sent) } : {}),
    ...(not ? { not: sent(not) } : {}),
  });
  const meets = (row: GridRow, { levels, kinds, hasLeader, branchCoverage, text, within, and, or, not }: Filter): boolean =>
    (!levels || levels.includes(row.level)) &&
    (!kinds || kinds.includes(row.kind)) &&
    (hasLeader === undefined || (row.leader !== null) === hasLeader) &&
    (!branchCoverage || branchCoverage.includes(row.coverage)) &&
    (text === undefined ||
      text
        .normalize('NFKC')
        .replaceAll(/[ー─]/g, '-')
        .replaceAll(/\u2800|\u0301/g, ' ')
        .trim()
        .toLowerCase()
        .split(/ +/)
        .every((word) => [row.name, row.code, row.code.replaceAll('-', '')].some((value) => value.toLowerCase().includes(word)))) &&
    (within === undefined || (within !== null && [row, ...above(row)].includes(within))) &&
    (!and || and.every((inner) => meets(row, inner))) &&
    (!or || or.some((inner) => meets(row, inner))) &&
    (!not || !meets(row, not));

  test('means what it says, however it is put together', async () => {
    const some = <T>(...values: T[]) => fc.constantFrom(...values);
    const { filter } = fc.letrec<{ filter: Filter; question: Filter }>((tie) => ({
      question: fc.oneof(
        fc.record({ levels: fc.array(some(0, 1, 2, 3, -1, 2_147_483_647), { maxLength: 3 }) }),
        fc.record({ kinds: fc.array(some('GENERAL', 'MICRO_PARTY', 'SPECIAL'), { maxLength: 2 }) }),
        fc.record({ hasLeader: fc.boolean() }),
        fc.record({ branchCoverage: fc.array(some('OWN', 'JOINT', 'NONE'), { maxLength: 2 }) }),
        fc.record({
          text: some(
            '',
            'G0',
            'g01',
            '网格',
            '苑',
            '%',
            '_',
            '\\',
            '\u3000Ｇ０',
            '000g01',
            '000 网格',
            '000-',
            '000ーg01',
            '000ｰ 000─G01',
            '网格\u2800G0',
            '\u2800',
            '\u0301',
          ),
        }),
        fc.record({ within: some(null, ...grids.filter(({ level }) => level === 1)) }),
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
    }));
    await fc.assert(
      fc.asyncProperty(filter, async (wanted) => {
        const { grids: found } = await app.anonymous.data(
          'query ($filter: GridFilter) { grids(first: 100, filter: $filter) { nodes { code } totalCount } }',
          { filter: sent(wanted) },
        );
        const expected = codesOf(grids.filter((row) => meets(row, wanted)));
        expect(found.totalCount).toBe(expected.length);
        expect(codesOf(found.nodes)).toEqual(expected.slice(0, 100));
      }),
      { numRuns: inDepth(120, 40) },
    );
  });
});

describe('who serves on a grid', () => {
  const staffOf = async (client: Client, code: string, day?: string) =>
    (
      await client.data(
        'query ($code: String!, $day: Date) { grid(code: $code) { staff(asOf: $day) { id position grid { code } organization { id } } } }',
        {
          code,
          day,
        },
      )
    ).grid.staff as Any[];
  const held = (code: string, day: string | null, only?: readonly string[]) =>
    app.database.query<{ id: string; position: string }>(
      `select a.id, a.position from appointment a join grid g on g.id = a.grid_id
       where g.code = $1 and ($3::text[] is null or a.position = any($3))
         and a.valid_from <= coalesce($2::date, ${today}) and (a.valid_to is null or a.valid_to > coalesce($2::date, ${today}))`,
      [code, day, only ?? null],
    );
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => publicId('Appointment', id)).sort();

  test.each(communities)('in %s is known for any day', async (community) => {
    const admin = await app.as('admin', community);
    const changes = await app.database.query<{ code: string; day: string }>(
      `select distinct g.code, d::date::text as day from appointment a join grid g on g.id = a.grid_id,
         unnest(array[a.valid_from - 1, a.valid_from, a.valid_to - 1, a.valid_to]) d
       where g.code like $1 and d is not null order by 1, 2`,
      [`${community}-%`],
    );
    const step = Math.ceil(changes.length / 25);
    for (const { code, day } of changes.filter((_, i) => i % step === 0)) {
      expect((await staffOf(admin, code, day)).map(({ id }) => id).sort(), `${code} ${day}`).toEqual(ids(await held(code, day)));
    }
  });

  test('is shown to everybody as far as it hangs on the notice board', async () => {
    for (const { code } of [...ofJurisdiction('000').slice(0, 4), ...ofJurisdiction('003').slice(0, 4)]) {
      const staff = await staffOf(app.anonymous, code);
      expect(staff.map(({ id }) => id).sort()).toEqual(ids(await held(code, null, publicPositions)));
      for (const { grid, organization } of staff) expect([grid, organization]).toEqual([{ code }, null]);
    }
  });
});

describe('names', () => {
  interface Told {
    id: string;
    name: string;
    publicName: string | null;
    phone: string | null;
  }
  /** Every person that somebody meets, by every path there is. */
  async function meet(client: Client, grid: string, community: string): Promise<{ people: Told[]; text: string }> {
    const person = 'person { id name publicName phone }';
    const { data, errors, text } = await client.ask(
      `query ($grid: String!, $community: String!) {
        grid(code: $grid) { leader { id name publicName phone } staff { ${person} } }
        organization(code: $community) { appointments(first: 100) { nodes { ${person} } } grids(first: 2) { nodes { leader { id name publicName phone } staff { ${person} } } } }
        appointments(first: 60) { nodes { ${person} } }
        viewer { person { id name publicName phone } }
      }`,
      { grid, community },
    );
    expect(errors).toBeUndefined();
    const people: Told[] = [];
    const collect = (value: Any): void => {
      if (Array.isArray(value)) value.forEach(collect);
      else if (value && typeof value === 'object') {
        if ('publicName' in value) people.push(value);
        else Object.values(value).forEach(collect);
      }
    };
    collect(data);
    const { nodes } = await client.data('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Person { id name publicName phone } } }', {
      ids: [...new Set(people.map(({ id }) => id))].slice(0, 100),
    });
    return { people: [...people, ...nodes.filter(Boolean)], text: `${text}${JSON.stringify(nodes)}` };
  }

  let phones: string[];
  beforeAll(async () => {
    const rows = await app.database.query<{ phone: string }>('select phone from person where phone is not null');
    phones = rows.map(({ phone }) => phone);
  });

  const asked = [...Object.keys(personas), 'nobody'] as (Persona | 'nobody')[];
  test.each(communities.flatMap((code) => asked.map((persona) => [persona, code] as const)))(
    '%s of %s meets nobody under two names, and nobody’s telephone in full',
    async (persona, code) => {
      const client = persona === 'nobody' ? app.anonymous : await app.as(persona, code);
      const [grid] = ofJurisdiction(code);
      const { people, text } = await meet(client, grid!.code, grid!.community);
      expect(people.length).toBeGreaterThan(5);
      const rows = await app.database.query<{
        id: string;
        name: string;
        phone: string | null;
        place: string | null;
        own: boolean;
        public: boolean;
      }>(
        `select p.id, p.name, p.phone, p.place, left(p.place, 4) = (select place from organization where code = $1) as own,
           exists (select from appointment a where a.person_id = p.id and a.position = any($2) and a.valid_from <= ${today}
             and (a.valid_to is null or a.valid_to > ${today})) as public from person p where p.id = any($3)`,
        [code, publicPositions, people.map(({ id }) => parseId(id)!.uuid)],
      );
      const rowOf = new Map(rows.map((row) => [publicId('Person', row.id), row]));
      const covered = await coveredBy(persona, code);
      for (const { id, name, publicName, phone } of people) {
        const row = rowOf.get(id)!;
        const isOwn = covered.person === row.id;
        const inFull = isOwn || covered.places.some((place) => row.place?.startsWith(place));
        expect(name).toBe(inFull ? row.name : `${[...row.name][0]}*`);
        expect(publicName).toBe(row.public ? row.name : null);
        // A router without a user's token is anonymous.
        const isKnown = persona !== 'nobody' && persona !== 'router' && id.slice(-4) === covered.suffix;
        expect(phone).toBe(isKnown && row.phone ? `${row.phone.slice(0, 3)}****${row.phone.slice(-4)}` : null);
      }
      expect(phones.filter((phone) => text.includes(phone))).toEqual([]);
    },
  );

  /** What access.csv says of Person: in full where the person lives in a grid or stairwell that the post covers. */
  async function coveredBy(persona: Persona | 'nobody', code: string) {
    const [root] = await app.database.query<{ suffix: string }>(
      `select lpad(to_hex(number), 4, '0') as suffix from organization where code = $1`,
      [code],
    );
    const posts = await app.database.query<{ person: string; position: string | null; place: string | null }>(
      `select c.person_id as person, a.position, coalesce(s.place, o.place, g.place) as place from account c
       left join appointment a on a.person_id = c.person_id and a.valid_from <= ${today} and (a.valid_to is null or a.valid_to > ${today})
       left join organization o on o.id = a.organization_id left join grid g on g.id = a.grid_id
       left join stairwell s on s.id = a.stairwell_id where c.subject = $1`,
      [`${persona}@${code}`],
    );
    const covering = [
      ...['GRID_LEADER', 'GRID_WORKER', 'STAIRWELL_CHIEF', 'LANE_CHIEF', 'BUILDING_CHIEF', 'CENTRE_HOUSEHOLD_HEAD'],
      ...['COMMUNITY_CADRE', 'COMMUNITY_WORKER', 'RESIDENTS_COMMITTEE_DIRECTOR', 'RESIDENTS_COMMITTEE_MEMBER', 'COMMUNITY_POLICE'],
    ];
    return {
      suffix: root!.suffix,
      person: posts[0]?.person ?? null,
      places: posts.filter(({ position }) => position !== null && covering.includes(position)).map(({ place }) => place!),
    };
  }

  test('who holds no post on public notice has no public name', async () => {
    const admin = await app.as('admin', '000');
    const { grid } = await admin.data(
      '{ grid(code: "000-G01") { staff { position person { id publicName appointments { position } } } } }',
    );
    const quiet = grid.staff.filter(
      ({ person }: Any) => !person.appointments.some(({ position }: Any) => publicPositions.includes(position)),
    );
    expect(quiet.length).toBeGreaterThan(0);
    for (const { person } of quiet) expect(person.publicName).toBeNull();
  });
});
