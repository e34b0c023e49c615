import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { bare, daysAgo, daysAhead, inc, move, type Name, openTown, org, type Row, type Town, uuid } from './town.js';

/** Ways around the rules that look open, and dead ends in which nobody could act: none of them is left. */

let town: Town;
let isStopped = false;
beforeAll(async () => {
  town = await openTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await (isStopped ? town.database.close() : town.close());
});

async function written(row: Partial<Row>): Promise<string> {
  const id = uuid();
  await town.write([{ id, state: 'REPORTED', ...row }]);
  return id;
}
const tried = async (who: Name, verb: string, id: string, input: Record<string, unknown> = {}) =>
  (await move(await town.as(who), verb, id, input)).outcome;
const by = async (who: Name, verb: string, id: string, input: Record<string, unknown> = {}) =>
  expect(await tried(who, verb, id, input), verb).toBe('DONE');
interface Answered {
  readonly incident: { readonly participants: readonly { readonly id: string }[] };
}
async function send(who: Name | Client, verb: string, input: object, selection = ''): Promise<{ code: string; done: Answered }> {
  const client = typeof who === 'string' ? await town.as(who) : who;
  const type = `${verb[0]!.toUpperCase()}${verb.slice(1)}Input`;
  const { data, errors } = await client.ask(
    `mutation ($input: ${type}!) { done: ${verb}(input: $input) { ${selection} userErrors { code path } } }`,
    { input },
  );
  const [problem] = data?.done?.userErrors ?? [];
  return { code: errors?.[0]?.extensions?.code ?? (problem ? `${problem.code} ${problem.path.join('.')}` : 'DONE'), done: data?.done };
}
const verbsOf = async (who: Name, id: string): Promise<readonly string[]> =>
  (
    await (await town.as(who)).data('query ($id: ID!) { incident(id: $id) { viewerActions(allowed: true) { verb } } }', { id: inc(id) })
  ).incident.viewerActions.map(({ verb }: { verb: string }) => verb);
const rowOf = async (id: string) => (await town.query<Record<string, unknown>>('select * from incident where id = $1', [id]))[0]!;
const toldOf = async (who: Name, id: string) =>
  (await (await town.as(who)).data('{ notifications(first: 100) { nodes { kind subjectId } } }')).notifications.nodes
    .filter(({ subjectId }: { subjectId: string }) => subjectId === inc(id))
    .map(({ kind }: { kind: string }) => kind)
    .reverse();

const supervise = async (who: Name, id: string, level: string) =>
  (await send(who, 'superviseIncident', { id: inc(id), level, reason: '多次反映' })).code;
const cancel = async (who: Name | Client, id: string) => (await send(who, 'cancelSupervision', { id: inc(id), reason: '已处置' })).code;

test('nobody grants what their own organisation asked for: it lapses when another one holds the incident', async () => {
  const soon = { handle_by: daysAhead(2), due_at: daysAhead(2) };
  const asked = async (id: string) => {
    expect((await send('community-cadre', 'requestExtension', { id: inc(id), minutes: 60, reason: '等料' })).code).toBe('DONE');
    expect(await verbsOf('community-cadre', id)).not.toContain('decideExtension');
  };
  const requests = (id: string) => town.query('select state from extension_request where incident_id = $1', [id]);
  const sent = await written({ state: 'ACCEPTED', ...soon });
  await asked(sent);
  await by('community-cadre', 'dispatch', sent, { organizationId: org(town.seat('000-PM1')) });
  expect(await requests(sent)).toEqual([{ state: 'LAPSED' }]);
  expect(await verbsOf('second-cadre', sent)).not.toContain('decideExtension');
  const back = await written({ state: 'IN_PROGRESS', ...soon, previous_holder_id: town.seat('000'), assignee_id: null });
  await asked(back);
  await by('community-cadre', 'return', back);
  expect(await requests(back)).toEqual([{ state: 'LAPSED' }]);
});

