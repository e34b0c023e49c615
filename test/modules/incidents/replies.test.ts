import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicId } from '../../../src/kernel/ids.js';
import { filledIn, placeholders, strangerIn } from '../../../src/modules/incidents/reply.terms.js';
import { cat, daysAhead, inc, move, type Name, openTown, type Row, type Town, uuid } from './town.js';

/** What reporters are told: the words of a step, and the templates that staff choose them from. */

let town: Town;
let demo: { readonly kinds: number; readonly replies: number; readonly unfilled: number };
beforeAll(async () => {
  town = await openTown();
  [demo] = (await town.query<typeof demo>(
    `select (select count(distinct (active, category_id is null))::int from reply_template) as kinds, count(*)::int as replies,
       count(*) filter (where reply ~ '[{}]')::int as unfilled from incident_event where reply is not null`,
  )) as [typeof demo];
  await town.query('update reply_template set active = false');
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

async function send(who: Name, verb: 'create' | 'change' | 'retire', input: object) {
  const type = `${verb[0]!.toUpperCase()}${verb.slice(1)}ReplyTemplateInput`;
  const { data, errors } = await (await town.as(who)).ask(
    `mutation ($input: ${type}!) { done: ${verb}ReplyTemplate(input: $input) { replyTemplate { id version active text state } userErrors { code path message } } }`,
    { input },
  );
  const [error] = data?.done?.userErrors ?? [];
  return {
    outcome: errors?.[0]?.extensions?.code ?? (error ? `${error.code} ${error.path.join('.')}` : 'DONE'),
    error,
    template: data?.done?.replyTemplate,
  };
}
const create = async (input: object = {}) => {
  const { outcome, template } = await send('street-supervisor', 'create', {
    state: 'IN_PROGRESS',
    name: '已办结',
    text: '已办结',
    ...input,
  });
  expect(outcome).toBe('DONE');
  return template.id as string;
};
async function written(more: Partial<Row> = {}): Promise<string> {
  const id = uuid();
  await town.write([{ id, state: 'IN_PROGRESS', ...more }]);
  return id;
}
async function offered(who: Name, id: string): Promise<{ templateId: string; name: string; text: string }[] | undefined> {
  const { incident } = await (await town.as(who)).data(
    'query ($id: ID!) { incident(id: $id) { replyTemplates { templateId name text } } }',
    { id: inc(id) },
  );
  return incident?.replyTemplates;
}

test('the demo has templates of one category and of all, in use and not, and has told reporters', () => {
  expect(demo).toEqual({ kinds: 3, replies: expect.any(Number), unfilled: 0 });
  expect(demo.replies).toBeGreaterThan(10);
});

test('a text is taken if and only if all that stands in braces is a placeholder', () => {
  const part = fc.oneof(
    fc.constantFrom(...Object.keys(placeholders).map((name) => ({ text: `{${name}}`, known: true }))),
    fc.constantFrom(...['{}', '{', '}', '{name}', '{ title }', '{constructor}', '{Title}'].map((text) => ({ text, known: false }))),
    fc.string().map((text) => ({ text: text.replace(/[{}]/g, ''), known: true })),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      // A single brace might close another one's.
      const text = parts.map((one) => one.text).join(' ');
      expect(strangerIn(text) === null).toBe(parts.every(({ known }) => known));
    }),
  );
});

test('what stands in a value is not filled in again', () => {
  const values = { title: '{grid}$&', serialNumber: 'S', publicName: 'C', organization: 'O', grid: 'G', reportedOn: 'R', handleBy: null };
  expect(filledIn('{title}·{grid}·{handleBy}', values)).toBe('{grid}$&·G·待定');
});

