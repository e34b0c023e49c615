import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseId, publicId } from '../../src/kernel/ids.js';
import { openStates } from '../../src/modules/incidents/incident.terms.js';
import type { Client } from '../kit/client.js';
import { inDepth } from '../kit/depth.js';
import { nouns as activityRules } from '../modules/activities/access.js';
import { done, makeActivity } from '../modules/activities/act.js';
import { nouns as deliberationRules } from '../modules/deliberation/access.js';
import { inMinutes, openHall, done as take } from '../modules/deliberation/hall.js';
import { isStaffPost, type Viewer } from '../read/viewer.js';
import { loadWorld, type Row } from '../read/world.js';
import { graph } from './classes.js';
import { may } from './policy.js';
import { everyField, faultsOf } from './selection.js';
import { type AccessTown, askerNames, askOf, never, openAccessTown } from './town.js';

/** Every stream × everybody × sockets and server-sent events: who hears of what, and what of it. */

let town: AccessTown;
beforeAll(async () => {
  town = await openAccessTown();
});
afterAll(async () => {
  expect(town.app.bugs).toEqual([]);
  await town.close();
});

test('every stream is here', () => {
  expect(Object.keys(graph.schema.getSubscriptionType()!.getFields()).sort()).toEqual([
    'activityEvents',
    'incidentEvents',
    'sessionEvents',
    'statisticsTally',
    'viewerNotifications',
  ]);
});

interface Following<Data> {
  next(): Promise<Data>;
  close(): Promise<void>;
}
type Follow = <Data>(client: Client, query: string, variables?: Record<string, unknown>) => Following<Data>;

/** By a socket, and by a response of server-sent events. */
const ways: Readonly<Record<string, Follow>> = {
  socket: (client, query, variables) => client.subscribe(query, variables),
  events: <Data>(client: Client, query: string, variables?: Record<string, unknown>) => {
    const headers: Record<string, string> = client.token ? { authorization: `Bearer ${client.token}` } : {};
    const sse = createClient({ url: `${client.url}/graphql/stream`, headers, retryAttempts: 0 });
    const results = sse.iterate<Data>({ query, variables });
    return {
      async next() {
        const { value, done } = await results.next();
        if (done) throw new Error('The stream ended.');
        if (value.errors) throw value.errors;
        return value.data as Data;
      },
      async close() {
        void results.return?.();
        sse.dispose();
      },
    };
  },
};
const wayNames = Object.keys(ways);

/** What refuses a stream. */
const codeOf = (error: unknown): string => {
  const errors = Array.isArray(error) ? error : JSON.parse((error as Error).message);
  return errors[0].extensions.code;
};

const clientOf = (name: string): Client => town.askers.get(name)!.client;
const viewerOf = (name: string): Viewer => town.askers.get(name)!.viewer;

async function report(who: string, code: string): Promise<string> {
  const data = await clientOf(who).data(`{ grid(code: "${code}") { id } incidentCategories { id } }`);
  const { reportIncident } = await clientOf(who).data(
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } userErrors { message } } }',
    {
      input: { title: '路灯坏了', description: '说明', gridId: data.grid.id, categoryId: data.incidentCategories[0].id, channel: 'WECHAT' },
    },
  );
  expect(reportIncident.userErrors).toEqual([]);
  return reportIncident.incident.id;
}

/** Who follows by which way: everybody by both where CI is set, elsewhere each by one of them, in turn. */
const followersOf = (names: readonly string[]) =>
  wayNames.flatMap((way, w) => names.filter((_, n) => inDepth(true, n % wayNames.length === w)).map((name) => [way, name] as const));

/** Everybody of the names follows while something happens; then all are given the time to hear what they should. */
async function hear<Item>(
  names: readonly string[],
  query: string,
  field: string,
  happen: () => Promise<(name: string, items: readonly Item[]) => boolean>,
): Promise<Map<string, readonly Item[]>> {
  const heard = new Map<string, Item[]>();
  const streams = followersOf(names).map(([way, name]) => {
    const stream = ways[way]!<Record<string, Item>>(clientOf(name), query);
    const items: Item[] = [];
    heard.set(`${way} ${name}`, items);
    const listen = async () => {
      for (;;) items.push((await stream.next())[field]!);
    };
    listen().catch(() => {});
    return stream;
  });
  const patience = { timeout: 60_000, interval: 20 };
  await vi.waitFor(() => expect([...heard.values()].every(({ length }) => length > 0)).toBe(true), patience);
  const hasHeard = await happen();
  for (const [key, items] of heard)
    await vi.waitFor(() => expect(hasHeard(key.slice(key.indexOf(' ') + 1), items), key).toBe(true), patience);
  for (const stream of streams) await stream.close();
  return heard;
}

