import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf } from '../../../src/kernel/clock.js';
import { parseId, publicId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { CHAINED, watchWrites } from '../../kit/writes.js';

/** Each verb, and what of its payload the tests look at. */
const entities = {
  createOrganization: [
    'organization',
    'code name shortName kind status formation provenance contactPhone address introduction establishedOn',
  ],
  moveOrganization: ['organization', 'code parent { id code } ancestors { code }'],
  dissolveOrganization: ['organization', 'code status dissolvedOn'],
  setEnterpriseProfile: ['enterprise', 'scale employees partyMembers version organization { enterprise { employees } }'],
  relateOrganizations: ['relation', 'kind from { code } to { code } validFrom validTo note'],
  appointPerson: ['appointment', 'position fullTime from to duties person { id } organization { id } grid { id }'],
  endAppointment: ['appointment', 'from to'],
  endRelation: ['relation', 'validTo'],
  openStation: ['station', 'name kind premises areaSqm functions openedOn host { id } grid { id } site { id address }'],
  closeStation: ['station', 'state'],
  reopenStation: ['station', 'state'],
  setOpeningHours: ['station', 'openingHours { weekday opens closes }'],
  setCoverageRule: ['coverageRule', 'branchPolicy gridLevel minHouseholds maxHouseholds targetPersons'],
  removeCoverageRule: ['organization', 'coverageRule { id }'],
  createCategory: ['category', 'code name domain active version'],
  updateCategory: ['category', 'name domain'],
  retireCategory: ['category', 'active'],
  restoreCategory: ['category', 'active'],
} as const;
/** Steps of a workflow that take the same share an input type. */
const sharedInputs: Partial<Record<keyof typeof entities, string>> = {
  closeStation: 'ReasonedStationTransitionInput',
  reopenStation: 'StationTransitionInput',
};
type Verb = keyof typeof entities;
type Input = Record<string, unknown>;

const today = dayOf(new Date());
const daysFrom = (day: string, n: number): string => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);
const yesterday = daysFrom(today, -1);
const tomorrow = daysFrom(today, 1);
/** Days to come, the nearest first. */
const [near, far, farthest] = [100, 200, 300].map((days) => daysFrom(today, days)) as [string, string, string];

let app: App;
let admin: Client;
/** What the tables of this file stand on: made once, changed by nobody. */
let fixed: Record<
  | 'root'
  | 'community'
  | 'branch'
  | 'committee'
  | 'company'
  | 'foreignRoot'
  | 'foreignCommunity'
  | 'top'
  | 'middle'
  | 'bottom'
  | 'dissolved'
  | 'grid'
  | 'vacant'
  | 'closed'
  | 'foreignGrid'
  | 'resident'
  | 'foreigner'
  | 'ended'
  | 'running',
  string
>;

let codes = 0;
const newCode = () => `000-T${++codes}`;

async function perform(client: Client, verb: Verb, input: Input) {
  const [entity, fields] = entities[verb];
  const inputType = sharedInputs[verb] ?? `${verb[0]!.toUpperCase()}${verb.slice(1)}Input`;
  const data = await client.data(
    `mutation ($input: ${inputType}!) { ${verb}(input: $input) { ${entity} { id ${fields} } userErrors { code path message } } }`,
    { input },
  );
  return { entity: data[verb][entity], userErrors: data[verb].userErrors };
}

async function done(verb: Verb, input: Input, client = admin) {
  const { entity, userErrors } = await perform(client, verb, input);
  expect(userErrors).toEqual([]);
  return entity;
}

const organization = (more: Input = {}) =>
  done('createOrganization', { parentId: fixed?.community, code: newCode(), name: '试验组织', kind: 'SOCIAL_ORGANIZATION', ...more });

const uuidOf = (id: string): string => parseId(id)!.uuid;
const idsOf = async (noun: 'Organization' | 'Grid', ...wanted: string[]) => {
  const rows = await app.database.query<{ code: string; id: string }>(
    `select code, id from ${noun === 'Grid' ? 'grid' : 'organization'} where code = any($1)`,
    [wanted],
  );
  return wanted.map((code) => publicId(noun, rows.find((row) => row.code === code)!.id));
};
const personOf = async (subject: string): Promise<string> => {
  const [row] = await app.database.query<{ id: string }>('select person_id as id from account where subject = $1', [subject]);
  return publicId('Person', row!.id);
};
/** Somebody of a jurisdiction who holds no post yet. */
async function somebody(code = '000'): Promise<string> {
  const [row] = await app.database.query<{ id: string }>(
    `insert into person (id, jurisdiction_id, name, place)
     select (left(gen_random_uuid()::text, 32) || lpad(to_hex(o.number), 4, '0'))::uuid, o.id, '试验人', g.place
     from organization o join grid g on g.jurisdiction_id = o.id and o.code = $1 order by g.code limit 1 returning id`,
    [code],
  );
  return publicId('Person', row!.id);
}

/** The tables that were written since it was asked last. */
let written: () => Promise<readonly string[]>;

beforeAll(async () => {
  app = await startApp();
  written = await watchWrites(app.database, CHAINED);
  admin = await app.as('admin', '000');
  const [root, community, branch, committee, company] = await idsOf('Organization', '000', '000-C1', '000-B01', '000-PC', '000-PM1');
  const [foreignRoot, foreignCommunity] = await idsOf('Organization', '001', '001-C1');
  const [grid, foreignGrid] = [...(await idsOf('Grid', '000-G01')), ...(await idsOf('Grid', '001-C1-G01'))];
  fixed = { root, community, branch, committee, company, foreignRoot, foreignCommunity, grid, foreignGrid } as typeof fixed;
  fixed.top = (await organization()).id;
  fixed.middle = (await organization({ parentId: fixed.top })).id;
  fixed.bottom = (await organization({ parentId: fixed.middle })).id;
  fixed.dissolved = (await organization()).id;
  await done('dissolveOrganization', { id: fixed.dissolved });
  for (const name of ['vacant', 'closed'] as const) {
    const { createGrid } = await admin.data(
      'mutation ($input: CreateGridInput!) { createGrid(input: $input) { grid { id } userErrors { code } } }',
      { input: { communityId: fixed.community, code: newCode(), name: '试验网格', kind: 'GENERAL' } },
    );
    fixed[name] = createGrid.grid.id;
  }
  await app.database.query(`update grid set status = 'CLOSED' where id = $1`, [uuidOf(fixed.closed)]);
  fixed.resident = await personOf('resident@000');
  fixed.foreigner = await personOf('resident@001');
  const appointed = async () =>
    (
      await done('appointPerson', {
        personId: await somebody(),
        position: 'INSPECTION_LEAD',
        organizationId: fixed.top,
        from: '2026-01-01',
      })
    ).id;
  fixed.ended = await appointed();
  await done('endAppointment', { id: fixed.ended, on: '2026-03-01' });
  fixed.running = await appointed();
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

describe('createOrganization', () => {
  test('makes an organisation below another one', async () => {
    const code = newCode();
    const input = {
      parentId: fixed.community,
      code: ` ${code} `,
      name: ' 五里墩社区睦邻书画社 ',
      shortName: '书画社',
      kind: 'SOCIAL_ORGANIZATION',
      formation: 'JOINT',
      contactPhone: '0523-87001234',
      address: '睦邻点二楼',
      introduction: '居民自办。',
      establishedOn: '2025-09-01',
    };
    const { parentId: _, ...told } = input;
    const made = await done('createOrganization', input);
    expect(made).toEqual({
      ...told,
      id: expect.stringMatching(/^org_[0-9a-f]{28}0001$/),
      code,
      name: '五里墩社区睦邻书画社',
      status: 'ACTIVE',
      provenance: 'RECORDED',
    });
    const { organizations } = await app.anonymous.data(
      'query ($within: ID!, $code: String!) { organizations(filter: { within: $within, codes: [$code] }) { nodes { id parent { id } } } }',
      { within: fixed.community, code },
    );
    expect(organizations.nodes).toEqual([{ id: made.id, parent: { id: fixed.community } }]);
  });

  test('takes a name of 100 characters, whatever they take in memory', async () => {
    const name = '𠮷'.repeat(100);
    expect((await organization({ name })).name).toBe(name);
  });

  test('gives every new child a place of its own, also to many at once', async () => {
    const parentId = (await organization()).id;
    await Promise.all(Array.from({ length: 12 }, () => organization({ parentId })));
    const places = await app.database.query<{ place: string; parent: string }>(
      'select o.place, p.place as parent from organization o join organization p on p.id = o.parent_id where p.id = $1',
      [uuidOf(parentId)],
    );
    expect(new Set(places.map(({ place }) => place)).size).toBe(12);
    for (const { place, parent } of places) expect(place.slice(0, -4)).toBe(parent);
  });

  test('of twelve who want one code at once, one gets it', async () => {
    const code = newCode();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        perform(admin, 'createOrganization', { parentId: fixed.community, code, name: '同码', kind: 'ENTERPRISE' }),
      ),
    );
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    for (const { userErrors } of answers) for (const { code: problem } of userErrors) expect(['INVALID', 'CONFLICT']).toContain(problem);
  });
});

