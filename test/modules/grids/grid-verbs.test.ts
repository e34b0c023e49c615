import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseId, publicId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { CHAINED, watchWrites } from '../../kit/writes.js';

type Input = Record<string, unknown>;

let app: App;
const admins = new Map<string, Client>();
let codes = 0;
const newCode = (jurisdiction = '000') => `${jurisdiction}-V${++codes}`;

/** What the table of refusals stands on. Strict: 003, where each grid has a branch of its own. */
let fixed: Record<
  | 'community'
  | 'street'
  | 'strict'
  | 'strictCommittee'
  | 'other'
  | 'committee'
  | 'dissolved'
  | 'grid'
  | 'closed'
  | 'strictGrid'
  | 'otherGrid'
  | 'strictBranch'
  | 'branch'
  | 'usedBranch'
  | 'deadBranch'
  | 'foreignBranch',
  string
>;

const uuidOf = (id: string): string => parseId(id)!.uuid;
const idOf = async (noun: 'Organization' | 'Grid', code: string): Promise<string> => {
  const [row] = await app.database.query<{ id: string }>(`select id from ${noun === 'Grid' ? 'grid' : 'organization'} where code = $1`, [
    code,
  ]);
  return publicId(noun, row!.id);
};

const fields: Record<string, string> = {
  grid: 'id code name level kind status inclusions householdCount residentCount sizeStatus branchCoverage branch { id } parent { id } community { id } ancestors { id } leader { id }',
  organization: 'id',
  appointment: 'id',
};
async function perform(client: Client, verb: string, entity: string, input: Input) {
  const data = await client.data(
    `mutation ($input: ${verb[0]!.toUpperCase()}${verb.slice(1)}Input!) { ${verb}(input: $input) { ${entity} { ${fields[entity]} } userErrors { code path message } } }`,
    { input },
  );
  return { entity: data[verb][entity], userErrors: data[verb].userErrors };
}
async function done(verb: string, entity: string, input: Input, jurisdiction = '000') {
  const { entity: made, userErrors } = await perform(admins.get(jurisdiction)!, verb, entity, input);
  expect(userErrors).toEqual([]);
  return made;
}
const newGrid = (more: Input = {}, jurisdiction = '000') =>
  done(
    'createGrid',
    'grid',
    {
      communityId: jurisdiction === '000' ? fixed.community : fixed.strict,
      code: newCode(jurisdiction),
      name: '试验网格',
      kind: 'GENERAL',
      ...more,
    },
    jurisdiction,
  );
const newBranch = async (jurisdiction = '000', kind = 'GRID_PARTY_BRANCH'): Promise<string> => {
  const parentId = jurisdiction === '000' ? fixed.committee : fixed.strictCommittee;
  return (await done('createOrganization', 'organization', { parentId, code: newCode(jurisdiction), name: '试验支部', kind }, jurisdiction))
    .id;
};
const bind = (id: string, branchId: string | null, more: Input = {}, jurisdiction = '000') =>
  perform(admins.get(jurisdiction)!, 'bindBranch', 'grid', { id, branchId, ...more });

/** The tables that were written since it was asked last. */
let written: () => Promise<readonly string[]>;

