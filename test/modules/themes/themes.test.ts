import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startApp } from '../../kit/app.js';
import { done, outcomeOf } from '../deliberation/hall.js';
import { bare, cat, grd, inc, type Name, openTown, org, per, type Town, uuid } from '../incidents/town.js';

/** 治理主题: repeats become a theme, a theme has a cause and measures, and afterwards it is counted whether it happens again. */

const NOW = '2026-11-21T09:00:00+08:00';
let town: Town;
let isStopped = false;
beforeAll(async () => {
  town = await openTown({ demoNow: new Date(NOW) });
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  if (isStopped) await town.database.close();
  else await town.close();
});

const as = (who: Name) => town.as(who);
const codes = [
  'STREET_LIGHT',
  'RUBBISH',
  'TAP',
  'TOILET',
  'DRYING',
  'PETS',
  'FIRE_LANE',
  'ILLEGAL_PLANTING',
  'CORRIDOR_CLUTTER',
  'GAS_HAZARD',
];
let turn = 0;
/** A category that has no theme at the second community yet, with so many incidents there, on the first days of October 2026 and later. */
async function repeated(days: readonly string[] = ['2026-10-05', '2026-10-12', '2026-10-28'], seat = '000-C9-G01'): Promise<string> {
  const category_id = town.category(codes[turn++]!);
  await report(category_id, days, seat);
  return cat(category_id);
}
async function report(category_id: string, days: readonly string[], seat = '000-C9-G01'): Promise<readonly string[]> {
  const rows = days.map((day) => ({
    ...{ id: uuid(), state: 'ACCEPTED', category_id, grid_id: town.seat(seat), place: town.placeOf(seat), holder_id: town.seat('000-C9') },
    ...{ reported_at: day.length > 10 ? day : `${day}T10:00:00+08:00`, assignee_id: null, handler_ids: [] },
  }));
  await town.write(rows);
  return rows.map(({ id }) => id);
}
const input = (categoryId: string, more: object = {}) => ({
  ...{ title: '路灯反复损坏', categoryId, organizationId: org(town.seat('000-C9')), openedFrom: '2026-10-01', openedTo: '2026-10-31' },
  ...{ leadId: org(town.seat('000-C9')), responsibleId: per(town.person('cadre-elsewhere')), ...more },
});
const opened = async (more: object = {}, who: Name = 'cadre-elsewhere'): Promise<string> =>
  (await done(await as(who), 'openTheme', input(await repeated(), more))).id;
const step = async (who: Name, verb: string, id: string, more: object = {}): Promise<string> =>
  outcomeOf(await as(who), verb, { id, ...more });
const measure = (more: object = {}) => ({ text: '每周巡查', organizationId: org(town.seat('000-D1')), dueOn: '2026-12-10', ...more });
const look = async (who: Name, id: string) =>
  (
    await (
      await as(who)
    ).data(
      `query ($id: ID!) { theme(id: $id) { state baseline cause dueAt observedFrom observedUntil endedAt responsible { id } lead { id }
        recurrence { numerator denominator value } measures { id state overdue doneAt dueOn } history(first: 50) { nodes { verb actor { id } } }
        incidents { totalCount } recurringIncidents { nodes { id } } viewerActions(allowed: true) { verb } } }`,
      { id },
    )
  ).theme;
const toldOf = async (who: Name, id: string): Promise<readonly string[]> =>
  (
    await town.query<{ kind: string }>('select kind from notification where person_id = $1 and subject_id = $2 order by at, id', [
      town.person(who),
      bare(id),
    ])
  ).map(({ kind }) => kind);
/** A theme with one measure that is done. */
async function treated(): Promise<string> {
  const id = await opened();
  expect(await step('cadre-elsewhere', 'recordCause', id, { cause: '灯具老化' })).toBe('DONE');
  expect(await step('cadre-elsewhere', 'addMeasure', id, measure())).toBe('DONE');
  const [planned] = (await look('cadre-elsewhere', id)).measures;
  expect(await step('department', 'completeMeasure', planned.id)).toBe('DONE');
  return id;
}
/** Sets back the clock of an observation. */
const since = (id: string, from: string, until: string) =>
  town.query('update governance_theme set observed_from = $2, observed_until = $3 where id = $1', [bare(id), from, until]);

