import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bare, cat, grd, inc, move, openTown, org, type Town, uuid } from './town.js';

/** Categories have two levels: what is said of one of the first level holds for those below it, unless more is said of them. */

// What answers say, as they stand in JSON.
// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's.
type Row = any;

let town: Town;
const FIELDS = `id code publicName active reportable version responsibleKinds externalCodes { scheme code } parent { code } children { code }`;

async function manage(verb: string, input: object, who: 'street-supervisor' | 'community-cadre' = 'street-supervisor') {
  const { data, errors } = await (await town.as(who)).ask(
    `mutation ($input: ${verb[0]!.toUpperCase()}${verb.slice(1)}Input!) { done: ${verb}(input: $input) { category { ${FIELDS} } userErrors { code path } } }`,
    { input },
  );
  const [problem] = data?.done?.userErrors ?? [];
  return errors ? errors[0]!.extensions!.code : problem ? `${problem.code} ${problem.path.join('.')}` : data.done.category;
}
let made = 0;
const create = (input: object = {}) => manage('createCategory', { code: `N-${++made}`, name: '新类别', domain: 'ENVIRONMENT', ...input });
const update = (id: string, input: object) => manage('updateCategory', { id, ...input });

async function report(categoryId: string, more: object = {}): Promise<string> {
  const { reportIncident } = await (await town.as('resident')).data(
    `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { code path } } }`,
    { input: { title: '事情', categoryId, gridId: grd(town.seat('000-G01')), channel: 'WECHAT', ...more } },
  );
  const [problem] = reportIncident.userErrors;
  return problem ? `${problem.code} ${problem.path.join('.')}` : reportIncident.incident.id;
}

/** A year about the newest report. */
async function aroundNow() {
  const [newest] = await town.query(
    `select (max(reported_at) - interval '300 days')::date::text as "from", (max(reported_at) + interval '30 days')::date::text as "to" from incident`,
  );
  return newest;
}

