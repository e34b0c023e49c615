import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startApp } from '../../kit/app.js';
import type { Client } from '../../kit/client.js';
import { daysAgo, daysAhead, historyOf, inc, move, type Name, openTown, org, type Row, type Town, uuid } from './town.js';

/** Co-handlers: asked by the holder, with a due time of their own; they see the incident while they assist, and do nothing else with it. */

let town: Town;
let isStopped = false;
beforeAll(async () => {
  town = await openTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await (isStopped ? town.database.close() : town.close());
});

const written = async (row: Partial<Row> = {}): Promise<string> => {
  const id = uuid();
  await town.write([{ id, state: 'IN_PROGRESS', ...row }]);
  return id;
};

interface Participant {
  readonly id: string;
  readonly state: string;
  readonly task: string | null;
  readonly answer: string | null;
  readonly overdue: boolean;
  readonly endedAt: string | null;
  readonly viewerActions: readonly { readonly verb: string }[];
}
const PARTICIPANT = 'id state task answer overdue endedAt viewerActions(allowed: true) { verb }';

const codeOf = (errors: Awaited<ReturnType<Client['ask']>>['errors'], userErrors: () => { code: string }[]) =>
  errors?.[0]?.extensions?.code ?? userErrors()[0]?.code ?? 'DONE';
async function ask(who: Name, id: string, code: string, more: object = {}): Promise<string> {
  const { data, errors } = await (await town.as(who)).ask(
    'mutation ($input: AskForAssistanceInput!) { askForAssistance(input: $input) { userErrors { code } } }',
    { input: { id: inc(id), organizationId: org(town.seat(code)), task: '派人到场', dueAt: daysAhead(2), ...more } },
  );
  return codeOf(errors, () => data.askForAssistance.userErrors);
}
async function step(who: Name, verb: 'accept' | 'decline' | 'finish' | 'withdraw', id: string, input: object = {}): Promise<string> {
  const isReasoned = verb === 'decline' || verb === 'withdraw';
  const type = isReasoned ? 'ReasonedIncidentParticipantTransitionInput' : 'IncidentParticipantTransitionInput';
  const { data, errors } = await (await town.as(who)).ask(
    `mutation ($input: ${type}!) { done: ${verb}Assistance(input: $input) { participant { state } userErrors { code } } }`,
    { input: { id, ...(isReasoned ? { reason: '人手不足' } : {}), ...input } },
  );
  return codeOf(errors, () => data.done.userErrors);
}
async function participants(who: Name, id: string): Promise<readonly Participant[] | null> {
  const { incident } = await (await town.as(who)).data(`query ($id: ID!) { incident(id: $id) { participants { ${PARTICIPANT} } } }`, {
    id: inc(id),
  });
  return incident?.participants ?? null;
}
const theOne = async (id: string, who: Name = 'community-cadre') => (await participants(who, id))!.at(-1)!;
const kindsOf = async (id: string) => (await historyOf(town, [id])).map(({ kind }) => kind);
const listed = async (who: Name, filter: object) =>
  (
    await (
      await town.as(who)
    ).data('query ($filter: IncidentFilter) { incidents(first: 100, filter: $filter) { nodes { id } } }', { filter })
  ).incidents.nodes.map(({ id }: { id: string }) => id) as string[];