describe('templates', () => {
  test('with an unknown placeholder are refused, made and changed alike, and the answer names those there are', async () => {
    const { outcome, error } = await send('street-supervisor', 'create', { state: 'IN_PROGRESS', name: '答复', text: '{reporter}您好' });
    expect(outcome).toBe('INVALID text');
    expect(error.message).toContain('{reporter}');
    for (const name of Object.keys(placeholders)) expect(error.message).toContain(`{${name}}`);
    const id = await create();
    expect((await send('street-supervisor', 'change', { id, text: '{title' })).outcome).toBe('INVALID text');
    expect((await send('street-supervisor', 'change', { id, text: '{title}' })).template).toMatchObject({
      text: '{title}',
      state: 'IN_PROGRESS',
    });
    expect((await send('street-supervisor', 'retire', { id })).outcome).toBe('DONE');
  });

  test('are offered for their state and category, those of the category first, until they are retired', async () => {
    const tap = cat(town.category('TAP'));
    const [general, special] = [await create({ name: '甲' }), await create({ name: '乙', categoryId: tap })];
    await create({ name: '受理', state: 'REPORTED' });
    const id = await written({ category_id: town.category('TAP') });
    const names = async (incident: string) => (await offered('community-cadre', incident))!.map(({ templateId }) => templateId);
    expect(await names(id)).toEqual([special, general]);
    expect(await names(await written({ category_id: town.category('TOILET') }))).toEqual([general]);
    expect((await offered('community-cadre', await written({ state: 'REPORTED' })))!.map(({ name }) => name)).toEqual(['受理']);
    // What is for a category is for those below it, too.
    const [above] = await town.query<{ id: string }>('select parent_id as id from incident_category where id = $1', [town.category('TAP')]);
    const inherited = await create({ name: '丙', categoryId: cat(above!.id) });
    expect(await names(id)).toEqual([special, inherited, general]);
    expect((await send('street-supervisor', 'retire', { id: inherited })).outcome).toBe('DONE');
    expect((await send('street-supervisor', 'change', { id: special, categoryId: null, state: 'SUSPENDED' })).outcome).toBe('DONE');
    expect(await names(id)).toEqual([general]);
    expect((await send('street-supervisor', 'retire', { id: general })).template.active).toBe(false);
    expect(await names(id)).toEqual([]);
    for (const verb of ['change', 'retire'] as const)
      expect((await send('street-supervisor', verb, { id: general })).outcome).toBe('WRONG_STATE id');
  });

  test('come filled in, with nothing of the reporter, and to staff alone', async () => {
    await create({
      state: 'SUSPENDED',
      name: '全',
      text: '{title}|{serialNumber}|{publicName}|{organization}|{grid}|{reportedOn}|{handleBy}',
    });
    const id = await written({
      state: 'SUSPENDED',
      category_id: town.category('WATER_SUPPLY'),
      title: '{grid}漏水',
      reported_at: '2026-09-30T17:00:00Z',
      handle_by: '2026-10-08T15:59:00Z',
    });
    const [row] = await town.query<{ text: string }>(
      `select concat_ws('|', i.title, i.serial_number, coalesce(c.public_name, c.name), o.name, g.name, '2026年10月1日', '2026年10月8日') as text from incident i
       join incident_category c on c.id = i.category_id join organization o on o.id = i.holder_id join grid g on g.id = i.grid_id where i.id = $1`,
      [id],
    );
    expect((await offered('community-cadre', id))!.map(({ text }) => text)).toContain(row!.text);
    expect(await offered('resident', id)).toEqual([]);
    expect(await offered('dashboard', id)).toEqual([]);
    const listed = async (who: Name | 'anonymous') =>
      (await (await town.as(who)).data('{ replyTemplates { name } }')).replyTemplates.map(({ name }: { name: string }) => name);
    expect(await listed('grid-worker')).toContain('全');
    for (const who of ['resident', 'dashboard', 'anonymous'] as const) expect(await listed(who)).toEqual([]);
  });

  test.each([
    ['street-supervisor', 'DONE'],
    ['admin', 'DONE'],
    ['community-cadre', 'FORBIDDEN'],
    ['grid-leader', 'FORBIDDEN'],
    ['resident', 'FORBIDDEN'],
  ] as const)('are made by %s: %s', async (who, outcome) => {
    expect((await send(who, 'create', { state: 'CLOSED', name: '答复', text: '{title}' })).outcome).toBe(outcome);
  });

  test('of a category of another jurisdiction are none, and a lost race is told', async () => {
    const foreign = cat(town.category('TAP', '001'));
    expect((await send('street-supervisor', 'create', { state: 'CLOSED', name: '答复', text: '好', categoryId: foreign })).outcome).toBe(
      'INVALID categoryId',
    );
    const id = await create({ state: 'CLOSED' });
    expect((await send('street-supervisor', 'change', { id, version: 1, name: '新' })).outcome).toBe('DONE');
    expect((await send('street-supervisor', 'change', { id, version: 1, name: '旧' })).outcome).toBe('CONFLICT id');
    expect((await send('street-supervisor', 'change', { id: publicId('ReplyTemplate', uuid()), name: '旧' })).outcome).toBe('NOT_FOUND');
  });
});

