import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { publicId } from '../../../src/kernel/ids.js';
import { startApp } from '../../kit/app.js';
import { daysAgo, daysAhead, inc, move, type Name, openTown, org, type Row, report, type Town, uuid } from './town.js';

/** What persons are told, as a list with read marks: written with each step, so that nothing is lost between the two. */

let town: Town;
let isStopped = false;
beforeAll(async () => {
  town = await openTown();
  await town.query('delete from notification');
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await (isStopped ? town.database.close() : town.close());
});

interface Told {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly readAt: string | null;
  readonly incident: { readonly id: string } | null;
  readonly event: { readonly kind: string } | null;
}
async function inbox(who: Name, filter: object = {}): Promise<{ readonly totalCount: number; readonly nodes: readonly Told[] }> {
  const { notifications } = await (await town.as(who)).data(
    'query ($filter: NotificationFilter) { notifications(first: 100, filter: $filter) { totalCount nodes { id kind at readAt incident { id } event { kind } } } }',
    { filter },
  );
  return notifications;
}
/** What somebody was told of an incident, oldest first. */
const toldOf = async (who: Name, id: string) =>
  (await inbox(who)).nodes
    .filter(({ incident }) => incident?.id === inc(id))
    .map(({ kind }) => kind)
    .reverse();

async function written(row: Partial<Row>): Promise<string> {
  const id = uuid();
  await town.write([{ id, state: 'REPORTED', ...row }]);
  return id;
}
const by = async (who: Name, verb: string, id: string, input: Record<string, unknown> = {}) =>
  expect((await move(await town.as(who), verb, id, input)).outcome, verb).toBe('DONE');

describe('in the inbox is', () => {
  test('what the grid’s leader is to handle, from the report on', async () => {
    const { incident } = await report(town, await town.as('neighbour'));
    const [told] = (await inbox('grid-leader')).nodes;
    expect(told).toMatchObject({ kind: 'ASSIGNED', readAt: null, incident: { id: incident!.id }, event: { kind: 'REPORTED' } });
  });

  test('what is sent to an organisation, for its staff, and what comes back, for the staff of the other', async () => {
    const id = await written({ state: 'ACCEPTED' });
    await by('community-cadre', 'dispatch', id, { organizationId: org(town.seat('000-PM1')) });
    expect(await toldOf('property-staff', id)).toEqual(['DISPATCHED']);
    expect(await toldOf('guard', id)).toEqual(['DISPATCHED']);
    expect(await toldOf('grid-leader', id)).toEqual(['UNASSIGNED']);
    await by('guard', 'return', id);
    expect(await toldOf('second-cadre', id)).toEqual(['RETURNED']);
    // Nobody is told of what they did themselves.
    expect(await toldOf('guard', id)).toEqual([]);
  });

  test('what becomes of what one reported', async () => {
    const id = await written({ reporter_id: town.person('neighbour') });
    await by('community-cadre', 'accept', id);
    expect(await toldOf('neighbour', id)).toEqual(['DECIDED']);
  });

  test('a supervision, a reopening and a rating, for who has it', async () => {
    const id = await written({ state: 'CLOSED', closed_at: daysAgo(1), closings: 1 });
    const { data } = await (await town.as('resident')).ask(
      'mutation ($input: RateIncidentInput!) { rateIncident(input: $input) { userErrors { code } } }',
      { input: { incidentId: inc(id), score: 1, solved: false, reasons: ['NOT_SOLVED'] } },
    );
    expect(data.rateIncident.userErrors).toEqual([]);
    await (await town.as('street-supervisor')).data(
      'mutation ($input: SuperviseIncidentInput!) { superviseIncident(input: $input) { userErrors { code } } }',
      { input: { id: inc(id), level: 'YELLOW', reason: '群众不满' } },
    );
    for (const who of ['grid-leader', 'community-cadre'] as const)
      expect(await toldOf(who, id)).toEqual(['RATED', 'REOPENED', 'SUPERVISED']);
  });

  test('a request for more time, for who is above the holder, and the decision, for who asked', async () => {
    const id = await written({ state: 'IN_PROGRESS', handle_by: daysAhead(2), due_at: daysAhead(2) });
    const cadre = await town.as('community-cadre');
    const { requestExtension } = await cadre.data(
      'mutation ($input: RequestExtensionInput!) { requestExtension(input: $input) { incident { extensionRequests { id } } userErrors { code } } }',
      { input: { id: inc(id), minutes: 60, reason: '等料' } },
    );
    expect(requestExtension.userErrors).toEqual([]);
    expect(await toldOf('street-supervisor', id)).toEqual(['EXTENSION_REQUESTED']);
    await (await town.as('street-supervisor')).data(
      'mutation ($input: DecideExtensionInput!) { decideExtension(input: $input) { userErrors { code } } }',
      { input: { id: requestExtension.incident.extensionRequests[0].id, granted: true } },
    );
    expect(await toldOf('community-cadre', id)).toEqual(['EXTENSION_DECIDED']);
  });

  test('nothing of a step that was refused', async () => {
    const before = await town.query('select count(*) from notification');
    const id = await written({ state: 'ACCEPTED' });
    expect((await move(await town.as('community-cadre'), 'start', id)).outcome).toBe('WRONG_STATE');
    expect(await town.query('select count(*) from notification')).toEqual(before);
  });
});

