import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Persona } from '../../src/demo/personas.js';
import { publicId } from '../../src/kernel/ids.js';
import type { IncidentFilter, ReportIncidentInput, WithinSightSubscriptionVariables } from '../generated/graphql.js';
import { type DocumentType, graphql } from '../generated/index.js';
import { type App, startApp } from '../kit/app.js';
import type { Client, Subscription } from '../kit/client.js';

/** Two servers on one database: subscribers are on the one, and what happens comes in by the other. */
let app: App;
let other: App;
/** Of 000: two grids, the company, and the categories by code. */
let town: {
  readonly grid: string;
  readonly farGrid: string;
  readonly community: string;
  readonly company: string;
  readonly categories: ReadonlyMap<string, string>;
};
const beats = graphql(`subscription Beats { incidentEvents { change cursor incidentId event { id } } }`);
type Beat = DocumentType<typeof beats>;
/** What a viewer hears who sees nothing, and when. */
const heard: { readonly item: Beat['incidentEvents']; readonly at: number }[] = [];
let auditor: Subscription<Beat>;

beforeAll(async () => {
  app = await startApp();
  other = await startApp({ database: app.database });
  auditor = (await app.as('auditor')).subscribe(beats);
  const listen = async () => {
    for (;;) heard.push({ item: (await auditor.next()).incidentEvents, at: Date.now() });
  };
  listen().catch(() => {});
  await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 10_000, interval: 5 });
  const { near, far, incidentCategories, organizations } = await (await app.as('resident')).data(
    graphql(`query TownInSight { near: grid(code: "000-G01") { id community { id } } far: grid(code: "000-G09") { id } incidentCategories { id code }
       organizations(first: 20, filter: { kinds: [PROPERTY_COMPANY] }) { nodes { id parent { id } } } }`),
  );
  town = {
    grid: near!.id,
    farGrid: far!.id,
    community: near!.community.id,
    company: organizations.nodes.find(({ parent }) => parent!.id === near!.community.id)!.id,
    categories: new Map(incidentCategories.map(({ id, code }) => [code, id])),
  };
});
afterAll(async () => {
  await auditor.close();
  await other.stop();
  await app.stop();
});

const withinSight =
  graphql(`subscription WithinSight($after: Cursor, $filter: IncidentFilter) { incidentEvents(after: $after, filter: $filter) {
  change reason cursor incidentId event { kind note incident { description reporter { id } } } } }`);
type Item = DocumentType<typeof withinSight>['incidentEvents'];
const ownPerson = graphql(`query OwnPerson { viewer { person { id } } }`);

/** A stream that begins after all that happened before. */
async function follow(who: Client, variables: WithinSightSubscriptionVariables = {}) {
  for (const server of [app, other]) await server.caughtUp();
  const stream = who.subscribe(withinSight, variables);
  onTestFinished(() => stream.close());
  const first = (await stream.next()).incidentEvents;
  expect(first.change).toBe('HEARTBEAT');
  const next = async () => (await stream.nextWhere(({ incidentEvents }) => incidentEvents.change !== 'HEARTBEAT')).incidentEvents;
  return {
    start: first.cursor,
    next,
    until: async (incidentId: string): Promise<Item[]> => {
      const items: Item[] = [];
      for (let item = await next(); item.incidentId !== incidentId; item = await next()) items.push(item);
      return items;
    },
  };
}

async function report(who: Client, more: Partial<ReportIncidentInput> & { readonly category?: string } = {}): Promise<string> {
  const { category = 'STREET_LIGHT', ...rest } = more;
  const input: ReportIncidentInput = {
    title: '路灯坏了',
    description: '三号楼前',
    gridId: town.grid,
    categoryId: town.categories.get(category)!,
    channel: 'WECHAT',
    ...rest,
  };
  const { reportIncident } = await who.data(
    graphql(
      `mutation ReportInSight($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { code message } } }`,
    ),
    { input },
  );
  expect(reportIncident!.userErrors).toEqual([]);
  return reportIncident!.incident!.id;
}