describe('moveOrganization', () => {
  test('takes along all that is below', async () => {
    const [from, to] = [await organization(), await organization()];
    const moved = await organization({ parentId: from.id });
    const child = await organization({ parentId: moved.id });
    const answer = await done('moveOrganization', { id: moved.id, parentId: to.id });
    expect(answer.parent.id).toBe(to.id);
    expect(answer.ancestors.map(({ code }: { code: string }) => code)).toEqual(['000', '000-C1', to.code]);
    const { organization: seen, from: left } = await app.anonymous.data(
      `query ($child: ID!, $from: ID!) {
        organization(id: $child) { ancestors { id } }
        from: organization(id: $from) { descendants { totalCount } }
      }`,
      { child: child.id, from: from.id },
    );
    expect(seen.ancestors.map(({ id }: { id: string }) => id).slice(2)).toEqual([to.id, moved.id]);
    expect(left.descendants.totalCount).toBe(0);
  });

  test('to where it already is changes nothing', async () => {
    const { id } = await organization();
    await written();
    expect((await done('moveOrganization', { id, parentId: fixed.community })).parent.id).toBe(fixed.community);
    // That somebody asked for it is on record all the same.
    expect(await written()).toEqual(['audit']);
  });
});

describe('dissolveOrganization', () => {
  test('ends the posts and relations of today, and keeps the history', async () => {
    const { id } = await organization();
    const { id: partner, code: partnerCode } = await organization();
    const { id: post } = await done('appointPerson', {
      personId: await somebody(),
      position: 'INSPECTION_LEAD',
      organizationId: id,
      from: yesterday,
    });
    await done('relateOrganizations', { fromId: id, toId: partner, kind: 'SERVES', validFrom: yesterday });
    expect(await done('dissolveOrganization', { id })).toMatchObject({ status: 'DISSOLVED', dissolvedOn: today });
    const seen = await admin.data(
      `query ($id: ID!, $partner: ID!, $post: ID!, $yesterday: Date!) {
        organization(id: $id) { status parent { id } appointments { totalCount } before: appointments(asOf: $yesterday) { totalCount } relations { id } }
        partner: organization(id: $partner) { relations { id } }
        node(id: $post) { ... on Appointment { to } }
      }`,
      { id, partner, post, yesterday },
    );
    expect(seen).toEqual({
      organization: {
        status: 'DISSOLVED',
        parent: { id: fixed.community },
        appointments: { totalCount: 0 },
        before: { totalCount: 1 },
        relations: [],
      },
      partner: { relations: [] },
      node: { to: today },
    });
    expect(partnerCode).toMatch(/^000-/);
  });

  test('goes from below upwards', async () => {
    const parent = await organization();
    const child = await organization({ parentId: parent.id });
    expect((await perform(admin, 'dissolveOrganization', { id: parent.id })).userErrors).toMatchObject([{ code: 'INVALID', path: ['id'] }]);
    await done('dissolveOrganization', { id: child.id });
    await done('dissolveOrganization', { id: parent.id });
  });

  test('cancels the posts that would have begun later', async () => {
    const { id } = await organization();
    await done('appointPerson', { personId: await somebody(), position: 'INSPECTION_LEAD', organizationId: id, from: tomorrow });
    await done('dissolveOrganization', { id });
    const { organization: seen } = await admin.data(
      'query ($id: ID!, $day: Date!) { organization(id: $id) { appointments(asOf: $day) { totalCount } } }',
      { id, day: daysFrom(today, 30) },
    );
    expect(seen.appointments.totalCount).toBe(0);
  });

  test('ends the relation that began today, and the one that would begin tomorrow', async () => {
    const [{ id }, partner] = [await organization(), await organization()];
    await done('relateOrganizations', { fromId: id, toId: partner.id, kind: 'SERVES', validFrom: today });
    await done('relateOrganizations', { fromId: id, toId: partner.id, kind: 'GUIDES', validFrom: tomorrow });
    await done('dissolveOrganization', { id });
    const rows = await app.database.query('select kind from organization_relation where from_id = $1 and valid_to > $2::date', [
      uuidOf(id),
      today,
    ]);
    expect(rows).toEqual([]);
  });

  test('leaves no grid covered by a branch that is no more', async () => {
    const branch = await organization({ parentId: fixed.committee, kind: 'GRID_PARTY_BRANCH' });
    const { createGrid } = await admin.data('mutation ($input: CreateGridInput!) { createGrid(input: $input) { grid { id } } }', {
      input: { communityId: fixed.community, code: newCode(), name: '有支部的网格', kind: 'GENERAL' },
    });
    await admin.data('mutation ($input: BindBranchInput!) { bindBranch(input: $input) { userErrors { code } } }', {
      input: { id: createGrid.grid.id, branchId: branch.id },
    });
    const { userErrors } = await perform(admin, 'dissolveOrganization', { id: branch.id });
    const { grid } = await admin.data('query ($id: ID!) { grid(id: $id) { branchCoverage branch { status } } }', {
      id: createGrid.grid.id,
    });
    // Either it is refused while a grid hangs on it, or the grid is no longer covered.
    if (userErrors.length === 0) expect(grid).toEqual({ branchCoverage: 'NONE', branch: null });
    else expect(grid).toEqual({ branchCoverage: 'OWN', branch: { status: 'ACTIVE' } });
  });

  test('is refused while the organisation still holds an incident', async () => {
    const { id } = await organization();
    const incident = await app.database.query<{ id: string }>(
      `update incident set holder_id = $1, state = 'DISPATCHED' where id = (select id from incident where serial_number like '000-%' and state = 'ACCEPTED' limit 1) returning id`,
      [uuidOf(id)],
    );
    expect(incident).toHaveLength(1);
    expect((await perform(admin, 'dissolveOrganization', { id })).userErrors).toMatchObject([{ path: ['id'] }]);
  });
});

