import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Claims } from '../../src/auth/token.js';
import { anonymous, type Viewer } from '../../src/auth/viewer.js';
import { openPool } from '../../src/db/client.js';
import { systemClock } from '../../src/kernel/clock.js';
import { levelOf, SEARCH_LEVEL, SEGMENT } from '../../src/kernel/place.js';
import { type Directory, type DirectoryEvent, openDirectory } from '../../src/server/directory.js';
import { demoDatabase, type TestDatabase } from '../kit/database.js';

/** What a process keeps in memory of places and viewers, and what of it is read again after a change. */

let database: TestDatabase;
let pool: pg.Pool;
let directory: Directory;
let roots: { id: string; code: string; place: string; number: number }[];
beforeAll(async () => {
  database = await demoDatabase();
  pool = openPool({ connectionString: database.url, max: 5 });
  directory = await openDirectory(pool, systemClock, []);
  roots = await database.query('select id, code, place, number from organization where parent_id is null order by code');
});
afterAll(async () => {
  await pool.end();
  await database.close();
});

const event = (jurisdictionId: string, about: { person?: string; client?: string } = {}): DirectoryEvent => ({
  topic: 'directory',
  jurisdictionId,
  payload: { reason: 'test', ...about },
});
const claims = (subject: string): Claims => ({
  ...{ issuer: 'mulin-demo', subject, tokenId: subject, client: null, clientId: null, scopes: [] },
  ...{ issuedAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) },
});
/** How often seats and holders are read from the database while something runs. */
async function reads(what: () => Promise<unknown>): Promise<{ seats: unknown[]; holders: unknown[] }> {
  const spy = vi.spyOn(pool, 'query');
  try {
    await what();
    const calls = spy.mock.calls as unknown as [string, unknown[]][];
    return {
      seats: calls.filter(([text]) => text.includes('uuid_send')).map(([, [place]]) => place),
      holders: calls.filter(([text]) => text.includes('join account')).flatMap(([, [, subjects]]) => subjects),
    };
  } finally {
    spy.mockRestore();
  }
}

test('knows every organisation, grid and stairwell by its id and by its place', async () => {
  const tree = await directory.tree();
  const seats = await database.query<{ id: string; place: string; noun: string; successor: string | null }>(
    `select id, place, 'Organization' as noun, null as successor from organization
     union all select g.id, g.place, 'Grid', successor.place from grid g left join grid successor on successor.id = g.successor_id
     union all select id, place, 'Stairwell', null from stairwell`,
  );
  expect(seats.length).toBeGreaterThan(500);
  for (const { id, place, noun, successor } of seats) {
    expect([tree.placeOf(id), tree.formerPlaceOf(id)]).toEqual(successor === null ? [place, null] : [successor, place]);
    expect(tree.seatAt(place)).toEqual(successor === null ? { noun, id } : null);
  }
  for (const { place } of roots)
    expect([...tree.searchPlacesOf(place)].sort()).toEqual(
      seats
        .map((seat) => seat.place)
        .filter((other) => levelOf(other) === SEARCH_LEVEL && other.startsWith(place))
        .sort(),
    );
  const deep = seats.find(({ place }) => levelOf(place) > SEARCH_LEVEL)!.place;
  expect(tree.searchPlacesOf(deep)).toEqual([deep.slice(0, SEARCH_LEVEL * SEGMENT)]);
  expect(tree.depth).toBe(Math.max(...seats.filter(({ noun }) => noun !== 'Stairwell').map(({ place }) => levelOf(place))));
});

test.each([
  '01a20000-0000-7000-8000-000000000001',
  '01a20000-0000-7000-8000-00000000ffff',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
])('nobody has the id %s', async (uuid) => {
  const tree = await directory.tree();
  expect([tree.placeOf(uuid), tree.formerPlaceOf(uuid)]).toEqual([null, null]);
});

test.each(['', '0', 'zzzz', '0000,'])('nothing lies at "%s"', async (place) => {
  expect((await directory.tree()).seatAt(place)).toBeNull();
});

let made = 0;
/** Behind the back of the event log. */
async function newOrganization({ id, place, number }: (typeof roots)[number]): Promise<{ id: string; place: string }> {
  const own = `${place}z${String(++made).padStart(3, '0')}`;
  const [{ id: uuid }] = (await database.query<{ id: string }>(
    `insert into organization (id, jurisdiction_id, code, name, kind, parent_id, place)
     values ((left(gen_random_uuid()::text, 32) || lpad(to_hex($2::int), 4, '0'))::uuid, $1, $3, '新组织', 'OTHER', $1, $3) returning id`,
    [id, number, own],
  )) as [{ id: string }];
  return { id: uuid, place: own };
}