test('never are there more than five hundred in use, however many are made at once', async () => {
  const [count] = await town.query<{ n: number }>(`select count(*)::int as n from reply_template where active and jurisdiction_id = $1`, [
    town.seat('000'),
  ]);
  await town.query(
    `insert into reply_template (id, jurisdiction_id, state, name, text) select gen_random_uuid(), $1, 'CLOSED', '模板' || n, '好' from generate_series(1, $2) n`,
    [town.seat('000'), 497 - count!.n],
  );
  const outcomes = await Promise.all(
    Array.from({ length: 9 }, () => send('street-supervisor', 'create', { state: 'CLOSED', name: '新', text: '好' })),
  );
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([...Array(3).fill('DONE'), ...Array(6).fill('LIMIT_EXCEEDED name')]);
  await town.query(`update reply_template set active = false`);
});

test('who reported it is told of a reply, and so is who reported what was merged into it, on their own report', async () => {
  await town.query('delete from notification');
  const id = await written();
  const merged = await written({ state: 'DUPLICATE', duplicate_of_id: id, reporter_id: town.person('neighbour') });
  const reply = '已联系维修，明日上门。';
  const told = async (who: Name) =>
    (await (await town.as(who)).data('{ notifications(first: 9) { nodes { kind subjectId event { kind reply } } } }')).notifications.nodes;
  expect((await move(await town.as('community-cadre'), 'suspend', id, { until: daysAhead(2), reply })).outcome).toBe('DONE');
  expect(await told('resident')).toEqual([{ kind: 'REPLIED', subjectId: inc(id), event: { kind: 'SUSPENDED', reply } }]);
  expect(await told('neighbour')).toEqual([{ kind: 'REPLIED', subjectId: inc(merged), event: { kind: 'FOLLOWED', reply } }]);
  expect((await move(await town.as('community-cadre'), 'resume', id)).outcome).toBe('DONE');
  expect([await told('resident'), await told('neighbour')].map(({ length }) => length)).toEqual([1, 1]);
  await town.query(`update incident set state = 'VERIFIED' where id = $1`, [id]);
  expect((await move(await town.as('community-cadre'), 'close', id, { reply: '已办结。' })).outcome).toBe('DONE');
  expect((await told('resident'))[0]).toMatchObject({ kind: 'DECIDED', event: { kind: 'CLOSED', reply: '已办结。' } });
  expect(await told('neighbour')).toHaveLength(2);
});

test('the reporter reads the reply of a step, by account and by tracking code, but not its note', async () => {
  const id = await written();
  const reply = '您反映的问题已办结。';
  expect((await move(await town.as('grid-leader'), 'resolve', id, { note: '内部备注', reply })).outcome).toBe('DONE');
  const EVENTS = 'events(last: 1) { nodes { kind note reply } }';
  const { incident } = await (await town.as('resident')).data(`query ($id: ID!) { incident(id: $id) { ${EVENTS} } }`, { id: inc(id) });
  expect(incident.events.nodes).toEqual([{ kind: 'RESOLVED', note: null, reply }]);
  const [{ code }] = (await town.query<{ code: string }>('select tracking_code as code from incident where id = $1', [id])) as [
    { code: string },
  ];
  const { incidentByTrackingCode } = await town.app.anonymous.data(
    `query ($code: String!) { incidentByTrackingCode(code: $code) { ${EVENTS} } }`,
    { code },
  );
  expect(incidentByTrackingCode.events.nodes).toEqual([{ kind: 'RESOLVED', note: null, reply }]);
  expect((await move(await town.as('grid-leader'), 'resolve', id, { reply: '长'.repeat(1_001) })).path).not.toBeNull();
});