describe('setEnterpriseProfile', () => {
  const profile = { scale: 'SMALL', employees: 40, partyMembers: 0 };

  test('says how large a firm is, in place of what was said before', async () => {
    const { id } = await organization({ kind: 'ENTERPRISE' });
    expect(await done('setEnterpriseProfile', { organizationId: id, ...profile })).toMatchObject({
      ...{ ...profile, version: 1, organization: { enterprise: { employees: 40 } } },
    });
    expect(await done('setEnterpriseProfile', { organizationId: id, ...profile, employees: 45 })).toMatchObject({
      employees: 45,
      version: 2,
    });
  });

  test('set by eight at once is there once', async () => {
    const { id } = await organization({ kind: 'ENTERPRISE' });
    await Promise.all(Array.from({ length: 8 }, (_, n) => done('setEnterpriseProfile', { organizationId: id, ...profile, employees: n })));
    const rows = await app.database.query('select version from enterprise_profile where organization_id = $1', [uuidOf(id)]);
    expect(rows).toEqual([{ version: 8 }]);
  });

  test('finds firms without members of the party, for who signed in to the jurisdiction', async () => {
    const found = async (client: Client, code: string, hasPartyMembers: boolean) => {
      const { organization: root } = await client.data(`{ organization(code: "${code}") { id } }`);
      const { organizations } = await client.data(
        'query ($within: ID!, $has: Boolean!) { organizations(filter: { within: $within, hasPartyMembers: $has }) { totalCount } }',
        { within: root.id, has: hasPartyMembers },
      );
      return organizations.totalCount;
    };
    const officer = await app.as('street-supervisor', '002');
    expect([await found(officer, '002', false), await found(officer, '002', true)]).toEqual([291, 0]);
    expect(await found(await app.as('street-supervisor', '001'), '001', true)).toBe(42);
    expect([await found(app.anonymous, '002', false), await found(admin, '002', false)]).toEqual([0, 0]);
  });
});

describe('relateOrganizations', () => {
  test('is told from both ends, from the day on which it holds', async () => {
    const [from, to] = [await organization(), await organization()];
    const relation = await done('relateOrganizations', { fromId: from.id, toId: to.id, kind: 'CO_BUILDS', note: ' 共建协议 ' });
    expect(relation).toEqual({
      id: expect.stringMatching(/^rel_/),
      kind: 'CO_BUILDS',
      from: { code: from.code },
      to: { code: to.code },
      validFrom: today,
      validTo: null,
      note: '共建协议',
    });
    const later = await done('relateOrganizations', {
      fromId: to.id,
      toId: from.id,
      kind: 'GUIDES',
      validFrom: tomorrow,
      validTo: far,
    });
    expect(later).toMatchObject({ validFrom: tomorrow, validTo: far });
    for (const { id } of [from, to]) {
      const { organization: seen } = await app.anonymous.data('query ($id: ID!) { organization(id: $id) { relations { id } } }', { id });
      expect(seen.relations).toEqual([{ id: relation.id }]);
    }
  });

  test('may hold again after it ended, and in both directions at once', async () => {
    const [a, b] = [await organization(), await organization()];
    const relate = (input: Input) => done('relateOrganizations', { fromId: a.id, toId: b.id, kind: 'SERVES', ...input });
    await relate({ validFrom: '2026-01-01', validTo: '2026-06-01' });
    await relate({ validFrom: '2026-06-01' });
    await relate({ fromId: b.id, toId: a.id });
    await relate({ kind: 'GUIDES' });
  });

  test('made by eight at once is there once', async () => {
    const [from, to] = [await organization(), await organization()];
    await Promise.all(
      Array.from({ length: 8 }, () => perform(admin, 'relateOrganizations', { fromId: from.id, toId: to.id, kind: 'SERVES' })),
    );
    const rows = await app.database.query('select id from organization_relation where from_id = $1', [uuidOf(from.id)]);
    expect(rows).toHaveLength(1);
  });
});

describe('appointPerson', () => {
  test.each([
    ['at an organisation, from today', () => ({ organizationId: fixed.top }), { fullTime: false, from: today, to: null, duties: [] }],
    [
      'on a grid, for a time',
      () => ({ gridId: fixed.vacant, fullTime: true, from: tomorrow, to: far, duties: ['DAILY_PATROL'] }),
      { fullTime: true, from: tomorrow, to: far, duties: ['DAILY_PATROL'] },
    ],
  ])('gives a person a post %s', async (_when, where, told) => {
    const personId = await somebody();
    const input = { personId, position: 'RESPONSIBLE_PERSON', ...where() } as Input;
    expect(await done('appointPerson', input)).toEqual({
      ...told,
      id: expect.stringMatching(/^app_/),
      position: 'RESPONSIBLE_PERSON',
      person: { id: personId },
      organization: input.organizationId ? { id: input.organizationId } : null,
      grid: input.gridId ? { id: input.gridId } : null,
    });
  });

  test('lets a person hold different posts at one time, and the same post elsewhere', async () => {
    const personId = await somebody();
    await done('appointPerson', { personId, position: 'INSPECTION_LEAD', organizationId: fixed.top });
    await done('appointPerson', { personId, position: 'RESPONSIBLE_PERSON', organizationId: fixed.top });
    await done('appointPerson', { personId, position: 'INSPECTION_LEAD', organizationId: fixed.middle });
    await done('appointPerson', { personId, position: 'INSPECTION_LEAD', gridId: fixed.vacant });
  });

  test('lets one leader follow another on the day the other leaves', async () => {
    const { createGrid } = await admin.data('mutation ($input: CreateGridInput!) { createGrid(input: $input) { grid { id } } }', {
      input: { communityId: fixed.community, code: newCode(), name: '换届网格', kind: 'GENERAL' },
    });
    const gridId = createGrid.grid.id;
    const leads = async (input: Input) =>
      perform(admin, 'appointPerson', { personId: await somebody(), position: 'GRID_LEADER', gridId, ...input });
    expect((await leads({ from: '2026-01-01', to: today })).userErrors).toEqual([]);
    expect((await leads({ from: '2026-06-01' })).userErrors).toMatchObject([{ code: 'INVALID', path: ['position'] }]);
    const { entity, userErrors } = await leads({ from: today });
    expect(userErrors).toEqual([]);
    const { grid } = await admin.data('query ($id: ID!) { grid(id: $id) { leader { id } } }', { id: gridId });
    expect(grid.leader).toEqual(entity.person);
  });

  test('of eight who would lead one grid at once, one does', async () => {
    const { createGrid } = await admin.data('mutation ($input: CreateGridInput!) { createGrid(input: $input) { grid { id } } }', {
      input: { communityId: fixed.community, code: newCode(), name: '抢当网格长', kind: 'GENERAL' },
    });
    const people = await Promise.all(Array.from({ length: 8 }, () => somebody()));
    const answers = await Promise.all(
      people.map((personId) => perform(admin, 'appointPerson', { personId, position: 'GRID_LEADER', gridId: createGrid.grid.id })),
    );
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  });

  test('gives its rights at once, also to a token that is in use; its end takes them at once', async () => {
    const resident = await app.as('resident', '000');
    const rights = async () => await resident.data('{ viewer { roles { role } } incidents(first: 1) { totalCount } }');
    const before = await rights();
    expect(before.viewer.roles).toEqual([{ role: 'RESIDENT' }]);
    const { id } = await done('appointPerson', { personId: fixed.resident, position: 'GRID_WORKER', gridId: fixed.grid });
    const [{ count } = { count: 0 }] = await app.database.query<{ count: number }>(
      `select count(*)::int from incident where grid_id = $1 or reporter_id = $2 or assignee_id = $2`,
      [uuidOf(fixed.grid), uuidOf(fixed.resident)],
    );
    expect(count).toBeGreaterThan(0);
    expect(await rights()).toEqual({
      viewer: { roles: [{ role: 'RESIDENT' }, { role: 'GRID_WORKER' }] },
      incidents: { totalCount: count },
    });
    await done('endAppointment', { id });
    expect(await rights()).toEqual(before);
  });

  test('takes a post from a day before one that was never begun', async () => {
    const personId = await somebody();
    const post = { personId, position: 'INSPECTION_LEAD', organizationId: fixed.bottom };
    const { id } = await done('appointPerson', { ...post, from: today });
    // Ended on its first day: it was never held.
    await done('endAppointment', { id, on: today });
    await done('appointPerson', { ...post, from: yesterday });
  });
});