describe('an organisation where nobody works', () => {
  let nobody: string;
  beforeAll(async () => {
    const [firm] = await town.query<{ id: string }>(
      `select id from organization o where parent_id = $1 and kind = 'ENTERPRISE' and not exists (select from appointment a where a.organization_id = o.id) limit 1`,
      [town.seat('000-C1')],
    );
    nobody = firm!.id;
  });

  test('does not keep what it was sent: who sent it takes it back', async () => {
    const id = await written({ state: 'ACCEPTED' });
    await by('community-cadre', 'dispatch', id, { organizationId: org(nobody) });
    expect(await verbsOf('second-cadre', id)).toContain('returnIncident');
    expect(await tried('street-supervisor', 'return', id)).toBe('FORBIDDEN');
    await by('second-cadre', 'return', id);
    expect(await rowOf(id)).toMatchObject({ state: 'RETURNED', holder_id: town.seat('000-C1') });
  });

  test('is not taken from as long as somebody works there', async () => {
    const id = await written({ state: 'ACCEPTED' });
    await by('community-cadre', 'dispatch', id, { organizationId: org(town.seat('000-PM1')) });
    expect(await tried('community-cadre', 'return', id)).toBe('FORBIDDEN');
  });

  test('does not get what is opened again: the community and the grid’s leader do', async () => {
    for (const holder_id of [nobody, town.seat('000-PM8')]) {
      const id = await written({ state: 'CLOSED', holder_id, assignee_id: null, closed_at: daysAgo(1), closings: 1 });
      await by('community-cadre', 'reopen', id);
      expect(await rowOf(id)).toMatchObject({ holder_id: town.seat('000-C1'), assignee_id: town.person('grid-leader') });
      await by('grid-leader', 'start', id);
    }
  });
});

test('an outside body is one of the jurisdiction, and answers within a year', async () => {
  const id = await written({ state: 'ACCEPTED' });
  const [elsewhere] = await town.query<{ id: string }>(
    `select id from organization where kind = 'GOVERNMENT_DEPARTMENT' and jurisdiction_id <> $1 limit 1`,
    [town.seat('000')],
  );
  const forward = (organization: string, days: number) =>
    send('community-cadre', 'forwardIncident', { id: inc(id), organizationId: org(organization), dueAt: daysAhead(days) });
  expect((await forward(elsewhere!.id, 1)).code).toBe('INVALID organizationId');
  expect((await forward(town.seat('000-D1'), 366)).code).toBe('INVALID dueAt');
  expect((await forward(town.seat('000-D1'), 365)).code).toBe('DONE');
});

test('what is forwarded at once was taken up by who forwarded it', async () => {
  const id = await written({});
  await by('community-cadre', 'forward', id, { organizationId: org(town.seat('000-D1')), dueAt: daysAhead(1) });
  expect((await rowOf(id)).accepted_at).not.toBe(null);
  await by('grid-leader', 'resolve', id);
  expect((await rowOf(id)).handling_minutes).toBe(0);
});

test('the time in which it was closed, or waited for a verification, is no time of handling', async () => {
  const times = { reported_at: daysAgo(60), accepted_at: daysAgo(60), resolved_at: daysAgo(60), handler_ids: [town.person('grid-leader')] };
  const closed = await written({ state: 'CLOSED', ...times, verified_at: daysAgo(60), closed_at: daysAgo(60), closings: 1 });
  await by('community-cadre', 'reopen', closed);
  await by('grid-leader', 'start', closed);
  const failed = await written({ state: 'RESOLVED', ...times });
  await by('second-cadre', 'rework', failed);
  for (const id of [closed, failed]) {
    await by('grid-leader', 'resolve', id);
    expect((await rowOf(id)).handling_minutes, id === closed ? 'closed' : 'failed').toBeLessThan(2);
  }
});

test('nobody who verified it becomes a handler: who assists does so until then', async () => {
  const id = await written({ state: 'IN_PROGRESS' });
  const { done } = await send(
    'community-cadre',
    'askForAssistance',
    { id: inc(id), organizationId: org(town.seat('000-D1')), task: '到场', dueAt: daysAhead(1) },
    'incident { participants { id } }',
  );
  const part = done.incident.participants[0]!.id;
  await by('grid-leader', 'resolve', id);
  await by('community-cadre', 'verify', id);
  expect(await town.query('select state from incident_participant where id = $1', [bare(part)])).toEqual([{ state: 'WITHDRAWN' }]);
});