test('from repeats to a theme, its cause, its measures, and what recurs afterwards', async () => {
  const id = await opened({}, 'dispatcher');
  expect(await toldOf('cadre-elsewhere', id)).toEqual(['ASSIGNED']);
  expect(await look('cadre-elsewhere', id)).toMatchObject({
    state: 'PROPOSED',
    baseline: 3,
    incidents: { totalCount: 3 },
    recurrence: null,
  });
  expect(await step('cadre-elsewhere', 'addMeasure', id, measure())).toBe('WRONG_STATE');
  expect(await step('cadre-elsewhere', 'recordCause', id, { cause: '灯具老化' })).toBe('DONE');
  expect(await step('cadre-elsewhere', 'beginObservation', id)).toBe('WRONG_STATE');
  for (const more of [{}, { dueOn: '2026-11-30', organizationId: org(town.seat('000-PM9')) }])
    expect(await step('cadre-elsewhere', 'addMeasure', id, measure(more))).toBe('DONE');
  expect(await toldOf('department', id)).toEqual(['DISPATCHED']);
  const { measures, dueAt, state } = await look('department', id);
  expect({ state, dueAt, due: measures.map(({ dueOn }: { dueOn: string }) => dueOn) }).toEqual({
    ...{ state: 'MEASURES', dueAt: '2026-11-30T16:00:00.000Z', due: ['2026-11-30', '2026-12-10'] },
  });
  expect(await step('cadre-elsewhere', 'recordCause', id, { cause: '灯具老化，线路进水' })).toBe('DONE');
  expect((await look('cadre-elsewhere', id)).state).toBe('MEASURES');
  expect(await step('department', 'completeMeasure', measures[1].id)).toBe('DONE');
  expect(await step('cadre-elsewhere', 'beginObservation', id)).toBe('WRONG_STATE');
  expect(await step('cadre-elsewhere', 'withdrawMeasure', measures[0].id, { reason: '已由部门完成' })).toBe('DONE');
  expect(await look('cadre-elsewhere', id)).toMatchObject({ dueAt: null, cause: '灯具老化，线路进水' });
  expect(await step('cadre-elsewhere', 'beginObservation', id, { days: 31 })).toBe('INVALID');
  expect(await step('cadre-elsewhere', 'beginObservation', id, { days: 20 })).toBe('DONE');
  const { observedFrom, observedUntil, dueAt: end } = await look('cadre-elsewhere', id);
  expect([Date.parse(observedUntil) - Date.parse(observedFrom), end]).toEqual([20 * 86_400_000, observedUntil]);

  const [{ category_id }] = (await town.query('select category_id from governance_theme where id = $1', [bare(id)])) as [
    { category_id: string },
  ];
  const recurring = await report(category_id, ['2026-11-05', '2026-11-15', '2026-11-19']);
  await since(id, '2026-11-04T00:00:00+08:00', '2026-11-18T00:00:00+08:00');
  // Fourteen days: two since then, and one (the 28th) in the last fourteen of October.
  const observed = {
    recurrence: { numerator: 2, denominator: 1, value: 2 },
    recurringIncidents: { nodes: [{ id: inc(recurring[1]!) }, { id: inc(recurring[0]!) }] },
  };
  expect(await look('street-supervisor', id)).toMatchObject(observed);
  expect(await step('cadre-elsewhere', 'closeTheme', id)).toBe('SELF_VERIFICATION');
  expect(await step('street-supervisor', 'closeTheme', id)).toBe('DONE');
  await report(category_id, ['2026-11-16']);
  expect(await look('cadre-elsewhere', id)).toMatchObject({
    ...{ state: 'CLOSED', recurrence: observed.recurrence, viewerActions: [], dueAt: null },
    history: {
      nodes: ['openTheme', 'recordCause', 'addMeasure', 'addMeasure', 'recordCause', 'beginObservation', 'closeTheme'].map((verb) => ({
        verb,
      })),
    },
  });
});