async function move(who: Client, verb: string, input: { readonly id: string; readonly [field: string]: unknown }): Promise<void> {
  const type =
    { dispatch: 'DispatchIncident', reject: 'ReasonedIncidentTransition', return: 'ReasonedIncidentTransition' }[verb] ??
    'IncidentTransition';
  const { done } = await who.data(
    `mutation ($input: ${type}Input!) { done: ${verb}Incident(input: $input) { userErrors { code message } } }`,
    { input },
  );
  expect(done.userErrors).toEqual([]);
}

const told = (items: readonly Item[], names: Readonly<Record<string, string>>) =>
  items.map(({ change, incidentId, event }) => `${names[incidentId!]} ${change}${event ? ` ${event.kind}` : ''}`);

describe('everybody is told what they may see, and when it leaves their authScope', () => {
  const light = ['light ENTERED REPORTED', 'light CHANGED ACCEPTED', 'light CHANGED DISPATCHED', 'light CHANGED RETURNED'];
  const [quarrel, far] = ['quarrel ENTERED REPORTED', 'far ENTERED REPORTED'];
  const expected: Partial<Record<Persona, readonly string[]>> = {
    'grid-leader': [...light, quarrel],
    'grid-worker': [...light, quarrel],
    chief: [...light, quarrel],
    'community-cadre': [...light, quarrel, far],
    'street-supervisor': [...light, quarrel, far],
    dispatcher: [...light, quarrel, far],
    admin: [...light, quarrel, far],
    dashboard: [...light, quarrel, far],
    resident: [...light, far],
    police: [quarrel],
    'property-staff': ['light ENTERED DISPATCHED', 'light LEFT'],
  };

  test('by persona', async () => {
    const streams = new Map<Persona, Awaited<ReturnType<typeof follow>>>();
    for (const persona of Object.keys(expected) as Persona[]) streams.set(persona, await follow(await app.as(persona)));
    const abroad = await follow(await app.as('street-supervisor', '001'));

    const [resident, worker, cadre, manager] = await Promise.all(
      (['resident', 'grid-worker', 'community-cadre', 'property-staff'] as const).map((persona) => other.as(persona)),
    );
    const lightId = await report(resident!);
    await move(cadre!, 'accept', { id: lightId, note: '已记录' });
    await move(cadre!, 'dispatch', { id: lightId, organizationId: town.company, note: '请处理' });
    // An event is shown while its incident is in authScope: before it leaves again.
    const items = new Map<Persona, Item[]>([['property-staff', [await streams.get('property-staff')!.next()]]]);
    await move(manager!, 'return', { id: lightId, reason: '不归我们' });
    const quarrelId = await report(worker!, { category: 'NEIGHBOUR_DISPUTE' });
    const farId = await report(resident!, { gridId: town.farGrid });
    // The company's manager sees the end once it is dispatched to them, the others when it is reported.
    const endId = await report(resident!, { category: 'NEIGHBOUR_DISPUTE' });
    await move(cadre!, 'accept', { id: endId });
    await move(cadre!, 'dispatch', { id: endId, organizationId: town.company, note: '请处理' });

    const names = { [lightId]: 'light', [quarrelId]: 'quarrel', [farId]: 'far' };
    for (const [persona, stream] of streams) items.set(persona, [...(items.get(persona) ?? []), ...(await stream.until(endId))]);
    expect(Object.fromEntries([...items].map(([persona, items]) => [persona, told(items, names)]))).toEqual(expected);
    for (const item of [...items.values()].flat()) expect(item.event === null).toBe(item.change === 'LEFT');
    expect(items.get('property-staff')!.at(-1)).toMatchObject({ change: 'LEFT', reason: 'NO_LONGER_YOURS' });

    // Abroad the next thing that happens is their own.
    const theirs = await other.as('resident', '001');
    const { grids, incidentCategories } = await theirs.data(
      graphql(`query PlacesAbroad { grids(first: 100) { nodes { id code } } incidentCategories { id } }`),
    );
    const ownGrid = grids.nodes.find(({ code }) => code.startsWith('001-'));
    const own = await report(theirs, { gridId: ownGrid!.id, categoryId: incidentCategories[0]!.id });
    expect(await abroad.next()).toMatchObject({ change: 'ENTERED', incidentId: own });

    // What a grant withholds of an incident is withheld on the stream too.
    const accepted = (persona: Persona) => items.get(persona)!.find(({ event }) => event?.kind === 'ACCEPTED')!.event!;
    expect(accepted('community-cadre')).toMatchObject({
      note: '已记录',
      incident: { description: '三号楼前', reporter: { id: expect.any(String) } },
    });
    expect(accepted('resident')).toMatchObject({ note: null, incident: { description: '三号楼前', reporter: { id: expect.any(String) } } });
    expect(accepted('chief')).toMatchObject({ note: '已记录', incident: { description: '三号楼前', reporter: null } });
    for (const persona of ['dashboard', 'admin'] as const)
      expect(accepted(persona)).toMatchObject({ note: null, incident: { description: null, reporter: null } });
  });
});

