import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startApp } from '../../kit/app.js';
import { bare, daysAgo, daysAhead, grd, inc, type Name, openTown, org, type Town, uuid } from '../incidents/town.js';

/** 吹哨报到 (domain row 101): departments are called to a place, turn up or do not, and both sides rate each other. */

let town: Town;
let isStopped = false;
beforeAll(async () => {
  town = await openTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await (isStopped ? town.database.close() : town.close());
});

interface Answer {
  readonly organization: { readonly id: string };
}
const ANSWERS = 'id state arrivedAt punctual attendanceScore callScore organization { id }';
async function send(who: Name, verb: string, type: string, input: object, selection: string) {
  const { data, errors } = await (await town.as(who)).ask(
    `mutation ($input: ${type}!) { done: ${verb}(input: $input) { ${selection} userErrors { code path } } }`,
    { input },
  );
  return { code: (errors?.[0]?.extensions?.code ?? data.done.userErrors[0]?.code ?? 'DONE') as string, done: data?.done };
}
const blow = async (who: Name, more: Record<string, unknown> = {}) =>
  send(
    who,
    'blowWhistle',
    'BlowWhistleInput',
    {
      ...('organizationId' in more ? {} : { gridId: grd(town.seat('000-G01')) }),
      ...{ title: '违规堆物', site: '北门', arriveBy: daysAhead(1), departmentIds: [org(town.seat('000-D1')), org(town.seat('000-PM9'))] },
      ...more,
    },
    `whistle { id answers { ${ANSWERS} } }`,
  );
/** A call, and its answers: of the department, and of the property company. */
async function called(more: Record<string, unknown> = {}): Promise<{ id: string; department: string; company: string }> {
  const { code, done } = await blow('grid-leader', more);
  expect(code).toBe('DONE');
  const of = (seat: string) =>
    done.whistle.answers.find((answer: { organization: { id: string } }) => answer.organization.id === org(town.seat(seat))).id;
  return { id: done.whistle.id, department: of('000-D1'), company: of('000-PM9') };
}
const inputs: Readonly<Record<string, string>> = {
  promiseArrival: 'WhistleAnswerTransitionInput',
  declineArrival: 'ReasonedWhistleAnswerTransitionInput',
  recordArrival: 'RecordArrivalInput',
  rateAttendance: 'RateAttendanceInput',
  rateWhistle: 'RateWhistleInput',
};
const answer = async (who: Name, verb: string, id: string, more: object = {}) =>
  (await send(who, verb, inputs[verb]!, { id, ...(verb === 'declineArrival' ? { reason: '另有任务' } : {}), ...more }, 'answer { id }'))
    .code;
const conclude = async (who: Name, id: string) =>
  (await send(who, 'concludeWhistle', 'ConcludeWhistleInput', { id, outcome: '已清理' }, 'whistle { id }')).code;
const cancel = async (who: Name, id: string) =>
  (await send(who, 'cancelWhistle', 'ReasonedWhistleTransitionInput', { id, reason: '现场已处置' }, 'whistle { id }')).code;
const look = async (who: Name, id: string) =>
  (
    await (
      await town.as(who)
    ).data(
      `query ($id: ID!) { whistle(id: $id) { state outcome incident { id } answers { ${ANSWERS} } history(first: 50) { nodes { verb } } } }`,
      { id },
    )
  ).whistle;
const toldOf = async (who: Name, id: string) =>
  (await (await town.as(who)).data('{ notifications(first: 100) { nodes { kind whistle { id } } } }')).notifications.nodes
    .filter((told: { whistle: { id: string } | null }) => told.whistle?.id === id)
    .map(({ kind }: { kind: string }) => kind)
    .reverse();