beforeAll(async () => {
  app = await startApp();
  written = await watchWrites(app.database, CHAINED);
  for (const code of ['000', '001', '003']) admins.set(code, await app.as('admin', code));
  fixed = {
    community: await idOf('Organization', '000-C1'),
    street: await idOf('Organization', '000'),
    committee: await idOf('Organization', '000-PC'),
    strict: await idOf('Organization', '003-C1'),
    strictCommittee: publicId(
      'Organization',
      (await app.database.query<{ id: string }>(`select parent_id as id from organization where code = '003-B01'`))[0]!.id,
    ),
    other: await idOf('Organization', '003-C2'),
    otherGrid: await idOf('Grid', '003-C2-G01'),
    strictBranch: await idOf('Organization', '003-B01'),
    usedBranch: await idOf('Organization', '000-B01'),
    foreignBranch: await idOf('Organization', '003-B02'),
  } as typeof fixed;
  fixed.grid = (await newGrid()).id;
  fixed.closed = (await newGrid()).id;
  fixed.strictGrid = (await newGrid({}, '003')).id;
  fixed.branch = await newBranch();
  fixed.deadBranch = await newBranch();
  await done('dissolveOrganization', 'organization', { id: fixed.deadBranch });
  fixed.dissolved = (
    await done('createOrganization', 'organization', { parentId: fixed.street, code: newCode(), name: '撤销的社区', kind: 'COMMUNITY' })
  ).id;
  await done('dissolveOrganization', 'organization', { id: fixed.dissolved });
  await app.database.query(`update grid set status = 'CLOSED' where id = $1`, [uuidOf(fixed.closed)]);
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

describe('createGrid', () => {
  test('makes a grid at the top of a community', async () => {
    const input = {
      communityId: fixed.community,
      code: newCode(),
      name: ' 新网格 ',
      kind: 'MICRO_PARTY',
      inclusions: ['BACK_STREETS', 'ESTATES'],
      householdCount: 21,
      residentCount: 63,
    };
    const { communityId, ...told } = input;
    expect(await newGrid(input)).toEqual({
      ...told,
      name: '新网格',
      id: expect.stringMatching(/^grd_[0-9a-f]{28}0001$/),
      level: 1,
      status: 'ACTIVE',
      sizeStatus: 'NO_RULE',
      branchCoverage: 'NONE',
      branch: null,
      parent: null,
      community: { id: communityId },
      ancestors: [],
      leader: null,
    });
  });

  test('makes grids below grids, as deep as one likes, and their level follows', async () => {
    const made = [await newGrid()];
    for (let level = 2; level <= 7; level++) {
      const grid = await newGrid({ parentId: made.at(-1).id });
      expect(grid).toMatchObject({ level, parent: { id: made.at(-1).id }, ancestors: made.map(({ id }) => ({ id })) });
      made.push(grid);
    }
    const { grid } = await app.anonymous.data(
      `query ($top: ID!, $bottom: ID!) {
        grid(id: $top) { children { nodes { id } } descendants { nodes { id } totalCount } }
        within: grids(filter: { within: $bottom }) { nodes { id } }
      }`,
      { top: made[0].id, bottom: made.at(-1).id },
    );
    expect(grid.children.nodes).toEqual([{ id: made[1].id }]);
    expect(grid.descendants.nodes.map(({ id }: { id: string }) => id).sort()).toEqual(
      made
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    );
  });

  test.each([
    [24, 'BELOW'],
    [25, 'WITHIN'],
    [65, 'WITHIN'],
    [66, 'ABOVE'],
    [0, 'BELOW'],
  ])('in a community of 25 to 65 households a grid, a grid of %i is made all the same, and is %s', async (householdCount, sizeStatus) => {
    expect((await newGrid({ householdCount }, '003')).sizeStatus).toBe(sizeStatus);
  });

  test.each([
    [15, null, 14, 'BELOW'],
    [15, null, 15, 'WITHIN'],
    [15, null, 9_999, 'WITHIN'],
    [null, 25, 0, 'WITHIN'],
    [null, 25, 25, 'WITHIN'],
    [null, 25, 26, 'ABOVE'],
    [null, null, 26, 'NO_RULE'],
  ])('where the rule says from %j to %j, a grid of %i is %s', async (min, max, householdCount, sizeStatus) => {
    await app.database.query('update coverage_rule set min_households = $2, max_households = $3 where community_id = $1', [
      uuidOf(fixed.community),
      min,
      max,
    ]);
    expect((await newGrid({ householdCount })).sizeStatus).toBe(sizeStatus);
    await app.database.query('update coverage_rule set min_households = null, max_households = null where community_id = $1', [
      uuidOf(fixed.community),
    ]);
  });

  test('a size rule holds for grids of the level that it names, and the rule of the root for communities without one', async () => {
    const rule = (change: string) =>
      app.database.query(`update coverage_rule set ${change} where community_id = $1`, [uuidOf(fixed.community)]);
    await rule('min_households = 15, grid_level = 2');
    expect((await newGrid({ householdCount: 1 })).sizeStatus).toBe('NO_RULE');
    await rule('grid_level = 1');
    expect((await newGrid({ householdCount: 1 })).sizeStatus).toBe('BELOW');
    await rule('community_id = jurisdiction_id');
    expect((await newGrid({ householdCount: 1 })).sizeStatus).toBe('BELOW');
    await app.database.query(
      `update coverage_rule set community_id = $1, min_households = null, grid_level = null where community_id = jurisdiction_id`,
      [uuidOf(fixed.community)],
    );
  });

  test('gives every new grid a place of its own, also to many at once and beside organisations', async () => {
    const top = (await newGrid()).id;
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        i % 2
          ? newGrid({ parentId: top })
          : done('createOrganization', 'organization', { parentId: fixed.community, code: newCode(), name: '组织', kind: 'ENTERPRISE' }),
      ),
    );
    expect(
      await app.database.query(
        'select place from (select place from organization union all select place from grid) p group by 1 having count(*) > 1',
      ),
    ).toEqual([]);
  });

  test('a new grid stands under the vacancies until somebody leads it, and again when nobody does', async () => {
    const grid = await newGrid();
    const isVacant = async () => {
      const { grids } = await app.anonymous.data(
        'query ($within: ID!) { grids(filter: { within: $within, hasLeader: false }) { nodes { leader { id } } } }',
        { within: grid.id },
      );
      return grids.nodes.length === 1;
    };
    expect(await isVacant()).toBe(true);
    const person = publicId(
      'Person',
      (await app.database.query<{ id: string }>(`select person_id as id from account where subject = 'resident@000'`))[0]!.id,
    );
    const post = await done('appointPerson', 'appointment', { personId: person, position: 'GRID_LEADER', gridId: grid.id });
    expect(await isVacant()).toBe(false);
    expect(
      (await app.anonymous.data('query ($id: ID!) { grid(id: $id) { leader { id publicName } } }', { id: grid.id })).grid.leader,
    ).toEqual({
      id: person,
      publicName: expect.any(String),
    });
    await done('endAppointment', 'appointment', { id: post.id });
    expect(await isVacant()).toBe(true);
  });
});

