import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AT_ONCE, followingIncidents } from '../../../src/modules/incidents/closed-visibility.js';
import { bare, cat, daysAhead, grd, move, type Name, openTown, org, per, report, type Town, uuid } from './town.js';

/** What a category shows to fewer people than usual: whoever has to act on it, and who supervises the place; not who sees it by the place alone. */

let town: Town;
let top: string;
let below: string;
beforeAll(async () => {
  town = await openTown();
  [top, below] = [await create({}), ''];
  below = await create({ parentId: top });
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

let made = 0;
async function manage(verb: 'create' | 'update', input: object) {
  const { [`${verb}Category`]: done } = await (await town.as('street-supervisor')).data(
    `mutation ($input: ${verb === 'create' ? 'Create' : 'Update'}CategoryInput!) { ${verb}Category(input: $input) { category { id visibility } userErrors { code path } } }`,
    { input },
  );
  expect(done.userErrors).toEqual([]);
  return done.category as { id: string; visibility: string };
}
const create = async (input: object) =>
  (await manage('create', { code: `V-${++made}`, name: '家庭暴力', domain: 'LIVELIHOOD_SERVICE', ...input })).id;
const show = (id: string, visibility: 'USUAL' | 'RESTRICTED') => manage('update', { id, visibility });

const placed: readonly Name[] = ['grid-leader', 'grid-worker', 'chief', 'admin', 'dashboard'];
const supervising: readonly Name[] = ['community-cadre', 'street-supervisor', 'dispatcher'];
const reported = async (categoryId: string, more: object = {}) =>
  (await report(town, await town.as('resident'), { categoryId, gridId: grd(town.seat('000-G01')), ...more })).incident!.id;

/** Which of them find it by id, in the list and among what a grid holds, which agree. */
async function seeing(id: string, names: readonly Name[]): Promise<readonly Name[]> {
  const found: Name[] = [];
  for (const who of names) {
    const client = await town.as(who);
    const { incident, incidents, nodes, grid } = await client.data(
      `query ($id: ID!, $grid: ID!) { incident(id: $id) { id events(first: 9) { nodes { id } } } nodes(ids: [$id]) { id }
         incidents(first: 1, filter: { ids: [$id] }) { totalCount nodes { id } } grid(id: $grid) { incidents(first: 1, filter: { ids: [$id] }) { totalCount } } }`,
      { id, grid: grd(town.seat('000-G01')) },
    );
    const ways = [
      incident !== null,
      nodes[0] !== null,
      incidents.totalCount === 1,
      incidents.nodes.length === 1,
      grid.incidents.totalCount === 1,
    ];
    expect(new Set(ways).size, who).toBe(1);
    if (incident) found.push(who);
  }
  return found;
}

describe('a restricted incident', () => {
  test('is seen by its reporter and who supervises the place, by id, in lists and counts; not by who sees it by the place alone', async () => {
    await show(below, 'USUAL');
    const usual = await reported(below);
    expect(await seeing(usual, [...placed, ...supervising, 'resident'])).toEqual([...placed, ...supervising, 'resident']);
    await show(below, 'RESTRICTED');
    expect(await seeing(usual, [...placed, ...supervising, 'resident'])).toEqual(['grid-leader', ...supervising, 'resident']);
    // The leader has it; what comes in now is the community's, and nobody's in particular.
    const next = await reported(below);
    expect(await seeing(next, [...placed, ...supervising, 'resident'])).toEqual([...supervising, 'resident']);
    await show(below, 'USUAL');
    expect(await seeing(next, placed)).toEqual(placed);
  });

  test('is seen by who handles it, as long as they do', async () => {
    await show(below, 'RESTRICTED');
    const id = await reported(below);
    const cadre = await town.as('community-cadre');
    expect((await move(cadre, 'accept', bare(id))).outcome).toBe('DONE');
    expect((await move(cadre, 'dispatch', bare(id), { assigneeId: per(town.person('grid-worker')) })).outcome).toBe('DONE');
    expect(await seeing(id, placed)).toEqual(['grid-worker']);
    expect((await move(await town.as('grid-worker'), 'return', bare(id))).outcome).toBe('DONE');
    expect(await seeing(id, placed)).toEqual([]);
    expect((await move(cadre, 'dispatch', bare(id), { organizationId: org(town.seat('000-PM1')), note: '由其协助' })).outcome).toBe('DONE');
    expect(await seeing(id, [...placed, 'property-staff'])).toEqual(['property-staff']);
  });

  test('is verified by a cadre where the grid’s leader does not see it', async () => {
    const id = uuid();
    await town.write([
      {
        id,
        state: 'RESOLVED',
        visibility: 'RESTRICTED',
        assignee_id: town.person('grid-worker'),
        handler_ids: [town.person('grid-worker')],
      },
    ]);
    expect((await move(await town.as('grid-leader'), 'verify', id)).outcome).toBe('NOT_FOUND');
    expect((await move(await town.as('community-cadre'), 'verify', id)).outcome).toBe('DONE');
  });

  test('that grid staff reported is verified by who sees it of theirs, else by a cadre', async () => {
    const [own, others] = [uuid(), uuid()];
    const resolved = { state: 'RESOLVED', visibility: 'RESTRICTED', reporting_organization_id: town.seat('000-C1'), assignee_id: null };
    const cadres = await town.query<{ person_id: string }>('select person_id from appointment where organization_id = $1', [
      town.seat('000-C1'),
    ]);
    const handler_ids = cadres.map(({ person_id }) => person_id);
    await town.write([
      { id: own, ...resolved, handler_ids, reporter_id: town.person('grid-worker') },
      { id: others, ...resolved, handler_ids: [town.person('next-worker')], reporter_id: town.person('next-worker') },
    ]);
    expect((await move(await town.as('grid-worker'), 'verify', own)).outcome).toBe('DONE');
    expect((await move(await town.as('grid-worker'), 'verify', others)).outcome).toBe('NOT_FOUND');
    expect((await move(await town.as('community-cadre'), 'verify', others)).outcome).toBe('DONE');
  });

  test('is none that is like another one, nor a repeat, for who does not see it; statistics count it', async () => {
    await show(below, 'RESTRICTED');
    for (const title of ['动手打人', '动手打人了', '又动手打人']) await reported(below, { title, address: '5号楼' });
    const similar = async (who: Name) =>
      (
        await (
          await town.as(who)
        ).data('query ($input: SimilarIncidentsInput!) { similarIncidents(input: $input) { incident { id } } }', {
          input: { categoryId: top, title: '动手打人', gridId: grd(town.seat('000-G01')), address: '5号楼' },
        })
      ).similarIncidents.length;
    expect([await similar('neighbour'), await similar('grid-worker'), await similar('community-cadre')]).toEqual([0, 0, 3]);
    const [{ from, to }] = (await town.query(
      `select (max(reported_at) - interval '9 days')::date::text as from, (max(reported_at) + interval '2 days')::date::text as to from incident`,
    )) as [{ from: string; to: string }];
    const counted = async (who: Name) => {
      const { incidentRepeats, statistics } = await (await town.as(who)).data(
        `query ($scope: ID!, $period: PeriodInput!) {
           incidentRepeats(scope: $scope, period: $period, by: GRID, first: 100) { category { id } count }
           statistics(scope: $scope, period: $period) { byCategory { categoryId count } } }`,
        { scope: grd(town.seat('000-G01')), period: { from, to } },
      );
      return [
        incidentRepeats.some((repeat: { category: { id: string } }) => repeat.category.id === below),
        statistics.byCategory.find(({ categoryId }: { categoryId: string }) => categoryId === below).count > 2,
      ];
    };
    expect(await counted('grid-worker')).toEqual([false, true]);
    expect(await counted('community-cadre')).toEqual([true, true]);
  });

  test('says nothing to its reporter on what was merged into it, where more people see that', async () => {
    const [id, usual, restricted] = [uuid(), uuid(), uuid()];
    const merged = { state: 'DUPLICATE', duplicate_of_id: id };
    await town.write([
      { id, state: 'IN_PROGRESS', visibility: 'RESTRICTED', duplicate_of_id: null },
      { id: usual, ...merged, visibility: 'USUAL' },
      { id: restricted, ...merged, visibility: 'RESTRICTED' },
    ]);
    const told = () =>
      town.query<{ incident_id: string; reply: string | null }>(
        `select incident_id, reply from incident_event where kind = 'FOLLOWED' and incident_id = any($1) order by at, incident_id`,
        [[usual, restricted].sort()],
      );
    const cadre = await town.as('community-cadre');
    expect((await move(cadre, 'suspend', id, { until: daysAhead(1), reply: '已报警处置。' })).outcome).toBe('DONE');
    expect(await told()).toEqual([{ incident_id: restricted, reply: '已报警处置。' }]);
    await town.query(`update incident set state = 'VERIFIED' where id = $1`, [id]);
    expect((await move(cadre, 'close', id, { reply: '已办结。' })).outcome).toBe('DONE');
    expect((await told()).slice(1)).toEqual(
      expect.arrayContaining([
        { incident_id: usual, reply: null },
        { incident_id: restricted, reply: '已办结。' },
      ]),
    );
  });

  test('leaves the streams of who sees it no more, says why, and tells them nothing of what follows', async () => {
    await show(below, 'USUAL');
    const stream = (await town.as('grid-worker')).subscribe('subscription { incidentEvents { change reason incidentId event { kind } } }');
    onTestFinished(() => stream.close());
    expect((await stream.next()).incidentEvents).toMatchObject({ change: 'HEARTBEAT' });
    const id = await reported(below);
    // What was shown again before may come first.
    let entered = (await stream.next()).incidentEvents;
    while (entered.incidentId !== id) entered = (await stream.next()).incidentEvents;
    expect(entered).toMatchObject({ change: 'ENTERED', event: { kind: 'REPORTED' } });
    await show(below, 'RESTRICTED');
    const left: unknown[] = [];
    for (let item = (await stream.next()).incidentEvents; ; item = (await stream.next()).incidentEvents) {
      left.push(item);
      if (item.incidentId === id) break;
    }
    expect(left.at(-1)).toEqual({ change: 'LEFT', reason: 'NO_LONGER_YOURS', incidentId: id, event: null });
    await reported(below);
    const seen = await reported(cat(town.category('OTHER')));
    for (let item = (await stream.next()).incidentEvents; ; item = (await stream.next()).incidentEvents) {
      expect(item.change === 'ENTERED').toBe(item.incidentId === seen);
      if (item.incidentId === seen) break;
    }
  });
});

test('what somebody else handles from now on leaves the stream of one’s own work as no longer one’s own', async () => {
  const id = await reported(cat(town.category('OTHER')));
  expect((await move(await town.as('community-cadre'), 'accept', bare(id))).outcome).toBe('DONE');
  const stream = (await town.as('grid-leader')).subscribe(
    'subscription { incidentEvents(filter: { assignedToViewer: true, open: true }) { change reason incidentId event { kind } } }',
  );
  onTestFinished(() => stream.close());
  expect((await stream.next()).incidentEvents).toMatchObject({ change: 'HEARTBEAT' });
  expect(
    (await move(await town.as('community-cadre'), 'dispatch', bare(id), { assigneeId: per(town.person('grid-worker')) })).outcome,
  ).toBe('DONE');
  const next = async () => (await stream.next()).incidentEvents;
  let item = await next();
  // What happened before the stream began may still be on its way.
  while (item.change === 'ENTERED' || item.change === 'CHANGED') item = await next();
  expect(item).toEqual({
    change: 'LEFT',
    reason: 'NO_LONGER_YOURS',
    incidentId: id,
    event: { kind: 'DISPATCHED' },
  });
});

describe('a category', () => {
  test('is restricted where it says so or the one above it does, also when it moves; what was reported before follows', async () => {
    const [one, other] = [await create({}), await create({ visibility: 'RESTRICTED' })];
    const child = await create({ parentId: one });
    const id = await reported(child);
    const of = async (category: string) => {
      const { incident, incidentCategories } = await (await town.as('street-supervisor')).data(
        'query ($id: ID!) { incident(id: $id) { visibility } incidentCategories { id visibility } }',
        { id },
      );
      const { visibility } = incidentCategories.find((row: { id: string }) => row.id === category);
      return category === child ? [visibility, incident.visibility] : visibility;
    };
    expect(await of(child)).toEqual(['USUAL', 'USUAL']);
    await show(one, 'RESTRICTED');
    expect(await of(child)).toEqual(['RESTRICTED', 'RESTRICTED']);
    await show(one, 'USUAL');
    expect(await of(child)).toEqual(['USUAL', 'USUAL']);
    await manage('update', { id: child, parentId: other });
    expect(await of(child)).toEqual(['RESTRICTED', 'RESTRICTED']);
    await show(child, 'USUAL');
    expect(await of(child)).toEqual(['RESTRICTED', 'RESTRICTED']);
    await show(child, 'RESTRICTED');
    await manage('update', { id: child, parentId: null });
    expect(await of(child)).toEqual(['RESTRICTED', 'RESTRICTED']);
    expect(await of(one)).toBe('USUAL');
  });

  test('hides the pictures that everybody saw, and shows them no more', async () => {
    const child = await create({});
    const id = await reported(child);
    await town.query(
      `insert into attachment (id, jurisdiction_id, incident_id, state, kind, content_type, announced_size, size, key, file_name, expires_at, public, attached_at)
       values ($1, $2, $3, 'ATTACHED', 'BEFORE', 'image/webp', 9, 9, 'x', '现场.webp', now(), true, now())`,
      [uuid(), town.seat('000'), bare(id)],
    );
    await show(child, 'RESTRICTED');
    const { incident } = await (await town.as('community-cadre')).data(
      'query ($id: ID!) { incident(id: $id) { attachments { id public } } }',
      { id },
    );
    expect(incident.attachments).toEqual([{ id: expect.any(String), public: false }]);
    const { setAttachmentPublic } = await (await town.as('community-cadre')).data(
      'mutation ($input: SetAttachmentPublicInput!) { setAttachmentPublic(input: $input) { userErrors { code path } } }',
      { input: { id: incident.attachments[0].id, public: true } },
    );
    expect(setAttachmentPublic.userErrors).toEqual([{ code: 'INVALID', path: ['public'] }]);
  });

  test('that is restricted while somebody reports leaves nothing open: either waits for the other', async () => {
    const child = await create({});
    await Promise.all([
      ...Array.from({ length: 8 }, () => reported(child)),
      show(child, 'RESTRICTED'),
      ...Array.from({ length: 8 }, () => reported(child)),
    ]);
    const seen = await (await town.as('grid-worker')).data(
      'query ($of: [ID!]) { incidents(first: 1, filter: { categories: $of }) { totalCount } }',
      {
        of: [child],
      },
    );
    expect(seen.incidents.totalCount).toBe(0);
    const all = await (await town.as('community-cadre')).data(
      'query ($of: [ID!]) { incidents(first: 1, filter: { categories: $of }) { totalCount } }',
      {
        of: [child],
      },
    );
    expect(all.incidents.totalCount).toBe(16);
  });

  test('holds for thousands of closed incidents, some at once and the others by a job', async () => {
    const child = await create({});
    await town.query(
      `insert into incident select made.* from incident i, unnest($1::uuid[]) with ordinality own(id, n), jsonb_populate_record(i, jsonb_build_object(
         'id', own.id, 'serial_number', 'V' || own.n, 'tracking_code', 'V' || own.n, 'category_id', $2::uuid, 'visibility', 'USUAL')) made
       where i.id = (select id from incident where state = 'CLOSED' and jurisdiction_id = $3 limit 1)`,
      [Array.from({ length: AT_ONCE + 100 }, uuid), bare(child), town.seat('000')],
    );
    const usual = async () =>
      (
        await town.query<{ n: number }>(`select count(*)::int as n from incident where category_id = $1 and visibility = 'USUAL'`, [
          bare(child),
        ])
      )[0]!.n;
    await show(child, 'RESTRICTED');
    expect(await usual()).toBeLessThanOrEqual(100);
    const client = new pg.Client({ connectionString: town.app.database.url });
    await client.connect();
    onTestFinished(() => client.end());
    const run = () => followingIncidents.run(client, { due: new Date(), now: new Date(), atOnce: 60 });
    // The server's own job may have come before.
    for (let left = await usual(); left > 0; left = await usual()) await run();
    expect(await run()).toBe(0);
    expect(await town.query('select code from incident_category where spreading')).toEqual([]);
  });
});