test('departments are called, one turns up in time, one does not, and both sides rate each other, once', async () => {
  const { id, department, company } = await called();
  expect(await toldOf('department', id)).toEqual(['WHISTLED']);
  expect(await answer('department', 'promiseArrival', department)).toBe('DONE');
  expect(await answer('department', 'recordArrival', department)).toBe('DONE');
  expect(await toldOf('grid-leader', id)).toEqual(['WHISTLE_ANSWERED', 'WHISTLE_ANSWERED']);
  for (const [who, verb, one] of [
    ['grid-leader', 'rateAttendance', department],
    ['department', 'rateWhistle', department],
  ] as const)
    expect(await answer(who, verb, one, { score: 5 })).toBe('WRONG_STATE');
  await town.query(`update whistle set called_at = now() - interval '2 hours', arrive_by = now() - interval '1 hour' where id = $1`, [
    bare(id),
  ]);
  await town.query(`update whistle_answer set arrived_at = now() - interval '90 minutes' where id = $1`, [bare(department)]);
  expect(await conclude('grid-leader', id)).toBe('DONE');
  expect(await look('department', id)).toMatchObject({
    state: 'CONCLUDED',
    outcome: '已清理',
    answers: expect.arrayContaining([
      expect.objectContaining({ id: department, state: 'ARRIVED', punctual: true }),
      expect.objectContaining({ id: company, state: 'ABSENT', punctual: false, arrivedAt: null }),
    ]),
    history: { nodes: [{ verb: 'blowWhistle' }, { verb: 'concludeWhistle' }] },
  });
  expect(await toldOf('other-manager', id)).toEqual(['WHISTLED', 'WHISTLE_ENDED']);
  expect(await answer('department', 'rateAttendance', department, { score: 5 })).toBe('FORBIDDEN');
  expect(await answer('grid-leader', 'rateWhistle', department, { score: 5 })).toBe('FORBIDDEN');
  expect(await answer('grid-leader', 'rateAttendance', company, { score: 6 })).toBe('INVALID');
  const rates = await Promise.all(
    Array.from({ length: 4 }, (_, n) => answer('grid-leader', 'rateAttendance', company, { score: n + 1, comment: '未到场' })),
  );
  expect(rates.sort()).toEqual(['DONE', 'WRONG_STATE', 'WRONG_STATE', 'WRONG_STATE']);
  expect(await answer('department', 'rateWhistle', department, { score: 4 })).toBe('DONE');
  expect(await answer('department', 'rateWhistle', department, { score: 4 })).toBe('WRONG_STATE');
  expect(await answer('other-manager', 'recordArrival', company)).toBe('WRONG_STATE');
});

test('who turns up late is late, whoever notes it, and nobody turns up before the call', async () => {
  const { id, department, company } = await called();
  await town.query(`update whistle set called_at = now() - interval '3 hours', arrive_by = now() - interval '2 hours' where id = $1`, [
    bare(id),
  ]);
  expect((await look('grid-leader', id)).answers.map(({ punctual }: { punctual: boolean }) => punctual)).toEqual([false, false]);
  expect(await answer('grid-leader', 'recordArrival', department, { arrivedAt: new Date(Date.now() - 4 * 3_600_000).toISOString() })).toBe(
    'INVALID',
  );
  expect(await answer('grid-leader', 'recordArrival', department, { arrivedAt: new Date(Date.now() + 3_600_000).toISOString() })).toBe(
    'INVALID',
  );
  expect(
    await answer('grid-leader', 'recordArrival', department, { arrivedAt: new Date(Date.now() - 2.5 * 3_600_000).toISOString() }),
  ).toBe('DONE');
  // Long afterwards a department does not say by itself that it was there in time.
  const minutesAgo = (minutes: number) => ({ arrivedAt: new Date(Date.now() - minutes * 60_000).toISOString() });
  expect(await answer('other-manager', 'recordArrival', company, minutesAgo(31))).toBe('INVALID');
  expect(await answer('other-manager', 'recordArrival', company, minutesAgo(29))).toBe('DONE');
  const { answers } = await look('community-cadre', id);
  const punctual = new Map(answers.map((one: { id: string; punctual: boolean }) => [one.id, one.punctual]));
  expect([punctual.get(department), punctual.get(company)]).toEqual([true, false]);
});