test('who holds it does not assist as well: what is sent to who assists ends that', async () => {
  const id = await written({ state: 'ACCEPTED' });
  for (const seat of ['000-PM1', '000-D1'])
    await send('community-cadre', 'askForAssistance', {
      id: inc(id),
      organizationId: org(town.seat(seat)),
      task: '到场',
      dueAt: daysAhead(1),
    });
  await by('community-cadre', 'dispatch', id, { organizationId: org(town.seat('000-PM1')) });
  expect((await rowOf(id)).co_handler_ids).toEqual([town.seat('000-D1')]);
  expect(await town.query('select state from incident_participant where incident_id = $1 order by asked_at, id', [id])).toEqual([
    { state: 'WITHDRAWN' },
    { state: 'ASKED' },
  ]);
  expect(await toldOf('property-staff', id)).toEqual(['ASKED_TO_ASSIST', 'DISPATCHED']);
});

test('who assists, and who took the report down, add pictures', async () => {
  const id = await written({ state: 'IN_PROGRESS', recorder_id: town.person('grid-worker') });
  expect(await verbsOf('grid-worker', id)).toContain('attachToIncident');
  await send('community-cadre', 'askForAssistance', {
    id: inc(id),
    organizationId: org(town.seat('000-D1')),
    task: '到场',
    dueAt: daysAhead(1),
  });
  expect(await verbsOf('department', id)).toEqual(['attachToIncident']);
});

test('a category may ask for words and a picture of the result', async () => {
  const id = await written({ state: 'IN_PROGRESS', category_id: town.category('SMALL_ADVERTS') });
  expect(await move(await town.as('grid-leader'), 'resolve', id)).toMatchObject({ outcome: 'REQUIRED,REQUIRED', path: ['note'] });
  expect(await move(await town.as('grid-leader'), 'resolve', id, { note: '已清除' })).toMatchObject({
    outcome: 'REQUIRED',
    path: ['attachmentIds'],
  });
  expect((await rowOf(id)).state).toBe('IN_PROGRESS');
});

test('the root escalates to nobody, and is not told that it may', async () => {
  const id = await written({ state: 'ACCEPTED', holder_id: town.seat('000'), assignee_id: null });
  expect(await verbsOf('street-supervisor', id)).not.toContain('escalateIncident');
  expect(await tried('street-supervisor', 'escalate', id)).toBe('WRONG_STATE');
});

test('while it is suspended it is overdue nowhere: not in lists, nor in statistics', async () => {
  const count = async () =>
    (await (
      await town.as('street-supervisor')
    ).data(
      `query ($scope: ID!) { statistics(scope: $scope, period: { from: "2020-01-01", to: "2099-01-01" }) { overdueOpen }
           incidents(first: 1, filter: { overdue: true }) { totalCount } }`,
      { scope: org(town.seat('000')) },
    )) as { statistics: { overdueOpen: number }; incidents: { totalCount: number } };
  const before = await count();
  const id = await written({ state: 'IN_PROGRESS', handle_by: daysAgo(1), due_at: daysAgo(1) });
  const late = await count();
  expect([late.statistics.overdueOpen, late.incidents.totalCount]).toEqual([
    before.statistics.overdueOpen + 1,
    before.incidents.totalCount + 1,
  ]);
  await by('community-cadre', 'suspend', id, { until: daysAhead(2) });
  expect(await count()).toEqual(before);
  await by('community-cadre', 'resume', id);
  expect(await count()).toEqual(late);
});