beforeAll(async () => {
  town = await openTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

test('a code is kept in half width with plain hyphens, and means one category, in any case and with other hyphens', async () => {
  expect(await create({ code: ' Ｋ ー９ａ\u2800' })).toMatchObject({ code: 'K -9a' });
  for (const code of ['k9a', 'Ｋ９Ａ', 'K-9-A', 'k\u28009─a', '\u200bK9a']) expect(await create({ code }), code).toBe('INVALID code');
  await town.query("update incident_category set code = 'Ｋ－９ｂ' where code = 'K -9a'");
  for (const code of ['K9B', 'Ｋ－９ｂ']) expect(await create({ code }), code).toBe('INVALID code');
  expect(await create({ code: 'K9_B' })).toMatchObject({ code: 'K9_B' });
});

test('a category belongs to one of the first level, and leaves it again', async () => {
  const top = await create();
  expect(top).toMatchObject({ parent: null, children: [], reportable: true });
  const below = await create({ parentId: top.id });
  expect(below).toMatchObject({ parent: { code: top.code }, reportable: true });
  expect(await update(top.id, {})).toMatchObject({ children: [{ code: below.code }], reportable: false });
  expect(await update(below.id, { name: '改名' })).toMatchObject({ parent: { code: top.code } });
  expect(await update(below.id, { parentId: null })).toMatchObject({ parent: null });
  expect(await update(top.id, {})).toMatchObject({ children: [], reportable: true });
});

describe('what no category belongs to', () => {
  let top: Row;
  let below: Row;
  beforeAll(async () => {
    top = await create();
    below = await create({ parentId: top.id });
  });
  test.each<readonly [what: string, parent: () => string | Promise<string>]>([
    ['one of the second level', () => below.id],
    ['one of another jurisdiction', () => cat(town.category('OTHER', '001'))],
    ['one that nobody made', () => cat(uuid())],
    [
      'one that is out of use',
      async () => {
        const { id } = await create();
        await manage('retireCategory', { id });
        return id;
      },
    ],
  ])('%s', async (_what, parent) => {
    const parentId = await parent();
    expect(await create({ parentId })).toBe('INVALID parentId');
    expect(await update((await create()).id, { parentId })).toBe('INVALID parentId');
  });

  test('itself; nor does one that has others below it belong to any', async () => {
    const { id } = await create();
    expect(await update(id, { parentId: id })).toBe('INVALID parentId');
    expect(await update(top.id, { parentId: id })).toBe('INVALID parentId');
  });

  test('of two that are put below each other at once one stays above', async () => {
    const [one, other] = [await create(), await create()];
    const done = await Promise.all([update(one.id, { parentId: other.id }), update(other.id, { parentId: one.id })]);
    expect(done.filter((answer) => answer === 'INVALID parentId')).toHaveLength(1);
  });

  test('and who does not manage categories puts none anywhere', async () => {
    expect(await manage('updateCategory', { id: below.id, parentId: null }, 'community-cadre')).toBe('FORBIDDEN');
  });
});

test('something is reported in what has none below it, and only such are offered', async () => {
  const top = await create();
  const below = await create({ parentId: top.id });
  const offered = async () =>
    (await town.app.anonymous.data('{ grid(code: "000-G01") { incidentCategories { id } } }')).grid.incidentCategories.map(
      ({ id }: Row) => id,
    );
  expect(await report(top.id)).toBe('INVALID categoryId');
  expect(await report(below.id)).toMatch(/^inc_/i);
  expect(await offered()).toContain(below.id);
  expect(await offered()).not.toContain(top.id);
  await manage('retireCategory', { id: below.id });
  expect(await report(below.id)).toBe('INVALID categoryId');
  expect(await report(top.id)).toMatch(/^inc_/i);
  expect(await offered()).toContain(top.id);
});

test('one goes out of use after those below it, and comes back before them', async () => {
  const top = await create();
  const below = await create({ parentId: top.id });
  expect(await manage('retireCategory', { id: top.id })).toBe('WRONG_STATE id');
  expect(await manage('retireCategory', { id: below.id })).toMatchObject({ active: false });
  expect(await manage('retireCategory', { id: top.id })).toMatchObject({ active: false });
  expect(await manage('restoreCategory', { id: below.id })).toBe('WRONG_STATE id');
  expect(await manage('restoreCategory', { id: top.id })).toMatchObject({ active: true });
  expect(await manage('restoreCategory', { id: below.id })).toMatchObject({ active: true, reportable: true });
});

test('residents call it by its public name; kinds of organisations are its own, or those of the category above', async () => {
  const top = await create({ responsibleKinds: ['COMMUNITY', 'POLICE_STATION'] });
  expect(top).toMatchObject({ publicName: '新类别', responsibleKinds: ['COMMUNITY', 'POLICE_STATION'] });
  const below = await create({ parentId: top.id, publicName: '门口的事' });
  expect(below).toMatchObject({ publicName: '门口的事', responsibleKinds: ['COMMUNITY', 'POLICE_STATION'] });
  expect(await update(below.id, { responsibleKinds: ['PROPERTY_COMPANY'] })).toMatchObject({
    ...{ publicName: '门口的事', responsibleKinds: ['PROPERTY_COMPANY'] },
  });
  expect(await update(below.id, { responsibleKinds: [] })).toMatchObject({ responsibleKinds: ['COMMUNITY', 'POLICE_STATION'] });
});

test('a code of others means one category of the jurisdiction', async () => {
  const code = { scheme: '热线目录', code: 'A-1' };
  const one = await create({ externalCodes: [code, { ...code, code: 'A-2' }] });
  expect(one.externalCodes).toEqual([code, { ...code, code: 'A-2' }]);
  expect(await create({ externalCodes: [code] })).toBe('INVALID externalCodes');
  expect(
    await create({
      externalCodes: [
        { ...code, code: 'B' },
        { ...code, code: 'B' },
      ],
    }),
  ).toBe('INVALID externalCodes');
  expect(await update(one.id, { externalCodes: [code] })).toMatchObject({ externalCodes: [code] });
  expect(
    await create({
      externalCodes: [
        { ...code, code: 'A-2' },
        { ...code, scheme: '国标' },
      ],
    }),
  ).toMatchObject({
    externalCodes: [{ code: 'A-2' }, { scheme: '国标' }],
  });
});

test('by a code of others one reports, and finds the category and its incidents, also from the one above', async () => {
  const [topCode, code] = [
    { scheme: '热线目录', code: 'T' },
    { scheme: '热线目录', code: 'T-1' },
  ];
  const top = await create({ externalCodes: [topCode] });
  const below = await create({ parentId: top.id, externalCodes: [code] });
  const made = await report(undefined!, { externalCode: code });
  expect(await report(undefined!, { externalCode: { ...code, scheme: '国标' } })).toBe('INVALID externalCode');
  expect(await report(undefined!)).toBe('INVALID categoryId');
  expect(await report(below.id, { externalCode: code })).toBe('INVALID categoryId');
  const officer = await town.as('street-supervisor');
  const found = async (externalCode: object) => {
    const { incidents, incidentCategories } = await officer.data(
      `query ($code: ExternalCodeFilter!) { incidents(first: 9, filter: { externalCode: $code }) { nodes { id category { id } } }
         incidentCategories(externalCode: $code) { id } }`,
      { code: externalCode },
    );
    return [incidents.nodes, incidentCategories];
  };
  const expected = [{ id: made, category: { id: below.id } }];
  expect(await found(code)).toEqual([expected, [{ id: below.id }]]);
  expect(await found(topCode)).toEqual([expected, [{ id: top.id }]]);
  expect(await found({ ...code, code: 't-1' })).toEqual([[], []]);
  // Codes of others are each jurisdiction's own.
  const elsewhere = await (await town.as('street-supervisor', '001')).data(
    'query ($code: ExternalCodeFilter!) { incidentCategories(externalCode: $code) { id } }',
    { code },
  );
  expect(elsewhere.incidentCategories).toEqual([]);
  await expect(
    officer.subscribe('subscription { incidentEvents(filter: { externalCode: { scheme: "x", code: "y" } }) { cursor } }').next(),
  ).rejects.toThrow('externalCode');
});

test('who handles it by none of the kinds of the category gets it with a reason alone', async () => {
  const top = await create({ responsibleKinds: ['POLICE_STATION'] });
  const below = await create({ parentId: top.id });
  const { incident } = await (await town.as('street-supervisor')).data('query ($id: ID!) { incident(id: $id) { id } }', {
    id: await report(below.id),
  });
  const cadre = await town.as('community-cadre');
  const id = bare(incident.id);
  expect((await move(cadre, 'accept', id)).outcome).toBe('DONE');
  const away = { organizationId: org(town.seat('000-PM1')) };
  expect(await move(cadre, 'dispatch', id, away)).toMatchObject({ outcome: 'REQUIRED', path: ['note'] });
  expect(await move(cadre, 'dispatch', id, { ...away, note: ' ' })).toMatchObject({ outcome: 'REQUIRED', path: ['note'] });
  expect((await move(cadre, 'dispatch', id, { ...away, note: '辖区无派出所，先由物业处置' })).outcome).toBe('DONE');
  await update(below.id, { responsibleKinds: ['PROPERTY_COMPANY'] });
  const next = bare(await report(below.id));
  expect((await move(cadre, 'accept', next)).outcome).toBe('DONE');
  expect((await move(cadre, 'dispatch', next, away)).outcome).toBe('DONE');
});

describe('what is said of a category', () => {
  let top: Row;
  let below: Row;
  let beside: Row;
  beforeAll(async () => {
    top = await create();
    [below, beside] = [await create({ parentId: top.id }), await create({ parentId: top.id })];
  });

  test('finds incidents below it, in lists and on streams', async () => {
    const supervisor = await town.as('street-supervisor');
    const stream = supervisor.subscribe<{ incidentEvents: { change: string; incidentId: string | null } }>(
      'subscription ($categories: [ID!]) { incidentEvents(filter: { categories: $categories }) { change incidentId } }',
      { categories: [top.id] },
    );
    await stream.nextWhere(({ incidentEvents }) => incidentEvents.change === 'HEARTBEAT');
    await report(cat(town.category('STREET_LIGHT')));
    const wanted = await report(below.id);
    const { incidentEvents } = await stream.nextWhere(({ incidentEvents }) => incidentEvents.change !== 'HEARTBEAT');
    stream.close();
    expect(incidentEvents).toEqual({ change: 'ENTERED', incidentId: wanted });
    const found = async (category: Row) =>
      (
        await supervisor.data('query ($ids: [ID!]) { incidents(first: 9, filter: { categories: $ids }) { nodes { id } } }', {
          ids: [category.id],
        })
      ).incidents.nodes.map(({ id }: Row) => id);
    expect([await found(top), await found(below), await found(beside)]).toEqual([[wanted], [wanted], []]);
  });

  test('sets deadlines and routes below it, unless a rule of their own does', async () => {
    const supervisor = await town.as('street-supervisor');
    const deadline = async (id: string) =>
      (await supervisor.data('query ($id: ID!) { incident(id: $id) { acceptBy acceptRedAt: redAt holder { code } } }', { id })).incident;
    const rule = (categoryId: string, acceptYellow: number) =>
      supervisor.data('mutation ($input: SetSlaRuleInput!) { setSlaRule(input: $input) { userErrors { code } } }', {
        input: { organizationId: org(town.seat('000')), categoryId, acceptYellow },
      });
    await rule(top.id, 30);
    await rule(beside.id, 600);
    await rule(beside.id, 6_000);
    const [ofTop, ofBeside] = [await deadline(await report(below.id)), await deadline(await report(beside.id))];
    expect(Date.parse(ofBeside.acceptBy)).toBeGreaterThan(Date.parse(ofTop.acceptBy));

    const { createRoutingRule } = await supervisor.data(
      'mutation ($input: CreateRoutingRuleInput!) { createRoutingRule(input: $input) { userErrors { code path } } }',
      {
        input: {
          ...{ organizationId: org(town.seat('000')), name: '上级类别', categoryIds: [top.id], position: 1 },
          ...{ target: 'ORGANIZATION', targetOrganizationId: org(town.seat('000-PM1')) },
        },
      },
    );
    expect(createRoutingRule.userErrors).toEqual([]);
    expect(await deadline(await report(below.id))).toMatchObject({ holder: { code: '000-PM1' } });
    const { explainRouting } = await supervisor.data(
      'query ($input: ExplainRoutingInput!) { explainRouting(input: $input) { holder { code } } }',
      { input: { title: '事情', categoryId: below.id, gridId: grd(town.seat('000-G01')) } },
    );
    expect(explainRouting.holder.code).toBe('000-PM1');
  });

  test('is no business of a level below it, unless they are named themselves', async () => {
    const bare = async (row: Row) => (await town.query('select id from incident_category where code = $1', [row.code]))[0]!.id;
    const refuse = async (row: Row) => {
      const id = uuid();
      const away = { holder_id: town.seat('000-PM1'), previous_holder_id: town.seat('000-C1'), assignee_id: null };
      await town.write([{ id, state: 'DISPATCHED', category_id: await bare(row), ...away }]);
      const { data } = await (await town.as('property-staff')).ask(
        'mutation ($input: RefuseDispatchInput!) { refuseDispatch(input: $input) { userErrors { code } } }',
        { input: { id: inc(id) } },
      );
      return data.refuseDispatch.userErrors[0]?.code ?? 'DONE';
    };
    await (await town.as('street-supervisor')).data(
      'mutation ($input: PublishDutyListInput!) { publishDutyList(input: $input) { userErrors { code } } }',
      { input: { organizationId: org(town.seat('000')), level: 'PROPERTY_COMPANY', notOursIds: [top.id], assistIds: [beside.id] } },
    );
    expect([await refuse(below), await refuse(beside)]).toEqual(['DONE', 'WRONG_STATE']);
  });

  test('counts with those below it', async () => {
    const { statistics } = await (await town.as('street-supervisor')).data(
      `query ($scope: ID!, $period: PeriodInput!) { statistics(scope: $scope, period: $period) { byCategory { categoryId count }
         groups(by: [TOP_CATEGORY]) { keys { value } reported } } }`,
      { scope: org(town.seat('000')), period: await aroundNow() },
    );
    const counted = new Map<string, number>(statistics.byCategory.map(({ categoryId, count }: Row) => [categoryId, count]));
    const grouped = statistics.groups.find(({ keys }: Row) => keys[0].value === top.id).reported;
    expect(counted.has(top.id)).toBe(false);
    expect(grouped).toBe(counted.get(below.id)! + counted.get(beside.id)!);
    expect(grouped).toBeGreaterThan(2);
  });
});

test('the demo has the domains as its first level, and a category that stands beside them', async () => {
  const { incidentCategories } = await (await town.as('street-supervisor', '004')).data(
    '{ incidentCategories { code domain reportable parent { code } children { code } } }',
  );
  const byCode = new Map<string, Row>(incidentCategories.map((row: Row) => [row.code, row]));
  expect(byCode.get('LIVELIHOOD_SERVICE')).toMatchObject({ parent: null, reportable: false });
  expect(byCode.get('OTHER')).toMatchObject({ parent: null, children: [], reportable: true });
  for (const { code, domain, parent } of incidentCategories) if (parent) expect([code, parent.code]).toEqual([code, domain]);
  expect(incidentCategories.filter(({ parent }: Row) => parent)).toHaveLength(21);
  const inTopmost = await town.query(
    'select 1 from incident i, incident_category c where c.parent_id = i.category_id and i.jurisdiction_id = $1',
    [town.seat('004')],
  );
  expect(inTopmost).toEqual([]);
});