describe('an organisation that is asked', () => {
  test('sees the incident while it assists, finds it among its own, and has none of the handler’s verbs', async () => {
    const id = await written();
    expect(await participants('department', id)).toBe(null);
    expect(await ask('community-cadre', id, '000-D1')).toBe('DONE');
    const asked = await theOne(id, 'department');
    expect(asked).toMatchObject({ state: 'ASKED', task: '派人到场', overdue: false });
    expect(asked.viewerActions.map(({ verb }) => verb)).toEqual(['acceptAssistance', 'declineAssistance']);
    expect(await listed('department', { coHandledByViewer: true })).toContain(inc(id));
    expect(await listed('department', { coHandledByViewer: false })).not.toContain(inc(id));
    for (const verb of ['start', 'resolve', 'dispatch', 'suspend', 'return'])
      expect((await move(await town.as('department'), verb, id, verb === 'suspend' ? { until: daysAhead(1) } : {})).outcome, verb).toMatch(
        /FORBIDDEN|REQUIRED|INVALID/,
      );
    expect(await step('department', 'accept', asked.id)).toBe('DONE');
    expect(await step('department', 'finish', asked.id, { note: '管线已核对' })).toBe('DONE');
    // It has done its part: what becomes of the incident is the holder's again.
    expect(await participants('department', id)).toBe(null);
    expect(await listed('department', { coHandledByViewer: true })).not.toContain(inc(id));
    expect(await theOne(id)).toMatchObject({ state: 'DONE', answer: '管线已核对', endedAt: expect.any(String), viewerActions: [] });
    expect(await kindsOf(id)).toEqual(['ASSISTANCE_ASKED', 'ASSISTANCE_ACCEPTED', 'ASSISTANCE_DONE']);
    const [done] = (await historyOf(town, [id])).slice(-1);
    expect(done).toMatchObject({ organization_id: town.seat('000-D1'), actor_id: town.person('department'), to_state: 'IN_PROGRESS' });
  });

  test('who did a part of it does not verify it', async () => {
    const id = await written({ reporting_organization_id: town.seat('000-D1') });
    await ask('community-cadre', id, '000-D1');
    const { id: participant } = await theOne(id);
    await step('department', 'accept', participant);
    await step('department', 'finish', participant);
    const [row] = await town.query('select handler_ids from incident where id = $1', [id]);
    expect(row!.handler_ids).toContain(town.person('department'));
  });

  test('declines with a reason, and is known to have been asked', async () => {
    const id = await written();
    await ask('community-cadre', id, '000-PM9');
    const { id: participant } = await theOne(id);
    expect(await step('other-manager', 'decline', participant, { reason: ' ' })).toBe('REQUIRED');
    expect(await step('other-manager', 'decline', participant)).toBe('DONE');
    expect(await participants('other-manager', id)).toBe(null);
    const { node } = await (await town.as('other-manager')).data(
      'query ($id: ID!) { node(id: $id) { ... on IncidentParticipant { state task incident { id } } } }',
      { id: participant },
    );
    expect(node).toEqual({ state: 'DECLINED', task: null, incident: null });
    // It may be asked again.
    expect(await ask('community-cadre', id, '000-PM9')).toBe('DONE');
  });

  test('is let go by whoever asked, or when the incident comes to its end', async () => {
    const id = await written();
    await ask('community-cadre', id, '000-D1');
    await ask('dispatcher', id, '000-PM9');
    const [first] = (await participants('community-cadre', id))!;
    expect(await step('department', 'withdraw', first!.id)).toBe('FORBIDDEN');
    expect(await step('community-cadre', 'withdraw', first!.id)).toBe('DONE');
    expect(await participants('department', id)).toBe(null);
    await town.query(`update incident set state = 'VERIFIED' where id = $1`, [id]);
    expect((await move(await town.as('community-cadre'), 'close', id)).outcome).toBe('DONE');
    expect(await participants('other-manager', id)).toBe(null);
    expect((await participants('community-cadre', id))!.map(({ state }) => state)).toEqual(['WITHDRAWN', 'WITHDRAWN']);
    expect((await town.query('select co_handler_ids from incident where id = $1', [id]))[0]).toEqual({ co_handler_ids: null });
  });
});

