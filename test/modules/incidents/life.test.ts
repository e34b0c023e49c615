import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startApp } from '../../kit/app.js';
import { auditOf, daysAgo, daysAhead, historyOf, inc, move, type Name, openTown, org, type Row, type Town, uuid } from './town.js';

/** What may happen to an incident beside being handled: merged, escalated, forwarded, suspended, sent to rework. */

let town: Town;
let isStopped = false;
beforeAll(async () => {
  town = await openTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await (isStopped ? town.database.close() : town.close());
});

const by = async (who: Name, verb: string, id: string, input: Record<string, unknown> = {}) => move(await town.as(who), verb, id, input);

async function written(row: Omit<Row, 'id'>): Promise<string> {
  const id = uuid();
  await town.write([{ id, ...row }]);
  return id;
}

/** What the graph tells the cadre. */
async function told(id: string) {
  const { incident } = await (await town.as('community-cadre')).data(
    `query ($id: ID!) { incident(id: $id) { state reworkCount forwardDueAt suspendedUntil resolvedAt acceptedAt
      holder { code } forwardedTo { code } duplicateOf { id } duplicates { totalCount nodes { id } } assignee { publicName } } }`,
    { id: inc(id) },
  );
  return incident;
}

describe('merging', () => {
  test('leads to the open incident, and what was merged into the duplicate goes along', async () => {
    const [first, second, third] = [
      await written({ state: 'REPORTED' }),
      await written({ state: 'REPORTED' }),
      await written({ state: 'IN_PROGRESS' }),
    ];
    expect((await by('community-cadre', 'merge', first, { intoId: inc(second) })).outcome).toBe('DONE');
    expect((await by('community-cadre', 'merge', second, { intoId: inc(third) })).outcome).toBe('DONE');
    expect(await told(first)).toMatchObject({ state: 'DUPLICATE', duplicateOf: { id: inc(third) } });
    const { duplicates } = await told(third);
    expect(duplicates.totalCount).toBe(2);
    expect(duplicates.nodes.map(({ id }: { id: string }) => id).sort()).toEqual([inc(first), inc(second)].sort());
  });

  test('is not into itself, nor into what is final', async () => {
    const id = await written({ state: 'REPORTED' });
    expect(await by('community-cadre', 'merge', id, { intoId: inc(id) })).toMatchObject({ outcome: 'INVALID', path: ['intoId'] });
    for (const state of ['CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED']) {
      const into = await written({ state });
      expect(await by('community-cadre', 'merge', id, { intoId: inc(into) }), state).toMatchObject({
        outcome: 'INVALID',
        path: ['intoId'],
      });
    }
  });

  test('is not into what the viewer does not see, or what never was: both answer alike', async () => {
    const id = await written({ state: 'REPORTED' });
    const unseen = await written({
      state: 'ACCEPTED',
      grid_id: town.seat('000-C9-G01'),
      place: town.placeOf('000-C9-G01'),
      holder_id: town.seat('000-C9'),
    });
    for (const into of [unseen, uuid()])
      expect((await by('community-cadre', 'merge', id, { intoId: inc(into) })).outcome).toBe('NOT_FOUND');
  });

  test('of two into each other at one instant is done once', async () => {
    const [one, other] = [await written({ state: 'REPORTED' }), await written({ state: 'REPORTED' })];
    const outcomes = await Promise.all([
      by('community-cadre', 'merge', one, { intoId: inc(other) }),
      by('second-cadre', 'merge', other, { intoId: inc(one) }),
    ]);
    expect(outcomes.filter(({ outcome }) => outcome === 'DONE')).toHaveLength(1);
    const states = (await town.query<{ state: string }>('select state from incident where id = any($1)', [[one, other]])).map(
      (row) => row.state,
    );
    expect(states.sort()).toEqual(['DUPLICATE', 'REPORTED']);
  });
});