describe('after a change', () => {
  test('of a jurisdiction its seats alone are read again; those of others stay as they are', async () => {
    const before = await directory.tree();
    const [own, other] = [roots[0]!, roots[1]!];
    const organization = await newOrganization(own);
    expect(await directory.tree()).toBe(before);
    const { seats } = await reads(async () => {
      directory.changed([event(own.id)]);
      await Promise.all([directory.tree(), directory.tree()]);
    });
    expect(seats).toEqual([own.place]);
    const after = await directory.tree();
    expect([before, after].map((tree) => tree.placeOf(organization.id))).toEqual([null, organization.place]);
    expect(after.jurisdictionAt(own.place)).not.toBe(before.jurisdictionAt(own.place));
    expect(after.jurisdictionAt(other.place)).toBe(before.jurisdictionAt(other.place));
  });

  test('only viewers of that jurisdiction, and who has none, wait for it', async () => {
    const treeOf = (subject: string) => directory.treeOf(directory.viewer(claims(subject)) as Promise<Viewer>);
    const anonymously = () => directory.treeOf(Promise.resolve(anonymous));
    const before = await treeOf('resident@001');
    for (const asked of [() => treeOf('resident@000'), anonymously]) {
      const organization = await newOrganization(roots[0]!);
      directory.changed([event(roots[0]!.id)]);
      const [others, own] = [treeOf('resident@001'), asked()];
      expect((await others).placeOf(organization.id)).toBeNull();
      expect((await own).placeOf(organization.id)).toBe(organization.place);
      expect(await treeOf('resident@001')).toBe(await own);
    }
    expect(before.jurisdictionAt(roots[1]!.place)).toBe((await treeOf('resident@001')).jurisdictionAt(roots[1]!.place));
  });

  test('of several, who asks after the last one sees all of them, also while earlier ones are being read', async () => {
    for (let round = 0; round < 5; round++) {
      const asked: Promise<void>[] = [];
      const there: { id: string; place: string }[] = [];
      for (const root of [roots[0]!, roots[1]!, roots[0]!, roots[2]!]) {
        there.push(await newOrganization(root));
        directory.changed([event(root.id)]);
        const known = [...there];
        asked.push(
          directory.tree().then((tree) => expect(known.map(({ id }) => tree.placeOf(id))).toEqual(known.map(({ place }) => place))),
        );
      }
      await Promise.all(asked);
      const tree = await directory.tree();
      expect(there.map(({ id }) => tree.placeOf(id))).toEqual(there.map(({ place }) => place));
    }
  });

  test('that could not be read, it is read by who asks next', async () => {
    const organization = await newOrganization(roots[3]!);
    directory.changed([event(roots[3]!.id)]);
    const query = vi.spyOn(pool, 'query').mockRejectedValueOnce(new Error('The database is away.') as never);
    await expect(directory.tree()).rejects.toThrow('away');
    query.mockRestore();
    expect((await directory.tree()).placeOf(organization.id)).toBe(organization.place);
  });

  test('of a person they alone are looked up again, and whoever was nobody; of a jurisdiction its people', async () => {
    const everybody = ['resident@000', 'grid-leader@000', 'resident@001', 'nobody@000'].map(claims);
    const look = () => Promise.all(everybody.map((one) => directory.viewer(one)));
    const before = await look();
    expect(before.map((viewer) => viewer?.jurisdiction?.id ?? null)).toEqual([roots[0]!.id, roots[0]!.id, roots[1]!.id, null]);
    const lookedUpAfter = async (change: DirectoryEvent) => {
      const { holders, seats } = await reads(async () => {
        directory.changed([change]);
        // What did not change is the same object, so that all that was made of it stays.
        expect((await look()).map((viewer, i) => viewer === before[i])).toEqual([true, true, true, true]);
      });
      return { holders, seats };
    };
    expect(await lookedUpAfter(event(roots[0]!.id, { person: before[0]!.person! }))).toEqual({
      holders: ['resident@000', 'nobody@000'],
      seats: [],
    });
    expect(await lookedUpAfter(event(roots[0]!.id, { client: 'dashboard' }))).toEqual({ holders: ['nobody@000'], seats: [] });
    expect((await lookedUpAfter(event(roots[0]!.id))).holders).toEqual(['resident@000', 'grid-leader@000', 'nobody@000']);
  });

  test('of all, when the database was put back, everything is read again', async () => {
    const organization = await newOrganization(roots[4]!);
    const { seats } = await reads(async () => {
      directory.rewound();
      const viewer = directory.viewer(claims('resident@000')) as Promise<Viewer>;
      expect((await directory.treeOf(viewer)).placeOf(organization.id)).toBe(organization.place);
      expect((await directory.tree()).placeOf(organization.id)).toBe(organization.place);
    });
    expect(new Set(seats)).toEqual(new Set(roots.map(({ place }) => place)));
  });
});