test('of a category of the first level it is about those below it, and a repeat of one of them knows it', async () => {
  const [{ id: top }] = (await town.query<{ id: string }>(
    `insert into incident_category (id, jurisdiction_id, code, name, domain) values ($1, $2, 'WATER', '用水', 'LIVELIHOOD_SERVICE') returning id`,
    [uuid(), town.seat('000')],
  )) as [{ id: string }];
  const below = [uuid(), uuid()];
  for (const [n, id] of below.entries())
    await town.query(
      `insert into incident_category (id, jurisdiction_id, code, name, domain, parent_id) values ($1, $2, $3, '用水', 'LIVELIHOOD_SERVICE', $4)`,
      [id, town.seat('000'), `WATER-${n}`, top],
    );
  await report(below[0]!, ['2026-10-05', '2026-10-06']);
  await report(below[1]!, ['2026-10-07', '2026-10-08']);
  const theme = await done(await as('cadre-elsewhere'), 'openTheme', input(cat(top)));
  expect(await look('cadre-elsewhere', theme.id)).toMatchObject({ baseline: 4, incidents: { totalCount: 4 } });
  const repeats = async (level: string, atLeast: number) => {
    const { incidentRepeats } = await (await as('cadre-elsewhere')).data(
      `query ($scope: ID!, $level: RepeatLevel!, $atLeast: Int!) { incidentRepeats(scope: $scope, by: GRID, level: $level, atLeast: $atLeast, first: 100,
         period: { from: "2026-10-01", to: "2026-10-31" }) { category { id } count theme { id } } }`,
      { scope: grd(town.seat('000-C9-G01')), level, atLeast },
    );
    return incidentRepeats.filter(({ category }: { category: { id: string } }) => [top, ...below].map(cat).includes(category.id));
  };
  expect(await repeats('TOP', 3)).toEqual([{ category: { id: cat(top) }, count: 4, theme: { id: theme.id } }]);
  expect(await repeats('EACH', 3)).toEqual([]);
  expect((await repeats('EACH', 2)).map(({ theme }: { theme: { id: string } }) => theme.id)).toEqual([theme.id, theme.id]);
});

test('it recurs too often: back to measures, and not observed again before another one is done', async () => {
  const id = await treated();
  expect(await step('cadre-elsewhere', 'beginObservation', id)).toBe('DONE');
  expect(await step('street-supervisor', 'closeTheme', id)).toBe('WRONG_STATE');
  expect(await step('department', 'returnTheme', id, { reason: '复发' })).toBe('FORBIDDEN');
  expect(await step('cadre-elsewhere', 'returnTheme', id, { reason: ' ' })).toBe('REQUIRED');
  await since(id, '2026-11-11T00:00:00+08:00', '2026-12-11T00:00:00+08:00');
  expect(await step('cadre-elsewhere', 'returnTheme', id, { reason: '复发' })).toBe('DONE');
  // The eleven days that it was observed for are compared with the last eleven of October.
  expect(await look('cadre-elsewhere', id)).toMatchObject({
    state: 'MEASURES',
    dueAt: null,
    recurrence: { numerator: 0, denominator: 1, value: 0 },
  });
  await town.query(`update theme_measure set done_at = '2026-11-10T00:00:00+08:00' where theme_id = $1`, [bare(id)]);
  expect(await step('cadre-elsewhere', 'beginObservation', id)).toBe('WRONG_STATE');
  expect(await step('cadre-elsewhere', 'addMeasure', id, measure())).toBe('DONE');
  const { measures } = await look('cadre-elsewhere', id);
  const planned = measures.find(({ state }: { state: string }) => state === 'PLANNED');
  expect(await step('other-manager', 'completeMeasure', planned.id)).toBe('NOT_FOUND');
  expect(await step('cadre-elsewhere', 'completeMeasure', planned.id)).toBe('DONE');
  expect(await step('cadre-elsewhere', 'completeMeasure', planned.id)).toBe('WRONG_STATE');
  expect(await step('cadre-elsewhere', 'beginObservation', id, { days: 7 })).toBe('DONE');
  expect(await look('cadre-elsewhere', id)).toMatchObject({ state: 'OBSERVING', recurrence: { numerator: 0 } });
});

test('who gives it up says why, and its measures wait for nobody', async () => {
  const id = await opened();
  await step('cadre-elsewhere', 'recordCause', id, { cause: '灯具老化' });
  await step('cadre-elsewhere', 'addMeasure', id, measure());
  const [planned] = (await look('cadre-elsewhere', id)).measures;
  expect(await step('cadre-elsewhere', 'dropTheme', id, { reason: '片区整体改造' })).toBe('DONE');
  expect(await look('department', id)).toMatchObject({ state: 'DROPPED', dueAt: null, measures: [{ state: 'WITHDRAWN', overdue: false }] });
  expect(await step('department', 'completeMeasure', planned.id)).toBe('WRONG_STATE');
  expect(await town.query('select alarm_at from theme_measure where theme_id = $1', [bare(id)])).toEqual([{ alarm_at: null }]);
});

test('another organisation leads it from now on, and its person is responsible', async () => {
  const id = await opened();
  const department = { leadId: org(town.seat('000-D1')), responsibleId: per(town.person('department')) };
  expect(await look('department', id)).toBe(null);
  expect(await step('cadre-elsewhere', 'reassignTheme', id, { ...department, responsibleId: per(town.person('cadre-elsewhere')) })).toBe(
    'INVALID',
  );
  expect(await step('cadre-elsewhere', 'reassignTheme', id, department)).toBe('DONE');
  expect(await toldOf('department', id)).toEqual(['ASSIGNED']);
  expect(await look('department', id)).toMatchObject({
    state: 'PROPOSED',
    responsible: { id: department.responsibleId },
    viewerActions: [{ verb: 'recordCause' }],
  });
  expect(await step('department', 'recordCause', id, { cause: '线路进水' })).toBe('DONE');
  expect(await step('department', 'addMeasure', id, measure())).toBe('FORBIDDEN');
});