describe('incidentEvents', () => {
  interface Item {
    readonly change: string;
    readonly cursor: string;
    readonly incidentId: string | null;
    readonly event: { readonly id: string } | null;
  }
  const STREAM = `subscription ($after: Cursor) { incidentEvents(after: $after) { change cursor incidentId event ${everyField('IncidentEvent')} } }`;
  const listeners = askerNames.filter((name) => !/^(anonymous|router)/.test(name));

  let heard: Map<string, readonly Item[]>;
  let happened: readonly string[];
  beforeAll(async () => {
    heard = await hear<Item>(listeners, STREAM, 'incidentEvents', async () => {
      // In grids near and far, of two jurisdictions.
      happened = [
        await report('resident@000', '000-G01'),
        await report('resident@000', '000-G12'),
        await report('chief@000', '000-G01'),
        await report('resident@001', '001-C1-G01'),
        await report('street-supervisor@000', '000-G01'),
      ];
      Object.assign(town, { world: await loadWorld(town.database) });
      const wanted = new Map<string, number>();
      for (const name of listeners) wanted.set(name, (await seenBy(name)).size);
      // Whoever sees all of a jurisdiction hears all of it.
      expect([wanted.get('street-supervisor@000'), wanted.get('street-supervisor@001')]).toEqual([4, 1]);
      return (name, items) => items.filter(({ event }) => event).length >= wanted.get(name)!;
    });
  });
  const seenBy = async (name: string) => {
    const { sight } = await askOf(town, name);
    return new Set(happened.filter((id) => sight.has(parseId(id)!.uuid)));
  };
  const told = (way: string, name: string) => heard.get(`${way} ${name}`)!.filter(({ change }) => change !== 'HEARTBEAT');

  test.each(followersOf(listeners))('%s: %s hears of what they see, and of each what they may know', async (way, name) => {
    const items = told(way, name);
    expect(new Set(items.map(({ incidentId }) => incidentId))).toEqual(await seenBy(name));
    expect(items.map(({ change }) => change)).toEqual(items.map(() => 'ENTERED'));
    const ask = await askOf(town, name);
    for (const { event, incidentId } of items) expect(faultsOf(ask, event, `event of ${incidentId}`)).toEqual([]);
  });

  const some = ['resident@000', 'chief@000', 'street-supervisor@000', 'dashboard@000', 'grid-leader@002'];
  test.each(followersOf(listeners).filter(([, name]) => some.includes(name)))(
    '%s: %s hears the same again after the cursor of the beginning',
    async (way, name) => {
      const live = told(way, name);
      const stream = ways[way]!<{ incidentEvents: Item }>(clientOf(name), STREAM, { after: heard.get(`${way} ${name}`)![0]!.cursor });
      onTestFinished(() => stream.close());
      const again: Item[] = [];
      while (again.length < live.length) {
        const { incidentEvents } = await stream.next();
        if (incidentEvents.change !== 'HEARTBEAT') again.push(incidentEvents);
      }
      expect(again.map(({ cursor, incidentId }) => [cursor, incidentId])).toEqual(
        live.map(({ cursor, incidentId }) => [cursor, incidentId]),
      );
    },
  );

  test.each(wayNames)('%s: a cursor of somebody who sees more opens nothing', async (way) => {
    const [, [first]] = [...heard].find(([key]) => key.endsWith(' street-supervisor@000'))!;
    for (const name of ['resident@001', 'partner@000', 'grid-leader@002']) {
      const stream = ways[way]!<{ incidentEvents: Item }>(clientOf(name), STREAM, { after: first!.cursor });
      const items: Item[] = [];
      // Up to the end of the log: what is reported now comes last.
      const listen = async () => {
        for (;;) items.push((await stream.next()).incidentEvents);
      };
      listen().catch(() => {});
      await vi.waitFor(() => expect(items.length).toBeGreaterThan(0), { timeout: 60_000, interval: 20 });
      const seen = [...(await seenBy(name))];
      await vi.waitFor(() => expect(items.filter(({ event }) => event).length).toBeGreaterThanOrEqual(seen.length), { timeout: 60_000 });
      await stream.close();
      expect(items.flatMap(({ incidentId }) => incidentId ?? [])).toEqual(seen);
    }
  });
});