describe('told is', () => {
  test('who has to verify, and not who handled it; who has to close; and who has to do it again', async () => {
    const id = await written({ state: 'IN_PROGRESS' });
    await by('grid-leader', 'resolve', id);
    for (const who of ['community-cadre', 'second-cadre'] as const) expect(await toldOf(who, id)).toEqual(['TO_VERIFY']);
    expect(await toldOf('grid-leader', id)).toEqual([]);
    await by('second-cadre', 'rework', id);
    expect(await toldOf('grid-leader', id)).toEqual(['REWORKED']);
    await by('grid-leader', 'resolve', id);
    await by('second-cadre', 'verify', id);
    expect((await toldOf('community-cadre', id)).at(-1)).toBe('TO_CLOSE');
  });

  test('the organisation whose staff reported it, or the leader who did not handle it, before the cadres', async () => {
    const reported = await written({ state: 'IN_PROGRESS', reporting_organization_id: town.seat('000-IC') });
    const led = await written({ state: 'IN_PROGRESS', assignee_id: town.person('grid-worker'), handler_ids: [town.person('grid-worker')] });
    await by('grid-leader', 'resolve', reported);
    await by('grid-worker', 'resolve', led);
    expect(await toldOf('dispatcher', reported)).toEqual(['TO_VERIFY']);
    expect(await toldOf('grid-leader', led)).toEqual(['TO_VERIFY']);
    for (const id of [reported, led]) expect(await toldOf('second-cadre', id)).toEqual([]);
  });

  test('who has what was withdrawn, and the reporter where staff withdrew it', async () => {
    const [own, ours] = [await written({}), await written({ state: 'ACCEPTED' })];
    await by('resident', 'cancel', own);
    expect(await toldOf('grid-leader', own)).toEqual(['CANCELLED']);
    await by('community-cadre', 'cancel', ours);
    expect(await toldOf('resident', ours)).toEqual(['DECIDED']);
  });

  test('the organisation that an emergency was escalated past', async () => {
    const id = await written({ state: 'IN_PROGRESS', urgency: 'EMERGENCY', holder_id: town.seat('000-PM1'), assignee_id: null });
    await by('property-staff', 'escalate', id, { organizationId: org(town.seat('000')) });
    expect(await toldOf('community-cadre', id)).toEqual(['ESCALATED_PAST']);
    expect(await toldOf('street-supervisor', id)).toEqual(['ESCALATED']);
  });

  test('who has to go on with what lay still', async () => {
    const id = await written({ state: 'SUSPENDED', suspended_at: daysAgo(1), suspended_until: daysAhead(1) });
    await by('community-cadre', 'resume', id);
    expect(await toldOf('grid-leader', id)).toEqual(['RESUMED']);
  });
});