test('a grid worker who is responsible for a theme of their grid records its cause, and no more', async () => {
  const category = await repeated(undefined, '000-G01');
  const at = { organizationId: undefined, gridId: grd(town.seat('000-G01')), leadId: org(town.seat('000-C1')) };
  const { id } = await done(
    await as('community-cadre'),
    'openTheme',
    input(category, { ...at, responsibleId: per(town.person('grid-worker')) }),
  );
  expect(await toldOf('grid-worker', id)).toEqual(['ASSIGNED']);
  expect(await step('grid-leader', 'recordCause', id, { cause: '灯具老化' })).toBe('FORBIDDEN');
  expect(await step('grid-worker', 'recordCause', id, { cause: '灯具老化' })).toBe('DONE');
  expect((await look('grid-worker', id)).viewerActions).toEqual([{ verb: 'recordCause' }]);
  expect(await step('community-cadre', 'reassignTheme', id, { leadId: at.leadId, responsibleId: per(town.person('next-worker')) })).toBe(
    'INVALID',
  );
});

describe('a theme is not opened', () => {
  const category = () => cat(town.category('SMALL_ADVERTS'));
  beforeAll(() => report(town.category('SMALL_ADVERTS'), ['2026-10-05', '2026-10-06']));
  test.each<readonly [what: string, who: Name, more: () => object, code: string]>([
    ['by a grid worker', 'grid-worker', () => ({ organizationId: undefined, gridId: grd(town.seat('000-G01')) }), 'FORBIDDEN'],
    ['by the cadre of another community', 'community-cadre', () => ({}), 'FORBIDDEN'],
    ['for the street, by a cadre', 'cadre-elsewhere', () => ({ organizationId: org(town.seat('000')) }), 'FORBIDDEN'],
    ['without repeats', 'cadre-elsewhere', () => ({ openedFrom: '2026-10-06' }), 'INVALID'],
    ['of less than a week', 'cadre-elsewhere', () => ({ openedTo: '2026-10-07' }), 'INVALID'],
    ['of days to come', 'cadre-elsewhere', () => ({ openedTo: '2026-11-22' }), 'INVALID'],
    ['at two places', 'cadre-elsewhere', () => ({ gridId: grd(town.seat('000-C9-G01')) }), 'INVALID'],
    ['in a grid that has ended', 'community-cadre', () => ({ organizationId: undefined, gridId: grd(town.seat('000-G91')) }), 'INVALID'],
    [
      'with a responsible person from elsewhere',
      'cadre-elsewhere',
      () => ({ responsibleId: per(town.person('community-cadre')) }),
      'INVALID',
    ],
    ['with a resident who is responsible', 'cadre-elsewhere', () => ({ responsibleId: per(town.person('neighbour')) }), 'INVALID'],
    ['led by who is no longer at work', 'cadre-elsewhere', () => ({ leadId: org(town.seat('000-PM8')) }), 'INVALID'],
    ['led by another jurisdiction', 'cadre-elsewhere', () => ({ leadId: org(town.seat('001')) }), 'INVALID'],
  ])('%s', async (_, who, more, code) => {
    expect(await outcomeOf(await as(who), 'openTheme', input(category(), more()))).toBe(code);
  });

  test('twice for the same: of those who open it at once, one does', async () => {
    const outcomes = await Promise.all(
      (['cadre-elsewhere', 'street-supervisor', 'dispatcher', 'cadre-elsewhere'] as const).map(async (who) =>
        outcomeOf(await as(who), 'openTheme', input(category())),
      ),
    );
    expect(outcomes.sort()).toEqual(['DONE', 'INVALID', 'INVALID', 'INVALID']);
  });
});

test('staff of the place and of who takes part see it, dashboards without the people; nobody else', async () => {
  const id = await opened();
  for (const who of ['neighbour', 'chief', 'grid-leader', 'community-cadre', 'department', 'admin', 'police'] as const)
    expect(await look(who, id), who).toBe(null);
  for (const who of ['cadre-elsewhere', 'street-supervisor', 'dispatcher'] as const)
    expect(await look(who, id), who).toMatchObject({ state: 'PROPOSED', incidents: { totalCount: 3 } });
  expect(await look('dashboard', id)).toMatchObject({
    ...{ state: 'PROPOSED', responsible: null, viewerActions: [], history: { nodes: [{ verb: 'openTheme', actor: null }] } },
  });
});