test('who is told late that an incident came, and sees it no more by then, is told no event', async () => {
  const [manager, cadre] = [await other.as('property-staff'), await other.as('community-cadre')];
  const start = (await follow(manager)).start;
  const id = await report(await other.as('resident'));
  await move(cadre, 'accept', { id });
  await move(cadre, 'dispatch', { id, organizationId: town.company, note: '请处理' });
  await move(manager, 'return', { id, reason: '不归我们' });
  const stream = await follow(manager, { after: start });
  expect(await stream.next()).toMatchObject({ change: 'ENTERED', incidentId: id, event: null });
  expect(await stream.next()).toMatchObject({ change: 'LEFT', incidentId: id, event: null });
});

test('each filter says ENTERED, CHANGED and LEFT as the same filter of a list would', async () => {
  const cadre = await app.as('community-cadre');
  const [resident, worker, manager, writer] = [
    await other.as('resident'),
    await other.as('grid-worker'),
    await other.as('property-staff'),
    await other.as('community-cadre'),
  ];
  const { viewer } = await (await app.as('grid-leader')).data(ownPerson);
  // It was reported at the other server: the streams below begin after this one has heard of it.
  const herald = await follow(cadre);
  const first = await report(resident);
  await herald.until(first);
  const since = new Date().toISOString();
  const filters: Readonly<Record<string, IncidentFilter>> = {
    nothing: {},
    states: { states: ['REPORTED', 'RETURNED'] },
    'no states': { states: [] },
    categories: { categories: [town.categories.get('STREET_LIGHT')!, town.categories.get('OTHER')!] },
    domains: { domains: ['PUBLIC_SECURITY'] },
    urgencies: { urgencies: ['HIGH', 'EMERGENCY'] },
    channels: { channels: ['GRID_PATROL'] },
    supervisions: { supervisions: ['NONE'] },
    supervised: { supervisions: ['YELLOW', 'RED'] },
    'within a grid': { within: town.grid },
    'within the community': { within: town.community },
    'within the company': { within: town.company },
    ids: { ids: [first] },
    open: { open: true },
    closed: { open: false },
    'assigned to me': { assignedToViewer: true },
    'assigned to others': { assignedToViewer: false },
    'reported by me': { reportedByViewer: true },
    assignee: { assigneeId: viewer!.person!.id },
    holder: { holderId: town.company },
    'reported since': { reportedAt: { from: since } },
    'reported before': { reportedAt: { to: since } },
    'changed before': { updatedAt: { to: since } },
    and: { and: [{ open: true }, { within: town.grid }, { not: { holderId: town.company } }] },
    or: { or: [{ states: ['REPORTED'] }, { holderId: town.company }] },
    not: { not: { states: ['REPORTED'] } },
    'not not': { not: { not: { open: true } } },
    'all at once': {
      open: true,
      or: [{ urgencies: ['HIGH'] }, { not: { within: town.farGrid } }],
      states: ['REPORTED', 'ACCEPTED', 'DISPATCHED'],
    },
    'null is left out': { states: null, open: true, or: null },
    'nobody was': { assigneeId: `per_${'0'.repeat(32)}` },
  };
  const names = Object.keys(filters);
  const streams = new Map<string, Awaited<ReturnType<typeof follow>>>();
  for (const name of names) streams.set(name, await follow(cadre, { filter: filters[name]! }));

  /** Which filters a list would show the incident under now. */
  const query = `query (${names.map((_, index) => `$f${index}: IncidentFilter`).join(', ')}) { ${names
    .map((_, index) => `f${index}: incidents(first: 1, filter: $f${index}) { nodes { id } }`)
    .join(' ')} }`;
  const shownUnder = async (id: string): Promise<ReadonlySet<string>> => {
    const variables = Object.fromEntries(names.map((name, index) => [`f${index}`, { and: [filters[name], { ids: [id] }] }]));
    const data = await cadre.data<Record<string, { nodes: object[] }>>(query, variables);
    return new Set(names.filter((_, index) => data[`f${index}`]!.nodes.length > 0));
  };
  const expected = new Map<string, string[]>(names.map((name) => [name, []]));
  const step = async (kind: string, id: string | null, act: () => Promise<unknown>): Promise<string> => {
    const was = id === null ? new Set() : await shownUnder(id);
    const moved = id ?? ((await act()) as string);
    if (id !== null) await act();
    const is = await shownUnder(moved);
    for (const name of names) {
      const change = was.has(name) ? (is.has(name) ? 'CHANGED' : 'LEFT') : is.has(name) ? 'ENTERED' : null;
      // The cadre still sees what left a filter, and so what happened.
      if (change) expected.get(name)!.push(`${moved} ${change} ${kind}`);
    }
    return moved;
  };

  await step('ACCEPTED', first, () => move(writer, 'accept', { id: first }));
  await step('DISPATCHED', first, () => move(writer, 'dispatch', { id: first, organizationId: town.company, note: '请处理' }));
  const urgent = await step('REPORTED', null, () =>
    report(worker, { category: 'FALLING_OBJECTS', urgency: 'HIGH', channel: 'GRID_PATROL' }),
  );
  await step('RETURNED', first, () => move(manager, 'return', { id: first, reason: '退回' }));
  const own = await step('REPORTED', null, () => report(writer, { gridId: town.farGrid, category: 'OTHER', channel: 'PHONE' }));
  await step('REJECTED', urgent, () => move(writer, 'reject', { id: urgent, reason: '不属实' }));
  await step('ACCEPTED', own, () => move(writer, 'accept', { id: own }));
  const me = await cadre.data(ownPerson);
  await step('DISPATCHED', own, () => move(writer, 'dispatch', { id: own, assigneeId: me.viewer!.person!.id }));

  // Every stream is read as far as what it should have told; then one more event tells whether there was anything else.
  const actual = new Map<string, string[]>();
  const left: Item[] = [];
  for (const [name, stream] of streams) {
    const items: Item[] = [];
    while (items.length < expected.get(name)!.length) items.push(await stream.next());
    left.push(...items.filter(({ change }) => change === 'LEFT'));
    actual.set(name, told(items, { [first]: first, [urgent]: urgent, [own]: own }));
  }
  expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
  const reasons = new Set(left.map(({ reason, event }) => `${reason} ${event!.kind}`));
  expect(reasons).toContain('CLOSED REJECTED');
  expect(reasons).toContain('NO_LONGER_MATCHING ACCEPTED');
  expect([...reasons].filter((reason) => !/^(CLOSED REJECTED|NO_LONGER_MATCHING |NO_LONGER_YOURS DISPATCHED)/.test(reason))).toEqual([]);
  const said = [...expected.values()].flat().map((line) => line.split(' ')[1]);
  for (const change of ['ENTERED', 'CHANGED', 'LEFT']) expect(said.filter((other) => other === change).length).toBeGreaterThan(10);
  const last = await report(writer, { category: 'FALLING_OBJECTS', urgency: 'EMERGENCY', channel: 'GRID_PATROL' });
  for (const name of await shownUnder(last))
    expect({ name, ...(await streams.get(name)!.next()) }).toMatchObject({ name, change: 'ENTERED', incidentId: last });
});