describe('bindBranch', () => {
  test('binds a grid to a branch of its own, then to another, then to none', async () => {
    const { id } = await newGrid();
    const [one, two] = [await newBranch(), await newBranch('000', 'ESTATE_PARTY_BRANCH')];
    for (const [branchId, expected] of [
      [one, { branch: { id: one }, branchCoverage: 'OWN' }],
      [two, { branch: { id: two }, branchCoverage: 'OWN' }],
      [null, { branch: null, branchCoverage: 'NONE' }],
      [null, { branch: null, branchCoverage: 'NONE' }],
    ] as const) {
      const { entity, userErrors } = await bind(id, branchId);
      expect(userErrors).toEqual([]);
      expect(entity).toMatchObject(expected);
    }
  });

  test('lets grids share a branch where that is allowed, and said', async () => {
    const branch = await newBranch();
    const [a, b] = [await newGrid(), await newGrid()];
    expect((await bind(a.id, branch, { joint: true })).entity.branchCoverage).toBe('JOINT');
    expect((await bind(b.id, branch)).userErrors).toMatchObject([{ code: 'INVALID', path: ['joint'] }]);
    const { entity, userErrors } = await bind(b.id, branch, { joint: true });
    expect(userErrors).toEqual([]);
    expect(entity).toMatchObject({ branchCoverage: 'JOINT', branch: { id: branch } });
  });

  test('a branch that is free again may be bound in a community of one grid, one branch', async () => {
    const branch = await newBranch('003');
    const [a, b] = [await newGrid({}, '003'), await newGrid({}, '003')];
    expect((await bind(a.id, branch, {}, '003')).userErrors).toEqual([]);
    expect((await bind(b.id, branch, {}, '003')).userErrors).toMatchObject([{ code: 'INVALID', path: ['branchId'] }]);
    expect((await bind(a.id, null, {}, '003')).userErrors).toEqual([]);
    expect((await bind(b.id, branch, {}, '003')).entity.branchCoverage).toBe('OWN');
  });

  test('of six grids that want one branch at once, one gets it', async () => {
    const branch = await newBranch('003');
    const wanting = await Promise.all(Array.from({ length: 6 }, () => newGrid({}, '003')));
    const answers = await Promise.all(wanting.map(({ id }) => bind(id, branch, {}, '003')));
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    const rows = await app.database.query('select code from grid where branch_id = $1', [uuidOf(branch)]);
    expect(rows).toHaveLength(1);
  });

  test('a branch that comes to be shared is no longer the first grid’s own', async () => {
    const branch = await newBranch();
    const [a, b] = [await newGrid(), await newGrid()];
    expect((await bind(a.id, branch)).entity.branchCoverage).toBe('OWN');
    expect((await bind(b.id, branch, { joint: true })).userErrors).toEqual([]);
    const { grid } = await app.anonymous.data('query ($id: ID!) { grid(id: $id) { branchCoverage } }', { id: a.id });
    expect(grid.branchCoverage).toBe('JOINT');
  });

  test('a branch bound while it is dissolved covers nothing', async () => {
    for (let round = 0; round < 10; round++) {
      const [branch, { id }] = [await newBranch(), await newGrid()];
      await Promise.all([bind(id, branch), perform(admins.get('000')!, 'dissolveOrganization', 'organization', { id: branch })]);
    }
    const rows = await app.database.query(
      `select g.code from grid g join organization o on o.id = g.branch_id where g.status = 'ACTIVE' and o.status <> 'ACTIVE'`,
    );
    expect(rows).toEqual([]);
  });
});