describe('escalation', () => {
  test('goes to the organisation above, which takes it up as its own', async () => {
    const id = await written({ state: 'ACCEPTED', accepted_at: daysAgo(3) });
    expect((await by('community-cadre', 'escalate', id)).outcome).toBe('DONE');
    expect(await told(id)).toMatchObject({ state: 'ESCALATED', holder: { code: '000' }, assignee: null });
    expect((await by('community-cadre', 'accept', id)).outcome).toBe('NOT_HOLDER');
    const { acceptedAt } = await told(id);
    expect((await by('street-supervisor', 'accept', id)).outcome).toBe('DONE');
    expect(await told(id)).toMatchObject({ state: 'ACCEPTED', holder: { code: '000' }, acceptedAt });
    // It is the street's: nothing leads back to where it came from but a dispatch.
    expect((await by('street-supervisor', 'dispatch', id, { organizationId: org(town.seat('000-C1')) })).outcome).toBe('DONE');
  });

  test('comes back, with a reason, to the organisation that escalated it', async () => {
    const id = await written({ state: 'IN_PROGRESS' });
    await by('community-cadre', 'escalate', id);
    expect((await by('street-supervisor', 'return', id)).outcome).toBe('DONE');
    expect(await told(id)).toMatchObject({ state: 'RETURNED', holder: { code: '000-C1' } });
  });

  test.each([
    ['NORMAL', 'SKIP_LEVEL'],
    ['HIGH', 'SKIP_LEVEL'],
    ['EMERGENCY', 'DONE'],
  ])('past a level by the company is for emergencies alone: %s', async (urgency, outcome) => {
    const id = await written({
      state: 'DISPATCHED',
      urgency,
      holder_id: town.seat('000-PM1'),
      previous_holder_id: town.seat('000-C1'),
      assignee_id: null,
    });
    // The company sees no street; that it may name one is asked before whether it may skip.
    const answer = await by('property-staff', 'escalate', id, { organizationId: org(town.seat('000')) });
    expect(answer.outcome).toBe(outcome);
  });

  test.each([
    ['below', '000-PM1'],
    ['beside', '000-C9'],
    ['itself', '000-C1'],
  ])('is not to an organisation that is %s', async (_where, code) => {
    const id = await written({ state: 'ACCEPTED', urgency: 'EMERGENCY' });
    expect(await by('community-cadre', 'escalate', id, { organizationId: org(town.seat(code)) })).toMatchObject({
      outcome: 'INVALID',
      path: ['organizationId'],
    });
  });

  test('ends at the top', async () => {
    const id = await written({ state: 'ACCEPTED', holder_id: town.seat('000') });
    expect(await by('street-supervisor', 'escalate', id)).toMatchObject({ outcome: 'WRONG_STATE', path: ['id'] });
  });
});

describe('an outside body', () => {
  const forwarded = (id: string, more: object = {}) =>
    by('community-cadre', 'forward', id, { organizationId: org(town.seat('000-D1')), dueAt: daysAhead(3), ...more });

  test('has it while the holder keeps it, and it can be resolved from there', async () => {
    const id = await written({ state: 'ACCEPTED' });
    expect((await forwarded(id)).outcome).toBe('DONE');
    expect(await told(id)).toMatchObject({ state: 'FORWARDED', holder: { code: '000-C1' }, forwardedTo: { code: '000-D1' } });
    expect((await by('community-cadre', 'resolve', id)).outcome).toBe('DONE');
    expect(await told(id)).toMatchObject({ state: 'RESOLVED', forwardedTo: null, forwardDueAt: null });
  });

  test('refuses: the holder takes it back', async () => {
    const id = await written({ state: 'REPORTED' });
    await forwarded(id);
    expect((await by('community-cadre', 'reclaim', id)).outcome).toBe('DONE');
    expect(await told(id)).toMatchObject({ state: 'ACCEPTED', forwardedTo: null, acceptedAt: expect.any(String) });
  });

  test.each([
    ['dueAt', { dueAt: daysAgo(1) }],
    ['organizationId', () => ({ organizationId: org(town.seat('000-PM1')) })],
    ['organizationId', () => ({ organizationId: org(town.seat('000-C1')) })],
  ])('is one, and has time to answer: %s', async (field, input) => {
    const id = await written({ state: 'ACCEPTED' });
    expect(await forwarded(id, typeof input === 'function' ? input() : input)).toMatchObject({ outcome: 'INVALID', path: [field] });
  });

  test('does not end while it has an incident', async () => {
    const id = await written({ state: 'ACCEPTED' });
    await forwarded(id);
    const admin = await town.as('admin');
    const { dissolveOrganization } = await admin.data(
      `mutation ($input: DissolveOrganizationInput!) { dissolveOrganization(input: $input) { userErrors { code message } } }`,
      { input: { id: org(town.seat('000-D1')) } },
    );
    expect(dissolveOrganization.userErrors).toEqual([{ code: 'INVALID', message: expect.stringContaining('take them back first') }]);
  });
});