describe('activityEvents', () => {
  interface Item {
    readonly change: string;
    readonly kind: string | null;
    readonly activityId: string | null;
    readonly activity: { readonly id: string } | null;
    readonly registration: { readonly id: string } | null;
  }
  const STREAM = `subscription { activityEvents { change kind cursor activityId activity ${everyField('Activity', 0)} registration ${everyField('ActivityRegistration', 0)} } }`;
  const listeners = askerNames.filter((name) => !/^(anonymous|router)/.test(name));
  const { Activity, ActivityRegistration } = activityRules;

  let heard: Map<string, readonly Item[]>;
  /** What each is to hear of: of a new draft, and of a registration for an activity that is published. */
  const wanted = new Map<string, readonly string[]>();
  const registrants = new Map<string, boolean>();
  beforeAll(async () => {
    const [cadre, resident] = [clientOf('community-cadre@000'), clientOf('resident@000')];
    const organizationId = (await cadre.data('{ organization(code: "000-C1") { id } }')).organization.id;
    const [startsAt, endsAt] = [1, 2].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
    const id = await makeActivity(cadre, { organizationId, startsAt, endsAt }, 'SIGN_UP');
    await town.app.caughtUp();
    heard = await hear<Item>(listeners, STREAM, 'activityEvents', async () => {
      const draft = await makeActivity(cadre, { organizationId, startsAt, endsAt });
      const registration = await done(resident, 'registerForActivity', { activityId: id });
      Object.assign(town, { world: await loadWorld(town.database) });
      const rowOf = (publicId: string) => town.world.byId.get(parseId(publicId)!.uuid)!;
      for (const name of listeners) {
        const ask = await askOf(town, name);
        wanted.set(name, [
          ...(Activity!.sees(ask, rowOf(draft)) ? ['CREATED'] : []),
          ...(Activity!.sees(ask, rowOf(id)) ? ['REGISTERED'] : []),
        ]);
        registrants.set(name, ActivityRegistration!.sees(ask, rowOf(registration.id)));
      }
      // Somebody of each sort is there.
      expect(new Set([...wanted.values()].map(({ length }) => length))).toEqual(new Set([0, 1, 2]));
      expect(new Set(registrants.values()).size).toBe(2);
      return (name, items) => items.filter(({ change }) => change !== 'HEARTBEAT').length >= wanted.get(name)!.length;
    });
  });

  test.each(followersOf(listeners))('%s: %s hears of what they see, and of each what they may know', async (way, name) => {
    const items = heard.get(`${way} ${name}`)!.filter(({ change }) => change !== 'HEARTBEAT');
    expect(items.map(({ kind }) => kind)).toEqual(wanted.get(name));
    const ask = await askOf(town, name);
    for (const { kind, activity, registration, activityId } of items) {
      expect(registration !== null).toBe(kind === 'REGISTERED' && registrants.get(name)!);
      expect(faultsOf(ask, activity, `activity ${activityId}`)).toEqual([]);
      expect(faultsOf(ask, registration, `registration for ${activityId}`)).toEqual([]);
    }
  });
});