describe('it is refused', () => {
  test.each<readonly [what: string, who: Name, row: Partial<Row>, code: string, more: object, outcome: string]>([
    ['to staff of another organisation', 'property-staff', { assignee_id: null }, '000-D1', {}, 'NOT_FOUND'],
    ['to the assignee', 'grid-leader', {}, '000-D1', {}, 'FORBIDDEN'],
    ['before it is taken up', 'community-cadre', { state: 'REPORTED' }, '000-D1', {}, 'WRONG_STATE'],
    ['once it is handled', 'community-cadre', { state: 'RESOLVED' }, '000-D1', {}, 'WRONG_STATE'],
    ['of the holder', 'community-cadre', {}, '000-C1', {}, 'INVALID'],
    ['of who is no longer at work', 'community-cadre', {}, '000-PM8', {}, 'INVALID'],
    ['of another jurisdiction', 'community-cadre', {}, '001', {}, 'INVALID'],
    ['for a time that has passed', 'community-cadre', {}, '000-D1', { dueAt: daysAgo(1) }, 'INVALID'],
    ['for a time in many years', 'community-cadre', {}, '000-D1', { dueAt: daysAhead(400) }, 'INVALID'],
    ['without a task', 'community-cadre', {}, '000-D1', { task: ' ' }, 'REQUIRED'],
  ])('%s', async (_, who, row, code, more, outcome) => {
    const id = await written(row);
    expect(await ask(who, id, code, more)).toBe(outcome);
    expect(await kindsOf(id)).toEqual([]);
  });

  test('twice at a time, also of many who ask at once', async () => {
    const id = await written();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => ask('community-cadre', id, '000-D1')));
    expect(outcomes.sort()).toEqual(['DONE', ...Array.from({ length: 5 }, () => 'INVALID')]);
    expect((await town.query('select co_handler_ids from incident where id = $1', [id]))[0]).toEqual({
      co_handler_ids: [town.seat('000-D1')],
    });
  });

  test('more than twenty times in all', async () => {
    const id = await written();
    await town.query(
      `insert into incident_participant (id, jurisdiction_id, incident_id, organization_id, task, due_at, state, asked_by_id, asked_at, ended_at)
       select gen_random_uuid(), i.jurisdiction_id, i.id, $2, '协助', now(), 'DONE', $3, now(), now() from incident i, generate_series(1, 20) where i.id = $1`,
      [id, town.seat('000-D1'), town.person('community-cadre')],
    );
    expect(await ask('community-cadre', id, '000-D1')).toBe('LIMIT_EXCEEDED');
  });
});

test('a step and the end of the incident, at once, leave nobody assisting', async () => {
  for (let n = 0; n < 4; n++) {
    const id = await written({ state: 'ACCEPTED' });
    await ask('community-cadre', id, '000-D1');
    const { id: participant } = await theOne(id);
    const cadre = await town.as('community-cadre');
    const [answered, filed] = await Promise.all([step('department', 'accept', participant), move(cadre, 'file', id)]);
    expect(['DONE', 'CONFLICT', 'NOT_FOUND', 'WRONG_STATE']).toContain(answered);
    if (filed.outcome !== 'DONE') expect((await move(cadre, 'file', id)).outcome).toBe('DONE');
    expect((await theOne(id)).state).toBe('WITHDRAWN');
    expect((await town.query('select co_handler_ids from incident where id = $1', [id]))[0]).toEqual({ co_handler_ids: null });
  }
});

test('its staff are told, and the stream lets the incident come and go', async () => {
  const department = await town.as('department');
  const stream = department.subscribe<{ incidentEvents: { change: string; reason: string | null; incidentId: string | null } }>(
    'subscription { incidentEvents(filter: { coHandledByViewer: true }) { change reason incidentId } }',
  );
  onTestFinished(() => stream.close());
  await stream.nextWhere(({ incidentEvents }) => incidentEvents.change === 'HEARTBEAT');
  const id = await written();
  const next = async () => {
    const { incidentEvents } = await stream.nextWhere(({ incidentEvents }) => incidentEvents.incidentId === inc(id));
    return [incidentEvents.change, incidentEvents.reason];
  };
  await ask('community-cadre', id, '000-D1');
  expect(await next()).toEqual(['ENTERED', null]);
  const { id: participant } = await theOne(id);
  await step('department', 'accept', participant);
  expect(await next()).toEqual(['CHANGED', null]);
  await step('community-cadre', 'withdraw', participant);
  expect(await next()).toEqual(['LEFT', 'NO_LONGER_YOURS']);
  const told = await town.query<{ kind: string }>(
    'select kind from notification where person_id = $1 and subject_id = $2 order by at, id',
    [town.person('department'), id],
  );
  expect(told.map(({ kind }) => kind)).toEqual(['ASKED_TO_ASSIST', 'ASSISTANCE_WITHDRAWN']);
  const answered = await town.query<{ kind: string }>('select kind from notification where person_id = $1 and subject_id = $2', [
    town.person('second-cadre'),
    id,
  ]);
  expect(answered.map(({ kind }) => kind)).toEqual(['ASSISTANCE_ANSWERED']);
});