describe('supervision', () => {
  test('counts against who held the incident when it was issued, whoever has it later', async () => {
    const id = await written({ state: 'ACCEPTED', category_id: town.category('OTHER') });
    expect(await supervise('street-supervisor', id, 'YELLOW')).toBe('DONE');
    await by('community-cadre', 'dispatch', id, { organizationId: org(town.seat('000-PM1')) });
    const cards = async (): Promise<Record<string, readonly [yellow: number, red: number, points: number]>> => {
      const { statistics } = await (await town.as('street-supervisor')).data(
        `query ($scope: ID!) { statistics(scope: $scope, period: { from: "2020-01-01", to: "2099-01-01" }) {
           groups(by: [HOLDER]) { keys { value } reported yellowCards redCards supervisionPoints } } }`,
        { scope: org(town.seat('000')) },
      );
      return Object.fromEntries(
        statistics.groups.map((group: { keys: [{ value: string }]; yellowCards: number; redCards: number; supervisionPoints: number }) => [
          group.keys[0].value,
          [group.yellowCards, group.redCards, group.supervisionPoints],
        ]),
      );
    };
    const [community, company] = [org(town.seat('000-C1')), org(town.seat('000-PM1'))];
    const { incident } = await (await town.as('street-supervisor')).data(
      'query ($id: ID!) { incident(id: $id) { holder { id } supervisedHolder { id } supervisionPoints } }',
      { id: inc(id) },
    );
    expect(incident).toEqual({ holder: { id: company }, supervisedHolder: { id: community }, supervisionPoints: 5 });
    const before = await cards();
    expect(await supervise('street-supervisor', id, 'RED')).toBe('DONE');
    const after = await cards();
    const change = (seat: string) => after[seat]!.map((number, n) => number - before[seat]![n]!);
    expect([change(community), change(company)]).toEqual([
      [-1, 0, -5],
      [0, 1, 10],
    ]);
    expect(await cancel('street-supervisor', id)).toBe('DONE');
    expect((await rowOf(id)).supervised_holder_id).toBeNull();
  });

  test('that a street officer issued is not taken back by who raised it', async () => {
    const id = await written({});
    expect(await supervise('street-supervisor', id, 'YELLOW')).toBe('DONE');
    expect(await supervise('community-cadre', id, 'RED')).toBe('DONE');
    expect(await cancel('community-cadre', id)).toBe('FORBIDDEN');
    expect(await cancel('street-supervisor', id)).toBe('DONE');
  });

  test('is announced where it may be issued and taken back, and refused above', async () => {
    const id = await written({});
    expect(await verbsOf('community-cadre', id)).toContain('superviseIncident');
    expect(await verbsOf('community-cadre', id)).not.toContain('cancelSupervision');
    expect(await supervise('community-cadre', id, 'REMINDER')).toBe('DONE');
    expect(await verbsOf('community-cadre', id)).toEqual(expect.arrayContaining(['superviseIncident', 'cancelSupervision']));
    expect(await verbsOf('second-cadre', id)).not.toContain('cancelSupervision');
    const above = await written({
      state: 'ESCALATED',
      holder_id: town.seat('000'),
      previous_holder_id: town.seat('000-C1'),
      assignee_id: null,
    });
    expect(await supervise('community-cadre', above, 'RED')).toBe('NOT_HOLDER id');
    expect(await supervise('street-supervisor', above, 'RED')).toBe('DONE');
  });

  test('of a limit that has passed is not raised again by the clock, once it was taken back', async () => {
    const id = await written({ due_at: daysAgo(1) });
    await town.query(`update incident set accept_by = due_at, accept_red_at = $2, supervision = 'YELLOW' where id = $1`, [
      id,
      daysAhead(1),
    ]);
    expect(await cancel('street-supervisor', id)).toBe('DONE');
    const { alarm_at, accept_red_at } = await rowOf(id);
    expect(alarm_at).toEqual(accept_red_at);
  });

  test('by the clock tells of each limit, also at the highest level, and only street officers take it back', async () => {
    const [reminded, red] = [await written({}), await written({ state: 'IN_PROGRESS' })];
    expect(await supervise('community-cadre', reminded, 'REMINDER')).toBe('DONE');
    await town.query(`update incident set supervision = 'RED' where id = $1`, [red]);
    await town.query(
      `update incident set accept_by = now() - interval '1 hour', handle_by = now() - interval '1 hour', due_at = now() - interval '1 hour', alarm_at = now() - interval '1 hour'
       where id = any($1)`,
      [[reminded, red]],
    );
    await town.app.stop();
    isStopped = true;
    const app = await startApp({ database: town.database, demoNow: new Date(daysAhead(0.1)) });
    try {
      const [cadre, officer, leader] = await Promise.all([app.as('community-cadre'), app.as('street-supervisor'), app.as('grid-leader')]);
      await vi.waitFor(async () => expect((await rowOf(reminded)).supervision).toBe('YELLOW'), { timeout: 30_000, interval: 50 });
      await vi.waitFor(async () => expect((await rowOf(red)).alarmed_at).not.toBe(null), { timeout: 30_000, interval: 50 });
      expect(await rowOf(red)).toMatchObject({ supervision: 'RED', alarm_at: null });
      const { notifications } = await leader.data('{ notifications(first: 20) { nodes { kind subjectId } } }');
      expect(notifications.nodes).toEqual(expect.arrayContaining([{ kind: 'OVERDUE', subjectId: inc(red) }]));
      expect(await cancel(cadre, reminded)).toBe('FORBIDDEN');
      expect(await cancel(officer, reminded)).toBe('DONE');
      expect(app.bugs).toEqual([]);
    } finally {
      await app.stop();
    }
  });
});
