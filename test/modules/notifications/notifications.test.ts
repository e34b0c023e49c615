import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { parseId } from '../../../src/kernel/ids.js';
import { type App, startApp } from '../../kit/app.js';
import { demoDatabase, type TestDatabase } from '../../kit/database.js';
import { done } from '../activities/act.js';
import { openHall, registerAll } from '../activities/hall.js';

/** What notifications of any noun have in common. What each step tells whom stands beside the tests of the step. */

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await demoDatabase();
  app = await startApp({ database, demoNow: new Date('2026-11-29T12:00:00+08:00') });
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
  await database.close();
});

test('who moves up hears it at once, in the list and on the stream, with the activity and their own registration', async () => {
  const hall = await openHall();
  onTestFinished(hall.close);
  const [placed, waiting, other] = await hall.people(3);
  const id = await hall.activity({ capacity: 1 });
  await registerAll([placed!, waiting!], id);
  const about = 'kind subjectId readAt incident { id } activity { id viewerRegistration { state } }';
  const streams = [waiting!, other!].map(({ client }) =>
    client.subscribe<{ viewerNotifications: Record<string, unknown> }>(
      `subscription { viewerNotifications { kind subjectId incidentId notification { ${about} } } }`,
    ),
  );
  onTestFinished(async () => {
    for (const stream of streams) await stream.close();
  });
  for (const stream of streams) await stream.next();
  await done(placed!.client, 'withdrawFromActivity', { activityId: id });

  const notification = {
    ...{ kind: 'MOVED_UP', subjectId: id, readAt: null, incident: null },
    activity: { id, viewerRegistration: { state: 'SIGNED_UP' } },
  };
  const { viewerNotifications } = await streams[0]!.nextWhere(({ viewerNotifications: { kind } }) => kind !== 'HEARTBEAT');
  expect(viewerNotifications).toEqual({ kind: 'MOVED_UP', subjectId: id, incidentId: null, notification });
  const { notifications } = await waiting!.client.data(`{ notifications(first: 5) { nodes { ${about} } } }`);
  expect(notifications.nodes).toEqual([notification]);

  // Of nobody else's: what the other hears first is their own.
  await registerAll([other!], id);
  await done(waiting!.client, 'withdrawFromActivity', { activityId: id });
  const heard = await streams[1]!.nextWhere(({ viewerNotifications: { kind } }) => kind !== 'HEARTBEAT');
  expect(heard.viewerNotifications).toMatchObject({ kind: 'MOVED_UP', subjectId: id });
  expect((await other!.client.data('{ notifications(first: 5) { totalCount } }')).notifications.totalCount).toBe(1);
});

test('a row that the viewer does not see any more is named by its id alone', async () => {
  const leader = await app.as('grid-leader');
  const { notifications } = await leader.data('{ notifications(first: 1) { nodes { id } } }');
  const id = notifications.nodes[0].id;
  const [foreign] = await database.query<{ id: string }>(
    `select i.id from incident i join organization root on root.id = i.jurisdiction_id where root.code = '001' limit 1`,
  );
  await database.query('update notification set subject_id = $2 where id = $1', [parseId(id)!.uuid, foreign!.id]);
  const { node } = await leader.data(
    'query ($id: ID!) { node(id: $id) { ... on Notification { subjectId incident { id } topic { id } } } }',
    {
      id,
    },
  );
  expect(node).toEqual({ subjectId: expect.stringMatching(/^inc_/), incident: null, topic: null });
});

test('what is older than 90 days is swept, however often the sweep runs', async () => {
  await app.stop();
  const ages = async () =>
    (
      await database.query<{ days: number }>(
        `select distinct extract(day from '2026-12-01'::timestamptz - at)::int as days from notification`,
      )
    ).map(({ days }) => days);
  await database.query(
    `update notification set at = '2026-12-01'::timestamptz - make_interval(days => case when hashtext(id::text) % 2 = 0 then 100 else 80 end)`,
  );
  expect((await ages()).sort()).toEqual([100, 80]);
  app = await startApp({ database, demoNow: new Date('2026-12-01T04:00:00+08:00') });
  await vi.waitFor(async () => expect(await ages()).toEqual([80]), { timeout: 60_000, interval: 50 });
});