describe('endAppointment', () => {
  test.each([
    ['today, if nothing is said', {}, today, []],
    ['on a day to come, until when it is held', { on: far }, far, ['INSPECTION_LEAD']],
    ['back on its first day, as if it had not begun', { on: '2026-01-01' }, '2026-01-01', []],
  ])('ends a post %s', async (_when, more, to, held) => {
    const personId = await somebody();
    const { id } = await done('appointPerson', { personId, position: 'INSPECTION_LEAD', organizationId: fixed.bottom, from: '2026-01-01' });
    expect(await done('endAppointment', { id, ...more })).toEqual({ id, from: '2026-01-01', to });
    const { node } = await admin.data('query ($id: ID!) { node(id: $id) { ... on Person { appointments { position } } } }', {
      id: personId,
    });
    expect(node.appointments.map(({ position }: { position: string }) => position)).toEqual(held);
  });

  test('brings an end forward, but never back', async () => {
    const { id } = await done('appointPerson', {
      personId: await somebody(),
      position: 'INSPECTION_LEAD',
      organizationId: fixed.bottom,
      from: '2026-01-01',
      to: farthest,
    });
    expect((await done('endAppointment', { id, on: near })).to).toBe(near);
    const { entity, userErrors } = await perform(admin, 'endAppointment', { id, on: far });
    expect(userErrors).toMatchObject([{ code: 'WRONG_STATE', path: ['id'] }]);
    expect(entity.to).toBe(near);
  });
});

describe('a station', () => {
  const opened = () => done('openStation', { hostId: fixed.community, name: '活动室', kind: 'ACTIVITY_ROOM', address: '某路9号' });
  const told = async (client: Client, id: string) => {
    const { node } = await client.data(
      `query ($id: ID!) { node(id: $id) { ... on Station { state openingHours { weekday } viewerActions { verb allowed reason }
         history { totalCount nodes { id verb from to note at actor { id } organization { code } } } } } }`,
      { id },
    );
    return node;
  };

  test('is closed and reopened, and its history tells whoever signed in there who did it and why', async () => {
    const { id } = await opened();
    expect(await done('closeStation', { id, reason: '装修', note: '三月底完工' })).toEqual({ id, state: 'CLOSED' });
    const { viewerActions, history } = await told(admin, id);
    expect(viewerActions).toEqual([
      { verb: 'closeStation', allowed: false, reason: 'Not while it is CLOSED; possible from OPEN.' },
      { verb: 'reopenStation', allowed: true, reason: null },
    ]);
    const me = await personOf('admin@000');
    expect(history.nodes).toMatchObject([
      { verb: 'openStation', from: null, to: 'OPEN', note: null, actor: { id: me }, organization: { code: '000' } },
      { verb: 'closeStation', from: 'OPEN', to: 'CLOSED', note: '装修\n三月底完工', actor: { id: me }, organization: { code: '000' } },
    ]);
    expect(await done('reopenStation', { id })).toEqual({ id, state: 'OPEN' });
    expect((await told(admin, id)).history.totalCount).toBe(3);
    // To everybody else the steps alone, by the way over the station and by their own ids.
    const steps = history.nodes.map(({ id, verb, to, at }: Input) => ({ id, verb, to, at, note: null, actor: null }));
    for (const client of [app.anonymous, await app.as('admin', '001')]) {
      expect((await told(client, id)).history.nodes.slice(0, 2)).toMatchObject(steps);
      const { nodes } = await client.data(
        'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on HistoryEntry { id verb to at note actor { id } } } }',
        { ids: steps.map(({ id }: Input) => id) },
      );
      expect(nodes).toEqual(steps);
    }
  });

  test('whose host is dissolved stays closed', async () => {
    const host = await organization();
    const { id } = await done('openStation', { hostId: host.id, name: '站', kind: 'SERVICE_HALL', address: '某路8号' });
    await done('closeStation', { id, reason: '撤并' });
    await done('dissolveOrganization', { id: host.id });
    expect((await perform(admin, 'reopenStation', { id })).userErrors).toMatchObject([{ code: 'WRONG_STATE', path: ['id'] }]);
  });

  test('is open at the times that were said last, from Monday on', async () => {
    const { id } = await opened();
    const hours = (weekday: string, opens: string, closes: string) => ({ weekday, opens, closes });
    await done('setOpeningHours', { id, openingHours: [hours('MONDAY', '08:00', '24:00')] });
    const given = [hours('SUNDAY', '09:00', '12:00'), hours('MONDAY', '14:00', '17:30'), hours('MONDAY', '08:30', '12:00')];
    const { openingHours } = await done('setOpeningHours', { id, openingHours: given }, await app.as('community-cadre', '000'));
    expect(openingHours).toEqual(given.toReversed());
    expect((await done('setOpeningHours', { id, openingHours: [] })).openingHours).toEqual([]);
  });

  test.each([
    [
      'a time that there is not',
      [{ weekday: 'MONDAY', opens: '8:30', closes: '25:00' }],
      ['openingHours.0.opens', 'openingHours.0.closes'],
    ],
    ['that end before they begin', [{ weekday: 'MONDAY', opens: '12:00', closes: '12:00' }], ['openingHours.0.closes']],
    [
      'that overlap',
      [
        { weekday: 'MONDAY', opens: '11:00', closes: '13:00' },
        { weekday: 'MONDAY', opens: '08:00', closes: '11:30' },
      ],
      ['openingHours'],
    ],
    ['more than three a day', Array.from({ length: 22 }, () => ({ weekday: 'MONDAY', opens: '08:00', closes: '09:00' })), ['openingHours']],
  ])('has no opening hours: %s', async (_what, openingHours, paths) => {
    const { id } = await opened();
    const { userErrors } = await perform(admin, 'setOpeningHours', { id, openingHours });
    expect(userErrors.map(({ path }: { path: string[] }) => path.join('.'))).toEqual(paths);
  });
});