type Refusal = readonly [
  what: string,
  verb: 'createGrid' | 'bindBranch',
  jurisdiction: string,
  input: () => Input,
  code: string,
  path: string,
];
const create = (more: () => Input) => () => ({ communityId: fixed.community, code: newCode(), name: '名', kind: 'GENERAL', ...more() });
const refusals: readonly Refusal[] = [
  ['of a street', 'createGrid', '000', create(() => ({ communityId: fixed.street })), 'INVALID', 'communityId'],
  ['of a party branch', 'createGrid', '000', create(() => ({ communityId: fixed.branch })), 'INVALID', 'communityId'],
  ['of a community that is no more', 'createGrid', '000', create(() => ({ communityId: fixed.dissolved })), 'INVALID', 'communityId'],
  [
    'below a grid of another community',
    'createGrid',
    '003',
    create(() => ({ communityId: fixed.strict, parentId: fixed.otherGrid, code: newCode('003') })),
    'INVALID',
    'parentId',
  ],
  ['below a grid of another town', 'createGrid', '000', create(() => ({ parentId: fixed.otherGrid })), 'INVALID', 'parentId'],
  ['below a closed grid', 'createGrid', '000', create(() => ({ parentId: fixed.closed })), 'INVALID', 'parentId'],
  ['with a code of nowhere', 'createGrid', '000', create(() => ({ code: 'G99' })), 'INVALID', 'code'],
  ["with another jurisdiction's code", 'createGrid', '000', create(() => ({ code: '003-G99' })), 'INVALID', 'code'],
  ['with a code in Chinese', 'createGrid', '000', create(() => ({ code: '000-网格' })), 'INVALID', 'code'],
  ['with a code of 41 characters', 'createGrid', '000', create(() => ({ code: `000-${'G'.repeat(37)}` })), 'TOO_LONG', 'code'],
  ['with a code that is taken', 'createGrid', '000', create(() => ({ code: '000-G01' })), 'INVALID', 'code'],
  ['without a name', 'createGrid', '000', create(() => ({ name: '\n' })), 'REQUIRED', 'name'],
  ['with a name of 101 characters', 'createGrid', '000', create(() => ({ name: '长'.repeat(101) })), 'TOO_LONG', 'name'],
  ['of less than no household', 'createGrid', '000', create(() => ({ householdCount: -1 })), 'INVALID', 'householdCount'],
  ['of less than no resident', 'createGrid', '000', create(() => ({ residentCount: -5 })), 'INVALID', 'residentCount'],

  ['to a community', 'bindBranch', '000', () => ({ id: fixed.grid, branchId: fixed.community }), 'INVALID', 'branchId'],
  ['to a party committee', 'bindBranch', '000', () => ({ id: fixed.grid, branchId: fixed.committee }), 'INVALID', 'branchId'],
  ['to a branch that is no more', 'bindBranch', '000', () => ({ id: fixed.grid, branchId: fixed.deadBranch }), 'INVALID', 'branchId'],
  ['to a branch of another town', 'bindBranch', '000', () => ({ id: fixed.grid, branchId: fixed.foreignBranch }), 'INVALID', 'branchId'],
  ['silently to a branch of others', 'bindBranch', '000', () => ({ id: fixed.grid, branchId: fixed.usedBranch }), 'INVALID', 'joint'],
  [
    'to the branch of another grid, where each has its own',
    'bindBranch',
    '003',
    () => ({ id: fixed.strictGrid, branchId: fixed.strictBranch }),
    'INVALID',
    'branchId',
  ],
  [
    'jointly, where each has its own',
    'bindBranch',
    '003',
    () => ({ id: fixed.strictGrid, branchId: fixed.strictBranch, joint: true }),
    'INVALID',
    'branchId',
  ],
  ['a version ago', 'bindBranch', '000', () => ({ id: fixed.grid, branchId: fixed.branch, version: 0 }), 'CONFLICT', 'id'],
];
const defects: readonly Refusal[] = [
  ['with a code that is a prefix alone', 'createGrid', '000', create(() => ({ code: '000-' })), 'INVALID', 'code'],
  ['a closed grid', 'bindBranch', '000', () => ({ id: fixed.closed, branchId: fixed.branch }), 'WRONG_STATE', 'id'],
];