test('the list and the stream tell the same, and each step is in both', async () => {
  const company = await town.as('property-staff');
  const stream = company.subscribe<{ viewerNotifications: { kind: string; incidentId: string } }>(
    'subscription { viewerNotifications { kind incidentId } }',
  );
  onTestFinished(() => stream.close());
  await stream.nextWhere(({ viewerNotifications }) => viewerNotifications.kind === 'HEARTBEAT');
  const id = await written({ state: 'ACCEPTED' });
  await by('community-cadre', 'dispatch', id, { organizationId: org(town.seat('000-PM1')) });
  const { viewerNotifications } = await stream.nextWhere(({ viewerNotifications }) => viewerNotifications.incidentId === inc(id));
  expect([viewerNotifications.kind]).toEqual(await toldOf('property-staff', id));
});

describe('read marks', () => {
  const mark = async (who: Name, input: object) => {
    const { data, errors } = await (await town.as(who)).ask(
      'mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) { unreadCount userErrors { code } } }',
      { input },
    );
    return errors
      ? errors[0]!.extensions!.code
      : (data.markNotificationsRead.userErrors[0]?.code ?? data.markNotificationsRead.unreadCount);
  };

  test('are of the one, or of all until an instant; the number of the rest is answered, and filters find them', async () => {
    for (let n = 0; n < 3; n++) await report(town, await town.as('neighbour'));
    const { nodes, totalCount } = await inbox('grid-leader', { unread: true });
    expect(totalCount).toBeGreaterThanOrEqual(3);
    expect(await mark('grid-leader', { ids: [nodes[0]!.id] })).toBe(totalCount - 1);
    expect(await mark('grid-leader', { ids: [nodes[0]!.id] })).toBe(totalCount - 1);
    expect((await inbox('grid-leader', { unread: false })).nodes.map(({ id }) => id)).toEqual([nodes[0]!.id]);
    expect(await mark('grid-leader', { until: nodes[2]!.at })).toBe(nodes.filter(({ at }, n) => n > 0 && at > nodes[2]!.at).length);
    expect(await mark('grid-leader', { until: daysAhead(1) })).toBe(0);
    expect((await inbox('grid-leader', { unread: true })).totalCount).toBe(0);
    expect((await inbox('grid-leader', { kinds: ['ASSIGNED'] })).totalCount).toBe(nodes.filter(({ kind }) => kind === 'ASSIGNED').length);
  });

  test('are one’s own: of another’s, or of what never was, there is nothing', async () => {
    await report(town, await town.as('neighbour'));
    const [first] = (await inbox('grid-leader')).nodes;
    for (const id of [first!.id, publicId('Notification', uuid())]) expect(await mark('community-cadre', { ids: [id] })).toBe('NOT_FOUND');
    expect((await inbox('grid-leader')).nodes[0]).toMatchObject({ id: first!.id, readAt: null });
    expect(await mark('grid-leader', {})).toBe('INVALID');
    expect(await mark('dashboard' as Name, { until: daysAhead(1) })).toBe('FORBIDDEN');
  });
});

test('a worker’s inbox is one query: what is mine, what I may do, by what is due first, and what I was told', async () => {
  const [later, sooner] = [
    await written({ state: 'DISPATCHED', due_at: daysAhead(3) }),
    await written({ state: 'DISPATCHED', due_at: daysAhead(1) }),
  ];
  const inboxed = await (await town.as('grid-leader')).data(
    `{ unread: notifications(first: 1, filter: { unread: true }) { totalCount nodes { kind incident { title } } }
       incidents(first: 50, filter: { assignedToViewer: true, open: true }, orderBy: { field: DUE_AT, direction: ASC }) {
         nodes { id dueAt overdue viewerActions { verb allowed reason } } } }`,
  );
  const mine = inboxed.incidents.nodes.filter(({ id }: { id: string }) => [inc(later), inc(sooner)].includes(id));
  expect(mine.map(({ id }: { id: string }) => id)).toEqual([inc(sooner), inc(later)]);
  expect(mine[0].viewerActions).toContainEqual({ verb: 'startIncident', allowed: true, reason: null });
});

test('the clock tells of what is due soon and of what is overdue, once', async () => {
  const soon = await written({ state: 'IN_PROGRESS', handle_by: daysAhead(0.5), due_at: daysAhead(0.5), remind_at: daysAhead(0.4) });
  const late = await written({
    state: 'IN_PROGRESS',
    handle_by: daysAhead(0.2),
    due_at: daysAhead(0.2),
    alarm_at: daysAhead(0.2),
  });
  await town.app.stop();
  isStopped = true;
  const again = await startApp({ database: town.database, demoNow: new Date(daysAhead(0.45)) });
  try {
    const kinds = (id: string) =>
      town.query(`select kind, count(*)::int from notification where subject_id = $1 and person_id = $2 group by 1`, [
        id,
        town.person('grid-leader'),
      ]);
    await vi.waitFor(
      async () => {
        expect(await kinds(soon)).toEqual([{ kind: 'DUE_SOON', count: 1 }]);
        expect(await kinds(late)).toEqual([{ kind: 'OVERDUE', count: 1 }]);
      },
      { timeout: 30_000, interval: 50 },
    );
    expect(again.bugs).toEqual([]);
  } finally {
    await again.stop();
  }
});