test('who said that they do not come may come; a call that is called off waits for nobody', async () => {
  const { id, department, company } = await called();
  expect(await answer('department', 'declineArrival', department, { reason: ' ' })).toBe('REQUIRED');
  expect(await answer('department', 'declineArrival', department)).toBe('DONE');
  expect(await answer('department', 'recordArrival', department)).toBe('DONE');
  expect(await cancel('department', id)).toBe('FORBIDDEN');
  expect(await cancel('community-cadre', id)).toBe('DONE');
  const states = new Map((await look('grid-leader', id)).answers.map((one: { id: string; state: string }) => [one.id, one.state]));
  expect([states.get(department), states.get(company)]).toEqual(['ARRIVED', 'RELEASED']);
  expect(await answer('grid-leader', 'rateAttendance', department, { score: 5 })).toBe('WRONG_STATE');
});

describe('it is refused', () => {
  test.each<readonly [what: string, who: Name, more: () => Record<string, unknown>, code: string]>([
    ['to a grid worker', 'grid-worker', () => ({}), 'FORBIDDEN'],
    ['to the leader of another grid', 'leader-elsewhere', () => ({}), 'FORBIDDEN'],
    ['to a department', 'department', () => ({}), 'FORBIDDEN'],
    ['for a property company', 'community-cadre', () => ({ organizationId: org(town.seat('000-PM1')) }), 'INVALID'],
    ['for a street, to a cadre', 'community-cadre', () => ({ organizationId: org(town.seat('000')) }), 'FORBIDDEN'],
    ['for a time that has passed', 'grid-leader', () => ({ arriveBy: daysAgo(1) }), 'INVALID'],
    ['without departments', 'grid-leader', () => ({ departmentIds: [] }), 'REQUIRED'],
    ['of a department twice', 'grid-leader', () => ({ departmentIds: [org(town.seat('000-D1')), org(town.seat('000-D1'))] }), 'INVALID'],
    ['of the own community', 'grid-leader', () => ({ departmentIds: [org(town.seat('000-C1'))] }), 'INVALID'],
    ['of another jurisdiction', 'grid-leader', () => ({ departmentIds: [org(town.seat('001'))] }), 'INVALID'],
    ['of who is no longer at work', 'grid-leader', () => ({ departmentIds: [org(town.seat('000-PM8'))] }), 'INVALID'],
  ])('%s', async (_, who, more, code) => {
    expect((await blow(who, more())).code).toBe(code);
  });
});

test('it may be about an incident of the place, which a department sees by its own rights', async () => {
  const [here, elsewhere] = [uuid(), uuid()];
  await town.write([
    { id: here, state: 'ACCEPTED' },
    { id: elsewhere, state: 'ACCEPTED', grid_id: town.seat('000-G02'), place: town.placeOf('000-G02') },
  ]);
  expect((await blow('community-cadre', { incidentId: inc(elsewhere) })).code).toBe('INVALID');
  const { id } = await called({ incidentId: inc(here) });
  expect((await look('grid-leader', id)).incident).toEqual({ id: inc(here) });
  expect((await look('department', id)).incident).toBe(null);
  const { incident } = await (await town.as('grid-leader')).data('query ($id: ID!) { incident(id: $id) { whistles { nodes { id } } } }', {
    id: inc(here),
  });
  expect(incident.whistles.nodes).toEqual([{ id }]);
});

test('nobody sees it but staff of the place and of who was called', async () => {
  const { id } = await called();
  for (const who of ['neighbour', 'chief', 'property-staff', 'cadre-elsewhere', 'admin'] as const)
    expect(await look(who, id), who).toBe(null);
  for (const who of ['grid-worker', 'second-cadre', 'dispatcher', 'department'] as const)
    expect(await look(who, id), who).toMatchObject({ state: 'CALLED' });
});