describe('is refused, and nothing changes:', () => {
  const refused = async (_what: string, verb: Refusal[1], jurisdiction: string, inputOf: () => Input, code: string, path: string) => {
    const input: Input = { ...inputOf(), idempotencyKey: crypto.randomUUID() };
    await written();
    const { entity, userErrors } = await perform(admins.get(jurisdiction)!, verb, 'grid', input);
    expect(userErrors).toEqual([{ code, path: [path], message: expect.stringMatching(/^.{10,200}\.$/) }]);
    expect(entity?.id ?? null).toBe(input.id ?? null);
    expect(await written()).toEqual([]);
  };
  test.each(refusals)('%s: %s', refused);
  test.each(defects)('%s: %s', refused);
});

describe('a repeat is harmless:', () => {
  const repeats = [
    ['createGrid', async () => create(() => ({}))() as Input, async (input: Input): Promise<Input> => ({ ...input, householdCount: 7 })],
    [
      'bindBranch',
      async () => ({ id: (await newGrid()).id, branchId: await newBranch() }) as Input,
      async (input: Input): Promise<Input> => ({ ...input, joint: true }),
    ],
  ] as const;

  test.each(repeats)('%s, asked again with its key, answers the same and does nothing', async (verb, inputOf, otherOf) => {
    const input = { ...(await inputOf()), idempotencyKey: crypto.randomUUID() };
    const first = await done(verb, 'grid', input);
    await written();
    expect(await done(verb, 'grid', input)).toEqual(first);
    const { userErrors } = await perform(admins.get('000')!, verb, 'grid', await otherOf(input));
    expect(userErrors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH', path: ['idempotencyKey'] }]);
    expect(await written()).toEqual([]);
  });

  test.each(repeats)('%s, sent six times at once, happens once', async (verb, inputOf) => {
    const input = { ...(await inputOf()), idempotencyKey: crypto.randomUUID() };
    const answers = await Promise.all(Array.from({ length: 6 }, () => perform(admins.get('000')!, verb, 'grid', input)));
    const succeeded = answers.filter(({ userErrors }) => userErrors.length === 0);
    expect(new Set(succeeded.map(({ entity }) => entity.id)).size).toBe(1);
    for (const { userErrors } of answers) expect(userErrors.filter(({ code }: { code: string }) => code !== 'IN_FLIGHT')).toEqual([]);
    const [row] = await app.database.query<{ made: number; version: number }>(
      'select (select count(*)::int from grid where code = g.code) as made, version from grid g where id = $1',
      [uuidOf(succeeded[0]!.entity.id)],
    );
    expect(row).toEqual({ made: 1, version: verb === 'createGrid' ? 1 : 2 });
  });
});

test('ids that cannot be right are told apart from ids that were never issued', async () => {
  const never = publicId('Grid', '01a20000-0000-7000-8000-00000000ffff');
  const ask = async (verb: string, input: Input) => {
    const { data, errors = [] } = await admins
      .get('000')!
      .ask(`mutation ($input: ${verb}Input!) { done: ${verb[0]!.toLowerCase()}${verb.slice(1)}(input: $input) { userErrors { code } } }`, {
        input,
      });
    const refusals = (data as { done: { userErrors: { code: string }[] } | null } | undefined)?.done?.userErrors ?? [];
    return [...errors.map(({ extensions }) => extensions?.code), ...refusals.map(({ code }) => code)];
  };
  expect(await ask('BindBranch', { id: fixed.community, branchId: fixed.branch })).toEqual(['INVALID']);
  expect(await ask('BindBranch', { id: fixed.grid, branchId: fixed.grid })).toEqual(['INVALID']);
  expect(await ask('BindBranch', { id: never, branchId: fixed.branch })).toEqual(['NOT_FOUND']);
  expect(await ask('BindBranch', { id: fixed.grid, branchId: never.replace('grd', 'org') })).toEqual(['NOT_FOUND']);
  expect(await ask('CreateGrid', create(() => ({ communityId: fixed.grid }))())).toEqual(['INVALID']);
  expect(await ask('CreateGrid', create(() => ({ parentId: fixed.community }))())).toEqual(['INVALID']);
  expect(await ask('CreateGrid', create(() => ({ parentId: never }))())).toEqual(['NOT_FOUND']);
});