test('who assists gets another time, by whoever could ask, as long as it assists: its staff are told, and the clock waits for it', async () => {
  const id = await written();
  expect(await ask('community-cadre', id, '000-D1')).toBe('DONE');
  const { id: part } = await theOne(id);
  const reschedule = async (who: Name, dueAt: string) => {
    const { data, errors } = await (await town.as(who)).ask(
      'mutation ($input: RescheduleAssistanceInput!) { rescheduleAssistance(input: $input) { participant { dueAt } userErrors { code } } }',
      { input: { id: part, dueAt, note: '材料未到' } },
    );
    return codeOf(errors, () => data.rescheduleAssistance.userErrors);
  };
  const later = daysAhead(5);
  expect(await reschedule('department', later)).toBe('FORBIDDEN');
  expect(await reschedule('community-cadre', daysAgo(1))).toBe('INVALID');
  expect(await reschedule('community-cadre', daysAhead(366))).toBe('INVALID');
  expect(await reschedule('community-cadre', later)).toBe('DONE');
  expect(await town.query('select due_at, alarm_at from incident_participant where incident_id = $1', [id])).toEqual([
    { due_at: new Date(later), alarm_at: new Date(later) },
  ]);
  expect(await kindsOf(id)).toEqual(['ASSISTANCE_ASKED', 'ASSISTANCE_RESCHEDULED']);
  const told = await town.query<{ person_id: string }>(
    `select person_id from notification where kind = 'ASSISTANCE_RESCHEDULED' and subject_id = $1`,
    [id],
  );
  expect(told.map(({ person_id }) => person_id)).toEqual([town.person('department')]);
  expect(await step('department', 'decline', part)).toBe('DONE');
  expect(await reschedule('community-cadre', daysAhead(6))).toBe('WRONG_STATE');
});

test('past its due time both are told: once, after a time without a server, with two of them', async () => {
  const id = await written();
  expect(await ask('community-cadre', id, '000-D1', { dueAt: daysAhead(0.1) })).toBe('DONE');
  expect((await theOne(id)).overdue).toBe(false);
  await town.app.stop();
  isStopped = true;
  const servers = await Promise.all([0, 1].map(() => startApp({ database: town.database, demoNow: new Date(daysAhead(0.2)) })));
  try {
    await vi.waitFor(async () => expect(await kindsOf(id)).toContain('ASSISTANCE_OVERDUE'), { timeout: 30_000, interval: 50 });
    const data = await (await servers[0]!.as('community-cadre')).data(
      'query ($id: ID!) { incident(id: $id) { participants { overdue } } }',
      {
        id: inc(id),
      },
    );
    expect(data.incident.participants).toEqual([{ overdue: true }]);
    expect(await kindsOf(id)).toEqual(['ASSISTANCE_ASKED', 'ASSISTANCE_OVERDUE']);
    const told = await town.query<{ person_id: string }>(
      `select person_id from notification where kind = 'ASSISTANCE_OVERDUE' and subject_id = $1`,
      [id],
    );
    const persons = told.map(({ person_id }) => person_id);
    for (const who of ['department', 'community-cadre', 'grid-leader'] as const) expect(persons, who).toContain(town.person(who));
    for (const { bugs } of servers) expect(bugs).toEqual([]);
  } finally {
    for (const server of servers) await server.stop();
  }
});