test('who turns up, and the end of the call, at once: never at what is over, never absent', async () => {
  for (let n = 0; n < 4; n++) {
    const { id, department } = await called();
    const [arrived, ended] = await Promise.all([answer('department', 'recordArrival', department), conclude('grid-leader', id)]);
    const one = (await look('grid-leader', id)).answers.find((one: { id: string }) => one.id === department);
    expect(['DONE', 'CONFLICT', 'WRONG_STATE']).toContain(arrived);
    if (ended !== 'DONE') expect(ended).toBe('CONFLICT');
    else expect(one.state).toBe(arrived === 'DONE' ? 'ARRIVED' : 'RELEASED');
  }
});

test('a call that is concluded early has nobody who stayed away', async () => {
  const { id, department } = await called();
  expect(await conclude('grid-leader', id)).toBe('DONE');
  const one = (await look('grid-leader', id)).answers.find((one: { id: string }) => one.id === department);
  expect(one).toMatchObject({ state: 'RELEASED', punctual: null });
});

test('where who called has left, those who work there now are told of the answers', async () => {
  const { id, department } = await called();
  const left = await town.query<{ id: string }>(
    `update appointment set valid_to = valid_from + 1 where person_id = $1 and valid_to is null returning id`,
    [town.person('grid-leader')],
  );
  try {
    expect(await answer('department', 'promiseArrival', department)).toBe('DONE');
    expect(await toldOf('grid-leader', id)).toEqual([]);
    for (const who of ['grid-worker', 'community-cadre'] as const) expect(await toldOf(who, id)).toEqual(['WHISTLE_ANSWERED']);
  } finally {
    await town.query('update appointment set valid_to = null where id = any($1)', [left.map((row) => row.id)]);
  }
});

test('a grid that is split leaves its open calls to the part that takes over: who was called turns up there', async () => {
  const { id, department } = await called();
  const parts = [
    { code: '000-R1', name: '一' },
    { code: '000-R2', name: '二' },
  ];
  const split = await send('admin', 'splitGrid', 'SplitGridInput', { id: grd(town.seat('000-G01')), parts }, 'grid { id }');
  expect(split.code).toBe('DONE');
  const placed = await town.query(
    'select g.code, w.place = g.place as lies_there, bool_and(a.place = g.place) as answers_lie_there from whistle w join grid g on g.id = w.grid_id join whistle_answer a on a.whistle_id = w.id where w.id = $1 group by 1, 2',
    [bare(id)],
  );
  expect(placed).toEqual([{ code: '000-R1', lies_there: true, answers_lie_there: true }]);
  expect(await answer('department', 'recordArrival', department)).toBe('DONE');
  expect(await conclude('community-cadre', id)).toBe('DONE');
});

test('who has not turned up in time is told so, and whoever called; once, and nobody else', async () => {
  const call = async () => {
    const { done } = await blow('community-cadre', { gridId: grd(town.seat('000-G02')), arriveBy: daysAhead(0.1) });
    const { id, answers } = done.whistle;
    return { id, department: answers.find(({ organization }: Answer) => organization.id === org(town.seat('000-D1'))).id };
  };
  const [{ id, department }, over] = [await call(), await call()];
  expect(await answer('department', 'recordArrival', department)).toBe('DONE');
  expect(await conclude('community-cadre', over.id)).toBe('DONE');
  await town.app.stop();
  isStopped = true;
  const servers = await Promise.all([0, 1].map(() => startApp({ database: town.database, demoNow: new Date(daysAhead(0.2)) })));
  const told = () =>
    town.query<{ person_id: string; subject_id: string }>(
      `select person_id, subject_id from notification where kind = 'WHISTLE_OVERDUE' order by person_id`,
    );
  try {
    await vi.waitFor(async () => expect(await told()).not.toEqual([]), { timeout: 30_000, interval: 50 });
    expect(await told()).toEqual(
      [town.person('community-cadre'), town.person('other-manager')].sort().map((person_id) => ({ person_id, subject_id: bare(id) })),
    );
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  expect(servers.flatMap(({ bugs }) => bugs)).toEqual([]);
});
