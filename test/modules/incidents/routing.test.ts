import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseId } from '../../../src/kernel/ids.js';
import { type Incoming, type RoutingFacts, type Rule, route, routingNote } from '../../../src/modules/incidents/routing.js';
import type { RoutingCondition } from '../../../src/modules/incidents/routing.terms.js';
import { type App, startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';

/** Routing (domain row 42): ordered rules say to whom a new incident goes; which were tried, and why each fitted or not, can be asked; no fault is swallowed. */

describe('what a rule asks for', () => {
  /** The National Day of 2026 and the make-up Saturday after it; no other day differs from the week. */
  const calendar: RoutingFacts['days'] = [
    { date: '2026-10-01', kind: 'HOLIDAY', sessions: [] },
    { date: '2026-10-10', kind: 'MAKEUP_WORKDAY', sessions: ['08:30-12:00', '14:00-17:30'] },
  ];
  const dispatcher = { position: 'DISPATCHER', seat: { kind: 'INFORMATION_CENTER', isRoot: false } } as const;
  const anyRule: Rule = {
    ...{ id: 'rule', name: '规则', position: 1, place: '0001', categoryIds: [], domains: [], urgencies: [], keywords: [] },
    ...{ fromTime: null, toTime: null, weekdays: [], dayKinds: [], inWorkingTime: null, fault: null },
    ...{ target: 'ORGANIZATION', holder: 'centre', assignee: null, holderPosts: [dispatcher] },
  };
  const incoming: Incoming = {
    ...{
      categoryId: 'tap',
      parentCategoryId: 'water',
      domain: 'LIVELIHOOD_SERVICE',
      visibility: 'USUAL',
      urgency: 'NORMAL',
      title: '水龙头漏水',
      description: null,
    },
    at: new Date('2026-10-14T10:00:00+08:00'),
  };
  const tried = (rule: Partial<Rule>, input: Partial<Incoming> = {}, place = '00010002') => {
    const facts = {
      community: 'community',
      place,
      jurisdiction: 'root',
      leader: 'leader',
      days: calendar,
      rules: [{ ...anyRule, ...rule }],
    };
    return route(facts, { ...incoming, ...input }).trials[0]!;
  };
  const at = (instant: string) => ({ at: new Date(`2026-${instant}:00+08:00`) });
  const night = { fromTime: '22:00', toTime: '06:00' };

  const cases: readonly (readonly [what: string, rule: Partial<Rule>, input: object, unmet: readonly RoutingCondition[]])[] = [
    ['nothing is asked for', {}, {}, []],
    ['its category', { categoryIds: ['light', 'tap'] }, {}, []],
    ['the category above', { categoryIds: ['water'] }, {}, []],
    ['another category', { categoryIds: ['light'] }, {}, ['CATEGORY']],
    ['its domain', { domains: ['LIVELIHOOD_SERVICE'] }, {}, []],
    ['another domain', { domains: ['ENVIRONMENT'] }, {}, ['DOMAIN']],
    ['its urgency', { urgencies: ['HIGH', 'EMERGENCY'] }, { urgency: 'EMERGENCY' }, []],
    ['another urgency', { urgencies: ['HIGH', 'EMERGENCY'] }, {}, ['URGENCY']],
    ['a word of the title', { keywords: ['燃气', '漏水'] }, {}, []],
    ['a word of the description', { keywords: ['GAS'] }, { description: '闻到ｇａｓ味' }, []],
    ['none of the words', { keywords: ['燃气'] }, {}, ['KEYWORD']],
    ['two things at once', { categoryIds: ['light'], keywords: ['燃气'] }, {}, ['CATEGORY', 'KEYWORD']],
    ['within its hours', { fromTime: '09:00', toTime: '12:00' }, {}, []],
    ['at its first minute', { fromTime: '10:00', toTime: '12:00' }, {}, []],
    ['at its end', { fromTime: '09:00', toTime: '10:00' }, {}, ['TIME']],
    ['until midnight', { fromTime: '18:00', toTime: '24:00' }, at('10-14T23:59'), []],
    ['past midnight', { fromTime: '18:00', toTime: '24:00' }, at('10-15T00:00'), ['TIME']],
    ['before midnight, over midnight', night, at('10-14T23:00'), []],
    ['after midnight, over midnight', night, at('10-15T05:59'), []],
    ['in the morning, over midnight', night, at('10-15T06:00'), ['TIME']],
    ['Friday night before midnight', { ...night, weekdays: ['FRIDAY'] }, at('10-16T22:30'), []],
    ['Friday night after midnight', { ...night, weekdays: ['FRIDAY'] }, at('10-17T03:00'), []],
    ['Thursday night after midnight', { ...night, weekdays: ['FRIDAY'] }, at('10-16T03:00'), ['WEEKDAY']],
    ['Sunday evening in Shanghai is no Monday', { weekdays: ['MONDAY'] }, at('10-18T23:30'), ['WEEKDAY']],
    ['a Wednesday is a workday', { dayKinds: ['WORKDAY'] }, {}, []],
    ['a holiday is no workday', { dayKinds: ['WORKDAY'] }, at('10-01T10:00'), ['DAY_KIND']],
    ['a holiday', { dayKinds: ['WEEKEND', 'HOLIDAY'] }, at('10-01T10:00'), []],
    ['an ordinary Saturday', { dayKinds: ['WEEKEND'] }, at('10-17T10:00'), []],
    ['a make-up Saturday is no weekend', { dayKinds: ['WEEKEND'] }, at('10-10T10:00'), ['DAY_KIND']],
    ['a make-up Saturday is still a Saturday', { weekdays: ['SATURDAY'], dayKinds: ['MAKEUP_WORKDAY'] }, at('10-10T10:00'), []],
    ['the night after a holiday belongs to it', { ...night, dayKinds: ['HOLIDAY'] }, at('10-02T01:00'), []],
    ['working time', { inWorkingTime: true }, {}, []],
    ['the noon break', { inWorkingTime: true }, at('10-14T12:30'), ['WORKING_TIME']],
    ['outside of working time', { inWorkingTime: false }, at('10-14T18:00'), []],
    ['not outside of working time', { inWorkingTime: false }, {}, ['WORKING_TIME']],
    ['nobody works on a holiday', { inWorkingTime: true }, at('10-01T10:00'), ['WORKING_TIME']],
    ['people work on a make-up Saturday', { inWorkingTime: true }, at('10-10T10:00'), []],
    ['nobody works on another Saturday', { inWorkingTime: false }, at('10-17T10:00'), []],
  ];
  test.each(cases)('%s', (_what, rule, input, unmet) => {
    expect(tried(rule, input)).toMatchObject({ outcome: unmet.length === 0 ? 'CHOSEN' : 'NOT_FITTING', unmet });
  });

  test.each([
    ['the grid itself', '00010002', []],
    ['a grid below', '000100020001', []],
    ['the grid beside', '00010003', ['AREA']],
    ['above it', '0001', ['AREA']],
  ])('area: %s', (_what, place, unmet) => {
    expect(tried({ place: '00010002' }, {}, place).unmet).toEqual(unmet);
  });

  const facts = (...rules: Partial<Rule>[]): RoutingFacts => ({
    ...{ community: 'community', place: '0001', jurisdiction: 'root', leader: 'leader', days: [] },
    rules: rules.map((rule, i) => ({ ...anyRule, id: `${i + 1}`, name: `规则${i + 1}`, position: i + 1, ...rule })),
  });

  test('the first that fits wins, and those after it are not tried', () => {
    const { rule, trials } = route(facts({ keywords: ['燃气'] }, { holder: 'second' }, { holder: 'third' }), incoming);
    expect([rule!.id, trials.length]).toEqual(['2', 2]);
  });

  test('what no rule fits stays with the community and the leader of the grid, and the history says nothing', () => {
    const routing = route(facts({ keywords: ['燃气'] }), incoming);
    expect(routing).toMatchObject({ rule: null, holder: 'community', assignee: 'leader' });
    expect(routingNote(routing)).toBeNull();
  });

  test('one that is broken, and one that would send to nobody, are skipped and told of', () => {
    const deserted = { target: 'GRID_WORKER', holder: null, assignee: null } as const;
    const routing = route(facts({ fault: 'TARGET_DISSOLVED' }, deserted, { holder: 'third' }), incoming);
    expect(routing.trials.map(({ outcome }) => outcome)).toEqual(['BROKEN', 'NOBODY_THERE', 'CHOSEN']);
    const adviser = { position: 'COUNTRYSIDE_WORTHY', seat: { kind: 'COMMUNITY', isRoot: false } } as const;
    for (const holderPosts of [[], [adviser]])
      expect(route(facts({ holderPosts }), incoming).trials.map(({ outcome }) => outcome)).toEqual(['NOBODY_THERE']);
    const note = routingNote(routing)!;
    expect(note).toContain('Rule 1 “规则1” would fit, but was skipped: The organisation that it sends to is no longer at work.');
    expect(note).toContain('第 2 条规则“规则2”本应适用，因无人在岗而跳过。');
    expect(note).toContain('Routed by rule 3 “规则3”.');
  });

  test('of a broken rule that would not fit, the history says nothing', () => {
    expect(routingNote(route(facts({ fault: 'AREA_CLOSED', keywords: ['燃气'] }), incoming))).toBeNull();
  });
});

describe('in the graph', () => {
  /** A Saturday that is worked in exchange, by the calendar that the test sets. */
  const NOW = '2026-11-21T10:00:00+08:00';
  let database: TestDatabase;
  let app: App;
  let officer: Client;
  let leader: Client;
  let ids: Record<'root' | 'community' | 'company' | 'centre' | 'grid' | 'beside' | 'tap' | 'gas', string>;

  beforeAll(async () => {
    database = await demoDatabase();
    app = await startApp({ database, demoNow: new Date(NOW) });
    [officer, leader] = await Promise.all([app.as('street-supervisor'), app.as('grid-leader')]);
    const found = await officer.data(
      `{ root: organization(code: "000") { id } community: organization(code: "000-C1") { id } company: organization(code: "000-PM1") { id }
         centre: organization(code: "000-IC") { id } grid(code: "000-G01") { id } beside: grid(code: "000-G02") { id } incidentCategories { id code } }`,
    );
    const category = (wanted: string) => found.incidentCategories.find(({ code }: { code: string }) => code === wanted).id;
    ids = {
      ...(Object.fromEntries(
        ['root', 'community', 'company', 'centre', 'grid', 'beside'].map((name) => [name, found[name].id]),
      ) as typeof ids),
      ...{ tap: category('TAP'), gas: category('GAS_HAZARD') },
    };
    const { setCalendarDay } = await officer.data(
      'mutation ($input: SetCalendarDayInput!) { setCalendarDay(input: $input) { userErrors { code } } }',
      { input: { organizationId: ids.root, date: '2026-11-21', kind: 'MAKEUP_WORKDAY' } },
    );
    expect(setCalendarDay.userErrors).toEqual([]);
    // Those of the demo are out of the way.
    await database.query(`update routing_rule set position = null, retired_at = now()`);
  });
  afterAll(async () => {
    expect(app.bugs).toEqual([]);
    await app.stop();
    await database.close();
  });

  const FIELDS =
    'id position name brokenReason retiredAt version target targetOrganization { code } categories { code } keywords fromTime toTime';
  async function verb(name: string, input: object, who: Client = officer) {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const { data, errors } = await who.ask(
      `mutation ($input: ${type}!) { done: ${name}(input: $input) { routingRule { ${FIELDS} } userErrors { code path } } }`,
      { input },
    );
    if (errors) return errors[0]!.extensions!.code as string;
    const [problem] = data.done.userErrors;
    return problem ? `${problem.code} ${problem.path.join('.')}` : data.done.routingRule;
  }
  const create = (input: object = {}, who = officer) =>
    verb('createRoutingRule', { organizationId: ids.root, name: '规则', target: 'INFORMATION_CENTER', ...input }, who);
  const retireAll = async () => {
    for (const { id } of await rules()) await verb('retireRoutingRule', { id });
  };
  const rules = async (code = '000', who: Client = officer) =>
    (await who.data(`{ organization(code: "${code}") { routingRules { ${FIELDS} } } }`)).organization.routingRules;
  beforeEach(retireAll);

  async function report(input: object = {}) {
    const { reportIncident } = await leader.data(
      `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) {
         incident { id state acceptBy holder { code } assignee { id } events(first: 1) { nodes { kind note } } } userErrors { code } } }`,
      { input: { title: '水龙头漏水', categoryId: ids.tap, gridId: ids.grid, channel: 'GRID_PATROL', ...input } },
    );
    expect(reportIncident.userErrors).toEqual([]);
    return reportIncident.incident;
  }
  async function explain(input: object = {}, who: Client = officer) {
    const { data, errors } = await who.ask(
      `query ($input: ExplainRoutingInput!) { explainRouting(input: $input) {
         rule { name } holder { code } assignee { id } trials { rule { name } outcome unmet brokenReason } } }`,
      { input: { title: '水龙头漏水', categoryId: ids.tap, gridId: ids.grid, ...input } },
    );
    return errors ? (errors[0]!.extensions!.code as string) : data.explainRouting;
  }

  test('without a rule the community holds it and the leader has to act', async () => {
    const incident = await report();
    expect(incident).toMatchObject({ holder: { code: '000-C1' }, events: { nodes: [{ kind: 'REPORTED', note: null }] } });
    expect(incident.assignee).not.toBeNull();
  });

  test('a rule sends to an organisation, whose staff are told, and the history names it', async () => {
    await create({
      name: '漏水找物业',
      categoryIds: [ids.tap],
      keywords: ['漏水'],
      target: 'ORGANIZATION',
      targetOrganizationId: ids.company,
    });
    const incident = await report();
    expect(incident).toMatchObject({ state: 'REPORTED', holder: { code: '000-PM1' }, assignee: null });
    expect(incident.acceptBy).not.toBeNull();
    expect(incident.events.nodes[0].note).toBe('Routed by rule 1 “漏水找物业”. 按第 1 条规则“漏水找物业”分派。');
    const { notifications } = await (await app.as('property-staff')).data('{ notifications(first: 1) { nodes { kind incident { id } } } }');
    expect(notifications.nodes).toEqual([{ kind: 'DISPATCHED', incident: { id: incident.id } }]);
    expect((await report({ title: '水龙头坏了' })).holder.code).toBe('000-C1');
  });

  test('what the information centre gets it dispatches to the communities of its street', async () => {
    await create({ name: '信息总台统一调配', dayKinds: ['MAKEUP_WORKDAY'], inWorkingTime: true });
    const { id, holder, assignee } = await report();
    expect([holder.code, assignee]).toEqual(['000-IC', null]);
    const dispatcher = await app.as('dispatcher');
    const step = async (name: string, input: object) => {
      const type = name === 'dispatchIncident' ? 'DispatchIncidentInput' : 'IncidentTransitionInput';
      const { done } = await dispatcher.data(
        `mutation ($input: ${type}!) { done: ${name}(input: $input) { incident { state holder { code } } userErrors { code } } }`,
        { input: { id, ...input } },
      );
      return done.userErrors[0]?.code ?? done.incident;
    };
    expect(await step('acceptIncident', {})).toMatchObject({ state: 'ACCEPTED' });
    expect(await step('dispatchIncident', { organizationId: ids.company })).toBe('SKIP_LEVEL');
    expect(await step('dispatchIncident', { organizationId: ids.community })).toEqual({ state: 'DISPATCHED', holder: { code: '000-C1' } });
  });

  test('a rule of one grid holds there alone, and sends to its worker', async () => {
    await create({ gridId: ids.grid, target: 'GRID_WORKER' });
    const [{ person }] = (await database.query<{ person: string }>(
      `select a.person_id as person from appointment a join grid g on g.id = a.grid_id where g.code = '000-G01' and a.position = 'GRID_WORKER' and a.valid_to is null`,
    )) as [{ person: string }];
    const [here, beside] = [await report(), await report({ gridId: ids.beside })];
    const [{ assignee }] = (await database.query<{ assignee: string }>(`select assignee_id as assignee from incident where id = $1`, [
      parseId(here.id)!.uuid,
    ])) as [{ assignee: string }];
    expect([assignee, here.holder.code]).toEqual([person, '000-C1']);
    expect(beside.events.nodes[0].note).toBeNull();
  });

  test('explainRouting tells what a report would do, rule by rule, now or at another time', async () => {
    await create({ name: '燃气', categoryIds: [ids.gas], target: 'ORGANIZATION', targetOrganizationId: ids.company });
    await create({ name: '夜间', fromTime: '22:00', toTime: '06:00', target: 'GRID_LEADER' });
    await create({ name: '其余' });
    await create({ name: '不到' });
    expect(await explain()).toEqual({
      ...{ rule: { name: '其余' }, holder: { code: '000-IC' }, assignee: null },
      trials: [
        { rule: { name: '燃气' }, outcome: 'NOT_FITTING', unmet: ['CATEGORY'], brokenReason: null },
        { rule: { name: '夜间' }, outcome: 'NOT_FITTING', unmet: ['TIME'], brokenReason: null },
        { rule: { name: '其余' }, outcome: 'CHOSEN', unmet: [], brokenReason: null },
      ],
    });
    expect((await report()).holder.code).toBe('000-IC');
    const atNight = await explain({ at: '2026-11-22T01:00:00+08:00' });
    expect(atNight).toMatchObject({ rule: { name: '夜间' }, holder: { code: '000-C1' } });
    expect(atNight.assignee).not.toBeNull();
    expect(await explain({ categoryId: ids.gas }, await app.as('grid-worker'))).toMatchObject({ rule: { name: '燃气' } });
    expect(await explain({}, await app.as('resident'))).toBe('FORBIDDEN');
    expect(await explain({}, await app.as('street-supervisor', '001'))).toBe('NOT_FOUND');
    expect(await explain({ gridId: null })).toBe('BAD_USER_INPUT');
  });

  test('a rule whose target or category is gone is broken for all to see, skipped, and told of; the report succeeds', async () => {
    const { createOrganization } = await (await app.as('admin')).data(
      `mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id version } userErrors { code } } }`,
      { input: { parentId: ids.community, code: '000-PM7', name: '临时物业', kind: 'PROPERTY_COMPANY' } },
    );
    const away = { target: 'ORGANIZATION', targetOrganizationId: createOrganization.organization.id };
    const broken = await create({ name: '临时', ...away });
    expect(broken.brokenReason).toBeNull();
    await create({ name: '燃气', categoryIds: [ids.gas] });
    await create({ name: '其余', target: 'GRID_LEADER' });
    await database.query(`update organization set status = 'DISSOLVED' where code = '000-PM7'`);
    const retire = async (name: string) =>
      officer.data(
        `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { userErrors { code } } }`,
        {
          input: { id: ids.gas },
        },
      );
    await retire('retireCategory');
    expect((await rules()).map(({ name, brokenReason }: Record<string, unknown>) => [name, brokenReason])).toEqual([
      ['临时', 'TARGET_DISSOLVED'],
      ['燃气', 'CATEGORIES_RETIRED'],
      ['其余', null],
    ]);
    const incident = await report();
    expect(incident.holder.code).toBe('000-C1');
    expect(incident.events.nodes[0].note).toContain('Rule 1 “临时” would fit, but was skipped: ');
    expect(incident.events.nodes[0].note).toContain('Routed by rule 3 “其余”.');
    expect((await explain()).trials.map(({ outcome, brokenReason }: Record<string, unknown>) => [outcome, brokenReason])).toEqual([
      ['BROKEN', 'TARGET_DISSOLVED'],
      ['BROKEN', 'CATEGORIES_RETIRED'],
      ['CHOSEN', null],
    ]);
    // Mended, it decides again.
    const mended = await verb('updateRoutingRule', { id: broken.id, targetOrganizationId: ids.company });
    expect(mended).toMatchObject({ brokenReason: null, targetOrganization: { code: '000-PM1' } });
    expect((await report()).holder.code).toBe('000-PM1');
    await retire('restoreCategory');
  });

  test('rules are ordered, moved and retired without gaps, also by many at once', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, (_, i) => create({ name: `并行${i}` })));
    expect(made.map(({ position }) => position).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const first = await create({ name: '插入', position: 1 });
    expect(first.position).toBe(1);
    const order = async () => (await rules()).map(({ name }: { name: string }) => name) as string[];
    const before = await order();
    expect(before[0]).toBe('插入');
    expect(await verb('moveRoutingRule', { id: first.id, position: 99 })).toMatchObject({ position: 7 });
    expect(await order()).toEqual([...before.slice(1), '插入']);
    expect(await verb('moveRoutingRule', { id: first.id, position: 3 })).toMatchObject({ position: 3 });
    expect(await order()).toEqual([before[1], before[2], '插入', ...before.slice(3)]);
    expect(await verb('moveRoutingRule', { id: first.id, position: 2, version: 0 })).toBe('CONFLICT id');
    const all = await rules();
    await Promise.all(all.map(({ id }: { id: string }, i: number) => verb('moveRoutingRule', { id, position: ((i * 3) % 7) + 1 })));
    expect((await rules()).map(({ position }: { position: number }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await verb('retireRoutingRule', { id: first.id })).toMatchObject({ position: null, retiredAt: expect.any(String) });
    expect(await verb('retireRoutingRule', { id: first.id })).toBe('WRONG_STATE id');
    expect((await rules()).map(({ position }: { position: number }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('what is wrong is refused', async () => {
    expect(await create({ target: 'ORGANIZATION' })).toBe('REQUIRED targetOrganizationId');
    expect(await create({ targetOrganizationId: ids.company })).toBe('INVALID targetOrganizationId');
    expect(await create({ fromTime: '08:00' })).toBe('REQUIRED toTime');
    expect(await create({ fromTime: '24:00', toTime: '08:00' })).toBe('INVALID fromTime');
    expect(await create({ fromTime: '08:00', toTime: '08:00' })).toBe('INVALID toTime');
    expect(await create({ fromTime: '8 o’clock', toTime: '09:00' })).toBe('INVALID fromTime');
    expect(await create({ organizationId: ids.company, gridId: ids.grid })).toBe('INVALID gridId');
    const foreign = await (await app.as('street-supervisor', '001')).data('{ organization(code: "001") { id } incidentCategories { id } }');
    expect(await create({ categoryIds: [foreign.incidentCategories[0].id] })).toBe('INVALID categoryIds');
    expect(await create({ target: 'ORGANIZATION', targetOrganizationId: foreign.organization.id })).toBe('INVALID targetOrganizationId');
    expect(await create({}, await app.as('community-cadre'))).toBe('FORBIDDEN');
    expect(await rules()).toEqual([]);
  });

  test('what is left out of a change stays, and null asks for nothing', async () => {
    const { id } = await create({ keywords: ['漏水'], categoryIds: [ids.tap], fromTime: '08:00', toTime: '18:00' });
    expect(await verb('updateRoutingRule', { id, name: '改名' })).toMatchObject({ name: '改名', keywords: ['漏水'], fromTime: '08:00' });
    expect(await verb('updateRoutingRule', { id, keywords: null, categoryIds: [] })).toMatchObject({ keywords: [], categories: [] });
    expect(await verb('updateRoutingRule', { id, fromTime: null })).toBe('REQUIRED fromTime');
    expect(await verb('updateRoutingRule', { id, fromTime: null, toTime: null })).toMatchObject({ fromTime: null, toTime: null });
  });

  test('who signed in reads them, at the places that they are about; nobody else does', async () => {
    await create({ name: '全街道' });
    await create({ name: '一格', gridId: ids.grid });
    const names = async (code: string, who: Client) => (await rules(code, who)).map(({ name }: { name: string }) => name);
    expect(await names('000', await app.as('resident'))).toEqual(['全街道', '一格']);
    expect(await names('000-C1', await app.as('resident'))).toEqual(['全街道', '一格']);
    expect(await names('000-PM1', await app.as('resident'))).toEqual(['全街道']);
    expect(await names('000', app.anonymous)).toEqual([]);
    expect(await names('000', await app.as('resident', '001'))).toEqual([]);
  });
});
