import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Persona } from '../../src/demo/personas.js';
import { publicId } from '../../src/kernel/ids.js';
import { type App, startApp } from '../kit/app.js';
import type { Client } from '../kit/client.js';
import { openIn, statesIn, TALLY, type Tally } from '../kit/tally.js';

let app: App;
/** The street, a community, its first grid and one of another community of it, and a category. */
let town: Record<'street' | 'community' | 'grid' | 'farGrid' | 'foreign' | 'category' | 'company', string>;
beforeAll(async () => {
  app = await startApp();
  const { organization, grid, far, foreign, incidentCategories, organizations } = await (await app.as('resident')).data(
    `{ organization(code: "000") { id } grid(code: "000-G01") { id community { id } } far: grid(code: "000-G03") { id community { id } }
       foreign: organization(code: "001") { id } incidentCategories { id }
       organizations(first: 20, filter: { kinds: [PROPERTY_COMPANY] }) { nodes { id ancestors { code } } } }`,
  );
  town = {
    street: organization.id,
    community: grid.community.id,
    grid: grid.id,
    farGrid: far.id,
    foreign: foreign.id,
    category: incidentCategories[0].id,
    company: organizations.nodes.find((node: { ancestors: { code: string }[] }) => node.ancestors.some(({ code }) => code === '000')).id,
  };
});
afterAll(async () => {
  expect(app.bugs).toEqual([]);
  await app.stop();
});

async function report(who: Client, gridId = town.grid): Promise<string> {
  const { reportIncident } = await who.data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    { input: { title: '路灯坏了', gridId, categoryId: town.category, channel: 'WECHAT' } },
  );
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

async function move(who: Client, verb: string, input: Record<string, unknown>): Promise<void> {
  const type =
    verb === 'dispatch'
      ? 'DispatchIncidentInput'
      : `${['reject', 'return', 'cancel'].includes(verb) ? 'Reasoned' : ''}IncidentTransitionInput`;
  const { done } = await who.data(`mutation ($input: ${type}!) { done: ${verb}Incident(input: $input) { userErrors { code message } } }`, {
    input,
  });
  expect(done.userErrors).toEqual([]);
}