test('a relation ends on a day, and is not ended twice', async () => {
  const { id } = await done('relateOrganizations', { fromId: fixed.top, toId: fixed.community, kind: 'GUIDES', validFrom: '2026-01-01' });
  expect(await done('endRelation', { id, on: tomorrow, version: 1 })).toEqual({ id, validTo: tomorrow });
  expect((await perform(admin, 'endRelation', { id, version: 1 })).userErrors).toMatchObject([{ code: 'CONFLICT' }]);
  expect((await perform(admin, 'endRelation', { id, on: far })).userErrors).toMatchObject([{ code: 'WRONG_STATE' }]);
});

describe("the rules for a community's grids", () => {
  const ruleOf = async (id: string) =>
    (await admin.data('query ($id: ID!) { organization(id: $id) { coverageRule { id minHouseholds targetPersons } } }', { id }))
      .organization.coverageRule;
  test('are its own once they are set, and the root’s until then', async () => {
    await done('setCoverageRule', { organizationId: fixed.root, branchPolicy: 'JOINT_ALLOWED' });
    const [fresh, root] = [await organization({ parentId: fixed.root, kind: 'COMMUNITY' }), await ruleOf(fixed.root)];
    expect(await ruleOf(fresh.id)).toEqual(root);
    const own = { branchPolicy: 'ONE_GRID_ONE_BRANCH', minHouseholds: 10, maxHouseholds: 20, gridLevel: 1, targetPersons: 60 };
    const rule = await done('setCoverageRule', { organizationId: fresh.id, ...own });
    expect(rule).toMatchObject(own);
    // What is left out is not asked for any more.
    const again = await done('setCoverageRule', { organizationId: fresh.id, branchPolicy: 'JOINT_ALLOWED' });
    expect(again).toEqual({
      id: rule.id,
      branchPolicy: 'JOINT_ALLOWED',
      gridLevel: null,
      minHouseholds: null,
      maxHouseholds: null,
      targetPersons: null,
    });
    expect(await ruleOf(fixed.root)).toEqual(root);
    const removed = await done('removeCoverageRule', { organizationId: fresh.id });
    expect(removed).toEqual({ id: fresh.id, coverageRule: { id: root.id } });
    expect(await ruleOf(fresh.id)).toEqual(root);
    expect((await perform(admin, 'removeCoverageRule', { organizationId: fresh.id })).userErrors).toMatchObject([
      { code: 'WRONG_STATE', path: ['organizationId'] },
    ]);
  });
  test.each([
    ['fewer at most than at least', () => ({ minHouseholds: 20, maxHouseholds: 10 }), 'maxHouseholds'],
    ['of an organisation that has no grids', () => ({ organizationId: fixed.top }), 'organizationId'],
    ['of level 0', () => ({ gridLevel: 0 }), 'gridLevel'],
  ])('are not: %s', async (_what, more, path) => {
    const input = { organizationId: fixed.community, branchPolicy: 'JOINT_ALLOWED', ...more() };
    expect((await perform(admin, 'setCoverageRule', input)).userErrors).toMatchObject([{ code: 'INVALID', path: [path] }]);
  });
});

test('a category is made, changed, taken out of use and taken into use again', async () => {
  const made = await done('createCategory', { code: 'T-1', name: '试验', domain: 'ENVIRONMENT' });
  expect(made).toMatchObject({ code: 'T-1', name: '试验', domain: 'ENVIRONMENT', active: true, version: 1 });
  const { id } = made;
  expect((await perform(admin, 'createCategory', { code: 't-1', name: '别的', domain: 'ENVIRONMENT' })).userErrors).toMatchObject([
    { code: 'INVALID', path: ['code'] },
  ]);
  expect(await done('updateCategory', { id, name: '试验二' })).toMatchObject({ name: '试验二', domain: 'ENVIRONMENT' });
  expect(await done('retireCategory', { id })).toMatchObject({ active: false });
  expect((await perform(admin, 'retireCategory', { id })).userErrors).toMatchObject([{ code: 'WRONG_STATE' }]);
  const report = { title: '试验', categoryId: id, gridId: fixed.grid, channel: 'WECHAT' };
  const reported = () =>
    admin.data('mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { userErrors { path } } }', { input: report });
  expect((await reported()).reportIncident.userErrors).toEqual([{ path: ['categoryId'] }]);
  expect(await done('restoreCategory', { id })).toMatchObject({ active: true });
  expect((await reported()).reportIncident.userErrors).toEqual([]);
});