describe('suspension', () => {
  test('is for thirty days in all, however often', async () => {
    const id = await written({ state: 'IN_PROGRESS', suspended_seconds: 29 * 86_400 });
    expect(await by('community-cadre', 'suspend', id, { until: daysAhead(2) })).toMatchObject({
      outcome: 'LIMIT_EXCEEDED',
      path: ['until'],
    });
    expect((await by('community-cadre', 'suspend', id, { until: daysAhead(0.9) })).outcome).toBe('DONE');
    expect(await told(id)).toMatchObject({ state: 'SUSPENDED', suspendedUntil: expect.any(String) });
    expect((await by('community-cadre', 'resume', id)).outcome).toBe('DONE');
    expect(await told(id)).toMatchObject({ state: 'IN_PROGRESS', suspendedUntil: null });
  });

  test('begins anew when an incident is opened again', async () => {
    const id = await written({ state: 'CLOSED', suspended_seconds: 30 * 86_400, closed_at: daysAgo(1) });
    for (const verb of ['reopen', 'start']) expect((await by('community-cadre', verb, id)).outcome).toBe('DONE');
    expect((await by('community-cadre', 'suspend', id, { until: daysAhead(20) })).outcome).toBe('DONE');
  });

  test('ends after it began', async () => {
    const id = await written({ state: 'IN_PROGRESS' });
    expect(await by('community-cadre', 'suspend', id, { until: daysAgo(1) })).toMatchObject({ outcome: 'INVALID', path: ['until'] });
  });
});

test('a verification that fails sends the incident back to be handled, and is counted', async () => {
  const id = await written({ state: 'RESOLVED', resolved_at: daysAgo(1), handler_ids: [] });
  expect((await by('grid-leader', 'rework', id)).outcome).toBe('DONE');
  expect(await told(id)).toMatchObject({ state: 'IN_PROGRESS', resolvedAt: null, reworkCount: 1 });
});

test('after days in which no server ran, what lay with outside bodies is back and what lay still goes on: once, by the system', async () => {
  const forwarded = await written({ state: 'ACCEPTED' });
  const waiting = await written({ state: 'ACCEPTED' });
  const suspended = await written({ state: 'IN_PROGRESS' });
  const body = org(town.seat('000-D1'));
  expect((await by('community-cadre', 'forward', forwarded, { organizationId: body, dueAt: daysAhead(1) })).outcome).toBe('DONE');
  expect((await by('community-cadre', 'forward', waiting, { organizationId: body, dueAt: daysAhead(9) })).outcome).toBe('DONE');
  expect((await by('community-cadre', 'suspend', suspended, { until: daysAhead(2) })).outcome).toBe('DONE');
  await town.app.stop();
  isStopped = true;
  const later = await startApp({ database: town.database, demoNow: new Date(daysAhead(4)) });
  try {
    const steps = async (id: string) =>
      (await historyOf(town, [id]))
        .filter(({ kind }) => kind !== 'SUPERVISED' && kind !== 'DUE_SOON')
        .map(({ kind, actor_id }) => `${kind} ${actor_id === null ? 'system' : 'somebody'}`);
    await vi.waitFor(
      async () => {
        expect(await steps(forwarded)).toEqual(['FORWARDED somebody', 'RECLAIMED system']);
        expect(await steps(suspended)).toEqual(['SUSPENDED somebody', 'RESUMED system']);
      },
      { timeout: 30_000, interval: 50 },
    );
    expect(await steps(waiting)).toEqual(['FORWARDED somebody']);
    expect((await auditOf(town, [forwarded])).at(-1)).toMatchObject({ actor: 'system job', action: 'reclaimIncident' });
    const [row] = await town.query<{ suspended_seconds: number }>('select suspended_seconds from incident where id = $1', [suspended]);
    expect(row!.suspended_seconds / 86_400).toBeCloseTo(4, 1);
  } finally {
    await later.stop();
  }
});