describe('a tally', () => {
  interface Counted {
    readonly open: number;
    readonly states: Readonly<Record<string, number>>;
  }
  const summed = (tally: Tally): Counted => ({
    open: openIn(tally),
    states: Object.fromEntries(
      statesIn(tally)
        .filter(({ count }) => count > 0)
        .map(({ state, count }) => [state, count]),
    ),
  });

  async function follow(who: Client, scope: string) {
    const stream = who.subscribe<Tally>(TALLY, { scope });
    onTestFinished(() => stream.close());
    const tally = await stream.next();
    return {
      tally,
      ...summed(tally),
      until: async (test: (counted: Counted) => boolean) => summed(await stream.nextWhere((told) => test(summed(told)))),
    };
  }
  /** What it should be, counted row by row. */
  async function counted(scope: string): Promise<Counted> {
    const rows = await app.database.query<{ state: string; count: number }>(
      `select i.state, count(*)::int as count from incident i
       where i.place like (select place from organization where id = $1 union all select place from grid where id = $1) || '%' and i.state not in ('CLOSED', 'REJECTED', 'CANCELLED', 'DUPLICATE', 'FILED')
       group by 1`,
      [scope.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')],
    );
    return {
      open: rows.reduce((sum, { count }) => sum + count, 0),
      states: Object.fromEntries(rows.map(({ state, count }) => [state, count])),
    };
  }
  test('says how many are open, by state, at once and whenever that changes', async () => {
    const [cadre, resident] = [await app.as('community-cadre'), await app.as('resident')];
    const { tally, open: before, states, until } = await follow(cadre, town.community);
    expect(tally.statisticsTally.scopeId).toBe(town.community);
    expect(statesIn(tally)).toHaveLength(11);
    expect({ open: before, states }).toEqual(await counted(town.community));
    const id = await report(resident);
    expect(await until(({ open }) => open === before + 1)).toEqual(await counted(town.community));
    await move(cadre, 'accept', { id });
    const accepted = await until((now) => now.states.ACCEPTED === (states.ACCEPTED ?? 0) + 1);
    expect(accepted).toEqual(await counted(town.community));
    await move(cadre, 'cancel', { id, reason: '重复' });
    expect(await until(({ open }) => open === before)).toEqual(await counted(town.community));
  });

  test('of a grid and of its street change together, another grid’s not', async () => {
    const [supervisor, resident] = [await app.as('street-supervisor'), await app.as('resident')];
    const [street, far, near] = [
      await follow(supervisor, town.street),
      await follow(supervisor, town.farGrid),
      await follow(supervisor, town.grid),
    ];
    await report(resident, town.grid);
    await near.until(({ open }) => open === near.open + 1);
    await street.until(({ open }) => open === street.open + 1);
    await report(resident, town.farGrid);
    // The next that it says is of its own change.
    expect((await far.until(() => true)).open).toBe(far.open + 1);
    await street.until(({ open }) => open === street.open + 2);
  });

  test('comes seldom however much happens, and is right in the end', async () => {
    const [cadre, resident] = [await app.as('community-cadre'), await app.as('resident')];
    const stream = cadre.subscribe<Tally>(TALLY, { scope: town.community });
    onTestFinished(() => stream.close());
    const before = openIn(await stream.next());
    const started = Date.now();
    await Promise.all(Array.from({ length: 40 }, () => report(resident)));
    let told = 0;
    for (let open = before; open < before + 40; told++) open = openIn(await stream.next());
    expect(told).toBeLessThanOrEqual(2 + (Date.now() - started) / 1_000);
  });

  const asked: readonly (readonly [who: Persona, scope: keyof typeof town, code: string | null])[] = [
    ['street-supervisor', 'street', null],
    ['street-supervisor', 'grid', null],
    ['dashboard', 'street', null],
    ['dashboard', 'community', null],
    ['community-cadre', 'community', null],
    ['community-cadre', 'grid', null],
    ['community-cadre', 'street', 'FORBIDDEN'],
    ['grid-leader', 'farGrid', 'FORBIDDEN'],
    ['grid-leader', 'grid', null],
    ['grid-leader', 'community', 'FORBIDDEN'],
    ['resident', 'grid', 'FORBIDDEN'],
    ['street-supervisor', 'foreign', 'FORBIDDEN'],
    ['dashboard', 'foreign', 'FORBIDDEN'],
    ['street-supervisor', 'category', 'BAD_USER_INPUT'],
  ];
  test.each(asked)('%s of %s: %s', async (persona, scope, code) => {
    const stream = (await app.as(persona)).subscribe(TALLY, { scope: town[scope] });
    onTestFinished(() => stream.close());
    const answer = await stream.next().then(
      () => null,
      (error) => (Array.isArray(error) ? error : JSON.parse((error as Error).message))[0].extensions.code,
    );
    expect(answer).toBe(code);
  });

  test('of a place that never was answers NOT_FOUND, and nobody without a token is told', async () => {
    for (const [who, scope, code] of [
      [await app.as('street-supervisor'), `grd_${'0'.repeat(32)}`, 'NOT_FOUND'],
      [app.anonymous, town.street, 'UNAUTHENTICATED'],
    ] as const) {
      const stream = who.subscribe(TALLY, { scope });
      onTestFinished(() => stream.close());
      await expect(stream.next()).rejects.toThrow(code);
    }
  });

  test('ends when the post is over that it was read by', async () => {
    const chief = await app.as('chief');
    const [post] = await app.database.query<{ id: string; grid: string }>(
      `select post.id, post.grid_id as grid from account join appointment post using (person_id) where account.subject = 'chief@000' and post.position = 'LANE_CHIEF' and post.valid_to is null`,
    );
    const stream = chief.subscribe(TALLY, { scope: publicId('Grid', post!.grid) });
    onTestFinished(() => stream.close());
    await stream.next();
    await (await app.as('admin')).data('mutation ($id: ID!) { endAppointment(input: { id: $id }) { userErrors { code } } }', {
      id: publicId('Appointment', post!.id),
    });
    const ended = await stream.nextWhere(() => false).catch((error) => error);
    expect(JSON.stringify(Array.isArray(ended) ? ended : String(ended))).toContain('FORBIDDEN');
  });
});

describe('notifications', () => {
  const NOTIFICATIONS = `subscription ($after: Cursor) { viewerNotifications(after: $after) { kind cursor incidentId event { kind to incident { id state } } } }`;
  interface Notification {
    readonly kind: string;
    readonly cursor: string;
    readonly incidentId: string | null;
    readonly event: { readonly kind: string } | null;
  }
  async function follow(who: Client, after?: string) {
    const stream = who.subscribe<{ viewerNotifications: Notification }>(NOTIFICATIONS, { after });
    onTestFinished(() => stream.close());
    expect((await stream.next()).viewerNotifications).toMatchObject({ kind: 'HEARTBEAT', incidentId: null, event: null });
    return {
      next: async () => (await stream.nextWhere(({ viewerNotifications }) => viewerNotifications.kind !== 'HEARTBEAT')).viewerNotifications,
    };
  }

  test('tell each what concerns them, once, and no other', async () => {
    const [leader, resident, cadre, manager, worker] = await Promise.all(
      (['grid-leader', 'resident', 'community-cadre', 'property-staff', 'grid-worker'] as const).map((persona) => app.as(persona)),
    );
    const streams = {
      leader: await follow(leader!),
      resident: await follow(resident!),
      cadre: await follow(cadre!),
      worker: await follow(worker!),
    };
    const id = await report(resident!);
    await move(cadre!, 'accept', { id });
    await move(cadre!, 'dispatch', { id, organizationId: town.company, note: '请处理' });
    await move(manager!, 'return', { id, reason: '不归我们' });
    const other = await report(resident!);
    await move(cadre!, 'reject', { id: other, reason: '不属实' });

    const told = async (name: keyof typeof streams, count: number) => {
      const items: string[] = [];
      for (let i = 0; i < count; i++) {
        const { kind, incidentId, event } = await streams[name].next();
        items.push(`${incidentId === id ? 'one' : incidentId === other ? 'other' : '?'} ${kind}${event ? ` ${event.kind}` : ''}`);
      }
      return items;
    };
    expect(await told('leader', 3)).toEqual(['one ASSIGNED REPORTED', 'one UNASSIGNED DISPATCHED', 'other ASSIGNED REPORTED']);
    expect(await told('resident', 2)).toEqual(['one DECIDED ACCEPTED', 'other DECIDED REJECTED']);
    expect(await told('cadre', 1)).toEqual(['one RETURNED RETURNED']);
    // The worker of the same grid sees all of it, and none of it concerns them: what they hear first is their own.
    const own = await report(worker!);
    await move(cadre!, 'reject', { id: own, reason: '重复' });
    expect(await streams.worker.next()).toMatchObject({ kind: 'DECIDED', incidentId: own });
  });

  test('are resumed after a cursor', async () => {
    const [resident, cadre] = [await app.as('resident'), await app.as('community-cadre')];
    const stream = await follow(resident);
    const first = await report(resident);
    await move(cadre, 'accept', { id: first });
    const { cursor } = await stream.next();
    const second = await report(resident);
    await move(cadre, 'accept', { id: second });
    expect(await (await follow(resident, cursor)).next()).toMatchObject({
      kind: 'DECIDED',
      incidentId: second,
      event: { kind: 'ACCEPTED' },
    });
  });

  test('are for persons', async () => {
    const stream = (await app.as('dashboard')).subscribe(NOTIFICATIONS);
    onTestFinished(() => stream.close());
    await expect(stream.next()).rejects.toThrow('FORBIDDEN');
  });
});

test('what nobody follows any more is not kept', async () => {
  const counts = async () => (await app.readiness()).streams;
  await vi.waitFor(async () => expect(await counts()).toMatchObject({ subscriptions: 0, channels: 0 }), { timeout: 20_000, interval: 10 });
});