describe('sessionEvents', () => {
  interface Item {
    readonly change: string;
    readonly kind: string | null;
    readonly sessionId: string | null;
  }
  const rows = { session: 'DeliberationSession', attendance: 'Attendance', proxy: 'Proxy', topic: 'Topic', ballot: 'Ballot' } as const;
  const shown = Object.entries(rows).map(([field, noun]) => `${field} ${everyField(noun, 0)}`);
  const STREAM = `subscription { sessionEvents { change kind cursor sessionId ${shown.join(' ')} } }`;
  const listeners = askerNames.filter((name) => !/^(anonymous|router)/.test(name));
  const { DeliberationSession } = deliberationRules;

  let heard: Map<string, readonly Item[]>;
  /** What each is to hear of two sessions, as they were seen before and after their notice: one of a body that meets in public, and one of another. */
  const wanted = new Map<string, readonly string[]>();
  beforeAll(async () => {
    const { cadre, members, people, body } = await openHall(town.app);
    const bodies = [await body({ rules: { isPublic: true } }), await body({ rules: { isPublic: false } })];
    await town.app.caughtUp();
    heard = await hear<Item>(listeners, STREAM, 'sessionEvents', async () => {
      const steps: [kind: string, session: string][] = [];
      const seenNow = async (...happened: typeof steps) => {
        Object.assign(town, { world: await loadWorld(town.database) });
        for (const [kind, session] of happened)
          for (const name of listeners)
            if (DeliberationSession!.sees(await askOf(town, name), town.world.byId.get(parseId(session)!.uuid)!))
              wanted.set(name, [...(wanted.get(name) ?? []), kind]);
      };
      for (const bodyId of bodies) {
        const when = { scheduledAt: inMinutes(30), chairId: people[0] };
        const { id } = await take(cadre, 'scheduleSession', { bodyId, kind: 'COUNCIL', ...when });
        await seenNow(['SCHEDULED', id]);
        await take(cadre, 'sendNotice', { id });
        await take(members[1]!, 'giveProxy', { id, holderId: people[0], paper: '柜1' });
        await take(members[0]!, 'openSession', { id });
        await take(members[0]!, 'attendSession', { id });
        await seenNow(...['NOTICE_SENT', 'PROXY_GIVEN', 'OPENED', 'CHECKED_IN'].map((kind): [string, string] => [kind, id]));
      }
      // Nobody of elsewhere; everybody of the jurisdiction, the public session from its notice on; members and staff, all.
      expect(new Set(listeners.map((name) => wanted.get(name)?.length ?? 0))).toEqual(new Set([0, 4, 10]));
      return (name, items) => items.filter(({ change }) => change !== 'HEARTBEAT').length >= (wanted.get(name)?.length ?? 0);
    });
  });

  test.each(followersOf(listeners))('%s: %s hears of what they see, and of each what they may know', async (way, name) => {
    const items = heard.get(`${way} ${name}`)!.filter(({ change }) => change !== 'HEARTBEAT');
    expect(items.map(({ kind }) => kind)).toEqual(wanted.get(name) ?? []);
    const ask = await askOf(town, name);
    // Items show rows as they are at delivery: the last event of a session, as they have stayed.
    for (const item of items.filter(({ kind }) => kind === 'CHECKED_IN' || kind === 'PROXY_GIVEN'))
      for (const field of Object.keys(rows).filter((field) => field !== 'session' || item.kind === 'CHECKED_IN'))
        expect(faultsOf(ask, (item as unknown as Record<string, never>)[field]!, `${field} of ${item.sessionId}`)).toEqual([]);
  });
});

describe('viewerNotifications', () => {
  interface Item {
    readonly kind: string;
    readonly incidentId: string | null;
    readonly event: { readonly id: string } | null;
  }
  const STREAM = `subscription { viewerNotifications { kind cursor incidentId event ${everyField('IncidentEvent', 0)} } }`;
  const persons = askerNames.filter((name) => !/^(anonymous|dashboard|partner|router)/.test(name));

  let heard: Map<string, readonly Item[]>;
  /** What each is to hear of, reckoned from who reported, who had to act, and whose post is with the holder. */
  const wanted = new Map<string, readonly string[]>();
  beforeAll(async () => {
    heard = await hear<Item>(persons, STREAM, 'viewerNotifications', async () => {
      const id = await report('resident@000', '000-G01');
      const grid = (await clientOf('resident@000').data('{ grid(code: "000-G01") { id } }')).grid.id;
      const rowOf = async () =>
        (
          await town.database.query<{ holder_id: string; assignee_id: string | null; reporter_id: string }>(
            'select holder_id, assignee_id, reporter_id from incident where id = $1',
            [parseId(id)!.uuid],
          )
        )[0]!;
      const step = async (who: string, verb: string, type: string, input: object = {}) => {
        const { done } = await clientOf(who).data(
          `mutation ($input: ${type}!) { done: ${verb}(input: $input) { userErrors { message } } }`,
          { input: { id, ...input } },
        );
        expect(done.userErrors).toEqual([]);
        return rowOf();
      };
      const accepted = await step('community-cadre@000', 'acceptIncident', 'IncidentTransitionInput');
      const dispatched = await step('community-cadre@000', 'dispatchIncident', 'DispatchIncidentInput', { gridId: grid });
      const returned = await step('grid-leader@000', 'returnIncident', 'ReasonedIncidentTransitionInput', { reason: '非本网格事项' });
      const worksAt = ({ posts }: Viewer, organization: string) =>
        posts.some((post) => post.organization_id === organization && isStaffPost(post));
      for (const name of persons) {
        const viewer = viewerOf(name);
        const isMine = (person: string | null) => person !== null && person === viewer.person;
        wanted.set(name, [
          ...(isMine(accepted.reporter_id) ? ['DECIDED'] : []),
          ...(isMine(dispatched.assignee_id) ? ['ASSIGNED'] : []),
          // The leader returned it: nobody is told of what they did.
          ...(!isMine(dispatched.assignee_id) && worksAt(viewer, returned.holder_id) ? ['RETURNED'] : []),
        ]);
      }
      Object.assign(town, { world: await loadWorld(town.database) });
      // Somebody of each sort is there.
      expect(new Set([...wanted.values()].map((kinds) => kinds.join()))).toEqual(new Set(['', 'DECIDED', 'ASSIGNED', 'RETURNED']));
      return (name, items) => items.filter(({ kind }) => kind !== 'HEARTBEAT').length >= wanted.get(name)!.length;
    });
  });

  test.each(followersOf(persons))('%s: %s hears of what is theirs to do or to know, and of each what they may know', async (way, name) => {
    const items = heard.get(`${way} ${name}`)!.filter(({ kind }) => kind !== 'HEARTBEAT');
    expect(items.map(({ kind }) => kind)).toEqual(wanted.get(name));
    const ask = await askOf(town, name);
    for (const { event, incidentId } of items) {
      expect(event !== null).toBe(ask.sight.has(parseId(incidentId!)!.uuid));
      expect(faultsOf(ask, event, `event of ${incidentId}`)).toEqual([]);
    }
  });

  const clients = wayNames.flatMap((way) => ['dashboard@000', 'partner@000'].map((name) => [way, name] as const));
  test.each(clients)('%s: %s is no person', async (way, name) => {
    const stream = ways[way]!(clientOf(name), STREAM);
    onTestFinished(() => stream.close());
    expect(codeOf(await stream.next().catch((error) => error))).toBe('FORBIDDEN');
  });
});