test('a grid that ends leaves its open theme to the one that takes over, and both count', async () => {
  // Before the demo's first incident.
  const category = await repeated(['2026-07-05', '2026-07-12', '2026-07-28'], '000-G02');
  const cadre = { leadId: org(town.seat('000-C1')), responsibleId: per(town.person('community-cadre')) };
  const at = { organizationId: undefined, gridId: grd(town.seat('000-G02')), openedFrom: '2026-07-01', openedTo: '2026-07-31' };
  const { id } = await done(await as('community-cadre'), 'openTheme', input(category, { ...cadre, ...at }));
  expect(await step('admin', 'closeGrid', grd(town.seat('000-G02')), { successorId: grd(town.seat('000-G01')) })).toBe('DONE');
  await report(bare(category), ['2026-08-01', '2026-08-02'], '000-G01');
  await town.query(
    `update governance_theme set state = 'OBSERVING', observed_from = '2026-08-01', observed_until = '2026-08-11' where id = $1`,
    [bare(id)],
  );
  const { theme } = await (await as('grid-leader')).data(
    'query ($id: ID!) { theme(id: $id) { grid { id } baseline incidents { totalCount } recurrence { numerator denominator } } }',
    { id },
  );
  expect(theme).toEqual({
    ...{ grid: { id: grd(town.seat('000-G01')) }, baseline: 3, incidents: { totalCount: 3 }, recurrence: { numerator: 2, denominator: 1 } },
  });
});

test('an organisation that leads a theme, or has a measure to carry out, does not end', async () => {
  const id = await opened({ leadId: org(town.seat('000-D1')), responsibleId: per(town.person('department')) });
  const end = async (seat: string) => step('admin', 'dissolveOrganization', org(town.seat(seat)));
  expect(await end('000-D1')).toBe('INVALID');
  await step('cadre-elsewhere', 'recordCause', id, { cause: '灯具老化' });
  await step('cadre-elsewhere', 'addMeasure', id, measure({ organizationId: org(town.seat('000-PM9')) }));
  expect(await end('000-PM9')).toBe('INVALID');
  await step('cadre-elsewhere', 'dropTheme', id, { reason: '片区整体改造' });
  expect(await end('000-PM9')).toBe('DONE');
});

test('who is responsible is told of an overdue measure once, with two servers after a time without any', async () => {
  const id = await opened();
  await step('cadre-elsewhere', 'recordCause', id, { cause: '灯具老化' });
  await step('cadre-elsewhere', 'addMeasure', id, measure({ dueOn: '2026-11-25' }));
  // Where who was responsible has left, who leads it is told.
  const orphaned = await opened({
    ...{ organizationId: undefined, gridId: grd(town.seat('000-C9-G01')), responsibleId: per(town.person('leader-elsewhere')) },
  });
  await step('cadre-elsewhere', 'recordCause', orphaned, { cause: '灯具老化' });
  await step('cadre-elsewhere', 'addMeasure', orphaned, measure({ dueOn: '2026-11-25' }));
  await town.query('update appointment set valid_to = $2 where person_id = $1', [town.person('leader-elsewhere'), '2026-11-20']);
  await town.app.stop();
  isStopped = true;
  const servers = await Promise.all(
    [0, 1].map(() => startApp({ database: town.database, demoNow: new Date('2026-11-26T08:00:00+08:00') })),
  );
  try {
    await vi.waitFor(async () => expect(await toldOf('cadre-elsewhere', id)).toContain('OVERDUE'), { timeout: 30_000, interval: 50 });
    await vi.waitFor(async () => expect(await toldOf('cadre-elsewhere', orphaned)).toContain('OVERDUE'), { timeout: 30_000, interval: 50 });
    expect(await toldOf('leader-elsewhere', orphaned)).not.toContain('OVERDUE');
    const [told] = await town.query<{ n: number }>(
      `select count(*)::int as n from notification where subject_id = $1 and kind = 'OVERDUE'`,
      [bare(id)],
    );
    expect(told).toEqual({ n: 1 });
    expect(await town.query('select 1 as due from theme_measure where alarm_at is not null and due_on < $1', ['2026-11-26'])).toEqual([]);
    const { theme } = await (await servers[1]!.as('street-supervisor')).data(
      'query ($id: ID!) { theme(id: $id) { measures { overdue } } }',
      { id },
    );
    expect(theme.measures).toEqual([{ overdue: true }]);
    for (const { bugs } of servers) expect(bugs).toEqual([]);
  } finally {
    for (const server of servers) await server.stop();
  }
});