describe('rights that change while a stream runs', () => {
  const end = async (persona: Persona, position: string) => {
    const [post] = await app.database.query<{ id: string }>(
      `select post.id from account join appointment post using (person_id)
       where account.subject = $1 and post.position = $2 and post.valid_to is null`,
      [`${persona}@000`, position],
    );
    const id = publicId('Appointment', post!.id);
    const { endAppointment } = await (await other.as('admin')).data(
      graphql(`mutation EndPost($id: ID!) { endAppointment(input: { id: $id }) { appointment { to } userErrors { code message } } }`),
      { id },
    );
    expect(endAppointment).toEqual({ appointment: { to: expect.any(String) }, userErrors: [] });
  };

  test('are looked at again for each event, and on replay: after the post is over, nothing more of it', async () => {
    const chief = await app.as('chief');
    const stream = await follow(chief);
    const resident = await other.as('resident');
    const seen = await report(resident);
    expect(await stream.next()).toMatchObject({ change: 'ENTERED', incidentId: seen });
    await end('chief', 'LANE_CHIEF');
    await report(resident);
    await move(await other.as('community-cadre'), 'accept', { id: seen });
    // As a neighbour the former chief goes on seeing what they report.
    const own = await report(await other.as('chief'));
    expect(await stream.next()).toMatchObject({ change: 'ENTERED', incidentId: own, event: { kind: 'REPORTED' } });
    const replayed = await follow(chief, { after: stream.start });
    expect(await replayed.next()).toMatchObject({ change: 'ENTERED', incidentId: own });
  });

  test('narrow what an event shows, not only which events come', async () => {
    const worker = await app.as('grid-worker');
    const id = await report(worker);
    const stream = await follow(worker);
    const cadre = await other.as('community-cadre');
    await move(cadre, 'accept', { id, note: '给同事看的' });
    expect(await stream.next()).toMatchObject({ change: 'CHANGED', event: { kind: 'ACCEPTED', note: '给同事看的' } });
    await end('grid-worker', 'GRID_WORKER');
    await move(cadre, 'dispatch', { id, organizationId: town.company, note: '不给报告人看的' });
    // As the reporter, without the notes.
    expect(await stream.next()).toMatchObject({ change: 'CHANGED', event: { kind: 'DISPATCHED', note: null } });
  });

  test('widen it too: who is appointed sees the next event whole', async () => {
    const chief = await app.as('chief');
    const stream = await follow(chief);
    const { viewer } = await chief.data(ownPerson);
    const { appointPerson } = await (await other.as('admin')).data(
      graphql(`mutation AppointWatcher($input: AppointPersonInput!) { appointPerson(input: $input) { userErrors { code message } } }`),
      { input: { personId: viewer!.person!.id, position: 'GRID_WORKER', gridId: town.farGrid } },
    );
    expect(appointPerson!.userErrors).toEqual([]);
    const incidentId = await report(await other.as('resident'), { gridId: town.farGrid });
    expect(await stream.next()).toMatchObject({
      change: 'ENTERED',
      incidentId,
      event: { kind: 'REPORTED', incident: { description: '三号楼前', reporter: { id: expect.any(String) } } },
    });
  });
});

test('who sees nothing hears a heartbeat at least every 15 s, after which there is nothing to make up for', async () => {
  const before = heard.length;
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(before), { timeout: 20_000, interval: 20 });
  for (const [index, { item, at }] of heard.entries()) {
    expect(item).toMatchObject({ change: 'HEARTBEAT', incidentId: null, event: null });
    expect(at - (heard[index - 1]?.at ?? at)).toBeLessThan(15_000);
  }
  // All that happened in this file is before the last one's cursor.
  const stream = await follow(await app.as('street-supervisor'), { after: heard.at(-1)!.item.cursor });
  const incidentId = await report(await other.as('resident'));
  expect(await stream.next()).toMatchObject({ change: 'ENTERED', incidentId });
  expect([app.bugs, other.bugs]).toEqual([[], []]);
});