describe('figures', () => {
  const figures = 'statistics(period: { from: "2010-01-01", to: "2099-01-01" }) { incidentsReported openByState { state count } }';
  const STATISTICS = `subscription ($scope: ID!) { statisticsTally(scope: $scope) { scopeId organization { ${figures} } grid { ${figures} } } }`;
  interface Told {
    readonly statistics: {
      readonly incidentsReported: number;
      readonly openByState: readonly { readonly state: string; readonly count: number }[];
    };
  }
  interface Live {
    readonly scopeId: string;
    readonly organization: Told | null;
    readonly grid: Told | null;
  }

  /** Why the viewer is told nothing; null where they are told. */
  function refusal(viewer: Viewer, row: Row | null, place: string | null): string | null {
    if (viewer.jurisdiction === null) return 'UNAUTHENTICATED';
    if (row === null) return 'NOT_FOUND';
    return may('Statistics', 'see', viewer, { jurisdiction: row.jurisdiction_id, place: place! }) ? null : 'FORBIDDEN';
  }
  /** What lies in a grid that was merged lies in its successor. */
  const placeOf = (row: Row): string => town.world.byId.get(row.successor_id ?? row.id)!.place as string;
  const below = (place: string) => town.world.rows.Incident.filter((one) => (one.place as string).startsWith(place));

  test.each(askerNames)('%s is told of what lies below them, and of nothing else', async (name) => {
    const asker = town.askers.get(name)!;
    const nouns = ['Organization', 'Grid'] as const;
    const asked = nouns.flatMap((noun) => [
      ...town.sample(asker, noun, 2).map(([, row]) => ({ noun, row, id: publicId(noun, row.id) })),
      { noun, row: null, id: never(noun) },
    ]);
    for (const [n, { noun, row, id }] of asked.entries()) {
      const follow = ways[wayNames[n % wayNames.length]!]!;
      const why = refusal(asker.viewer, row, row && placeOf(row));
      const incidents = why === null ? below(row!.place as string) : [];
      const stream = follow<{ statisticsTally: Live }>(asker.client, STATISTICS, { scope: id });
      const live = await stream.next().then(({ statisticsTally }) => statisticsTally, codeOf);
      await stream.close();
      const told = {
        statistics: {
          incidentsReported: incidents.length,
          openByState: openStates.map((state) => ({ state, count: incidents.filter((one) => one.state === state).length })),
        },
      };
      expect(live, id).toEqual(
        why ?? { scopeId: id, organization: noun === 'Organization' ? told : null, grid: noun === 'Grid' ? told : null },
      );
    }
  });
});

test.each(wayNames.flatMap((way) => ['anonymous', 'router@000'].map((name) => [way, name] as const)))(
  '%s: nobody as %s',
  async (way, name) => {
    for (const query of [
      'subscription { activityEvents { change } }',
      'subscription { incidentEvents { change } }',
      'subscription { viewerNotifications { kind } }',
      `subscription { statisticsTally(scope: "${never('Grid')}") { scopeId } }`,
    ]) {
      const stream = ways[way]!(clientOf(name), query);
      onTestFinished(() => stream.close());
      expect(codeOf(await stream.next().catch((error) => error))).toBe('UNAUTHENTICATED');
    }
  },
);