describe('openStation', () => {
  const station = (more: Input) =>
    done('openStation', { hostId: fixed.community, name: '睦邻点', kind: 'NEIGHBOUR_POINT', address: '某地', ...more });

  test('opens a station at a site', async () => {
    const input = {
      hostId: fixed.community,
      gridId: fixed.grid,
      name: ' 银杏睦邻点 ',
      kind: 'NEIGHBOUR_POINT',
      address: ' 银杏花园3幢车库 ',
      premises: 'GARAGE',
      areaSqm: 46,
      functions: ['议事', '调解'],
      openedOn: '2026-05-04',
    };
    expect(await done('openStation', input)).toEqual({
      id: expect.stringMatching(/^sta_/),
      name: '银杏睦邻点',
      kind: 'NEIGHBOUR_POINT',
      premises: 'GARAGE',
      areaSqm: 46,
      functions: ['议事', '调解'],
      openedOn: '2026-05-04',
      host: { id: fixed.community },
      grid: { id: fixed.grid },
      site: { id: expect.stringMatching(/^sit_/), address: '银杏花园3幢车库' },
    });
  });

  test('three at one address, opened at once, are three in one', async () => {
    const address = '三站合一路1号';
    const made = await Promise.all(
      (['PARTY_WORK', 'POLICE_WORK', 'GRID_WORK'] as const).map((kind) => station({ address, kind, name: `${kind}站` })),
    );
    const { node } = await app.anonymous.data(
      'query ($id: ID!) { node(id: $id) { ... on StationSite { address stations { id kind } } } }',
      {
        id: made[0].site.id,
      },
    );
    expect(node.address).toBe(address);
    expect(node.stations.map(({ kind }: { kind: string }) => kind)).toEqual(['GRID_WORK', 'PARTY_WORK', 'POLICE_WORK']);
    expect(node.stations.map(({ id }: { id: string }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
  });

  test('in two jurisdictions at one address share no site', async () => {
    const here = await station({ address: '同名路1号' });
    const there = await done(
      'openStation',
      { hostId: fixed.foreignCommunity, name: '站', kind: 'SERVICE_HALL', address: '同名路1号' },
      await app.as('admin', '001'),
    );
    expect(here.site.id).not.toBe(there.site.id);
  });
});

type Refusal = readonly [what: string, verb: Verb, input: () => Input | Promise<Input>, code: string, path: string];
const long = (n: number) => '长'.repeat(n);
const create = (more: () => Input) => () => ({ parentId: fixed.community, code: newCode(), name: '名', kind: 'ENTERPRISE', ...more() });
const relate = (more: () => Input) => () => ({ fromId: fixed.top, toId: fixed.community, kind: 'SERVES', ...more() });
const appoint = (more: () => Input | Promise<Input>) => async () => ({
  personId: fixed.resident,
  position: 'INSPECTION_LEAD',
  organizationId: fixed.top,
  ...(await more()),
});
const open = (more: () => Input) => () => ({ hostId: fixed.community, name: '站', kind: 'SERVICE_HALL', address: '地', ...more() });

const refusals: readonly Refusal[] = [
  ['a grid as the parent', 'createOrganization', create(() => ({ parentId: fixed.grid })), 'INVALID', 'parentId'],
  ['no id at all', 'createOrganization', create(() => ({ parentId: 'C1' })), 'INVALID', 'parentId'],
  ['a station to relate to', 'relateOrganizations', relate(() => ({ toId: 'sta_01a2000000007000800000000000ffff' })), 'INVALID', 'toId'],
  ['an organisation as the person', 'appointPerson', appoint(() => ({ personId: fixed.top })), 'INVALID', 'personId'],
  ['an organisation as the grid', 'appointPerson', appoint(() => ({ organizationId: null, gridId: fixed.top })), 'INVALID', 'gridId'],
  ['a grid as the host', 'openStation', open(() => ({ hostId: fixed.grid })), 'INVALID', 'hostId'],
  ['below one that is no longer at work', 'createOrganization', create(() => ({ parentId: fixed.dissolved })), 'INVALID', 'parentId'],
  ['a second street office', 'createOrganization', create(() => ({ kind: 'STREET_OFFICE' })), 'INVALID', 'kind'],
  ['a town government below a street', 'createOrganization', create(() => ({ kind: 'TOWN_GOVERNMENT' })), 'INVALID', 'kind'],
  ['with a code of nowhere', 'createOrganization', create(() => ({ code: 'T1' })), 'INVALID', 'code'],
  ["with another jurisdiction's code", 'createOrganization', create(() => ({ code: '001-T1' })), 'INVALID', 'code'],
  ["with the jurisdiction's own code", 'createOrganization', create(() => ({ code: '000' })), 'INVALID', 'code'],
  ['with a blank in its code', 'createOrganization', create(() => ({ code: '000-T 1' })), 'INVALID', 'code'],
  ['with a code in Chinese', 'createOrganization', create(() => ({ code: '000-社区' })), 'INVALID', 'code'],
  ['with a code of 41 characters', 'createOrganization', create(() => ({ code: `000-${'T'.repeat(37)}` })), 'TOO_LONG', 'code'],
  ['with an empty code', 'createOrganization', create(() => ({ code: '' })), 'REQUIRED', 'code'],
  ['with a code that is taken', 'createOrganization', create(() => ({ code: '000-C1' })), 'INVALID', 'code'],
  ['with a taken code between blanks', 'createOrganization', create(() => ({ code: ' 000-C1 ' })), 'INVALID', 'code'],
  ['without a name', 'createOrganization', create(() => ({ name: '' })), 'REQUIRED', 'name'],
  ['with a blank name', 'createOrganization', create(() => ({ name: ' \t\u3000 ' })), 'REQUIRED', 'name'],
  ['with a name of 101 characters', 'createOrganization', create(() => ({ name: long(101) })), 'TOO_LONG', 'name'],
  ['with an endless introduction', 'createOrganization', create(() => ({ introduction: long(2_001) })), 'TOO_LONG', 'introduction'],
  ['with an endless address', 'createOrganization', create(() => ({ address: long(201) })), 'TOO_LONG', 'address'],
  ['with an endless key', 'createOrganization', create(() => ({ idempotencyKey: long(201) })), 'TOO_LONG', 'idempotencyKey'],

  ['below itself', 'moveOrganization', () => ({ id: fixed.top, parentId: fixed.top }), 'CYCLE', 'parentId'],
  ['below its child', 'moveOrganization', () => ({ id: fixed.top, parentId: fixed.middle }), 'CYCLE', 'parentId'],
  ['below its grandchild', 'moveOrganization', () => ({ id: fixed.top, parentId: fixed.bottom }), 'CYCLE', 'parentId'],
  ['across jurisdictions', 'moveOrganization', () => ({ id: fixed.top, parentId: fixed.foreignCommunity }), 'INVALID', 'parentId'],
  ['below one that is no longer at work', 'moveOrganization', () => ({ id: fixed.top, parentId: fixed.dissolved }), 'INVALID', 'parentId'],
  ['the root', 'moveOrganization', () => ({ id: fixed.root, parentId: fixed.top }), 'INVALID', 'id'],
  ['a version ago', 'moveOrganization', () => ({ id: fixed.bottom, parentId: fixed.top, version: 0 }), 'CONFLICT', 'id'],

  ['the root', 'dissolveOrganization', () => ({ id: fixed.root }), 'INVALID', 'id'],
  ['with others below at work', 'dissolveOrganization', () => ({ id: fixed.top }), 'INVALID', 'id'],
  ['a community with grids', 'dissolveOrganization', () => ({ id: fixed.community }), 'INVALID', 'id'],
  ['twice', 'dissolveOrganization', () => ({ id: fixed.dissolved }), 'WRONG_STATE', 'id'],
  ['a version ago', 'dissolveOrganization', () => ({ id: fixed.bottom, version: 99 }), 'CONFLICT', 'id'],

  [
    'of what is no firm',
    'setEnterpriseProfile',
    () => ({ organizationId: fixed.top, scale: 'SMALL', employees: 2, partyMembers: 1 }),
    'INVALID',
    'organizationId',
  ],
  [
    'with more members of the party than people',
    'setEnterpriseProfile',
    () => ({ organizationId: fixed.top, scale: 'SMALL', employees: 1, partyMembers: 2 }),
    'INVALID',
    'partyMembers',
  ],

  ['with itself', 'relateOrganizations', relate(() => ({ toId: fixed.top })), 'INVALID', 'toId'],
  ['across jurisdictions', 'relateOrganizations', relate(() => ({ toId: fixed.foreignRoot })), 'INVALID', 'toId'],
  [
    'until before it begins',
    'relateOrganizations',
    relate(() => ({ validFrom: '2026-05-02', validTo: '2026-05-01' })),
    'INVALID',
    'validTo',
  ],
  ['for no day', 'relateOrganizations', relate(() => ({ validFrom: '2026-05-01', validTo: '2026-05-01' })), 'INVALID', 'validTo'],
  ['until a day that is over', 'relateOrganizations', relate(() => ({ validTo: yesterday })), 'INVALID', 'validTo'],
  ['with an endless note', 'relateOrganizations', relate(() => ({ note: long(501) })), 'TOO_LONG', 'note'],
  [
    'who are related so already',
    'relateOrganizations',
    async () => {
      const { id: toId } = await organization();
      await done('relateOrganizations', { fromId: fixed.top, toId, kind: 'SERVES', validTo: far });
      return { fromId: fixed.top, toId, kind: 'SERVES', validFrom: daysFrom(far, -1) };
    },
    'INVALID',
    'kind',
  ],

  ['to a post of nowhere', 'appointPerson', appoint(() => ({ organizationId: null })), 'INVALID', 'organizationId'],
  ['to a post at two places', 'appointPerson', appoint(() => ({ gridId: fixed.vacant })), 'INVALID', 'organizationId'],
  ['until before it begins', 'appointPerson', appoint(() => ({ from: '2026-05-02', to: '2026-05-01' })), 'INVALID', 'to'],
  ['for no day', 'appointPerson', appoint(() => ({ from: '2026-05-01', to: '2026-05-01' })), 'INVALID', 'to'],
  ['until a day that is over', 'appointPerson', appoint(() => ({ to: yesterday })), 'INVALID', 'to'],
  [
    'at an organisation that is no longer at work',
    'appointPerson',
    appoint(() => ({ organizationId: fixed.dissolved })),
    'INVALID',
    'organizationId',
  ],
  ['on a closed grid', 'appointPerson', appoint(() => ({ organizationId: null, gridId: fixed.closed })), 'INVALID', 'gridId'],
  [
    'as second leader of a grid',
    'appointPerson',
    appoint(() => ({ organizationId: null, gridId: fixed.grid, position: 'GRID_LEADER' })),
    'INVALID',
    'position',
  ],
  [
    'to a post they hold',
    'appointPerson',
    appoint(async () => {
      const personId = await somebody();
      await done('appointPerson', { personId, position: 'INSPECTION_LEAD', organizationId: fixed.top, to: far });
      return { personId, from: daysFrom(far, -1) };
    }),
    'INVALID',
    'personId',
  ],

  ['before it began', 'endAppointment', () => ({ id: fixed.running, on: '2025-12-31' }), 'INVALID', 'on'],
  ['that has ended', 'endAppointment', () => ({ id: fixed.ended }), 'WRONG_STATE', 'id'],
  ['a version ago', 'endAppointment', () => ({ id: fixed.running, version: 7 }), 'CONFLICT', 'id'],

  ['of a host that is no longer at work', 'openStation', open(() => ({ hostId: fixed.dissolved })), 'INVALID', 'hostId'],
  ['in a grid of another jurisdiction', 'openStation', open(() => ({ gridId: fixed.foreignGrid })), 'INVALID', 'gridId'],
  ['without a name', 'openStation', open(() => ({ name: ' ' })), 'REQUIRED', 'name'],
  ['with a name of 101 characters', 'openStation', open(() => ({ name: long(101) })), 'TOO_LONG', 'name'],
  ['without an address', 'openStation', open(() => ({ address: '' })), 'REQUIRED', 'address'],
  ['with an endless address', 'openStation', open(() => ({ address: long(201) })), 'TOO_LONG', 'address'],
  ['of no area', 'openStation', open(() => ({ areaSqm: 0 })), 'INVALID', 'areaSqm'],
  ['of a negative area', 'openStation', open(() => ({ areaSqm: -20 })), 'INVALID', 'areaSqm'],
];

const defects: readonly Refusal[] = [
  ['with a code that is a prefix alone', 'createOrganization', create(() => ({ code: '000-' })), 'INVALID', 'code'],
  ['with an endless short name', 'createOrganization', create(() => ({ shortName: long(1_000) })), 'TOO_LONG', 'shortName'],
  ['with an endless telephone', 'createOrganization', create(() => ({ contactPhone: '1'.repeat(1_000) })), 'TOO_LONG', 'contactPhone'],
  ['with one that is no longer at work', 'relateOrganizations', relate(() => ({ toId: fixed.dissolved })), 'INVALID', 'toId'],
  [
    'with an endless duty',
    'appointPerson',
    appoint(async () => ({ personId: await somebody(), duties: [long(10_000)] })),
    'TOO_LONG',
    'duties',
  ],
  ['with an endless function', 'openStation', open(() => ({ functions: [long(10_000)] })), 'TOO_LONG', 'functions'],
  ['in a closed grid', 'openStation', open(() => ({ gridId: fixed.closed })), 'INVALID', 'gridId'],
  [
    'one that is no longer at work',
    'moveOrganization',
    async () => {
      const { id } = await organization();
      await done('dissolveOrganization', { id });
      return { id, parentId: fixed.top };
    },
    'WRONG_STATE',
    'id',
  ],
];

describe('is refused, and nothing changes:', () => {
  const refused = async (_what: string, verb: Verb, inputOf: Refusal[2], code: string, path: string) => {
    // A key that came with a refusal stays free.
    const input = { idempotencyKey: crypto.randomUUID(), ...(await inputOf()) } as Input;
    await written();
    const { entity, userErrors } = await perform(admin, verb, input);
    expect(userErrors).toEqual([{ code, path: [path], message: expect.stringMatching(/^.{10,200}\.$/) }]);
    // Where the row is there, it comes along as it is.
    expect(entity?.id ?? null).toBe('id' in input ? input.id : null);
    expect(await written()).toEqual([]);
  };
  test.each(refusals)('%s: %s', refused);
  test.each(defects)('%s: %s', refused);
});

describe('ids that cannot be right', () => {
  const never = (noun: 'Organization' | 'Person' | 'Grid' | 'Appointment') => publicId(noun, '01a20000-0000-7000-8000-00000000ffff');
  const cases: readonly (readonly [string, Verb, () => Input | Promise<Input>, string])[] = [
    ['a parent never issued', 'createOrganization', create(() => ({ parentId: never('Organization') })), 'NOT_FOUND'],
    ['a new parent never issued', 'moveOrganization', () => ({ id: fixed.top, parentId: never('Organization') }), 'NOT_FOUND'],
    ['an organisation never issued', 'dissolveOrganization', () => ({ id: never('Organization') }), 'NOT_FOUND'],
    [
      'a firm never issued',
      'setEnterpriseProfile',
      () => ({ organizationId: never('Organization'), scale: 'SMALL', employees: 1, partyMembers: 0 }),
      'NOT_FOUND',
    ],
    ['a relative never issued', 'relateOrganizations', relate(() => ({ fromId: never('Organization') })), 'NOT_FOUND'],
    ['a person never issued', 'appointPerson', appoint(() => ({ personId: never('Person') })), 'NOT_FOUND'],
    ['a person of another jurisdiction', 'appointPerson', appoint(() => ({ personId: fixed.foreigner })), 'NOT_FOUND'],
    ['a grid never issued', 'appointPerson', appoint(() => ({ organizationId: null, gridId: never('Grid') })), 'NOT_FOUND'],
    ['a post never issued', 'endAppointment', () => ({ id: never('Appointment') }), 'NOT_FOUND'],
    ['a host never issued', 'openStation', open(() => ({ hostId: never('Organization') })), 'NOT_FOUND'],
    ['a grid never issued', 'openStation', open(() => ({ gridId: never('Grid') })), 'NOT_FOUND'],
  ];
  test.each(cases)('%s: %s', async (_what, verb, inputOf, code) => {
    const input = await inputOf();
    await written();
    const inputType = `${verb[0]!.toUpperCase()}${verb.slice(1)}Input`;
    const { data, errors } = await admin.ask(`mutation ($input: ${inputType}!) { ${verb}(input: $input) { userErrors { code } } }`, {
      input,
    });
    expect(data).toEqual({ [verb]: null });
    expect(errors).toEqual([
      { message: expect.stringMatching(/^.{10,200}\.$/), path: [verb], locations: expect.anything(), extensions: { code } },
    ]);
    expect(await written()).toEqual([]);
  });

  test('tell who asks no more of another jurisdiction than of nobody', async () => {
    const ask = (personId: string) =>
      admin.ask('mutation ($input: AppointPersonInput!) { appointPerson(input: $input) { userErrors { code } } }', {
        input: { personId, position: 'INSPECTION_LEAD', organizationId: fixed.top },
      });
    expect((await ask(fixed.foreigner)).text).toBe((await ask(never('Person'))).text);
  });
});

describe('a repeat is harmless:', () => {
  type Repeat = readonly [verb: Verb, table: string, input: () => Promise<Input>, other: (input: Input) => Input | Promise<Input>];
  const repeats: readonly Repeat[] = [
    ['createOrganization', 'organization', async () => create(() => ({}))(), (input) => ({ ...input, name: '另名' })],
    [
      'moveOrganization',
      'organization',
      async () => ({ id: (await organization()).id, parentId: (await organization()).id }),
      (input) => ({ ...input, parentId: fixed.top }),
    ],
    [
      'dissolveOrganization',
      'organization',
      async () => ({ id: (await organization()).id }),
      async () => ({ id: (await organization()).id }),
    ],
    [
      'relateOrganizations',
      'organization_relation',
      async () => ({ fromId: (await organization()).id, toId: fixed.top, kind: 'SERVES' }),
      (input) => ({ ...input, kind: 'GUIDES' }),
    ],
    [
      'appointPerson',
      'appointment',
      async () => ({ personId: await somebody(), position: 'INSPECTION_LEAD', organizationId: fixed.top }),
      (input) => ({ ...input, fullTime: true }),
    ],
    [
      'endAppointment',
      'appointment',
      async () => ({
        id: (await done('appointPerson', { personId: await somebody(), position: 'INSPECTION_LEAD', organizationId: fixed.top })).id,
      }),
      (input) => ({ ...input, on: tomorrow }),
    ],
    ['openStation', 'station', async () => open(() => ({}))(), (input) => ({ ...input, areaSqm: 12 })],
  ];
  const countOf = async (table: string) => (await app.database.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n;

  test.each(repeats)('%s, asked again with its key, answers the same and does nothing', async (verb, _table, inputOf, otherOf) => {
    const input = { ...(await inputOf()), idempotencyKey: crypto.randomUUID() };
    const first = await done(verb, input);
    const other = { ...(await otherOf(input)), idempotencyKey: input.idempotencyKey };
    await written();
    expect(await done(verb, input)).toEqual(first);
    expect((await perform(admin, verb, other)).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH', path: ['idempotencyKey'] }]);
    expect(await written()).toEqual([]);
  });

  test.each(repeats)('%s, sent six times at once, happens once', async (verb, table, inputOf) => {
    const input = { ...(await inputOf()), idempotencyKey: crypto.randomUUID() };
    const before = await countOf(table);
    const answers = await Promise.all(Array.from({ length: 6 }, () => perform(admin, verb, input)));
    const succeeded = answers.filter(({ userErrors }) => userErrors.length === 0);
    expect(succeeded.length).toBeGreaterThanOrEqual(1);
    expect(new Set(succeeded.map(({ entity }) => entity.id)).size).toBe(1);
    for (const { userErrors } of answers) expect(userErrors.filter(({ code }: { code: string }) => code !== 'IN_FLIGHT')).toEqual([]);
    expect(await countOf(table)).toBe(before + ('id' in input ? 0 : 1));
    expect((await done(verb, input)).id).toBe(succeeded[0]!.entity.id);
  });

  test('a key that was refused may be used for the right input', async () => {
    const input = { parentId: fixed.community, code: newCode(), name: '', kind: 'ENTERPRISE', idempotencyKey: crypto.randomUUID() };
    expect((await perform(admin, 'createOrganization', input)).userErrors).toMatchObject([{ code: 'REQUIRED' }]);
    await done('createOrganization', { ...input, name: '有名' });
  });

  test('a key is one person’s: another may use the same', async () => {
    const idempotencyKey = crypto.randomUUID();
    const mine = await organization({ idempotencyKey });
    const theirs = await done(
      'createOrganization',
      { parentId: fixed.community, code: newCode(), name: '别家', kind: 'ENTERPRISE', idempotencyKey },
      await app.as('street-supervisor', '000'),
    );
    expect(theirs.id).not.toBe(mine.id);
  });

  test('a key that was used for one verb is taken for every other', async () => {
    const idempotencyKey = crypto.randomUUID();
    const { id } = await organization({ idempotencyKey });
    expect((await perform(admin, 'dissolveOrganization', { id, idempotencyKey })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_MISMATCH' },
    ]);
  });
});

describe('who was slower', () => {
  const versionOf = async (table: string, id: string) =>
    (await app.database.query<{ version: number }>(`select version from ${table} where id = $1`, [uuidOf(id)]))[0]!.version;

  test('learns so, and gets the organisation as it is now', async () => {
    const [{ id }, a, b] = [await organization(), await organization(), await organization()];
    const version = await versionOf('organization', id);
    await done('moveOrganization', { id, parentId: a.id, version });
    const { entity, userErrors } = await perform(admin, 'moveOrganization', { id, parentId: b.id, version });
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['id'] }]);
    expect(entity.parent.id).toBe(a.id);
    await done('moveOrganization', { id, parentId: b.id, version: await versionOf('organization', id) });
  });

  test('is one of two, when both come at once with the same version', async () => {
    for (let round = 0; round < 5; round++) {
      const [{ id }, a, b] = [await organization(), await organization(), await organization()];
      const version = await versionOf('organization', id);
      const answers = await Promise.all([a, b].map((parent) => perform(admin, 'moveOrganization', { id, parentId: parent.id, version })));
      const outcomes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'DONE').sort();
      expect(outcomes).toEqual(['CONFLICT', 'DONE']);
    }
  });

  test('ends a post once', async () => {
    const { id } = await done('appointPerson', { personId: await somebody(), position: 'INSPECTION_LEAD', organizationId: fixed.top });
    const version = await versionOf('appointment', id);
    const answers = await Promise.all([tomorrow, far].map((on) => perform(admin, 'endAppointment', { id, on, version })));
    expect(answers.map(({ userErrors }) => userErrors[0]?.code ?? 'DONE').sort()).toEqual(['CONFLICT', 'DONE']);
  });

  test.each(['Organization', 'Grid', 'Appointment'])('can read the version of an %s that its verbs ask for', async (type) => {
    const { __type } = await app.anonymous.data(`{ __type(name: "${type}") { fields { name } } }`);
    expect(__type.fields).toContainEqual({ name: 'version' });
  });
});
